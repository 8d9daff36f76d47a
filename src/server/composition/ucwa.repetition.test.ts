import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestClient } from '../edge/testing/client';
import { hrefOf, incoming, is, textOf, type UcwaTestClient } from './testing/ucwa-client';
import { acknowledge, answerSession, inviteFrom, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;

beforeEach(async () => {
  world = await startUcwaWorld();
});

afterEach(() => world.close());

/** Calls, has the client accept, and returns what the caller's requests in the dialog carry. */
async function callAndAccept(
  caller: TestClient,
  client: UcwaTestClient,
  headers: Record<string, string> = {},
): Promise<{ dialog: Record<string, string>; target: string }> {
  const invite = inviteFrom(caller, 'sip:carol@contoso.com', headers);
  caller.send(invite);
  const { event } = await client.until(is('messagingInvitation', 'started'));
  const invitation = event._embedded!.messagingInvitation!;
  expect((await client.post(hrefOf(invitation, 'accept'))).status).toBe(204);
  const ok = await caller.answerTo(invite);
  expect(ok.status).toBe(200);
  const talk = acknowledge(caller, ok);
  await client.until(is('conversation', 'updated', ({ state }) => state === 'Connected'));
  return talk;
}

describe('an answer that was lost', () => {
  it('makes nothing twice', async () => {
    const bob = await world.sip('bob');
    const dave = await world.client('dave');
    const body = { to: 'sip:bob@contoso.com', operationId: 'op', sessionContext: 's', subject: 'x' };
    const start = hrefOf(dave.embedded('communication'), 'startMessaging');
    const made = await Promise.all([dave.post(start, body), dave.post(start, body)]);
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(made.map(({ headers }) => headers.get('Location'))).size).toBe(1);
    await answerSession(bob, await bob.incoming('INVITE'));
    const { event } = await dave.until(is('messaging', 'updated', ({ state }) => state === 'Connected'));
    const send = `${hrefOf(event._embedded!.messaging!, 'sendMessage')}?operationId=m`;
    const first = await dave.post(send, 'hello');
    const second = await dave.post(send, 'hello');
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'));
    bob.answer(await bob.incoming('MESSAGE'), 200);
    // Some clients use one id for everything.
    const third = await dave.post(send, 'another');
    expect(third.headers.get('Location')).not.toBe(first.headers.get('Location'));
    bob.answer(await bob.incoming('MESSAGE'), 200);
    await bob.settled();
    expect(bob.received.filter((each) => each.kind === 'request' && each.method === 'INVITE')).toHaveLength(
      1,
    );
    expect(bob.received.filter((each) => each.kind === 'request' && each.method === 'MESSAGE')).toHaveLength(
      2,
    );
  });

  it('of the peer shows nothing twice', async () => {
    const alice = await world.sip('alice');
    const carol = await world.client('carol');
    const { dialog, target } = await callAndAccept(alice, carol);
    const headers = { ...dialog, 'Content-Type': 'text/plain', 'Ms-Message-ID': 'm1' };
    alice.send(alice.request('MESSAGE', target, headers, 'once'));
    await carol.until(incoming);
    const again = alice.request('MESSAGE', target, headers, 'once');
    expect((await alice.ask(again)).status).toBe(200);
    alice.send(alice.request('MESSAGE', target, { ...headers, 'Ms-Message-ID': 'm2' }, 'twice'));
    await carol.until(incoming);
    expect(carol.seen.filter(incoming).map(textOf)).toEqual(['once', 'twice']);
  });
});

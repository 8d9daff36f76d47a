import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerSession, startUcwaWorld, type UcwaWorld } from '../../server/composition/testing/ucwa-world';
import { ManualClock } from '../../server/sip';
import { FlakyFetch } from '../testing/flaky-fetch';
import { until } from '../testing/session-fixture';
import { bodies, inState, untilState } from '../testing/suite/world';
import { UcwaSession } from './ucwa-session';

/** A laptop that sleeps: to the server it is gone without a word, for as long as the server's clock says. */
let clock: ManualClock;
let world: UcwaWorld;
let network: FlakyFetch;
let session: UcwaSession;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  world = await startUcwaWorld({ clock });
  network = new FlakyFetch();
  session = new UcwaSession({
    ...{
      server: `${world.origin}/ucwa`,
      uri: 'sip:dave@contoso.com',
      credentials: { password: 'demo-dave' },
    },
    ...{ reconnectPolicy: { nextDelay: () => 20 }, fetch: network.fetch },
  });
  await session.connect();
});
afterEach(async () => {
  await session.disconnect();
  await world.close();
});

async function talking() {
  const bob = await world.sip('bob');
  const call = session.startConversation('sip:bob@contoso.com');
  const { dialog, target } = await answerSession(bob, await bob.incoming('INVITE'));
  await until(call, inState('established'));
  const write = (text: string) =>
    bob.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, text);
  return { bob, call, dialog, write };
}

describe('a laptop that sleeps', () => {
  it('for some minutes: goes on, and nothing is lost without a word, or shown twice', async () => {
    const { bob, call, dialog, write } = await talking();
    const wake = network.cut();
    await untilState(session, 'lost');
    const sent = call.messaging.send('written before it slept');
    const kept = write('kept');
    bob.send(kept);
    // It has come when a later request has its answer.
    expect(
      (await bob.ask(bob.request('OPTIONS', 'sip:contoso.com', { Contact: `<${bob.contact}>` }))).status,
    ).toBeLessThan(500);
    clock.advance(10_000);
    expect((await bob.answerTo(kept)).status).toBe(202);
    clock.advance(9 * 60_000);
    // Whoever writes now is told.
    expect((await bob.ask(write('refused'))).status).toBe(480);

    wake();
    await untilState(session, 'connected');
    const again = await bob.incoming('INVITE');
    expect(again.headers.get('Ms-Resume')).toBe('true');
    const resumed = await answerSession(bob, again);
    const bye = await bob.incoming('BYE');
    expect(bye.callId()).toBe(dialog['Call-ID']);
    bob.answer(bye, 200);
    const message = await bob.incoming('MESSAGE');
    expect(message.body.toString()).toBe('written before it slept');
    bob.answer(message, 200);
    expect(await sent).toMatchObject({ delivery: 'delivered' });
    const more = { ...resumed.dialog, 'Content-Type': 'text/plain' };
    bob.send(bob.request('MESSAGE', resumed.target, more, 'awake?'));
    await until(call, (each) => bodies(each, 'incoming').length > 1);
    expect(bodies(call, 'incoming')).toEqual(['kept', 'awake?']);
    expect(call.snapshot.state).toBe('established');
    expect(bob.received.filter((each) => each.kind === 'request' && each.method === 'MESSAGE')).toHaveLength(
      1,
    );
  });

  it('for longer than the server waits: the conversation has ended and says so, and what was not sent can be sent again', async () => {
    const { bob, call } = await talking();
    const wake = network.cut();
    await untilState(session, 'lost');
    const failing = call.messaging.send('too late').catch((error: unknown) => error);
    clock.advance(16 * 60_000);
    bob.answer(await bob.incoming('BYE'), 200);
    // The phone's own registration has run out meanwhile.
    await bob.register();

    wake();
    await untilState(session, 'connected');
    expect(call.snapshot).toMatchObject({ state: 'terminated', endReason: 'recovery-failed' });
    expect(await failing).toMatchObject({ code: 'recovery-failed' });
    const failed = call.snapshot.messages.find(({ delivery }) => delivery === 'failed')!;
    const retried = call.messaging.retry(failed.id);
    const invite = await bob.incoming('INVITE');
    expect(invite.headers.get('Ms-Conversation-ID')).toBe(call.snapshot.id);
    await answerSession(bob, invite, { Supported: 'ms-text-format' });
    expect(await retried).toMatchObject({ body: 'too late', delivery: 'delivered' });
    expect(bob.received.some((each) => each.kind === 'request' && each.method === 'MESSAGE')).toBe(false);
  });
});

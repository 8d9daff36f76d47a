import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConversationContract, InvitationReceivedEvent } from '../../src/session/contract';
import { untilConference } from '../../src/session/conference/testing/scripted-conference';
import type { LyncSession } from '../../src/session/lync-session';
import { once, until } from '../../src/session/testing/session-fixture';
import { demoConfiguration, dist } from '../e2e/support/server';
import { startLargeSite } from '../e2e/support/site';
import { sessionUser, type LargeSite } from './session-user';

let world: LargeSite;
const open: LyncSession[] = [];

beforeAll(async () => {
  world = await startLargeSite(demoConfiguration(), dist);
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.disconnect()));
  await world.stop();
});

async function user(name: string): Promise<LyncSession> {
  const session = await sessionUser(world, name, { conferences: true });
  open.push(session);
  return session;
}

const everybodyChats = (conversation: ConversationContract): Promise<void> =>
  untilConference(
    conversation,
    ({ participants }) => participants.length === 2 && participants.every(({ chat }) => chat === 'connected'),
  );

it('carries a conference of two to the node that has it: invitation, roster, chat, commands, and its end', async () => {
  const [alice, bob] = await Promise.all([user('alice'), user('bob')]);
  const invited = once<InvitationReceivedEvent>(bob, 'invitation-received');
  const hers = await alice.createConference({ subject: 'Review', invite: ['sip:bob@contoso.com'] });
  const { conversation: his } = await invited;
  await his.accept();
  await Promise.all([everybodyChats(hers), everybodyChats(his)]);
  expect(his.conference!.snapshot).toMatchObject({ subject: 'Review', role: 'attendee' });

  await hers.messaging.send('Grüezi');
  await until(his, ({ snapshot }) => snapshot.messages.length === 1);
  await his.messaging.send('Hello');
  await until(hers, ({ snapshot }) => snapshot.messages.length === 2);
  expect(hers.snapshot.messages.map(({ body, from }) => [from.uri, body])).toEqual([
    ['sip:alice@contoso.com', 'Grüezi'],
    ['sip:bob@contoso.com', 'Hello'],
  ]);

  await hers.conference!.setRole('sip:bob@contoso.com', 'presenter');
  await untilConference(his, ({ role }) => role === 'presenter');
  await his.conference!.end();
  await Promise.all(
    [hers, his].map((each) => until(each, ({ snapshot }) => snapshot.state === 'terminated')),
  );
  expect([hers, his].map(({ conference }) => conference!.snapshot.endReason)).toEqual(['ended', 'ended']);
});

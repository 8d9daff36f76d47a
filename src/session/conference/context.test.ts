import { afterEach, expect, it } from 'vitest';
import { buildSessionInvite } from '../../protocol/session-invite';
import type { ContextDataReceivedEvent } from '../contract';
import { OpenSessions } from '../testing/open-sessions';
import { CONTACT } from '../testing/raw-sip';
import { ALICE, once, until } from '../testing/session-fixture';
import { alice, bob, conferenceFixture, FOCUS } from './testing/scripted-conference';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const TRUSTED = 'sip:contact-7f3a@contoso.com';
const APPLICATION = '40499119-4b60-45a6-9a7a-dc7a384d5670';

const options = { contextApplications: [{ id: APPLICATION, name: 'Customer card' }] };

const sessionInvite = (from: string, callId: string, conversationId: string) => ({
  ...{ from, callId, to: ALICE.uri, contentType: 'application/ms-session-invite+xml' },
  body: buildSessionInvite({ applicationId: APPLICATION, data: 'card 1', toast: 'Hello' }),
  headers: [`Ms-Conversation-ID: ${conversationId}`, 'Content-Disposition: session'],
});

it('takes context for a conference from trusted applications, and from no participant or focus', async () => {
  const { connection, session } = await conferenceFixture(sessions, options);
  const conversation = await session.joinConference(FOCUS);
  for (const [index, from] of [bob.entity, FOCUS].entries()) {
    connection.invite(sessionInvite(from, `untrusted-${index}`, conversation.id));
    await connection.response('INVITE', 403, `untrusted-${index}`);
  }
  expect(conversation.contextChannels).toEqual([]);
  connection.invite(sessionInvite(TRUSTED, 'trusted', conversation.id));
  connection.ack(await connection.response('INVITE', 200, 'trusted'));
  await until(conversation, ({ contextChannels }) => contextChannels[0]?.snapshot.state === 'established');
  expect(conversation.contextChannels[0]!.snapshot.initialContext).toBe('card 1');
  expect(conversation.snapshot.state).toBe('conferenced');
});

it('keeps the context of a conversation of two that becomes a conference', async () => {
  const { conference, connection, session } = await conferenceFixture(sessions, options);
  const conversation = session.startConversation(bob.entity, { firstMessage: 'Hello' });
  await until(conversation, ({ snapshot }) => snapshot.state === 'established');
  connection.invite(sessionInvite(TRUSTED, 'card', conversation.id));
  const dialog = connection.ack(await connection.response('INVITE', 200, 'card'));
  await until(conversation, ({ contextChannels }) => contextChannels[0]?.snapshot.state === 'established');
  const channel = conversation.contextChannels[0]!;
  conference.users = [alice];
  conference.answerInvitation = (request, now) => {
    now.respond(request, 200, 'OK', { headers: [CONTACT] });
    conference.change(bob);
  };
  await conversation.escalate();
  expect(conversation.contextChannels).toEqual([channel]);
  expect(channel.snapshot.state).toBe('established');
  const received = once<ContextDataReceivedEvent>(channel, 'data-received');
  connection.send(dialog, 'INFO', { contentType: 'application/json', body: '{"order":1234}' });
  expect((await received).body).toBe('{"order":1234}');
});

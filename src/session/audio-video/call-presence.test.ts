import { afterEach, describe, expect, it } from 'vitest';
import { parsePidf } from '../../protocol/presence';
import { OpenSessions } from '../testing/open-sessions';
import type { RawMessage } from '../testing/raw-sip';
import { once } from '../testing/session-fixture';
import { callFixture, callFromBob, connectedCall, untilCall } from './testing/call-fixture';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const said = (messages: readonly RawMessage[]) =>
  messages.map(({ body }) => {
    const { availability, note, onThePhone } = parsePidf(body);
    return [availability, onThePhone ?? false, note ?? ''].join(' ');
  });

describe('presence in a call', () => {
  it('is on the phone from the first call to the end of the last, then as before', async () => {
    const fixture = await callFixture(sessions);
    const { connection, session } = fixture;
    await session.publishPresence('online', 'here');
    const first = await connectedCall(fixture);
    const isOnThePhone = () => session.snapshot.presence.onThePhone;
    while (!isOnThePhone()) await once(session, 'presence-changed');
    expect(session.snapshot.presence).toEqual({ availability: 'busy', onThePhone: true, note: 'here' });
    const second = session.startConversation('sip:carol@contoso.com', { modality: 'audio' });
    await untilCall(second, ({ state }) => state === 'connected');
    await first.conversation.terminate();
    await second.terminate();
    while (isOnThePhone()) await once(session, 'presence-changed');
    expect(said(connection.requests('PUBLISH'))).toEqual([
      'online false here',
      'busy true here',
      'online false here',
    ]);
  });

  it('is the person’s own where they have said anything, before or meanwhile', async () => {
    const fixture = await callFixture(sessions);
    const { connection, session } = fixture;
    await session.publishPresence('away');
    const one = await connectedCall(fixture);
    await one.conversation.terminate();
    await session.publishPresence('online');
    const two = session.startConversation('sip:carol@contoso.com', { modality: 'audio' });
    await untilCall(two, ({ state }) => state === 'connected');
    while (!session.snapshot.presence.onThePhone) await once(session, 'presence-changed');
    await session.publishPresence('do-not-disturb');
    await two.terminate();
    expect(session.snapshot.presence.availability).toBe('do-not-disturb');
    expect(said(connection.requests('PUBLISH'))).toEqual([
      'away false ',
      'online false ',
      'busy true ',
      'do-not-disturb false ',
    ]);
  });

  it('does not change because it rings, or where nobody asks for it', async () => {
    const fixture = await callFixture(sessions);
    const { connection, session } = fixture;
    callFromBob(fixture, { headers: ['Ms-Conversation-ID: call'] });
    await connection.response('INVITE', 180);
    await session.getConversation('call')!.decline();
    // Neither an agent nor anybody whose presence was ever published.
    const { conversation } = await connectedCall(fixture);
    await conversation.terminate();
    expect(connection.requests('PUBLISH')).toEqual([]);
  });

  it('is reported when it cannot be published, and the call goes on', async () => {
    const fixture = await callFixture(sessions);
    const { server, session } = fixture;
    await session.publishPresence('online');
    server.on('PUBLISH', (request, connection) => connection.respond(request, 500, 'Error'));
    const failed = once<Event & { failure: { code: string } }>(session, 'error');
    const { call } = await connectedCall(fixture);
    expect((await failed).failure.code).toBe('server-error');
    expect(call.snapshot.state).toBe('connected');
  });
});

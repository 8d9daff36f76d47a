import { afterEach, describe, expect, it } from 'vitest';
import { parseCccpRequest } from '../../protocol/conferencing/cccp';
import { untilCall } from '../audio-video/testing/call-fixture';
import { OpenSessions } from '../testing/open-sessions';
import { once, until } from '../testing/session-fixture';
import { bob, conferenceFixture, FOCUS, untilConference } from './testing/scripted-conference';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const endpointIn = (body: string): string | undefined => {
  const { command } = parseCccpRequest(body);
  return command.name === 'addUser' ? command.user.endpoints?.[0]?.entity : undefined;
};

describe('a conference whose connection was lost', () => {
  it('comes back: focus by the same endpoint, a new roster, the MCUs, and what was written meanwhile in order', async () => {
    const { conference, connection, server, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS, { modalities: ['chat', 'audio'] });
    await untilCall(conversation, ({ state }) => state === 'connected');
    const next = server.nextConnection();
    conference.users = conference.users.filter(({ entity }) => entity !== bob.entity);
    connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'recovering');
    expect(conversation.conference!.snapshot).toMatchObject({ state: 'connecting', actions: ['leave'] });
    expect(conversation.conference!.snapshot.participants).toHaveLength(2);
    const written = ['one', 'two'].map((body) => conversation.messaging.send(body));
    const again = await next;
    await Promise.all(written);
    await until(conversation, ({ snapshot }) => snapshot.state === 'conferenced');
    await untilCall(conversation, ({ state }) => state === 'connected');
    const focusOf = (all: typeof again) => all.requests('INVITE').find(({ uri }) => uri === FOCUS)!;
    expect(endpointIn(focusOf(again).body)).toBe(endpointIn(focusOf(connection).body));
    expect(again.requests('MESSAGE').map(({ body }) => body)).toEqual(['one', 'two']);
    expect(conversation.conference!.snapshot.participants).toHaveLength(1);
    // An MCU knows no dialog of before.
    const audio = again.requests('INVITE').find(({ uri }) => uri.includes(':audio-video:'))!;
    expect(audio.get('replaces')).toBe('');
  });

  it('tries again while the server has trouble, and gives up in time', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions, { recoveryTimeout: 300 });
    const conversation = await session.joinConference(FOCUS);
    conference.answerJoin = (request, now) => {
      now.respond(request, 503, 'Service Unavailable');
      return true;
    };
    connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('recovery-failed');
    expect(conversation.conference!.snapshot).toMatchObject({
      state: 'disconnected',
      endReason: 'recovery-failed',
    });
  });

  it('ends when there is no such conference any more', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    conference.answerJoin = (request, now) => {
      now.respond(request, 404, 'Not Found');
      return true;
    };
    connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.conference!.snapshot.endReason).toBe('not-found');
  });

  it('waits for the connection when it goes while joining', async () => {
    const { conference, session } = await conferenceFixture(sessions);
    let isFirst = true;
    conference.answerJoin = (_, now) => {
      if (!isFirst) return false;
      isFirst = false;
      now.socket.close();
      return true;
    };
    const conversation = await session.joinConference(FOCUS);
    expect(conversation.snapshot.state).toBe('conferenced');
  });
});

describe('a focus that has lost us', () => {
  it('is joined again after a goodbye for no sign of life', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    const recovering = once(
      conversation,
      'state-changed',
      () => conversation.snapshot.state === 'recovering',
    );
    connection.send(conference.focus!, 'BYE', { headers: ['Reason: SIP;cause=408;text="No sign of life"'] });
    await recovering;
    await until(conversation, ({ snapshot }) => snapshot.state === 'conferenced');
    expect(connection.requests('INVITE').filter(({ uri }) => uri === FOCUS)).toHaveLength(2);
    await expect(conversation.messaging.send('Here')).resolves.toMatchObject({ delivery: 'delivered' });
  });

  it('gets the voice again that it ended with it', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS, { modalities: ['audio'] });
    await untilCall(conversation, ({ state }) => state === 'connected');
    connection.send(conference.focus!, 'BYE', { headers: ['Reason: SIP;cause=408;text="No sign of life"'] });
    connection.send(conference.audio!, 'BYE');
    await untilCall(conversation, ({ state }) => state === 'ended');
    await untilCall(conversation, ({ state }) => state === 'connected');
    expect(conversation.snapshot.state).toBe('conferenced');
    expect(connection.requests('INVITE').filter(({ uri }) => uri.includes(':audio-video:'))).toHaveLength(2);
  });

  it('is joined again when it answers a command with 481', async () => {
    const { conference, connection, server, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    server.on('INFO', (request) => connection.respond(request, 481, 'Call Leg Does Not Exist'));
    await expect(conversation.conference!.lock()).rejects.toMatchObject({ code: 'unreachable' });
    await untilConference(conversation, ({ state }) => state === 'connected');
    expect(conference.focus!.callId).toBe(
      connection
        .requests('INVITE')
        .filter(({ uri }) => uri === FOCUS)[1]!
        .get('call-id'),
    );
  });
});

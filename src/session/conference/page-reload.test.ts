import { afterEach, describe, expect, it } from 'vitest';
import { parseCccpRequest } from '../../protocol/conferencing/cccp';
import { untilCall } from '../audio-video/testing/call-fixture';
import type { ConversationContract } from '../contract';
import type { LyncSession } from '../lync-session';
import { OpenSessions } from '../testing/open-sessions';
import { CONTACT } from '../testing/raw-sip';
import type { RawMessage } from '../testing/raw-sip';
import { ALICE, until } from '../testing/session-fixture';
import { alice, bob, CHAT, conferenceFixture, FOCUS } from './testing/scripted-conference';
import type { ConferenceFixture } from './testing/scripted-conference';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const endpointOf = (all: readonly RawMessage[]): string | undefined => {
  const { command } = parseCccpRequest(all.find(({ uri }) => uri === FOCUS)!.body);
  return command.name === 'addUser' ? command.user.endpoints?.[0]?.entity : undefined;
};
const invited = ({ connection }: ConferenceFixture): readonly RawMessage[] => connection.requests('INVITE');
const only = ({ conversations }: LyncSession): ConversationContract => {
  expect(conversations).toHaveLength(1);
  return conversations[0]!;
};

/** Alice's page is loaded again: another session, with what the first one kept. */
async function reload({ session }: ConferenceFixture): Promise<ConferenceFixture> {
  return conferenceFixture(sessions, { resume: session.resumeToken });
}

describe('a page that is loaded again in a conference', () => {
  it('joins it again by itself, as the same endpoint, with its transcript and what was not confirmed', async () => {
    const before = await conferenceFixture(sessions);
    const conversation = await before.session.joinConference(FOCUS, { subject: 'Review' });
    await conversation.messaging.send('one');
    before.server.on('MESSAGE', () => undefined);
    void conversation.messaging.send('two').catch(() => undefined);
    const after = await reload(before);
    const again = only(after.session);
    expect(again.snapshot).toMatchObject({ id: conversation.id, subject: 'Review' });
    expect(after.session.resumableConversations).toEqual([]);
    await until(again, ({ snapshot }) => snapshot.state === 'conferenced');
    await until(again, ({ snapshot }) => snapshot.messages.every(({ delivery }) => delivery === 'delivered'));
    expect(endpointOf(invited(after))).toBe(endpointOf(invited(before)));
    expect(invited(after).map(({ uri }) => uri)).toEqual([FOCUS, CHAT]);
    expect(after.connection.requests('MESSAGE').map(({ body }) => body)).toEqual(['two']);
    expect(again.snapshot.messages.map(({ body, notice }) => notice ?? body)).toEqual([
      'one',
      'two',
      'rejoined',
    ]);
  });

  it('is heard again if it was, and muted if it was', async () => {
    const before = await conferenceFixture(sessions);
    const conversation = await before.session.joinConference(FOCUS, { modalities: ['chat', 'audio'] });
    await untilCall(conversation, ({ state }) => state === 'connected');
    await conversation.audioVideo.mute();
    const muted = await reload(before);
    const again = only(muted.session);
    expect((await untilCall(again, ({ state }) => state === 'connected')).isMuted).toBe(true);
    await again.audioVideo!.unmute();
    const heard = await reload(muted);
    const third = only(heard.session);
    await until(third, ({ snapshot }) => snapshot.state === 'conferenced');
    expect((await untilCall(third, ({ state }) => state === 'connected')).isMuted).toBe(false);
    await third.audioVideo!.end();
    const silent = await reload(heard);
    const fourth = only(silent.session);
    await until(fourth, ({ snapshot }) => snapshot.state === 'conferenced');
    expect(fourth.audioVideo!.snapshot.state).toBe('idle');
    expect(invited(silent).map(({ uri }) => uri)).toEqual([FOCUS, CHAT]);
  });

  it('is what a conversation of two has become', async () => {
    const before = await conferenceFixture(sessions);
    const conversation = before.session.startConversation(bob.entity, { firstMessage: 'Hello' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    const { conference } = before;
    conference.users = [alice];
    conference.answerInvitation = (request, connection) => {
      connection.respond(request, 200, 'OK', { headers: [CONTACT] });
      conference.change(bob);
    };
    await conversation.escalate();
    const after = await reload(before);
    const again = only(after.session);
    await until(again, ({ snapshot }) => snapshot.state === 'conferenced');
    expect(again.conference!.snapshot.uri).toBe(FOCUS);
    expect(again.snapshot.messages[0]?.body).toBe('Hello');
  });

  it('says so when the conference is over meanwhile, and tries again while the server has trouble', async () => {
    const before = await conferenceFixture(sessions);
    await before.session.joinConference(FOCUS);
    const after = await sessionsWith(before, [503, 404]);
    const again = only(after.session);
    await until(again, ({ snapshot }) => snapshot.state === 'terminated');
    expect(again.conference!.snapshot.endReason).toBe('not-found');
    expect(invited(after)).toHaveLength(2);
    expect(after.session.conversations).toEqual([again]);
  });

  it('does not come back to what it had left, or been thrown out of', async () => {
    const before = await conferenceFixture(sessions);
    const conversation = await before.session.joinConference(FOCUS);
    await conversation.conference!.leave();
    const after = await reload(before);
    expect(after.session.conversations).toEqual([]);
    expect(after.session.resumableConversations).toEqual([]);
  });
});

/** The page is loaded again, and the focus answers with these first. */
async function sessionsWith({ session }: ConferenceFixture, statuses: number[]): Promise<ConferenceFixture> {
  const resume = session.resumeToken;
  const made = sessions.create({ credentials: ALICE, agent: false, conferences: true, resume });
  made.server.on('INVITE', (request, connection) =>
    connection.respond(request, statuses.shift() ?? 500, 'No'),
  );
  await made.session.connect();
  return { ...made, connection: made.server.connection } as unknown as ConferenceFixture;
}

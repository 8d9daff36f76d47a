import { describe, expect, it } from 'vitest';
import { SessionError, type ConferenceParticipantEvent } from '../session/contract';
import { MockSession } from './mock-session';

const bob = { uri: 'sip:bob@contoso.com', displayName: 'Bob', role: 'presenter' } as const;

async function connected(): Promise<MockSession> {
  const session = new MockSession({
    uri: 'sip:alice@contoso.com',
    displayName: 'Alice',
    calls: true,
    conferences: true,
  });
  await session.connect();
  return session;
}

describe('conferences without a server', () => {
  it('come by invitation, and are joined with what was offered', async () => {
    const session = await connected();
    const conversation = session.receiveInvitation({
      fromName: 'Bob',
      toast: 'Review',
      conference: {
        uri: 'sip:bob@contoso.com;gruu;opaque=app:conf:focus:id:JL3GPNYP',
        participants: [bob],
        modalities: ['chat', 'audio'],
      },
    });
    expect(conversation.snapshot.invitation?.conference).toMatchObject({ modalities: ['chat', 'audio'] });
    await conversation.accept();
    await Promise.resolve();
    expect(conversation.snapshot).toMatchObject({
      state: 'conferenced',
      participants: [{ uri: bob.uri, displayName: 'Bob' }],
      conference: { state: 'connected', role: 'attendee' },
    });
    expect(conversation.conference!.canInvoke('eject')).toBe(false);
    await expect(conversation.conference!.lock()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('follow what a script does with the roster', async () => {
    const session = await connected();
    const conversation = await session.createConference({ subject: 'Review', invite: [bob.uri] });
    const conference = conversation.conference!;
    await new Promise((resolve) => setTimeout(resolve));
    expect(conference.snapshot.participants.map(({ uri }) => uri)).toEqual([
      'sip:alice@contoso.com',
      bob.uri,
    ]);
    const events: string[] = [];
    for (const type of ['participant-added', 'participant-removed', 'participant-changed'] as const)
      conference.addEventListener(type, ({ participant }: ConferenceParticipantEvent) =>
        events.push(`${type} ${participant.uri}`),
      );
    conference.changeParticipant(bob.uri, { audioVideo: 'connected', isSpeaking: true });
    expect(conference.snapshot.activeSpeaker).toBe(bob.uri);
    await conference.mute(bob.uri);
    expect(conference.snapshot.participants[1]).toMatchObject({ isMuted: true, isMutedByServer: true });
    await conference.setRole(bob.uri, 'presenter');
    await conference.lock();
    expect(conference.snapshot.isLocked).toBe(true);
    await conference.eject(bob.uri);
    expect(conversation.snapshot.participants).toEqual([]);
    expect(events).toEqual([
      `participant-changed ${bob.uri}`,
      `participant-changed ${bob.uri}`,
      `participant-changed ${bob.uri}`,
      `participant-removed ${bob.uri}`,
    ]);
    conference.failNext('conference-failed');
    await expect(conference.unlock()).rejects.toMatchObject({ code: 'conference-failed' });
    conference.finish('ejected');
    expect(conversation.snapshot).toMatchObject({
      state: 'terminated',
      conference: { endReason: 'ejected' },
    });
  });

  it('mute everybody who has a voice, as the server does, and leave it to them to unmute', async () => {
    const session = await connected();
    const { conference } = await session.createConference();
    conference!.addParticipant({ ...bob, audioVideo: 'connected' });
    conference!.addParticipant({ uri: 'sip:carol@contoso.com' });
    await conference!.muteAll();
    const muted = () => conference!.snapshot.participants.map(({ isMutedByServer }) => isMutedByServer);
    expect([conference!.snapshot.isAudienceMuted, muted()]).toEqual([true, [false, true, false]]);
    await conference!.unmuteAll();
    expect([conference!.snapshot.isAudienceMuted, muted()]).toEqual([false, [false, true, false]]);
  });

  it('wait for confirmation when told to', async () => {
    const session = await connected();
    const { conference } = await session.createConference();
    conference!.manual = true;
    const locking = conference!.lock();
    expect(conference!.snapshot.isLocked).toBe(false);
    conference!.confirm();
    await locking;
    expect(conference!.snapshot.isLocked).toBe(true);
  });

  it('say who did not come', async () => {
    const session = await connected();
    const { conference } = await session.createConference();
    conference!.onInvited = () => Promise.reject(new SessionError('declined', 'No'));
    await expect(conference!.invite(bob.uri)).rejects.toMatchObject({ code: 'declined' });
    expect(conference!.snapshot.invitees).toMatchObject([{ uri: bob.uri, state: 'failed' }]);
  });

  it('are made of a conversation of two, and survive a lost connection', async () => {
    const session = await connected();
    const conversation = session.receiveInvitation({ fromUri: bob.uri, fromName: 'Bob' });
    await conversation.accept();
    conversation.receiveMessage('Hello');
    expect(conversation.canInvoke('invite')).toBe(true);
    const conference = await conversation.escalate();
    expect(conversation.snapshot).toMatchObject({ state: 'conferenced', messages: [{ body: 'Hello' }] });
    await conversation.audioVideo.connect();
    await new Promise((resolve) => setTimeout(resolve));
    expect(conference.snapshot.participants[0]).toMatchObject({ isSelf: true, audioVideo: 'connected' });
    session.loseConnection();
    expect(conference.snapshot.state).toBe('connecting');
    expect(conversation.snapshot.state).toBe('recovering');
    session.restoreConnection();
    expect(conference.snapshot.state).toBe('connected');
    expect(conversation.snapshot.state).toBe('conferenced');
    await conference.leave();
    expect(conference.snapshot).toMatchObject({ state: 'disconnected', endReason: 'left' });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { buildConfInvite } from '../../protocol/conferencing/conf-invite';
import { parseCccpRequest } from '../../protocol/conferencing/cccp';
import { untilCall } from '../audio-video/testing/call-fixture';
import type { ConferenceParticipantEvent, InvitationReceivedEvent } from '../contract';
import { OpenSessions } from '../testing/open-sessions';
import { ALICE, once, until } from '../testing/session-fixture';
import {
  AUDIO,
  bob,
  CHAT,
  conferenceFixture,
  endpoint,
  FOCUS,
  untilConference,
} from './testing/scripted-conference';
import type { ConferenceFixture } from './testing/scripted-conference';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const carol = { entity: 'sip:carol@contoso.com', displayName: 'Carol', roles: ['attendee'] };

function inviteAlice(
  { connection }: ConferenceFixture,
  {
    callId = 'conf-invite',
    from = 'sip:bob@contoso.com',
    headers = [] as string[],
    body = buildConfInvite({ focusUri: FOCUS, audio: true, im: true, subject: 'Review' }),
  } = {},
): void {
  connection.invite({
    from,
    name: 'Bob',
    to: ALICE.uri,
    callId,
    headers,
    contentType: 'application/ms-conf-invite+xml',
    body,
  });
}

describe('joining a conference', () => {
  it('adds itself at the focus, subscribes, and calls the MCUs', async () => {
    const { connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS, { modalities: ['chat', 'audio'] });
    expect(conversation.snapshot).toMatchObject({
      state: 'conferenced',
      participants: [{ uri: bob.entity }],
    });
    expect(conversation.conference?.snapshot).toMatchObject({
      uri: FOCUS,
      state: 'connected',
      subject: 'Review',
      role: 'presenter',
      isLocked: false,
    });
    await untilCall(conversation, ({ state }) => state === 'connected');
    const invites = connection.requests('INVITE');
    expect(invites.map(({ uri }) => uri)).toEqual([FOCUS, CHAT, AUDIO]);
    expect(new Set(invites.map((invite) => invite.get('ms-conversation-id')))).toEqual(
      new Set([conversation.id]),
    );
    const { command } = parseCccpRequest(invites[0]!.body);
    expect(command).toMatchObject({ name: 'addUser', confEntity: FOCUS, user: { entity: ALICE.uri } });
    expect(
      connection
        .requests('SUBSCRIBE')
        .find((each) => each.uri === FOCUS)
        ?.get('event'),
    ).toBe('conference');
    expect(conversation.snapshot.actions).toEqual(
      expect.arrayContaining(['send-message', 'invite', 'hold', 'terminate']),
    );
    expect(conversation.snapshot.actions).not.toContain('transfer');
  });

  it('shows the roster: roles, each modality, mute, hold, who speaks', async () => {
    const { conference, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    const added = once<ConferenceParticipantEvent>(conversation.conference!, 'participant-added');
    conference.change({ ...carol, endpoints: [endpoint('focus')] });
    expect((await added).participant).toEqual({
      uri: carol.entity,
      displayName: 'Carol',
      role: 'attendee',
      isSelf: false,
      isOrganizer: false,
      chat: 'none',
      audioVideo: 'none',
      isMuted: false,
      isMutedByServer: false,
      isOnHold: false,
      isSpeaking: false,
    });
    const { participants } = conversation.conference!.snapshot;
    expect(participants.map(({ isOrganizer, isSelf, uri }) => [uri, isSelf, isOrganizer])).toEqual([
      [ALICE.uri, true, false],
      [bob.entity, false, true],
      [carol.entity, false, false],
    ]);
    const media = { id: '1', type: 'audio', status: 'sendrecv', ingressFilter: 'block' } as const;
    conference.change({ ...carol, endpoints: [endpoint('audio-video', { media: [media] })] });
    const isCarol = ({ uri }: { uri: string }) => uri === carol.entity;
    await untilConference(conversation, (snapshot) =>
      snapshot.participants.some((each) => isCarol(each) && each.isMutedByServer && each.isMuted),
    );
    // Who did not change is the same object.
    expect(conversation.conference!.snapshot.participants[1]).toBe(participants[1]);
    const talking = { ...media, ingressFilter: 'unblock', isTalking: true } as const;
    conference.change({ ...carol, endpoints: [endpoint('audio-video', { media: [talking] })] });
    await untilConference(conversation, ({ activeSpeaker }) => activeSpeaker === carol.entity);
    conference.change({ ...carol, endpoints: [endpoint('audio-video', { status: 'on-hold' })] });
    await untilConference(
      conversation,
      ({ activeSpeaker, participants: all }) => !activeSpeaker && all.find(isCarol)!.isOnHold,
    );
    const removed = once<ConferenceParticipantEvent>(conversation.conference!, 'participant-removed');
    conference.change({ entity: carol.entity, state: 'deleted' });
    expect((await removed).participant.displayName).toBe('Carol');
    expect(conversation.snapshot.participants).toHaveLength(1);
  });

  it('subscribes anew when a version is missing, and is right again', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    conference.users.push({ ...carol, endpoints: [] });
    conference.notify({ version: 7, users: [] });
    await untilConference(conversation, ({ participants }) => participants.length === 3);
    const subscriptions = connection.requests('SUBSCRIBE').filter(({ uri }) => uri === FOCUS);
    expect(new Set(subscriptions.map((each) => each.get('call-id'))).size).toBe(2);
    expect(connection.requests('SUBSCRIBE').some((each) => each.get('expires') === '0')).toBe(true);
  });

  it.each([
    [404, '3012;reason="Invalid conference URI"', 'not-found'],
    [403, '51301;reason="The conference is locked"', 'conference-locked'],
    [403, '51302;reason="Not invited"', 'forbidden'],
    [503, '51303;reason="Full"', 'conference-full'],
    [400, '3006;reason="Failed to parse"', 'conference-failed'],
  ])('says why it cannot: %i with %s', async (status, diagnostics, code) => {
    const { conference, session } = await conferenceFixture(sessions);
    conference.answerJoin = (request, connection) => {
      connection.respond(request, status, 'No', { headers: [`ms-diagnostics: ${diagnostics}`] });
      return true;
    };
    await expect(session.joinConference(FOCUS)).rejects.toMatchObject({ code });
    const [conversation] = session.conversations;
    expect(conversation?.snapshot).toMatchObject({
      state: 'terminated',
      endReason: code,
      failure: { code, status, diagnostics },
    });
  });

  it('refuses an address that is no conference', async () => {
    const { session } = await conferenceFixture(sessions);
    await expect(session.joinConference('sip:bob@contoso.com')).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  it('leaves: subscription, focus and MCUs are told', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS, { modalities: ['chat', 'audio'] });
    await untilCall(conversation, ({ state }) => state === 'connected');
    await conversation.conference!.leave();
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
    expect(conversation.conference!.snapshot).toMatchObject({ state: 'disconnected', endReason: 'left' });
    expect(
      connection
        .requests('BYE')
        .map((bye) => bye.get('call-id'))
        .sort(),
    ).toEqual([conference.focus!, conference.chat!, conference.audio!].map(({ callId }) => callId).sort());
    await connection.waitFor((each) => each.method === 'SUBSCRIBE' && each.get('expires') === '0');
  });

  it.each([
    ['ended', ['ms-diagnostics: 51310;reason="The conference has ended"'], false],
    ['ejected', ['Reason: SIP;cause=200;text="Ejected"'], false],
    ['replaced', ['Reason: SIP;cause=482;text="Replaced by another connection"'], false],
    ['ejected', [], true],
    ['ended', [], false],
  ])('ends with the reason of the focus: %s', async (reason, headers, isDeleted) => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    if (isDeleted) {
      conference.change({ entity: ALICE.uri, state: 'deleted' });
      await untilConference(conversation, ({ participants }) => participants.length === 1);
    }
    connection.send(conference.focus!, 'BYE', { headers });
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('terminated-remotely');
    expect(conversation.conference!.snapshot).toMatchObject({ state: 'disconnected', endReason: reason });
  });
});

describe('an invitation to a conference', () => {
  it('rings, and joins in three dialogs in the order of the seed', async () => {
    const fixture = await conferenceFixture(sessions);
    const { connection, session } = fixture;
    const received = once<InvitationReceivedEvent>(session, 'invitation-received');
    inviteAlice(fixture);
    const { conversation } = await received;
    expect(conversation.snapshot).toMatchObject({
      state: 'incoming',
      subject: 'Review',
      participants: [{ uri: bob.entity, displayName: 'Bob' }],
      invitation: {
        fromUri: bob.entity,
        conference: { uri: FOCUS, modalities: ['chat', 'audio'] },
      },
      actions: ['accept', 'decline'],
    });
    await conversation.accept();
    const answer = await connection.response('INVITE', 200, 'conf-invite');
    expect(answer.body).toBe('');
    const dialog = connection.ack(answer);
    connection.send(dialog, 'BYE');
    await connection.response('BYE', 200, 'conf-invite');
    await untilCall(conversation, ({ state }) => state === 'connected');
    expect(conversation.snapshot.state).toBe('conferenced');
    const order = connection.received
      .filter((each) => each.method === 'INVITE' && (each.isRequest || each.status === 200))
      .map((each) => (each.isRequest ? each.uri : 'accepted'));
    expect(order).toEqual(['accepted', FOCUS, CHAT, AUDIO]);
  });

  it('is joined with less than it offers, where the person wants less', async () => {
    const fixture = await conferenceFixture(sessions);
    const received = once<InvitationReceivedEvent>(fixture.session, 'invitation-received');
    inviteAlice(fixture);
    const { conversation } = await received;
    await conversation.accept({ modalities: ['chat'] });
    await conversation.messaging.send('Hello');
    expect(conversation.snapshot).toMatchObject({
      state: 'conferenced',
      messages: [{ delivery: 'delivered' }],
    });
    expect(conversation.audioVideo?.snapshot.state).toBe('idle');
    const invited = fixture.connection.requests('INVITE').map(({ uri }) => uri);
    expect(invited).toEqual([FOCUS, CHAT]);
  });

  it('is declined', async () => {
    const fixture = await conferenceFixture(sessions);
    const received = once<InvitationReceivedEvent>(fixture.session, 'invitation-received');
    inviteAlice(fixture);
    const { conversation } = await received;
    await conversation.decline();
    await fixture.connection.response('INVITE', 603, 'conf-invite');
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'declined' });
    expect(fixture.session.conversations).toEqual([]);
  });

  it.each([
    ['cancelled', [] as string[]],
    ['answered-elsewhere', ['Reason: SIP;cause=200;text="Call completed elsewhere"']],
  ])('is withdrawn: %s', async (reason, headers) => {
    const fixture = await conferenceFixture(sessions);
    const received = once<InvitationReceivedEvent>(fixture.session, 'invitation-received');
    inviteAlice(fixture);
    const { conversation } = await received;
    fixture.connection.cancel('conf-invite', 'sip:bob@contoso.com', ALICE.uri, headers);
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe(reason);
    await expect(conversation.accept()).rejects.toMatchObject({ code: 'invalid-state' });
  });

  it('is over when its time is', async () => {
    const fixture = await conferenceFixture(sessions);
    const received = once<InvitationReceivedEvent>(fixture.session, 'invitation-received');
    inviteAlice(fixture, { headers: ['Expires: 1'] });
    const { conversation } = await received;
    await fixture.connection.response('INVITE', 480, 'conf-invite');
    expect(conversation.snapshot.endReason).toBe('no-answer');
  });

  it.each([
    ['malformed', '<Conferencing>', 400],
    ['to no conference', '<Conferencing><focus-uri>sip:a@b.invalid</focus-uri></Conferencing>', 400],
    ['too large', `<Conferencing>${' '.repeat(9000)}</Conferencing>`, 400],
    ['with nothing to join', buildConfInvite({ focusUri: FOCUS, audio: false, im: false }), 488],
  ])('is refused when it is %s', async (_, body, status) => {
    const fixture = await conferenceFixture(sessions);
    inviteAlice(fixture, { body });
    await fixture.connection.response('INVITE', status, 'conf-invite');
    expect(fixture.session.conversations).toEqual([]);
  });

  it('is accepted at once by who is in already', async () => {
    const fixture = await conferenceFixture(sessions);
    await fixture.session.joinConference(FOCUS);
    inviteAlice(fixture);
    await fixture.connection.response('INVITE', 200, 'conf-invite');
    expect(fixture.session.conversations).toHaveLength(1);
  });
});

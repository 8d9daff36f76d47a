import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildCccpResponse } from '../../protocol/conferencing/cccp';
import { parseConfInvite } from '../../protocol/conferencing/conf-invite';
import { OpenSessions } from '../testing/open-sessions';
import { CONTACT } from '../testing/raw-sip';
import { ALICE, until } from '../testing/session-fixture';
import {
  alice,
  AUDIO,
  bob,
  conferenceFixture,
  endpoint,
  FOCUS,
  untilConference,
} from './testing/scripted-conference';

const sessions = new OpenSessions();
afterEach(async () => {
  vi.useRealTimers();
  await sessions.close();
});

async function joined() {
  const fixture = await conferenceFixture(sessions);
  const conversation = await fixture.session.joinConference(FOCUS);
  return { ...fixture, conversation, mine: conversation.conference! };
}

describe('commands of a conference', () => {
  it('resolve with the response, and change nothing: the roster does', async () => {
    const { conference, conversation, mine } = await joined();
    await mine.lock();
    expect(mine.snapshot.isLocked).toBe(false);
    conference.notify({ status: { locked: true } });
    await untilConference(conversation, ({ isLocked }) => isLocked);
    await mine.unlock();
    await mine.setRole(bob.entity, 'attendee');
    await mine.eject(bob.entity);
    expect(conference.commands).toMatchObject([
      { name: 'modifyConferenceLock', confEntity: FOCUS, locked: true },
      { name: 'modifyConferenceLock', locked: false },
      { name: 'modifyUserRoles', userEntity: bob.entity, role: 'attendee' },
      { name: 'deleteUser', userEntity: bob.entity },
    ]);
    expect(mine.snapshot.participants).toHaveLength(2);
  });

  it('mute oneself and others at the MCU, by what the roster says of the stream', async () => {
    const { conference, conversation, mine } = await joined();
    const media = { id: '7', type: 'audio', status: 'sendrecv' } as const;
    expect(mine.canInvoke('mute')).toBe(false);
    conference.change(
      { ...alice, endpoints: [endpoint('audio-video', { entity: '{mine}', media: [media] })] },
      { ...bob, endpoints: [endpoint('audio-video', { entity: '{his}', media: [media] })] },
    );
    await untilConference(conversation, ({ actions }) => actions.includes('mute'));
    await mine.mute();
    await mine.unmute(bob.entity);
    expect(conference.commands).toMatchObject([
      {
        name: 'modifyEndpointMedia',
        mcuUri: AUDIO,
        keys: { confEntity: FOCUS, userEntity: ALICE.uri, endpointEntity: '{mine}', mediaId: '7' },
        media: { id: '7', status: 'recvonly', ingressFilter: 'block' },
      },
      { keys: { endpointEntity: '{his}' }, media: { status: 'sendrecv', ingressFilter: 'unblock' } },
    ]);
  });

  it('mute everybody, and let them speak again; the roster says so, and what that leaves to attendees', async () => {
    const { conference, conversation, mine } = await joined();
    await mine.muteAll();
    await mine.unmuteAll();
    const rules = (attendeeIngress: 'block' | 'unblock', attendeesMayUnmute: boolean) => ({
      name: 'modifyConference',
      mcuUri: AUDIO,
      conference: {
        entity: FOCUS,
        state: 'partial',
        views: [{ entity: AUDIO, filterRules: { attendeeIngress, attendeesMayUnmute } }],
      },
    });
    expect(conference.commands).toMatchObject([rules('block', false), rules('unblock', true)]);
    expect(mine.snapshot.isAudienceMuted).toBe(false);
    const media = { id: '7', type: 'audio', status: 'recvonly', ingressFilter: 'block' } as const;
    const muted = endpoint('audio-video', { entity: '{mine}', media: [media] });
    conference.change({ ...alice, endpoints: [muted] });
    const view = { entity: AUDIO, state: 'full', mediaTypes: ['audio'] } as const;
    const filterRules = { attendeeIngress: 'block', attendeesMayUnmute: false } as const;
    conference.notify({ views: [{ ...view, filterRules }], viewsState: 'partial' });
    await untilConference(conversation, ({ isAudienceMuted }) => isAudienceMuted);
    expect(mine.canInvoke('mute')).toBe(true);
    conference.change({ ...alice, roles: ['attendee'], endpoints: [muted] });
    await untilConference(conversation, ({ role }) => role === 'attendee');
    expect(mine.snapshot.actions).toEqual(['leave']);
    await expect(mine.unmute()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(mine.muteAll()).rejects.toMatchObject({ code: 'forbidden' });
    // Without a presenter there is nobody else to let them speak.
    conference.change({ ...bob, roles: ['attendee'] });
    await untilConference(conversation, ({ actions }) => actions.includes('mute'));
    conference.change(bob);
    await untilConference(conversation, ({ actions }) => !actions.includes('mute'));
    conference.notify({ views: [view], viewsState: 'partial' });
    await untilConference(conversation, ({ isAudienceMuted }) => !isAudienceMuted);
    expect(mine.snapshot.actions).toEqual(['leave', 'mute']);
  });

  it.each([
    ['a failure in the response', { code: 'failure' as const, reason: 'userDoesntExist' }, 'not-found'],
    ['another failure', { code: 'failure' as const, reason: 'otherFailure' }, 'conference-failed'],
  ])('fail with %s', async (_, answer, code) => {
    const { conference, mine } = await joined();
    conference.answerCommand = () => answer;
    await expect(mine.eject(bob.entity)).rejects.toMatchObject({ code });
  });

  it('fail with the diagnostics of a refusal', async () => {
    const { connection, mine, server } = await joined();
    const diagnostics = '3014;reason="Failed authorization"';
    server.on('INFO', (request) =>
      connection.respond(request, 603, 'Decline', { headers: [`ms-diagnostics: ${diagnostics}`] }),
    );
    await expect(mine.lock()).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Failed authorization',
      details: { status: 603, diagnostics },
    });
  });

  it('take a response in the 200 itself', async () => {
    const { connection, mine, server } = await joined();
    server.on('INFO', (request) => {
      const requestId = /requestId="(\d+)"/.exec(request.body)![1]!;
      const body = buildCccpResponse({
        requestId,
        from: FOCUS,
        to: ALICE.uri,
        code: 'success',
        command: 'modifyConferenceLock',
      });
      connection.respond(request, 200, 'OK', { contentType: 'application/cccp+xml', body });
    });
    await mine.lock();
  });

  it('fail when no response comes in time', async () => {
    const { conference, connection, mine } = await joined();
    conference.answerCommand = () => 'silent';
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const locking = mine.lock();
    const outcome = expect(locking).rejects.toMatchObject({ code: 'timeout' });
    await connection.request('INFO');
    let isOver = false;
    const over = (): void => void (isOver = true);
    locking.then(over, over);
    // Not at once: the 202 has to be here first.
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(1000);
    }
    await outcome;
  });

  it('fail when the conference ends before the response', async () => {
    const { conference, connection, mine } = await joined();
    conference.answerCommand = () => 'silent';
    const locking = mine.lock();
    await connection.request('INFO');
    connection.send(conference.focus!, 'BYE');
    await expect(locking).rejects.toMatchObject({ code: 'connection-failed' });
  });

  it('end the conference, also when the goodbye comes before the response', async () => {
    const { conference, connection, conversation, mine } = await joined();
    conference.answerCommand = () => {
      connection.send(conference.focus!, 'BYE', { headers: ['ms-diagnostics: 51310;reason="ended"'] });
      return 'silent';
    };
    await mine.end();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(mine.snapshot.endReason).toBe('ended');
  });

  it('are for presenters', async () => {
    const { conference, conversation, mine } = await joined();
    conference.change({ ...alice, roles: ['attendee'] });
    await untilConference(conversation, ({ role }) => role === 'attendee');
    expect(mine.snapshot.actions).toEqual(['leave']);
    for (const act of [
      mine.lock(),
      mine.end(),
      mine.eject(bob.entity),
      mine.mute(bob.entity),
      mine.invite('sip:c@b.invalid'),
    ])
      await expect(act).rejects.toMatchObject({ code: 'forbidden' });
    expect(conference.commands).toEqual([]);
  });

  it('refuse an INFO that is no response', async () => {
    const { conference, connection } = await joined();
    connection.send(conference.focus!, 'INFO', { contentType: 'application/cccp+xml', body: '<response/>' });
    await connection.response('INFO', 400);
    connection.send(conference.focus!, 'INFO', { contentType: 'text/plain', body: 'x' });
    await connection.response('INFO', 415);
  });
});

describe('inviting', () => {
  const carol = 'sip:carol@contoso.com';

  it('asks by ms-conf-invite, ends that dialog at once, and waits for the roster', async () => {
    const { conference, connection, conversation, mine } = await joined();
    const inviting = mine.invite(carol, { modalities: ['chat', 'audio'] });
    expect(mine.snapshot.invitees).toEqual([{ uri: carol, state: 'inviting' }]);
    await inviting;
    const invite = connection.requests('INVITE').find(({ uri }) => uri === carol)!;
    expect(invite.get('content-type')).toBe('application/ms-conf-invite+xml');
    expect(invite.get('ms-conversation-id')).toBe(conversation.id);
    expect(parseConfInvite(invite.body)).toEqual({
      focusUri: FOCUS,
      subject: 'Review',
      audio: true,
      im: true,
    });
    await connection.waitFor(
      (each) => each.method === 'BYE' && each.get('call-id') === invite.get('call-id'),
    );
    expect(mine.snapshot.invitees).toHaveLength(1);
    conference.change({ entity: carol, endpoints: [] });
    await untilConference(conversation, ({ invitees }) => invitees.length === 0);
  });

  it.each([
    [603, 'declined'],
    [486, 'busy'],
    [480, 'no-answer'],
    [404, 'not-found'],
  ])('says why somebody does not come: %i', async (status, code) => {
    const { conference, mine } = await joined();
    conference.answerInvitation = (request, connection) => connection.respond(request, status, 'No');
    await expect(mine.invite(carol)).rejects.toMatchObject({ code });
    expect(mine.snapshot.invitees).toMatchObject([
      { uri: carol, state: 'failed', failure: { code, status } },
    ]);
  });

  it('lets the conference call whose software takes no invitations', async () => {
    const { conference, mine } = await joined();
    conference.answerInvitation = (request, connection) =>
      connection.respond(request, 415, 'Unsupported Media Type');
    await mine.invite(carol, { modalities: ['audio'] });
    expect(mine.snapshot.invitees).toEqual([{ uri: carol, state: 'dialing-out' }]);
    expect(conference.commands).toMatchObject([
      {
        name: 'addUser',
        confEntity: FOCUS,
        mcuUri: AUDIO,
        user: { entity: carol, endpoints: [{ endpointUri: carol, joiningMethod: 'dialed-out' }] },
      },
    ]);
  });

  it('puts who is invited on the list of a closed conference first', async () => {
    const fixture = await conferenceFixture(sessions);
    const { conference, connection, session } = fixture;
    conference.admissionPolicy = 'closedAuthenticated';
    const { conference: mine } = await session.joinConference(FOCUS);
    const order: string[] = [];
    conference.answerCommand = ({ command }) => {
      order.push(command.name);
      return {};
    };
    conference.answerInvitation = (request, now) => {
      order.push('invitation');
      now.respond(request, 200, 'OK', { headers: [CONTACT] });
    };
    await mine!.invite('sip:carol@contoso.com');
    expect(order).toEqual(['addUser', 'invitation']);
    expect(conference.commands).toEqual([
      { name: 'addUser', confEntity: FOCUS, user: { entity: 'sip:carol@contoso.com', state: 'full' } },
    ]);
    conference.answerCommand = () => ({ code: 'failure', reason: 'otherFailure' });
    await expect(mine!.invite('sip:dave@contoso.com')).rejects.toMatchObject({ code: 'conference-failed' });
    expect(connection.requests('INVITE').filter(({ uri }) => uri.includes('dave'))).toEqual([]);
  });

  it('is withdrawn', async () => {
    const { conference, connection, mine } = await joined();
    let asked = () => undefined as void;
    const ringing = new Promise<void>((resolve) => (asked = resolve));
    conference.answerInvitation = (request) => {
      connection.respond(request, 180, 'Ringing', { headers: [CONTACT] });
      asked();
    };
    const stop = new AbortController();
    const inviting = mine.invite(carol, { signal: stop.signal });
    await ringing;
    const [invite] = connection.requests('INVITE').filter(({ uri }) => uri === carol);
    stop.abort();
    const cancel = await connection.request('CANCEL');
    connection.respond(cancel, 200, 'OK');
    connection.respond(invite!, 487, 'Request Terminated');
    await expect(inviting).rejects.toMatchObject({ code: 'aborted' });
    expect(mine.snapshot.invitees).toEqual([]);
  });

  it('is not for who is there', async () => {
    const { mine } = await joined();
    await expect(mine.invite(bob.entity)).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(mine.invite('nobody')).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('making a conference', () => {
  it('asks the focus factory, joins, and invites', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.createConference({
      subject: 'Review',
      admission: 'closedAuthenticated',
      invite: ['sip:carol@contoso.com'],
    });
    const service = connection.requests('SERVICE')[0]!;
    expect(service.uri).toBe(`${ALICE.uri};gruu;opaque=app:conf:focusfactory`);
    expect(service.body).toContain('closedAuthenticated');
    expect(/conference-id>([A-Z\d]{32})</.test(service.body)).toBe(true);
    expect(conversation.snapshot).toMatchObject({ state: 'conferenced', subject: 'Review' });
    expect(conference.focus).toBeDefined();
    await connection.waitFor((each) => each.isRequest && each.uri === 'sip:carol@contoso.com');
  });

  it('says why it cannot', async () => {
    const { connection, server, session } = await conferenceFixture(sessions);
    server.on('SERVICE', (request) => connection.respond(request, 403, 'Forbidden'));
    await expect(session.createConference()).rejects.toMatchObject({ code: 'forbidden' });
    server.on('SERVICE', (request) => connection.respond(request, 200, 'OK'));
    await expect(session.createConference()).rejects.toMatchObject({ code: 'conference-failed' });
    expect(session.conversations).toEqual([]);
  });
});

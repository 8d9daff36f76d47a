import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CccpCommand } from '../../../protocol/conferencing/cccp';
import { mcuUri } from '../../../protocol/conferencing/conference-info-names';
import { parseDiagnostics } from '../../../protocol/diagnostics';
import { ConferenceWorld, type Person } from '../../composition/testing/conference-world';
import { audioSdp } from '../contact-center/voice/testing/media-double';
import { SipFailureError, type InviteDialog, type SipResponse } from '../../sip';

let world: ConferenceWorld;
let alice: Person;
let bob: Person;
let carol: Person;
let focus: string;

beforeEach(async () => {
  world = new ConferenceWorld();
  [alice, bob, carol] = [world.person('alice'), world.person('bob'), world.person('carol')];
  focus = await alice.create();
});

afterEach(() => world.close());

const idOf = (response: SipResponse | undefined): number | undefined =>
  parseDiagnostics(response?.headers.get('ms-diagnostics'))?.errorId;

const failure = (error: unknown): [number, number | undefined] => {
  if (!(error instanceof SipFailureError)) throw error;
  return [error.status, idOf(error.response)];
};

/** They join, watch, and all is told. */
async function together(...people: Person[]): Promise<void> {
  for (const person of people) {
    await person.join(focus);
    await person.subscribe(focus);
  }
  await world.settle();
}

const keys = (userEntity: string): { confEntity: string; userEntity: string } => ({
  confEntity: focus,
  userEntity,
});
const lock = (locked: boolean): CccpCommand => ({ name: 'modifyConferenceLock', confEntity: focus, locked });

describe('the focus factory', () => {
  it('tells which MCUs there are', async () => {
    const { response } = await alice.factory({ name: 'getConferencingCapabilities' });
    expect(response).toMatchObject({ code: 'success', mcuTypes: ['chat', 'audio-video'] });
  });

  it('makes, describes and deletes the conferences of its owner', async () => {
    expect(focus).toBe('sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL3GPNYP');
    const get: CccpCommand = { name: 'getConference', keys: { conferenceId: 'JL3GPNYP' } };
    expect((await alice.factory(get)).response?.conference).toMatchObject({
      entity: focus,
      description: { subject: 'Review', admissionPolicy: 'openAuthenticated' },
    });
    const twice = await alice.factory({
      name: 'addConference',
      conference: { entity: '', state: 'full', description: { conferenceId: 'jl3gpnyp' } },
    });
    expect([twice.status, twice.response?.code, idOf(twice.raw)]).toEqual([603, 'failure', 51305]);
    expect((await alice.factory({ ...get, name: 'deleteConference' })).response?.code).toBe('success');
    const gone = await alice.factory(get);
    expect([gone.status, idOf(gone.raw)]).toEqual([603, 3003]);
  });

  it('serves nobody in the name of another', async () => {
    const answer = await bob.endpoint.request(
      'SERVICE',
      'sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory',
      {
        from: '<sip:bob@contoso.com>',
        contentType: 'application/cccp+xml',
        body: `<request requestId="1" from="${bob.uri}" to="sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory"><getConferencingCapabilities/></request>`,
      },
    );
    expect([answer.status, idOf(answer)]).toEqual([403, 3014]);
    const mallory = await world.person('mallory').factory({ name: 'getConferencingCapabilities' });
    expect([mallory.status, idOf(mallory.raw)]).toEqual([403, 3014]);
  });

  it('has limits, and makes room by dropping what nobody uses', async () => {
    const small = new ConferenceWorld({ config: { maxConferencesPerOrganizer: 2 } });
    const dave = small.person('dave');
    const first = await dave.create('FIRST001');
    await dave.join(first);
    await dave.create('SECOND02');
    await dave.create('THIRD003');
    await dave.join(await dave.create('FOURTH04'));
    const full = await dave.factory({
      name: 'addConference',
      conference: { entity: '', state: 'full', description: { conferenceId: 'FIFTH005' } },
    });
    expect([full.status, idOf(full.raw)]).toEqual([503, 51304]);
    await small.close();
  });
});

describe('joining', () => {
  it('answers with the granted role, shows everybody, and grey icons until an MCU is dialled', async () => {
    expect((await alice.join(focus)).user?.roles).toEqual(['presenter']);
    expect((await bob.join(focus)).user?.roles).toEqual(['attendee']);
    await alice.subscribe(focus);
    await world.settle();
    expect(alice.sees).toEqual(['alice:presenter[focus]', 'bob:attendee[focus]']);
    await bob.openChat(focus);
    await bob.openAudio(focus, audioSdp('bob'));
    await world.settle();
    expect(alice.sees).toEqual(['alice:presenter[focus]', 'bob:attendee[focus chat audio-video]']);
    expect(alice.roster).toMatchObject({
      entity: focus,
      description: {
        subject: 'Review',
        organizer: { uri: alice.uri, displayName: 'The alice' },
        confUris: [
          { uri: mcuUri(focus, 'chat'), purpose: 'chat' },
          { uri: mcuUri(focus, 'audio-video'), purpose: 'audio-video' },
        ],
      },
      status: { locked: false, userCount: 2 },
    });
  });

  it('takes the closed list, and who is added to it', async () => {
    const closed = await alice.create('CLOSED01', { admissionPolicy: 'closedAuthenticated' });
    await alice.join(closed);
    expect(failure(await bob.join(closed).catch((error: unknown) => error))).toEqual([403, 51302]);
    focus = closed;
    const added = await alice.done({
      name: 'addUser',
      confEntity: closed,
      user: { entity: bob.uri, roles: ['presenter'] },
    });
    expect(added).toMatchObject({ code: 'success', user: { entity: bob.uri, roles: ['presenter'] } });
    expect((await bob.join(closed)).user?.roles).toEqual(['presenter']);
  });

  it('replaces the dialog of an endpoint that comes again, and the others notice nothing', async () => {
    await together(alice, bob);
    const { documents } = alice;
    const first = bob.focus;
    await bob.join(focus);
    await world.settle();
    expect(first?.state).toBe('terminated');
    expect(bob.ends).toMatchObject([{ of: 'focus', end: { reason: 'Replaced by another connection' } }]);
    expect(alice.sees).toEqual(['alice:presenter[focus]', 'bob:attendee[focus]']);
    expect(alice.documents).toBeLessThanOrEqual(documents + 1);
  });

  it('knows session timers, and whoever does not refresh is gone', async () => {
    await together(alice);
    await bob.join(focus, {
      headers: [
        ['Supported', 'timer'],
        ['Session-Expires', '100'],
      ],
    });
    expect(bob.focus?.inviteResponse?.headers.get('Session-Expires')).toBe('100;refresher=uac');
    await world.pass(89);
    const { status, headers } = await bob.focus!.request('UPDATE', {
      headers: [
        ['Supported', 'timer'],
        ['Session-Expires', '100'],
      ],
    });
    expect([status, headers.get('Session-Expires')]).toEqual([200, '100;refresher=uac']);
    await world.pass(89);
    expect(alice.sees).toHaveLength(2);
    await world.pass(12);
    expect(alice.sees).toEqual(['alice:presenter[focus]']);
    const short: [string, string][] = [
      ['Supported', 'timer'],
      ['Session-Expires', '30'],
    ];
    expect(failure(await carol.join(focus, { headers: short }).catch((error: unknown) => error))[0]).toBe(
      422,
    );
  });
});

describe('commands', () => {
  it('eject: MCUs first, then the focus, and the others see it', async () => {
    await together(alice, bob, carol);
    await bob.openChat(focus);
    await bob.openAudio(focus, audioSdp('bob'));
    expect(await alice.done({ name: 'deleteUser', ...keys(bob.uri) })).toMatchObject({ code: 'success' });
    expect(bob.ends.map(({ of }) => of).sort()).toEqual(['audio', 'chat', 'focus']);
    expect(bob.ends.at(-1)).toMatchObject({ of: 'focus', end: { reason: 'Ejected', status: 603 } });
    expect(bob.unsubscribed).toBe('rejected');
    expect(carol.sees).toEqual(['alice:presenter[focus]', 'carol:attendee[focus]']);
  });

  it('promote and demote, the organizer excepted', async () => {
    await together(alice, bob);
    const roles = (user: Person, role: 'presenter' | 'attendee'): CccpCommand => ({
      ...{ name: 'modifyUserRoles', role },
      ...keys(user.uri),
    });
    expect(idOf((await bob.command(roles(bob, 'presenter'))).raw)).toBe(3014);
    await alice.done(roles(bob, 'presenter'));
    expect(alice.sees).toContain('bob:presenter[focus]');
    const refused = await bob.command(roles(alice, 'attendee'));
    expect([refused.status, idOf(refused.raw)]).toEqual([603, 3016]);
    await bob.done(roles(bob, 'attendee'));
    expect(alice.sees).toContain('bob:attendee[focus]');
  });

  it('lock: nobody else gets in, and all MCUs say so', async () => {
    await together(alice, bob);
    await alice.done(lock(true));
    expect(bob.roster?.status?.locked).toBe(true);
    expect(bob.roster?.views?.map(({ locked }) => locked)).toEqual([true, true]);
    expect(failure(await carol.join(focus).catch((error: unknown) => error))).toEqual([403, 51301]);
    expect(failure(await carol.openChat(focus).catch((error: unknown) => error))).toEqual([403, 51301]);
    await alice.done(lock(false));
    await carol.join(focus);
  });

  it('mute: oneself, or anybody by a presenter', async () => {
    await together(alice, bob);
    await bob.openAudio(focus, audioSdp('bob'));
    await alice.openAudio(focus, audioSdp('alice'));
    await world.settle();
    const mediaOf = (uri: string): unknown =>
      alice.roster?.users
        ?.find(({ entity }) => entity === uri)
        ?.endpoints?.find(({ sessionType }) => sessionType === 'audio-video');
    const entityOf = (uri: string): string => (mediaOf(uri) as { entity: string }).entity;
    const mute = (uri: string, filter: 'block' | 'unblock', entity = entityOf(uri)): CccpCommand => ({
      name: 'modifyEndpointMedia',
      mcuUri: mcuUri(focus, 'audio-video'),
      keys: { ...keys(uri), endpointEntity: entity, mediaId: '1' },
      media: { id: '1', type: 'audio', ingressFilter: filter },
    });
    expect(await bob.done(mute(bob.uri, 'block'))).toMatchObject({ code: 'success' });
    expect(mediaOf(bob.uri)).toMatchObject({ media: [{ status: 'recvonly', ingressFilter: 'block' }] });
    expect(await alice.done(mute(bob.uri, 'unblock'))).toMatchObject({ code: 'success' });
    expect(mediaOf(bob.uri)).toMatchObject({ media: [{ status: 'sendrecv', ingressFilter: 'unblock' }] });
    expect(idOf((await bob.command(mute(alice.uri, 'block'))).raw)).toBe(3014);
    expect(await alice.done(mute(bob.uri, 'block', '{none}'))).toMatchObject({
      code: 'failure',
      reason: 'endpointDoesntExist',
    });
    expect(await alice.done(mute(carol.uri, 'block', '{none}'))).toMatchObject({ reason: 'userDoesntExist' });
  });

  it('takes a call back that replaces one of theirs (RFC 3891), and no other', async () => {
    await together(alice, bob);
    await bob.openAudio(focus, audioSdp('bob'));
    await world.settle();
    const before = bob.audio!;
    const { callId, localTag, remoteTag } = before;
    const headers: [string, string][] = [
      ['Replaces', `${callId};to-tag=${remoteTag};from-tag=${localTag}`],
      ['Require', 'replaces'],
    ];
    const again = (person: Person, uri = mcuUri(focus, 'audio-video')): Promise<InviteDialog> =>
      person.endpoint.invite(uri, {
        from: `<${person.uri}>`,
        ...{ headers, body: audioSdp(person.uri), contentType: 'application/sdp' },
      });
    expect(failure(await again(alice).catch((error: unknown) => error))).toEqual([481, 51314]);
    expect(failure(await again(bob, focus).catch((error: unknown) => error))).toEqual([481, 51314]);
    expect(before.state).toBe('confirmed');
    await again(bob);
    await world.settle();
    expect(before.state).toBe('terminated');
    expect(alice.sees).toEqual(['alice:presenter[focus]', 'bob:attendee[focus audio-video]']);
  });

  it('hold is seen', async () => {
    await together(alice, bob);
    await bob.openAudio(focus, audioSdp('bob'));
    await bob.audio!.request('INVITE', { body: audioSdp('bob', 'inactive'), contentType: 'application/sdp' });
    await world.settle();
    const shown = alice.roster?.users?.find(({ entity }) => entity === bob.uri)?.endpoints;
    expect(shown?.find(({ sessionType }) => sessionType === 'audio-video')?.status).toBe('on-hold');
  });

  it('end: for everybody, the sender is told first', async () => {
    await together(alice, bob);
    await bob.openChat(focus);
    expect(await alice.done({ name: 'deleteConference', keys: { confEntity: focus } })).toMatchObject({
      code: 'success',
    });
    expect(bob.ends.map(({ of, end }) => [of, end.status])).toEqual([
      ['chat', 410],
      ['focus', 410],
    ]);
    expect(bob.unsubscribed).toBe('noresource');
    expect(bob.roster).toBeUndefined();
    expect(failure(await carol.join(focus).catch((error: unknown) => error))).toEqual([404, 3003]);
  });

  it('dial-out: the MCU calls, the roster shows how far it is', async () => {
    await together(alice);
    let asked: string | undefined;
    carol.onInvite = (invite) => {
      asked = invite.request.headers.get('From');
      invite.ringing();
      void world.settle().then(async () => {
        expect(alice.roster?.users?.find(({ entity }) => entity === carol.uri)?.endpoints?.[0]?.status).toBe(
          'alerting',
        );
        carol.useChat(
          await invite.accept({
            body: invite.request.body,
            contentType: 'application/sdp',
          }),
        );
      });
    };
    const dialOut = (user: string): CccpCommand => ({
      name: 'addUser',
      confEntity: focus,
      mcuUri: mcuUri(focus, 'chat'),
      user: {
        entity: user,
        endpoints: [{ entity: '{d}', joiningMethod: 'dialed-out', endpointUri: user }],
      },
    });
    const { requestId } = await alice.command(dialOut(carol.uri));
    await world.settle();
    await world.settle();
    expect(alice.responses.find((response) => response.requestId === requestId)).toMatchObject({
      code: 'success',
    });
    expect(asked).toContain(`"Review" <${mcuUri(focus, 'chat')}>`);
    expect(alice.sees).toContain('carol:attendee[chat]');
    bob.onInvite = (invite) => invite.reject(486);
    expect(await alice.done(dialOut(bob.uri))).toMatchObject({
      code: 'failure',
      reason: 'invalid-target-user: 486',
    });
    expect(alice.sees).toHaveLength(2);
    await bob.join(focus);
    expect(idOf((await bob.command(dialOut(carol.uri))).raw)).toBe(3015);
    expect(idOf((await alice.command(dialOut('sip:stranger@elsewhere.invalid'))).raw)).toBe(3002);
  });
});

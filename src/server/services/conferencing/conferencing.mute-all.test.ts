import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CccpCommand } from '../../../protocol/conferencing/cccp';
import { mcuUri } from '../../../protocol/conferencing/conference-info-names';
import type { MediaFilterRules } from '../../../protocol/conferencing/media-filter-rules';
import { parseDiagnostics } from '../../../protocol/diagnostics';
import { ConferenceWorld, type Person } from '../../composition/testing/conference-world';
import { audioSdp } from '../contact-center/voice/testing/media-double';

let world: ConferenceWorld;
let alice: Person;
let bob: Person;
let carol: Person;
let dave: Person;
let focus: string;

beforeEach(async () => {
  world = new ConferenceWorld();
  [alice, bob, carol, dave] = [
    world.person('alice'),
    world.person('bob'),
    world.person('carol'),
    world.person('dave'),
  ];
  focus = await alice.create();
  for (const person of [alice, bob, carol]) await enter(person);
  await alice.done({ name: 'modifyUserRoles', confEntity: focus, userEntity: carol.uri, role: 'presenter' });
});
afterEach(() => world.close());

async function enter(person: Person, entity = '{1}'): Promise<void> {
  await person.join(focus, { entity });
  // Another subscription counts its documents from one.
  person.roster = undefined;
  await person.subscribe(focus);
  await person.openAudio(focus, audioSdp(person.uri));
  await world.settle();
}

const rules = (filterRules: MediaFilterRules, entity = mcuUri(focus, 'audio-video')): CccpCommand => ({
  name: 'modifyConference',
  mcuUri: entity,
  conference: {
    entity: focus,
    state: 'partial',
    views: [{ entity, state: 'partial', mediaTypes: ['audio'], filterRules }],
    viewsState: 'partial',
  },
});
const muteAll = rulesOf('block', false);
const unmuteAll = rulesOf('unblock', true);

function rulesOf(attendeeIngress: 'block' | 'unblock', attendeesMayUnmute: boolean): () => CccpCommand {
  return () => rules({ attendeeIngress, attendeesMayUnmute });
}

const audioOf = (person: Person) =>
  alice.roster?.users
    ?.find(({ entity }) => entity === person.uri)
    ?.endpoints?.find(({ sessionType }) => sessionType === 'audio-video');
const muted = (): string[] =>
  [alice, bob, carol, dave]
    .filter((person) => audioOf(person)?.media?.[0]?.ingressFilter === 'block')
    .map(({ uri }) => uri.slice(4, -12));
const filter = (person: Person, ingressFilter: 'block' | 'unblock'): CccpCommand => ({
  name: 'modifyEndpointMedia',
  mcuUri: mcuUri(focus, 'audio-video'),
  keys: {
    confEntity: focus,
    userEntity: person.uri,
    endpointEntity: audioOf(person)?.entity ?? '{none}',
    mediaId: '1',
  },
  media: { id: '1', ingressFilter },
});
const shown = (person: Person): MediaFilterRules | undefined =>
  person.roster?.views?.find(({ entity }) => entity.includes(':audio-video:'))?.filterRules;
const refusal = async (person: Person, command: CccpCommand): Promise<[number, number | undefined]> => {
  const { raw, status } = await person.command(command);
  return [status, parseDiagnostics(raw.headers.get('ms-diagnostics'))?.errorId];
};

describe('mute-all', () => {
  it('mutes everybody but who asks, and everybody sees the rule', async () => {
    expect(await alice.done(muteAll())).toMatchObject({ code: 'success', command: 'modifyConference' });
    expect(muted()).toEqual(['bob', 'carol']);
    for (const person of [alice, bob, carol])
      expect(shown(person)).toEqual({ attendeeIngress: 'block', attendeesMayUnmute: false });
  });

  it('lets presenters unmute themselves, and attendees be unmuted by presenters only', async () => {
    await alice.done(muteAll());
    expect(await carol.done(filter(carol, 'unblock'))).toMatchObject({ code: 'success' });
    expect(await refusal(bob, filter(bob, 'unblock'))).toEqual([603, 3014]);
    expect(muted()).toEqual(['bob']);
    await carol.done(filter(bob, 'unblock'));
    expect(muted()).toEqual([]);
    // Who was asked to speak may stop by themselves, and then waits again.
    await bob.done(filter(bob, 'block'));
    expect(await refusal(bob, filter(bob, 'unblock'))).toEqual([603, 3014]);
  });

  it('mutes who comes later, but no presenter, and nobody who comes back', async () => {
    await alice.done(muteAll());
    await alice.done(filter(bob, 'unblock'));
    await enter(dave);
    expect(muted()).toEqual(['carol', 'dave']);
    const again = world.person('bob');
    await enter(again);
    expect(alice.sees).toContain('bob:attendee[focus audio-video]');
    expect(muted()).toEqual(['carol', 'dave']);
    await carol.audio!.bye();
    await world.settle();
    await carol.openAudio(focus, audioSdp(carol.uri));
    await world.settle();
    // She was muted by name with the others, and may speak when she likes.
    expect(muted()).toEqual(['carol', 'dave']);
    expect(await carol.done(filter(carol, 'unblock'))).toMatchObject({ code: 'success' });
  });

  it('ends with everybody as they are: who is muted may unmute themselves, and who comes speaks', async () => {
    await alice.done(muteAll());
    await alice.done(unmuteAll());
    expect(shown(bob)).toBeUndefined();
    expect(muted()).toEqual(['bob', 'carol']);
    expect(await bob.done(filter(bob, 'unblock'))).toMatchObject({ code: 'success' });
    await enter(dave);
    expect(muted()).toEqual(['carol']);
  });

  it('may leave it to attendees to unmute themselves', async () => {
    await alice.done(rules({ attendeeIngress: 'block', attendeesMayUnmute: true }));
    expect(muted()).toEqual(['bob', 'carol']);
    expect(await bob.done(filter(bob, 'unblock'))).toMatchObject({ code: 'success' });
  });

  it('without a word about unmuting leaves that to presenters', async () => {
    await alice.done(rules({ attendeeIngress: 'block' }));
    expect(await refusal(bob, filter(bob, 'unblock'))).toEqual([603, 3014]);
  });

  it('is for presenters, for the A/V MCU, and not without a rule', async () => {
    expect(await refusal(bob, muteAll())).toEqual([603, 3014]);
    expect(await refusal(alice, rules({ attendeeIngress: 'block' }, mcuUri(focus, 'chat')))).toEqual([
      603, 3013,
    ]);
    expect(await refusal(alice, rules({}))).toEqual([603, 3004]);
    const { mcuUri: _, ...noMcu } = muteAll() as Extract<CccpCommand, { name: 'modifyConference' }>;
    expect(await refusal(alice, noMcu)).toEqual([603, 3004]);
    const elsewhere = { ...noMcu, conference: { ...noMcu.conference, entity: `${focus}X` } };
    expect(await refusal(alice, elsewhere)).toEqual([603, 3003]);
    expect(muted()).toEqual([]);
  });

  it('leaves nobody muted for good when the presenters are gone', async () => {
    await alice.done(muteAll());
    const unmute = filter(bob, 'unblock');
    await carol.focus!.bye();
    await world.settle();
    expect(await refusal(bob, unmute)).toEqual([603, 3014]);
    await alice.focus!.bye();
    await world.settle();
    expect(await bob.done(unmute)).toMatchObject({ code: 'success' });
  });

  it('is over with the last who leaves', async () => {
    await alice.done(muteAll());
    for (const person of [alice, bob, carol]) await person.focus!.bye();
    await world.settle();
    await enter(alice);
    await enter(bob);
    expect(shown(alice)).toBeUndefined();
    expect(muted()).toEqual([]);
  });
});

it('gives who comes back with the GUID of before their own place in the sound again', async () => {
  const before = bob.audio!;
  // Their page was loaded again: another connection, another Contact, no dialog to replace.
  const again = world.person('robert', bob.uri);
  await enter(again);
  expect(alice.sees).toContain('bob:attendee[focus audio-video]');
  expect(before.state).toBe('terminated');
  // Another device of theirs has a place of its own.
  const second = world.person('roberta', bob.uri);
  await enter(second, '{2}');
  expect(alice.sees).toContain('bob:attendee[focus audio-video focus audio-video]');
});

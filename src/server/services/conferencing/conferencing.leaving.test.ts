import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConferenceWorld, uriOf, type Person } from '../../composition/testing/conference-world';
import { audioSdp } from '../contact-center/voice/testing/media-double';

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

async function together(...people: Person[]): Promise<void> {
  for (const person of people) {
    await person.join(focus);
    await person.subscribe(focus);
  }
  await world.settle();
}

describe('who is gone', () => {
  it('leaves the roster with all that they had', async () => {
    await together(alice, bob);
    await bob.openChat(focus);
    await bob.openAudio(focus, audioSdp('bob'));
    await bob.focus!.bye();
    await world.settle();
    expect(alice.sees).toEqual(['alice:presenter[focus]']);
    expect(bob.ends.map(({ of }) => of).sort()).toEqual(['audio', 'chat', 'focus']);
    // They watch no longer, and come back as what they were made.
    expect(bob.unsubscribed).toBe('rejected');
    await bob.join(focus);
    await alice.done({
      ...{ name: 'modifyUserRoles', role: 'presenter' },
      ...{ confEntity: focus, userEntity: bob.uri },
    });
    await bob.focus!.bye();
    expect((await bob.join(focus)).user?.roles).toEqual(['presenter']);
  });

  it('is noticed when their connection is lost, after the time to come back', async () => {
    await together(alice, bob);
    await bob.openChat(focus);
    bob.connection.close();
    await world.settle();
    await carol.join(focus);
    await world.settle();
    expect(alice.sees).toHaveLength(3);
    await world.pass(100);
    expect(alice.sees).toEqual(['alice:presenter[focus]', 'carol:attendee[focus]']);
  });

  it('is noticed sooner when something was to be told to them: all that ran over their connection is asked then', async () => {
    await together(alice, bob);
    await alice.openChat(focus);
    await bob.openChat(focus);
    await bob.subscription!.unsubscribe();
    await world.pass(1);
    // Nothing says so but that the message finds nobody: neither dialog would be asked for half a minute.
    bob.connection.close();
    await world.settle();
    await alice.say('Are you there?');
    await world.settle();
    await world.pass(15);
    expect(alice.sees).toHaveLength(2);
    await world.pass(8);
    expect(alice.sees).toEqual(['alice:presenter[focus chat]']);
  });

  it('ends the conference with the last, which may begin again', async () => {
    await together(alice, bob);
    await alice.done({ name: 'modifyConferenceLock', confEntity: focus, locked: true });
    await alice.focus!.bye();
    await bob.focus!.bye();
    await world.settle();
    expect(world.conferencing.snapshot()).toMatchObject({ conferences: 1, active: 0, subscribers: 0 });
    expect((await bob.join(focus)).user?.roles).toEqual(['attendee']);
    await bob.focus!.bye();
    world.clock.advance(28_800_000);
    await world.settle();
    expect(world.conferencing.snapshot().conferences).toBe(0);
  });

  it('leaves guests ten minutes, who came by invitation of an application', async () => {
    const guest = world.person('guest-1');
    await expect(guest.join(focus)).rejects.toMatchObject({ status: 403 });
    world.conferencing.findConference(focus)!.allow(guest.uri);
    expect(world.conferencing.admitsGuest(guest.uri, focus)).toBe(true);
    expect(world.conferencing.admitsGuest(uriOf('guest-2'), focus)).toBe(false);
    await together(alice, guest);
    await alice.focus!.bye();
    await world.pass(590);
    expect(guest.focus?.state).toBe('confirmed');
    await world.pass(15);
    expect(guest.focus?.state).toBe('terminated');
  });
});

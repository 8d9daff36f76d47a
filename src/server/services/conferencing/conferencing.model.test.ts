import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CccpCommand } from '../../../protocol/conferencing/cccp';
import { ConferenceWorld, Person, uriOf } from '../../composition/testing/conference-world';

const names = ['alice', 'bob', 'carol', 'dave'] as const;

type Step =
  | { readonly kind: 'join' | 'leave' | 'lose' | 'chat' | 'eject' | 'reconnect'; readonly who: number }
  | { readonly kind: 'role'; readonly who: number; readonly presenter: boolean }
  | { readonly kind: 'lock'; readonly locked: boolean }
  | { readonly kind: 'pass' };

const who = fc.nat({ max: names.length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), who }) },
  fc.record({ kind: fc.constantFrom('leave' as const, 'lose' as const, 'eject' as const), who }),
  fc.record({ kind: fc.constantFrom('chat' as const, 'reconnect' as const), who }),
  fc.record({ kind: fc.constant('role' as const), who, presenter: fc.boolean() }),
  fc.record({ kind: fc.constant('lock' as const), locked: fc.boolean() }),
  fc.constant<Step>({ kind: 'pass' }),
);

/** One world, in which people join, leave, vanish and come back, over the real edge. */
class Play {
  readonly world = new ConferenceWorld({ config: { probeSeconds: 20, reconnectGraceSeconds: 5 } });
  /** Stays, and watches. */
  readonly organizer = this.world.person('organizer');
  readonly people = names.map((name) => this.world.person(name));
  focus = '';

  async begin(): Promise<void> {
    this.focus = await this.organizer.create();
    await this.enter(this.organizer);
  }

  async enter(person: Person): Promise<void> {
    try {
      await person.join(this.focus);
      person.roster = undefined;
      await person.subscribe(this.focus);
    } catch (error) {
      // Locked out, or lost: nobody is there then.
      if (!/403|connection|terminated/.test(String(error))) throw error;
    }
  }

  async take(one: Step): Promise<void> {
    const command = (wanted: CccpCommand): Promise<unknown> => this.organizer.command(wanted);
    const confEntity = this.focus;
    if (one.kind === 'pass') return this.world.pass(30);
    if (one.kind === 'lock')
      return void (await command({ name: 'modifyConferenceLock', confEntity, locked: one.locked }));
    const person = this.people[one.who]!;
    const isIn = person.focus?.state === 'confirmed';
    const userEntity = person.uri;
    switch (one.kind) {
      case 'join':
        return isIn ? undefined : this.enter(person);
      case 'leave':
        return isIn ? person.focus!.bye() : undefined;
      case 'chat':
        return isIn ? person.openChat(this.focus) : undefined;
      case 'eject':
        return void (await command({ name: 'deleteUser', confEntity, userEntity }));
      case 'role':
        return void (await command({
          ...{ name: 'modifyUserRoles', confEntity, userEntity },
          role: one.presenter ? 'presenter' : 'attendee',
        }));
      case 'lose':
      case 'reconnect': {
        person.connection.close();
        this.people[one.who] = new Person(names[one.who]!, this.world);
        await this.world.settle();
        return one.kind === 'reconnect' && isIn ? this.enter(this.people[one.who]!) : undefined;
      }
    }
  }
}

it('ends with one roster for all, whoever came, went, vanished and came back in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const play = new Play();
      await play.begin();
      for (const one of steps) {
        await play.take(one);
        await play.world.settle();
      }
      // Long enough that whoever has vanished is noticed.
      await play.world.pass(80);
      const there = [play.organizer, ...play.people].filter(({ focus }) => focus?.state === 'confirmed');
      const conference = play.world.conferencing.findConference(play.focus)!;
      expect(conference.participants.map(({ uri }) => uri).sort()).toEqual(
        there.map(({ uri }) => uri).sort(),
      );
      for (const person of there) expect(person.sees).toEqual(play.organizer.sees);
      expect(play.organizer.sees).toHaveLength(there.length);
      expect(play.organizer.sees.join()).toContain(uriOf('organizer').slice(4, 13));
      await play.world.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildConferenceInfo, parseConferenceInfo } from './conference-info';
import type { ConferenceInfo } from './conference-info';
import type { ConferenceUser } from './conference-info-user';
import { applyConferenceInfo } from './roster';
import type { Roster } from './roster';

const entity = 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL6GPNBP';
const full = (version: number, users: readonly ConferenceUser[], locked = false): ConferenceInfo => ({
  entity,
  state: 'full',
  version,
  status: { locked },
  users,
  usersState: 'full',
});
const partial = (version: number, users: readonly ConferenceUser[]): ConferenceInfo => ({
  entity,
  state: 'partial',
  version,
  users,
  usersState: 'partial',
});
const alice: ConferenceUser = {
  entity: 'sip:alice@contoso.com',
  displayName: 'Alice',
  roles: ['presenter'],
  endpoints: [
    { entity: '{f}', sessionType: 'focus', status: 'connected', media: [] },
    {
      entity: '{av}',
      sessionType: 'audio-video',
      status: 'connected',
      media: [{ id: '1', type: 'audio', status: 'sendrecv', ingressFilter: 'unblock' }],
    },
  ],
};

function applied(roster: Roster | undefined, document: ConferenceInfo): Roster {
  const update = applyConferenceInfo(roster, document);
  if (update.kind !== 'applied') throw new Error(update.kind);
  return update.roster;
}

describe('the roster', () => {
  it('keeps what a partial document does not mention, down to the stream', () => {
    const roster = applied(
      applied(undefined, full(1, [alice])),
      partial(2, [
        {
          entity: 'SIP:Alice@contoso.com',
          state: 'partial',
          endpoints: [
            {
              entity: '{AV}',
              state: 'partial',
              media: [{ id: '1', state: 'partial', ingressFilter: 'block' }],
            },
          ],
        },
      ]),
    );
    const [user] = roster.users!;
    expect(user).toMatchObject({ displayName: 'Alice', roles: ['presenter'] });
    expect(user!.endpoints![0]).toEqual(alice.endpoints![0]);
    expect(user!.endpoints![1]!.media).toEqual([
      { id: '1', type: 'audio', status: 'sendrecv', ingressFilter: 'block' },
    ]);
  });

  it('takes away users and endpoints that are deleted', () => {
    const base = applied(undefined, full(1, [alice]));
    const without = applied(
      base,
      partial(2, [
        { entity: alice.entity, state: 'partial', endpoints: [{ entity: '{av}', state: 'deleted' }] },
      ]),
    );
    expect(without.users![0]!.endpoints!.map((endpoint) => endpoint.entity)).toEqual(['{f}']);
    expect(applied(without, partial(3, [{ entity: alice.entity, state: 'deleted' }])).users).toEqual([]);
  });

  it('says what is stale, what is missing, and that it is over', () => {
    const base = applied(undefined, full(3, [alice]));
    expect(applyConferenceInfo(base, partial(3, [])).kind).toBe('stale');
    expect(applyConferenceInfo(base, full(2, [])).kind).toBe('stale');
    expect(applyConferenceInfo(base, partial(5, [])).kind).toBe('out-of-sync');
    expect(applyConferenceInfo(undefined, partial(1, [])).kind).toBe('out-of-sync');
    expect(applyConferenceInfo(base, full(9, [])).kind).toBe('applied');
    expect(applyConferenceInfo(base, { entity, state: 'deleted', version: 4 }).kind).toBe('ended');
  });

  it('is the truth again after any loss, repetition or disorder, once it has subscribed anew', () => {
    type Step =
      | { readonly act: 'join' | 'leave' | 'present' | 'talk' | 'chat' | 'drop-chat'; readonly who: number }
      | { readonly act: 'lock' };
    const who = fc.nat(4);
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ act: fc.constantFrom('join', 'leave', 'present', 'talk', 'chat', 'drop-chat'), who }),
      fc.constant({ act: 'lock' } as const),
    );
    const delivery = fc.constantFrom('once', 'once', 'once', 'lost', 'twice', 'late');
    fc.assert(
      fc.property(fc.array(fc.tuple(step, delivery), { maxLength: 40 }), (steps) => {
        const truth = new Map<string, ConferenceUser>();
        let locked = false;
        let version = 0;
        let roster: Roster | undefined;
        let late: ConferenceInfo[] = [];
        const subscribe = () => {
          late = [];
          roster = applied(undefined, wire(full(version, [...truth.values()], locked)));
        };
        const receive = (document: ConferenceInfo) => {
          const update = applyConferenceInfo(roster, wire(document));
          if (update.kind === 'applied') roster = update.roster;
          else if (update.kind === 'out-of-sync') subscribe();
        };
        subscribe();
        for (const [change, how] of steps) {
          const document: ConferenceInfo = { ...partial(++version, []), ...enact(change) };
          if (how !== 'lost' && how !== 'late') receive(document);
          if (how === 'twice') receive(document);
          for (const each of late.splice(0)) receive(each);
          if (how === 'late') late.push(document);
        }
        // Whatever was lost is noticed with the next document at the latest.
        receive(partial(++version, []));
        expect(sorted(roster!.users!)).toEqual(sorted([...truth.values()]));
        expect(roster!.status?.locked).toBe(locked);

        function enact(change: Step): Partial<ConferenceInfo> {
          if (change.act === 'lock') {
            locked = !locked;
            return { status: { locked } };
          }
          const uri = `sip:user${change.who}@contoso.com`;
          const user = truth.get(uri);
          if (change.act === 'join') {
            const joined: ConferenceUser = { entity: uri, roles: ['attendee'], endpoints: [] };
            truth.set(uri, joined);
            return { users: [{ ...joined, state: 'full' }] };
          }
          if (!user) return {};
          if (change.act === 'leave') {
            truth.delete(uri);
            return { users: [{ entity: uri, state: 'deleted' }] };
          }
          if (change.act === 'present') {
            truth.set(uri, { ...user, roles: ['presenter'] });
            return { users: [{ entity: uri, state: 'partial', roles: ['presenter'] }] };
          }
          const others = user.endpoints!.filter((endpoint) => endpoint.entity !== '{chat}');
          if (change.act === 'drop-chat') {
            truth.set(uri, { ...user, endpoints: others });
            return {
              users: [{ entity: uri, state: 'partial', endpoints: [{ entity: '{chat}', state: 'deleted' }] }],
            };
          }
          const media = [{ id: '1', isTalking: change.act === 'talk' }];
          const endpoint = { entity: '{chat}', sessionType: 'chat', media };
          truth.set(uri, { ...user, endpoints: [...others, endpoint] });
          return { users: [{ entity: uri, state: 'partial', endpoints: [{ ...endpoint, state: 'full' }] }] };
        }
      }),
    );
  });
});

const wire = (document: ConferenceInfo): ConferenceInfo => parseConferenceInfo(buildConferenceInfo(document));
const sorted = (users: readonly ConferenceUser[]) =>
  [...users].sort((one, other) => one.entity.localeCompare(other.entity));

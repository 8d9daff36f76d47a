import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConferenceInfo } from '../../../../protocol/conferencing/conference-info';
import { applyConferenceInfo, type Roster as Seen } from '../../../../protocol/conferencing/roster';
import { renderChange, renderFull, type Rendered } from '../rendering';
import { admit, admissionPolicies, type AdmissionRules } from './admission';
import { conferenceUser, Roster, type RosterEndpoint } from './roster';

const focusUri = 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL3GPNYP';
const facts = { focusUri, description: { subject: 'Review' } };
const uriOf = (index: number): string => `sip:user${index}@contoso.com`;

const endpoint = (entity: string, more: Partial<RosterEndpoint> = {}): RosterEndpoint => ({
  entity,
  sessionType: 'focus',
  status: 'connected',
  ...more,
});

/** A subscriber as a client is one: it knows what the documents say, and nothing else. */
class Subscriber {
  seen: Seen | undefined;
  #version = 0;

  read(documents: readonly Rendered[]): void {
    for (const document of documents) {
      const update = applyConferenceInfo(this.seen, parseConferenceInfo(document.at(++this.#version)));
      if (update.kind !== 'applied') throw new Error(update.kind);
      this.seen = update.roster;
    }
  }

  get users(): unknown {
    const sorted = [...(this.seen?.users ?? [])].sort((a, b) => a.entity.localeCompare(b.entity));
    return sorted.map(({ displayName, endpoints = [], entity, roles }) => ({
      ...{ entity, displayName, roles },
      endpoints: [...endpoints]
        .sort((a, b) => a.entity.localeCompare(b.entity))
        .map(({ entity: id, sessionType, status, media = [] }) => ({
          ...{ id, sessionType, status },
          media: media.map(({ status: direction, ingressFilter, isTalking = false }) => ({
            ...{ direction, ingressFilter, isTalking },
          })),
        })),
    }));
  }
}

function truth(roster: Roster): Subscriber {
  const subscriber = new Subscriber();
  subscriber.read(renderFull(facts, roster));
  return subscriber;
}

type Step =
  | { readonly kind: 'put'; readonly user: number; readonly entity: string; readonly talking: boolean }
  | { readonly kind: 'audio'; readonly user: number; readonly muted: boolean }
  | { readonly kind: 'remove'; readonly user: number; readonly entity: string }
  | { readonly kind: 'role'; readonly user: number; readonly presenter: boolean }
  | { readonly kind: 'lock'; readonly locked: boolean }
  | { readonly kind: 'rules'; readonly muted: boolean }
  | { readonly kind: 'flush' }
  | { readonly kind: 'subscribe' };

const user = fc.nat({ max: 40 });
const entity = fc.constantFrom('{a}', '{B}', '{c}');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), user, entity, talking: fc.boolean() }),
  fc.record({ kind: fc.constant('audio' as const), user, muted: fc.boolean() }),
  fc.record({ kind: fc.constant('remove' as const), user, entity }),
  fc.record({ kind: fc.constant('role' as const), user, presenter: fc.boolean() }),
  fc.record({ kind: fc.constant('lock' as const), locked: fc.boolean() }),
  fc.record({ kind: fc.constant('rules' as const), muted: fc.boolean() }),
  fc.constant<Step>({ kind: 'flush' }),
  fc.constant<Step>({ kind: 'subscribe' }),
);

function take(roster: Roster, one: Step): void {
  if (one.kind === 'lock') return roster.setLocked(one.locked);
  if (one.kind === 'rules')
    return roster.setFilterRules(
      one.muted ? { attendeeIngress: 'block', attendeesMayUnmute: false } : undefined,
    );
  if (one.kind === 'flush' || one.kind === 'subscribe') return;
  const uri = uriOf(one.user);
  if (one.kind === 'put') {
    roster.put(
      { uri, displayName: `User ${one.user}`, role: 'attendee' },
      endpoint(one.entity, { sessionType: 'audio-video', talking: one.talking }),
    );
  } else if (one.kind === 'audio') roster.update(uri, '{A}', { muted: one.muted });
  else if (one.kind === 'remove') roster.remove(uri, one.entity);
  else roster.setRole(uri, one.presenter ? 'presenter' : 'attendee');
}

describe('the roster', () => {
  it('is in the end the same for every subscriber, whatever happened in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const roster = new Roster();
        const subscribers: Subscriber[] = [];
        const flush = (): void => {
          const change = roster.takeChange();
          if (!change) return;
          const documents = renderChange(facts, roster, change);
          for (const subscriber of subscribers) subscriber.read(documents);
        };
        for (const one of steps) {
          take(roster, one);
          if (one.kind === 'flush') flush();
          if (one.kind !== 'subscribe') continue;
          flush();
          const subscriber = new Subscriber();
          subscriber.read(renderFull(facts, roster));
          subscribers.push(subscriber);
        }
        flush();
        const expected = truth(roster);
        for (const subscriber of subscribers) {
          expect(subscriber.users).toEqual(expected.users);
          expect(subscriber.seen?.status?.locked).toBe(roster.locked);
          expect(subscriber.seen?.views?.map(({ filterRules }) => filterRules)).toEqual([
            undefined,
            roster.filterRules,
          ]);
          expect(subscriber.seen?.status?.userCount).toBe(roster.size);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps role and name of who is there, and whoever has no endpoint is not', () => {
    const roster = new Roster();
    const bob = { uri: uriOf(1), displayName: 'Bob', role: 'presenter' as const };
    roster.put(bob, endpoint('{1}'));
    roster.put({ ...bob, displayName: 'Robert', role: 'attendee' }, endpoint('{2}', { sessionType: 'chat' }));
    expect(roster.get(bob.uri)).toMatchObject({ displayName: 'Bob', role: 'presenter' });
    expect(roster.remove(bob.uri, '{1}')).toBe(false);
    expect(roster.remove(bob.uri, '{9}')).toBe(false);
    expect(roster.remove(bob.uri, '{2}')).toBe(true);
    expect(roster.takeChange()).toEqual({ users: [], gone: [bob.uri] });
    expect(roster.takeChange()).toBeUndefined();
  });

  it('says nothing of a change that is none', () => {
    const roster = new Roster();
    const bob = { uri: uriOf(1), displayName: 'Bob', role: 'attendee' as const };
    roster.put(bob, endpoint('{1}', { sessionType: 'audio-video' }));
    roster.takeChange();
    expect(roster.update(bob.uri, '{1}', { muted: false, talking: false })).toBe(true);
    roster.setRole(bob.uri, 'attendee');
    roster.setLocked(false);
    expect(roster.takeChange()).toBeUndefined();
    expect(roster.update(bob.uri, '{2}', { muted: true })).toBe(false);
    expect(roster.setRole(uriOf(2), 'presenter')).toBe(false);
  });

  it('shows mute and hold as the specification has them', () => {
    const shown = (more: Partial<RosterEndpoint>): unknown =>
      conferenceUser({
        uri: uriOf(1),
        displayName: 'Bob',
        role: 'attendee',
        endpoints: [endpoint('{1}', { sessionType: 'audio-video', ...more })],
      }).endpoints?.[0];
    expect(shown({ muted: true })).toMatchObject({
      joiningMethod: 'dialed-in',
      media: [{ status: 'recvonly', ingressFilter: 'block' }],
    });
    expect(shown({ status: 'on-hold', dialedOut: true })).toMatchObject({
      status: 'on-hold',
      joiningMethod: 'dialed-out',
      media: [{ status: 'inactive' }],
    });
    expect(shown({ talking: true })).toMatchObject({ media: [{ isTalking: true }] });
  });

  it('fits into messages of 64 kB with 250 people', () => {
    const roster = new Roster();
    for (let index = 0; index < 250; index++) {
      const one = {
        uri: uriOf(index),
        displayName: `Participant Number ${index}`,
        role: 'attendee' as const,
      };
      roster.put(one, endpoint(`{${'0'.repeat(34)}-1}`));
      roster.put(one, endpoint(`{${'0'.repeat(34)}-2}`, { sessionType: 'chat' }));
      roster.put(one, endpoint(`{${'0'.repeat(34)}-3}`, { sessionType: 'audio-video', talking: true }));
    }
    const documents = renderFull(facts, roster);
    for (const document of documents) expect(document.at(10_000).length).toBeLessThan(60_000);
    expect(truth(roster).seen?.users).toHaveLength(250);
  });
});

describe('admission', () => {
  const organizer = uriOf(0);
  const rules: AdmissionRules = {
    organizer,
    policy: 'openAuthenticated',
    locked: false,
    allowed: new Map([
      [uriOf(1), 'presenter'],
      ['sip:guest-1@contoso.com', 'attendee'],
    ]),
    present: undefined,
    isFull: false,
  };
  const listed = { uri: uriOf(1), isGuest: false };
  const stranger = { uri: uriOf(2), isGuest: false };
  const guest = { uri: 'sip:guest-1@contoso.com', isGuest: true };
  const other = { uri: 'sip:guest-2@contoso.com', isGuest: true };

  it('knows the organizer, those on the list, and everybody else', () => {
    expect(admit({ uri: organizer, isGuest: false }, rules)).toEqual({ admitted: true, role: 'presenter' });
    expect(admit(listed, rules)).toEqual({ admitted: true, role: 'presenter' });
    expect(admit(stranger, rules)).toEqual({ admitted: true, role: 'attendee' });
    expect(admit(stranger, { ...rules, policy: 'closedAuthenticated' })).toEqual({
      admitted: false,
      code: 'not-invited',
    });
  });

  it('lets no guest in who was not named, whatever the policy', () => {
    for (const policy of admissionPolicies) {
      expect(admit(other, { ...rules, policy })).toEqual({ admitted: false, code: 'not-invited' });
      expect(admit(guest, { ...rules, policy })).toEqual({ admitted: true, role: 'attendee' });
    }
  });

  it('locks out all but the organizer and who is there', () => {
    const locked = { ...rules, locked: true };
    expect(admit(listed, locked)).toEqual({ admitted: false, code: 'locked' });
    expect(admit({ uri: organizer, isGuest: false }, locked).admitted).toBe(true);
    expect(admit(listed, { ...locked, present: 'attendee' })).toEqual({ admitted: true, role: 'attendee' });
    expect(admit(stranger, { ...rules, isFull: true })).toEqual({ admitted: false, code: 'full' });
  });
});

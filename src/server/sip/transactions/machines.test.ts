import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientInvite } from './client-invite';
import { clientNonInvite } from './client-non-invite';
import { step } from './machine';
import type { Machine } from './machine';
import { serverInvite } from './server-invite';
import { serverNonInvite } from './server-non-invite';

type AnyMachine = Machine<string, string, string>;

/** What a client's user hears at the end. */
const FINALS = ['pass-response', 'report-timeout', 'report-transport-error'];

const machines: [name: string, machine: AnyMachine, initial: string][] = [
  ['client INVITE', clientInvite, 'calling'],
  ['client non-INVITE', clientNonInvite, 'trying'],
  ['server INVITE', serverInvite, 'proceeding'],
  ['server non-INVITE', serverNonInvite, 'trying'],
];

/** The states of the RFC's figures in order: no machine ever goes back. */
const ORDER = ['calling', 'trying', 'proceeding', 'completed', 'accepted', 'terminated'];

function eventsOf(machine: AnyMachine): string[] {
  return [...new Set(Object.values(machine).flatMap((row) => Object.keys(row)))];
}

describe.each(machines)('%s machine', (_, machine, initial) => {
  const events = eventsOf(machine);
  const sequences = fc.array(fc.constantFrom(...events), { maxLength: 12 });

  it('takes only legal steps, whatever happens', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        let state = initial;
        for (const event of sequence) {
          const taken = step(machine, state, event);
          if (!taken) continue;
          expect(Object.keys(machine)).toContain(taken.to);
          expect(ORDER.indexOf(taken.to)).toBeGreaterThanOrEqual(ORDER.indexOf(state));
          state = taken.to;
        }
      }),
    );
  });

  it('ends for good', () => {
    for (const event of events) expect(step(machine, 'terminated', event)).toBeUndefined();
  });

  it('can end from every state by itself or by a lost connection', () => {
    for (const state of Object.keys(machine)) {
      if (state !== 'terminated') expect(machine[state]!['transport-error']?.to, state).toBe('terminated');
    }
  });
});

describe.each(machines.slice(0, 2))('%s machine', (_, machine, initial) => {
  it('tells its user the end exactly once', () => {
    const sequences = fc.array(fc.constantFrom(...eventsOf(machine)), { maxLength: 12 });
    fc.assert(
      fc.property(sequences, (sequence) => {
        let state = initial;
        let ends = 0;
        for (const event of sequence) {
          const taken = step(machine, state, event);
          if (!taken) continue;
          // Repeated 2xx to an INVITE are passed on too (RFC 6026), but say nothing new.
          const first = event !== 'provisional' && state !== 'accepted';
          if (first) ends += taken.do.filter((action) => FINALS.includes(action)).length;
          state = taken.to;
        }
        expect(ends).toBe(state === 'terminated' || state === 'accepted' ? 1 : 0);
      }),
    );
  });
});

describe('machines', () => {
  it('acknowledge every failure of an INVITE, and no success (17.1.1.3, 13.2.2.4)', () => {
    for (const state of ['calling', 'proceeding'] as const) {
      expect(clientInvite[state].failure?.do).toContain('send-ack');
      expect(clientInvite[state].success?.do).not.toContain('send-ack');
    }
  });

  it('start a timer wherever they wait for the peer', () => {
    expect(clientInvite.calling.success?.do).toContain('start-m');
    expect(serverInvite.proceeding.failure?.do).toContain('start-h');
    expect(serverInvite.proceeding.success?.do).toContain('start-l');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConferenceState } from '../contract';
import { conferenceTransitions, nextConferenceState } from './conference-states';
import type { ConferenceTransition } from './conference-states';

const events = [...new Set(conferenceTransitions.map(({ on }) => on))];

describe('the table of conference states', () => {
  it('has one row for each state and transition', () => {
    const keys = conferenceTransitions.map(({ from, on }) => `${from} ${on}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('connects only by joining, ends for good, and can always end before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<ConferenceTransition>(...events), { maxLength: 40 }), (steps) => {
        let state: ConferenceState = 'idle';
        for (const on of steps) {
          const next: ConferenceState | undefined = nextConferenceState(state, on);
          if (state === 'disconnected') expect(next).toBeUndefined();
          else expect(nextConferenceState(state, 'end')).toBe('disconnected');
          if (!next) continue;
          if (next === 'connected') expect([state, on]).toEqual(['connecting', 'joined']);
          state = next;
        }
      }),
    );
  });
});

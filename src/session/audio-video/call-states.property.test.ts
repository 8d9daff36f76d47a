import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callTransitions, isLiveCall, nextCallState } from './call-states';
import type { CallTransition } from './call-states';
import type { CallState } from '../contract';

const events = [...new Set(callTransitions.map(({ on }) => on))];

describe('the table of call states', () => {
  it('has one row for each state and transition', () => {
    const keys = callTransitions.map(({ from, on }) => `${from} ${on}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leads every live call to its end, and reaches nothing live but through start or invite', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<CallTransition>(...events), { maxLength: 60 }), (steps) => {
        let state: CallState = 'idle';
        for (const on of steps) {
          const next = nextCallState(state, on);
          if (!next) continue;
          if (!isLiveCall(state)) expect(['start', 'invite']).toContain(on);
          // Only an agreement of both sides connects.
          if (next === 'connected' && (state === 'connecting' || state === 'ringing'))
            expect(on).toBe('answer');
          if (next === 'parked') expect(['parked', 'quiet']).toContain(on);
          state = next;
          if (isLiveCall(state)) expect(nextCallState(state, 'end')).toBe('ended');
        }
      }),
    );
  });

  it('reaches every state', () => {
    const reached = new Set<CallState>(['idle']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const { from, to } of callTransitions) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual(
      [
        'idle',
        'incoming',
        'connecting',
        'ringing',
        'connected',
        'held',
        'recovering',
        'parking',
        'parked',
        'transferring',
        'ended',
      ].sort(),
    );
  });
});

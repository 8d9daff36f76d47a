import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import {
  canTransition,
  contextChannelTransitions,
  IllegalTransitionError,
  transition,
} from './context-channel-states';
import type {
  ContextChannelEvent,
  ContextChannelState,
  ContextChannelTransitionReason,
} from './context-channel-states';

const states = ['idle', 'establishing', 'established', 'recovering', 'terminating', 'terminated'] as const;
const events = [
  'establish',
  'established',
  'establish-failed',
  'terminate',
  'terminated-remotely',
  'fatal-failure',
  'connection-lost',
  'connection-restored',
  'recovery-failed',
  'terminated',
] as const;
const legal = new Set([
  'idle>establishing',
  'idle>terminating',
  'establishing>established',
  'establishing>terminating',
  'established>recovering',
  'established>terminating',
  'recovering>established',
  'recovering>terminating',
  'terminating>terminated',
]);

describe('context channel states', () => {
  it('has the nine transitions of UCMA and no other', () => {
    expect(contextChannelTransitions.map(({ from, to }) => `${from}>${to}`).sort()).toEqual(
      [...legal].sort(),
    );
  });

  it.each<
    [
      ContextChannelState,
      ContextChannelEvent,
      ContextChannelTransitionReason | undefined,
      ContextChannelState,
      ContextChannelTransitionReason,
    ]
  >([
    ['idle', 'establish', undefined, 'establishing', 'none'],
    ['idle', 'terminate', undefined, 'terminating', 'terminated-locally'],
    ['establishing', 'established', undefined, 'established', 'none'],
    ['establishing', 'establish-failed', undefined, 'terminating', 'establish-failed'],
    ['establishing', 'establish-failed', 'first-hop-unreachable', 'terminating', 'first-hop-unreachable'],
    ['established', 'connection-lost', undefined, 'recovering', 'remote-unreachable'],
    ['established', 'terminated-remotely', undefined, 'terminating', 'terminated-remotely'],
    ['established', 'fatal-failure', undefined, 'terminating', 'remote-unreachable'],
    ['recovering', 'connection-restored', undefined, 'established', 'none'],
    ['recovering', 'recovery-failed', undefined, 'terminating', 'recovery-failed'],
    ['terminating', 'terminated', 'terminated-remotely', 'terminated', 'terminated-remotely'],
    ['terminating', 'terminated', undefined, 'terminated', 'none'],
  ])('%s: %s (%s) leads to %s', (from, event, given, state, reason) => {
    expect(transition(from, event, given)).toEqual({ state, reason });
  });

  it('refuses to give up while establishing, to be used twice, and reasons that do not belong', () => {
    expect(() => transition('establishing', 'terminate')).toThrow(IllegalTransitionError);
    expect(() => transition('terminated', 'establish')).toThrow(IllegalTransitionError);
    expect(() => transition('idle', 'establish', 'recovery-failed')).toThrow(IllegalTransitionError);
    try {
      transition('idle', 'terminated');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'illegal-transition', from: 'idle', event: 'terminated' });
    }
  });

  it('walks along legal edges only, and what is refused leaves the state', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (walk) => {
        let state: ContextChannelState = 'idle';
        for (const event of walk) {
          if (canTransition(state, event)) {
            const next: ContextChannelState = transition(state, event).state;
            expect(legal.has(`${state}>${next}`)).toBe(true);
            state = next;
          } else {
            const before = state;
            expect(() => transition(before, event)).toThrow(IllegalTransitionError);
          }
        }
      }),
    );
    expect(events.some((event) => canTransition('terminated', event))).toBe(false);
    expect(states.filter((state) => events.some((event) => canTransition(state, event)))).toHaveLength(5);
  });
});

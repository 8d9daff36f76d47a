import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionsOf, changedActions } from './actions';
import { conversationTransitions, nextConversationState } from './conversation-states';
import type { ConversationTransition } from './conversation-states';
import type { ConversationState } from './contract';

const transitions = [...new Set(conversationTransitions.map(({ on }) => on))];

describe('the conversation’s table', () => {
  it('says one thing only for each state and transition', () => {
    const keys = conversationTransitions.map(({ from, on }) => `${from} ${on}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('reaches the end from wherever a walk has led, and is revived by a retry only', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...transitions)), (walk) => {
        let state: ConversationState = 'idle';
        const visited: ConversationTransition[] = [];
        for (const on of walk) {
          const next = nextConversationState(state, on);
          if (!next) continue;
          if (state === 'terminated') expect(on).toBe('restart');
          if (next === 'established') expect(['establish', 'recover']).toContain(on);
          if (next === 'recovering') expect(['lose', 'resume']).toContain(on);
          visited.push(on);
          state = next;
        }
        if (state !== 'terminating' && state !== 'terminated') state = nextConversationState(state, 'end')!;
        if (state === 'terminating') state = nextConversationState(state, 'ended')!;
        expect(state).toBe('terminated');
        // Nothing is established that was not begun.
        if (visited.includes('establish'))
          expect(visited.some((on) => ['start', 'accept', 'restart'].includes(on))).toBe(true);
      }),
    );
  });
});

describe('actions', () => {
  it('are those of the state', () => {
    expect(actionsOf('incoming', 'incoming')).toEqual(['accept', 'decline']);
    expect(actionsOf('recovering', 'outgoing')).toEqual(['send-message', 'terminate']);
    expect(actionsOf('established', 'incoming')).not.toContain('share-context');
    expect(actionsOf('terminated', 'outgoing')).toEqual([]);
  });

  it('are announced one by one as they come and go', () => {
    expect(changedActions(['accept', 'terminate'], ['terminate', 'hold'])).toEqual([
      { action: 'accept', isAvailable: false },
      { action: 'hold', isAvailable: true },
    ]);
  });
});

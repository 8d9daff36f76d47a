import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { contextChannelTransitions } from '../../protocol/context-channel-states';
import type { ContextChannelState } from '../contract';
import type { Conversation } from '../conversation';
import { withResolvers } from '../resolvers';
import { SignalingError } from '../signaling/signaling';
import type { Dialog, DialogHandlers, IncomingInvite } from '../signaling/signaling';
import { ContextChannel } from './context-channel';

const content = { applicationId: '40499119-4b60-45a6-9a7a-dc7a384d5670', data: 'x' };
const legal = new Set(contextChannelTransitions.map(({ from, to }) => `${from}>${to}`));

interface Attempt {
  handlers: DialogHandlers;
  acknowledge(): void;
  lose(): void;
}

/** An invitation whose acknowledgement the test decides about. */
function invite(attempts: Attempt[]): IncomingInvite {
  return {
    accept: (_: unknown, handlers: DialogHandlers) => {
      const { promise, reject, resolve } = withResolvers<Dialog>();
      const dialog: Dialog = {
        remoteUri: '',
        ids: { callId: '', localTag: '', remoteTag: '' },
        reinvite: () => Promise.reject(new Error('unused')),
        request: () => Promise.reject(new Error('unused')),
        bye: () => Promise.resolve(),
      };
      attempts.push({
        handlers,
        acknowledge: () => resolve(dialog),
        lose: () => reject(new SignalingError('connection-lost', 'lost')),
      });
      return promise;
    },
  } as unknown as IncomingInvite;
}

const step = fc.constantFrom(
  'acknowledge',
  'lose',
  'replace',
  'bye',
  'dead',
  'detach',
  'attach',
  'time',
  'terminate',
  'end',
);

describe('ContextChannel', () => {
  it('makes no transition but the nine, whatever happens in whatever order, and ends with its conversation', async () => {
    vi.useFakeTimers();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const conversation = { touch: () => undefined } as unknown as Conversation;
        const channel = new ContextChannel(conversation, content, {
          remoteUri: 'sip:contact-1@contoso.com',
          applicationName: 'Card',
          registered: true,
          recoveryTimeout: 1000,
        });
        const seen: [ContextChannelState, ContextChannelState][] = [];
        channel.addEventListener('state-changed', ({ previousState, state }) =>
          seen.push([previousState, state]),
        );
        const attempts: Attempt[] = [];
        const rejections: Promise<unknown>[] = [
          channel.receive(invite(attempts)).catch((error: unknown) => error),
        ];
        for (const what of [...steps, 'end', 'lose'] as const) {
          const last = attempts.at(-1);
          if (what === 'acknowledge') last?.acknowledge();
          else if (what === 'lose') for (const attempt of attempts) attempt.lose();
          else if (what === 'bye') last?.handlers.onEnded({ by: 'remote' });
          else if (what === 'dead') last?.handlers.onEnded({ by: 'error' });
          else if (what === 'detach') channel.detach();
          else if (what === 'attach') channel.attach();
          else if (what === 'time') vi.advanceTimersByTime(1000);
          else if (what === 'terminate') void channel.terminate();
          else if (what === 'end') channel.endWithConversation();
          else if (channel.state === 'established' || channel.state === 'recovering') {
            rejections.push(channel.replace(invite(attempts), content).catch((error: unknown) => error));
          }
          for (let turn = 0; turn < 6; turn++) await Promise.resolve();
        }
        await Promise.all(rejections);
        expect(channel.state).toBe('terminated');
        let state: ContextChannelState = 'idle';
        for (const [from, to] of seen) {
          expect(from).toBe(state);
          expect(legal).toContain(`${from}>${to}`);
          state = to;
        }
      }),
      { numRuns: 500 },
    );
    vi.useRealTimers();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextChannelTransitions } from '../../../protocol/context-channel-states';
import { Scene, settle } from './testing/scene';

const stepNames = [
  'establish',
  'terminate',
  'send',
  'lost',
  'retry',
  'remote-bye',
  'conversation-ends',
  'second',
  'minute',
] as const;
const answers = ['accept', 'reject', 'refuse', 'silence'] as const;
type Step = (typeof stepNames)[number];
type Answer = (typeof answers)[number];

describe('whatever happens in whatever order', () => {
  const legal = new Set(contextChannelTransitions.map(({ from, to }) => `${from}>${to}`));
  const step = fc.constantFrom(...stepNames);
  const peer = fc.constantFrom(...answers);

  /** Each transition once: a random walk may miss one of them. */
  const rareEnough: [Answer, [Step, Answer][]][] = [
    [
      'accept',
      [
        ['lost', 'accept'],
        ['retry', 'accept'],
        ['remote-bye', 'accept'],
      ],
    ],
    [
      'accept',
      [
        ['lost', 'silence'],
        ['minute', 'silence'],
      ],
    ],
    ['reject', []],
  ];

  it('takes none but the nine transitions, and ends for good', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(peer, fc.array(fc.tuple(step, peer), { maxLength: 12 }), async (first, steps) => {
        const own = new Scene();
        const { channel, states } = own.channel();
        for (const [name, answer] of [['establish', first] as const, ...steps]) {
          own.onInvite = (invite) => {
            if (answer === 'accept') void own.accept(invite).catch(() => undefined);
            else if (answer === 'reject') invite.reject(603);
            else if (answer === 'refuse') invite.reject(480);
          };
          if (name === 'establish') void channel.establish().catch(() => undefined);
          else if (name === 'terminate') void channel.terminate();
          else if (name === 'send') void channel.sendData('text/plain', 'x').catch(() => undefined);
          else if (name === 'lost') channel.lost();
          else if (name === 'retry') channel.retry();
          else if (name === 'remote-bye') void own.dialogs.at(-1)?.bye();
          else if (name === 'conversation-ends') own.conversation.end();
          else own.clock.advance(name === 'second' ? 1000 : 60_000);
          await settle();
        }
        await channel.terminate();
        const path = states.map((state) => state.split(':')[0]!);
        for (const transition of path) seen.add(transition);
        expect(path.every((transition) => legal.has(transition))).toBe(true);
        expect(
          path.every(
            (transition, index) => index === 0 || path[index - 1]!.split('>')[1] === transition.split('>')[0],
          ),
        ).toBe(true);
        expect(path.at(-1)).toBe('terminating>terminated');
        await own.close();
      }),
      { numRuns: 150, examples: rareEnough },
    );
    // Idle may end unused: that is tested by itself above.
    expect([...legal].filter((transition) => !seen.has(transition))).toEqual(['idle>terminating']);
  }, 30_000);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageDelivery } from '../contract';
import { withResolvers } from '../resolvers';
import { MessageQueue } from './message-queue';
import type { DeliveryOutcome, OutgoingMessage } from './message-queue';

const failure = { code: 'unreachable', message: 'Not delivered' };
const message = (id: string): OutgoingMessage => ({ id, body: id, format: 'text/plain' });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A queue with a peer that a test drives: what is on the wire, what the peer has shown, what the sender was told. */
class Bench {
  readonly onWire: { id: string; dialog: number; outcome: (outcome: DeliveryOutcome) => void }[] = [];
  readonly told = new Map<string, MessageDelivery[]>();
  readonly shown: string[] = [];
  readonly sends: string[] = [];
  dialog = 0;
  readonly queue = new MessageQueue({
    deliver: ({ id }) => {
      const { promise, resolve } = withResolvers<DeliveryOutcome>();
      this.sends.push(`${this.dialog}:${id}`);
      this.onWire.push({ id, dialog: this.dialog, outcome: resolve });
      return promise;
    },
    onDelivery: ({ id }, delivery) => this.told.set(id, [...(this.told.get(id) ?? []), delivery]),
  });

  /** The peer sees it; a repetition is dropped by its id, as the receiving side does. */
  show(id: string): void {
    if (!this.shown.includes(id)) this.shown.push(id);
  }
}

describe('MessageQueue', () => {
  it('drops an embedded message that was taken and sends one that was not', async () => {
    for (const taken of [true, false]) {
      const bench = new Bench();
      bench.queue.add(message('m'));
      expect(bench.queue.embed(() => true)?.id).toBe('m');
      bench.queue.open(taken);
      await settle();
      expect(bench.sends).toEqual(taken ? [] : ['0:m']);
      expect(bench.told.get('m')!.at(-1)).toBe(taken ? 'delivered' : 'sending');
    }
  });

  it('lets the next message go while one waits for its notification', async () => {
    const bench = new Bench();
    const late = withResolvers<DeliveryOutcome>();
    bench.queue.add(message('one'));
    bench.queue.add(message('two'));
    bench.queue.open();
    bench.onWire[0]!.outcome({ confirmed: late.promise });
    await settle();
    expect(bench.sends).toEqual(['0:one', '0:two']);
    late.resolve(failure);
    await settle();
    expect(bench.told.get('one')!.at(-1)).toBe('failed');
  });

  it('puts retried messages back at their places', async () => {
    const bench = new Bench();
    for (const id of ['one', 'two', 'three']) bench.queue.add(message(id));
    bench.queue.fail(failure);
    for (const id of ['three', 'one', 'two']) expect(bench.queue.retry(id)).toBe(true);
    expect(bench.queue.retry('one')).toBe(false);
    bench.queue.open();
    for (let index = 0; index < 3; index++) {
      bench.onWire[index]!.outcome('delivered');
      await settle();
    }
    expect(bench.sends).toEqual(['0:one', '0:two', '0:three']);
  });

  it('never loses, doubles or reorders a message, whatever happens', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('send' as const) },
      { weight: 4, arbitrary: fc.constant('confirm' as const) },
      { weight: 1, arbitrary: fc.constant('fail' as const) },
      { weight: 1, arbitrary: fc.constant('lose-request' as const) },
      { weight: 1, arbitrary: fc.constant('lose-answer' as const) },
      { weight: 2, arbitrary: fc.constant('connect' as const) },
      { weight: 1, arbitrary: fc.constant('retry' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const bench = new Bench();
        const { queue } = bench;
        const added: string[] = [];
        const failed = new Set<string>();
        const everFailed = new Set<string>();
        let isOpen = false;
        const current = () => bench.onWire.findLast(({ dialog }) => dialog === bench.dialog);
        const lose = () => {
          isOpen = false;
          queue.close();
          bench.onWire.length = 0;
        };
        for (const what of [
          ...steps,
          'connect',
          ...Array<'confirm'>(steps.length + 2).fill('confirm'),
        ] as typeof steps) {
          const pending = isOpen ? current() : undefined;
          if (what === 'send') {
            added.push(`m${added.length}`);
            queue.add(message(added.at(-1)!));
          } else if (what === 'connect' && !isOpen) {
            bench.dialog++;
            isOpen = true;
            queue.open();
          } else if (what === 'retry') {
            for (const id of failed) queue.retry(id);
            failed.clear();
          } else if (pending && what === 'confirm') {
            bench.show(pending.id);
            bench.onWire.pop();
            pending.outcome('delivered');
          } else if (pending && what === 'fail') {
            failed.add(pending.id);
            everFailed.add(pending.id);
            bench.onWire.pop();
            pending.outcome(failure);
          } else if (isOpen && what === 'lose-request') {
            lose();
          } else if (isOpen && what === 'lose-answer') {
            // The peer has it, but nobody will know.
            if (pending) bench.show(pending.id);
            lose();
            pending?.outcome('delivered');
          }
          await Promise.resolve();
          await Promise.resolve();
        }
        // Nothing is lost: each message was shown, or is failed and says so.
        expect([...bench.shown, ...failed].toSorted()).toEqual(expect.arrayContaining(added.toSorted()));
        for (const id of added) {
          const last = bench.told.get(id)!.at(-1);
          expect(last).toBe(failed.has(id) ? 'failed' : 'delivered');
          // Nothing is delivered twice.
          expect(
            bench.told.get(id)!.filter((delivery) => delivery === 'delivered').length,
          ).toBeLessThanOrEqual(1);
        }
        // Nothing is sent twice in one dialog unless somebody retried it.
        const unretried = bench.sends.filter((send) => !everFailed.has(send.split(':')[1]!));
        expect(new Set(unretried).size).toBe(unretried.length);
        // What never failed is shown in the order written.
        const order = bench.shown.filter((id) => !everFailed.has(id)).map((id) => Number(id.slice(1)));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});

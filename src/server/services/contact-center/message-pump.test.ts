import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../sip/clock';
import { silentLog } from '../../sip/log';
import {
  deliveryTimeoutMs,
  MessagePump,
  type Carrier,
  type Delivery,
  type DeliveryResult,
} from './message-pump';

function pump() {
  const clock = new ManualClock();
  const events: string[] = [];
  const made = new MessagePump({
    ...{ clock, log: silentLog, waiting: 202 },
    onDelivered: ({ number }) => events.push(`delivered ${number}`),
    onRefused: ({ number }, status) => events.push(`refused ${number} ${status}`),
    onLost: () => events.push('lost'),
  });
  const push = (number: number) =>
    made.push({
      ...{ number, contentType: 'text/plain', body: Buffer.from(String(number)) },
      answer: (status) => events.push(`answered ${number} ${status}`),
    });
  return { clock, events, pump: made, push };
}

/** Hands out results by hand. */
function carrier() {
  const sent: number[] = [];
  const results: ((result: DeliveryResult) => void)[] = [];
  const carry: Carrier = ({ number }: Delivery, signal) =>
    new Promise((resolve, reject) => {
      sent.push(number);
      results.push(resolve);
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  return { sent, results, carry };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the message pump', () => {
  it('carries one at a time, in order, and answers with what the peer said', async () => {
    const { pump: made, push, events } = pump();
    const { sent, results, carry } = carrier();
    made.open(carry);
    push(1);
    push(2);
    expect(sent).toEqual([1]);
    results[0]!({ status: 200 });
    await turn();
    expect(sent).toEqual([1, 2]);
    results[1]!({ status: 415 });
    await made.idle();
    expect(events).toEqual(['delivered 1', 'answered 1 200', 'refused 2 415', 'answered 2 415']);
  });

  it('keeps what cannot be carried, answers that it is kept, and repeats what was on its way', async () => {
    const { pump: made, push, events } = pump();
    const first = carrier();
    made.open(first.carry);
    push(1);
    push(2);
    first.results[0]!('lost');
    await turn();
    push(3);
    expect(events).toEqual(['answered 1 202', 'answered 2 202', 'lost', 'answered 3 202']);
    const second = carrier();
    made.open(second.carry, [{ number: 0, contentType: 'text/plain', body: Buffer.alloc(0) }]);
    for (let index = 0; index < 4; index++) {
      second.results[index]!({ status: 200 });
      await turn();
    }
    expect(second.sent).toEqual([0, 1, 2, 3]);
    expect(made.waiting).toEqual([]);
  });

  it('does not wait longer for an answer than the writer does', async () => {
    const { pump: made, push, events, clock } = pump();
    made.open(carrier().carry);
    push(1);
    clock.advance(deliveryTimeoutMs);
    await turn();
    expect(events).toEqual(['answered 1 202', 'lost']);
  });

  it('takes up at once where a new carrier goes, and is not told of the old one', async () => {
    const { pump: made, push, events } = pump();
    const [old, fresh] = [carrier(), carrier()];
    made.open(old.carry);
    push(1);
    made.open(fresh.carry);
    await turn();
    fresh.results[0]!({ status: 200 });
    await made.idle();
    expect([old.sent, fresh.sent]).toEqual([[1], [1]]);
    expect(events).toEqual(['delivered 1', 'answered 1 200']);
  });

  it('tells every writer when nothing will be carried any more', async () => {
    const { pump: made, push, events } = pump();
    const { carry } = carrier();
    made.open(carry);
    push(1);
    push(2);
    made.discard(481);
    await turn();
    await made.idle();
    expect(events).toEqual(['answered 1 481', 'answered 2 481']);
  });
});

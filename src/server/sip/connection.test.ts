import { describe, expect, it } from 'vitest';
import { memoryPair } from './connection';
import type { SipMessage } from './message';
import { testRequest } from './test-kit';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('memoryPair', () => {
  it('delivers in order, not within send, and as a copy', async () => {
    const [left, right] = memoryPair();
    const got: SipMessage[] = [];
    right.onMessage = (message) => got.push(message);
    const first = testRequest('MESSAGE');
    left.send(first);
    left.send(testRequest('INFO'));
    expect(got).toHaveLength(0);
    await turn();
    expect(got.map((m) => m.kind === 'request' && m.method)).toEqual(['MESSAGE', 'INFO']);
    got[0]!.headers.set('Subject', 'changed');
    expect(first.headers.has('Subject')).toBe(false);
  });

  it('delivers hundreds of messages in order without starving the event loop', async () => {
    const [left, right] = memoryPair();
    const got: number[] = [];
    right.onMessage = (message) => got.push(message.cseq()!.number);
    for (let i = 0; i < 500; i++) left.send(testRequest('INFO', { cseq: i }));
    await turn();
    expect(got.length).toBeLessThan(500);
    while (got.length < 500) await turn();
    expect(got).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  it('delivers what was sent before the close, then reports the close once on both ends', async () => {
    const [left, right] = memoryPair();
    const events: string[] = [];
    right.onMessage = () => events.push('message');
    right.onClose = (reason) => events.push(`right ${reason}`);
    left.onClose = (reason) => events.push(`left ${reason}`);
    left.send(testRequest('INFO'));
    left.close('bye');
    left.close('again');
    left.send(testRequest('INFO'));
    expect(events).toEqual([]);
    await turn();
    expect(events.sort()).toEqual(['left bye', 'message', 'right bye']);
    expect([left.closed, right.closed]).toEqual([true, true]);
  });

  it('survives a handler that throws, and octets that are no message', async () => {
    const [left, right] = memoryPair();
    let calls = 0;
    right.onMessage = () => {
      calls++;
      throw new Error('handler');
    };
    left.send(Buffer.from('hello\r\n\r\n'));
    left.send(testRequest('INFO'));
    left.send(testRequest('INFO'));
    await turn();
    expect(calls).toBe(2);
    expect(right.closed).toBe(false);
  });
});

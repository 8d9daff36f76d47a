import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryNetwork } from '../testing/memory-network';
import { openSocket } from './open-socket';
import { WebSocketTransport } from './web-socket-transport';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const real = setImmediate;
const settle = () => new Promise((resolve) => real(() => real(() => real(resolve))));

async function connected() {
  const network = new MemoryNetwork();
  const texts: string[] = [];
  const received: string[] = [];
  const lost: string[] = [];
  const socket = await openSocket('wss://edge.invalid/sip', network.webSocket, new AbortController().signal);
  network.last.onText = (text) => texts.push(text);
  const transport = new WebSocketTransport(socket, {
    onMessage: (text) => received.push(text),
    onTrace: () => undefined,
    onLost: ({ code }) => lost.push(code),
  });
  return { network, transport, texts, received, lost, server: network.last };
}

describe('WebSocketTransport', () => {
  it('names its protocol and takes text and binary frames', async () => {
    const { received, server, transport } = await connected();
    expect(transport.protocol).toBe('WSS');
    server.send('MESSAGE a');
    server.send(new TextEncoder().encode('MESSAGE ü').buffer);
    await vi.waitFor(() => expect(received).toEqual(['MESSAGE a', 'MESSAGE ü']));
  });

  it('pings, and holds a server that once answered to it', async () => {
    const { lost, received, server, texts } = await connected();
    vi.advanceTimersByTime(25_000);
    await vi.waitFor(() => expect(texts).toEqual(['\r\n\r\n']));
    vi.advanceTimersByTime(60_000);
    expect(lost).toEqual([]);
    server.send('\r\n');
    server.send('after the pong');
    await vi.waitFor(() => expect(received).toEqual(['after the pong']));
    vi.advanceTimersByTime(25_000 + 10_000);
    expect(lost).toEqual(['connection-lost']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says once that it is lost, and nothing when it was closed', async () => {
    const one = await connected();
    one.server.close();
    await vi.waitFor(() => expect(one.lost).toEqual(['connection-lost']));
    await expect(one.transport.send('x')).rejects.toMatchObject({ code: 'closed' });
    const two = await connected();
    await two.transport.close();
    expect(two.lost).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('openSocket', () => {
  const network = new MemoryNetwork();
  const open = (signal = new AbortController().signal) =>
    openSocket('ws://edge.invalid/sip', network.webSocket, signal);

  it('rejects when nobody is there', async () => {
    network.isDown = true;
    await expect(open()).rejects.toThrow('No WebSocket connection');
    network.isDown = false;
  });

  it('rejects when it takes too long or is aborted, and leaves nothing open', async () => {
    const slow = expect(open()).rejects.toThrow('within 10 s');
    vi.advanceTimersByTime(10_000);
    await slow;
    const abort = new AbortController();
    const aborted = expect(open(abort.signal)).rejects.toThrow('enough');
    abort.abort(new Error('enough'));
    await aborted;
    await settle();
    expect(network.sockets).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

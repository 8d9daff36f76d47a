import { ManualClock } from './clock';
import type { SipConnection } from './connection';
import { memoryPair } from './connection';
import type { EndpointHandlers } from './endpoint';
import { SipEndpoint } from './endpoint';
import { silentLog } from './log';
import type { SipMessage } from './message';
import { brief } from './test-kit';

export interface Ends {
  clock: ManualClock;
  alice: SipEndpoint;
  bob: SipEndpoint;
  /** What crossed the wire: `> INVITE` from Alice, `< 200 INVITE` from Bob. */
  trace: string[];
  /** The messages themselves. */
  messages: SipMessage[];
  /** Alice's end of the flow. */
  connection: SipConnection;
}

/** Two endpoints, each other's edge. */
export function ends(handlers: EndpointHandlers = {}): Ends {
  const clock = new ManualClock(1_000_000);
  const [left, right] = memoryPair();
  const trace: string[] = [];
  const messages: SipMessage[] = [];
  const alice = new SipEndpoint({
    connection: left,
    contact: 'sip:alice.host:5070;transport=tcp',
    clock,
    log: silentLog,
  });
  const bob = new SipEndpoint({
    connection: right,
    contact: 'sip:bob.host;transport=tcp',
    clock,
    log: silentLog,
    userAgent: 'Bob/1',
  });
  for (const [direction, connection] of [
    ['<', left],
    ['>', right],
  ] as const) {
    const receive = connection.onMessage;
    connection.onMessage = (message) => {
      trace.push(`${direction} ${brief(message)}`);
      messages.push(message);
      receive(message);
    };
  }
  bob.handle(() => true, handlers);
  return { clock, alice, bob, trace, messages, connection: left };
}

/** Lets everything that is under way between the ends arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A promise and what fulfils it. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

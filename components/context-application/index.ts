import type { ContextChannelState, ContextChannelTransitionReason } from '../../src/session/contract';
import type {
  ContextConversation,
  ContextData,
  ContextHello,
  ContextWelcome,
  SendRequest,
  ToApplication,
} from './protocol';

export type { ContextConversation, ContextData } from './protocol';

/**
 * Why the application has no connection, or why data was not sent. `not-framed`: the page does not run inside a pane.
 * `no-answer`: no pane of the trusted origins answered in time. `invalid-origin`: an origin is none, or `*`. `aborted`: by the caller's signal. Any other `code` is
 * the session's (`invalid-state`, `too-large`, …).
 *
 * @since 0.1.0
 */
export class ContextApplicationError extends Error {
  override readonly name = 'ContextApplicationError';
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Fired at the connection when something came: `contentType` and `body` as they were sent. */
export class ContextApplicationDataEvent extends Event {
  constructor(
    readonly contentType: string,
    readonly body: string,
  ) {
    super('data-received');
  }
}

export interface ContextApplicationEvents {
  'data-received': ContextApplicationDataEvent;
  /** `initialContext` is new. */
  'initial-context-received': Event;
  /** `state` and `reason` are new. */
  'state-changed': Event;
  /** `conversation` is new. */
  'conversation-changed': Event;
}

/**
 * The application's end of its context channel.
 *
 * @since 0.1.0
 */
export interface ContextConnection extends EventTarget {
  readonly application: { readonly id: string; readonly name: string };
  readonly conversation: ContextConversation;
  /** The most recent initial context, decoded; undefined when there is none, as for a default application. */
  readonly initialContext: string | undefined;
  /** Of the channel. Data can be sent while it is `established`. */
  readonly state: ContextChannelState;
  readonly reason: ContextChannelTransitionReason;
  /** What was received so far, oldest first, at most the newest 100, also from before this page had loaded. */
  readonly data: readonly ContextData[];
  /** The language and direction of the portal. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** At most 64,000 characters. Resolves when the other side has confirmed it; rejects with `ContextApplicationError`. */
  send(contentType: string, body: string): Promise<void>;
  addEventListener<K extends keyof ContextApplicationEvents>(
    type: K,
    listener: ((event: ContextApplicationEvents[K]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export interface ConnectOptions {
  /** Origins of the portals that may show this application, e.g. `https://portal.contoso.com`. Default: the application's own origin. */
  readonly origins?: readonly string[];
  /** Milliseconds to wait for the pane. Default 10,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

interface Pending {
  resolve(): void;
  reject(error: ContextApplicationError): void;
}

class Connection extends EventTarget {
  #pending = new Map<number, Pending>();
  #next = 0;

  constructor(
    readonly port: MessagePort,
    welcome: ContextWelcome,
  ) {
    super();
    Object.assign(this, welcome);
    port.onmessage = ({ data }: MessageEvent<ToApplication>) => this.#receive(data);
  }

  declare data: readonly ContextData[];

  send(contentType: string, body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = ++this.#next;
      this.#pending.set(id, { resolve, reject });
      this.port.postMessage({ type: 'send', id, contentType, body } satisfies SendRequest);
    });
  }

  #receive(message: ToApplication): void {
    const { type } = message;
    if (type === 'data') {
      this.data = [...this.data, message.data].slice(-100);
      this.dispatchEvent(new ContextApplicationDataEvent(message.data.contentType, message.data.body));
    } else if (type === 'sent') {
      this.#settle(message.id)?.resolve();
    } else if (type === 'refused') {
      this.#settle(message.id)?.reject(new ContextApplicationError(message.code, message.message));
    } else {
      const { type: _, ...changed } = message;
      Object.assign(this, changed);
      this.dispatchEvent(
        new Event(
          type === 'conversation'
            ? 'conversation-changed'
            : type === 'state'
              ? 'state-changed'
              : 'initial-context-received',
        ),
      );
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

/**
 * Connects a page that runs inside `<lync-context-pane>` with its context channel. Call it once, at load.
 *
 * The page names the portals it trusts; the browser delivers the handshake to a parent of such an origin and to no other,
 * and the pane takes it only from the origin that it registered. No script is needed but this module, so the page
 * may be served with `script-src 'self'`.
 *
 * A page of the portal's own origin runs with an opaque origin (its sandbox would be none otherwise): serve its module scripts
 * with `Access-Control-Allow-Origin: *`, or bundle them as a classic script.
 *
 * @example
 * ```ts
 * const context = await connect({ origins: ['https://portal.contoso.com'] });
 * show(context.initialContext, context.data);
 * context.addEventListener('data-received', ({ contentType, body }) => update(contentType, body));
 * await context.send('application/vnd.contoso.offer+json', JSON.stringify({ discount: 10 }));
 * ```
 * @throws ContextApplicationError `not-framed`, `no-answer`, `invalid-origin`, `aborted`
 * @since 0.1.0
 */
export function connect({
  // In a sandbox without `allow-same-origin` `self.origin` is "null", yet `location.origin` still tells where the page is from.
  origins = [location.origin],
  timeout = 10_000,
  signal,
}: ConnectOptions = {}): Promise<ContextConnection> {
  return new Promise((resolve, reject) => {
    const ports: MessagePort[] = [];
    const settle = (winner?: MessagePort): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      for (const port of ports) if (port !== winner) port.close();
    };
    const fail = (code: string, message: string, cause?: unknown): void => {
      settle();
      reject(new ContextApplicationError(code, message, { cause }));
    };
    const onAbort = (): void => fail('aborted', 'Aborted', signal?.reason);
    const timer = setTimeout(fail, timeout, 'no-answer', `No pane at ${origins.join(', ')}`);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);
    if (parent === window) return fail('not-framed', 'This page is not inside a pane');

    // A port can be given away once, hence one channel for each origin; only a parent of that origin receives it.
    for (const origin of origins) {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1);
      port1.onmessage = ({ data }: MessageEvent<ContextWelcome>) => {
        settle(port1);
        resolve(new Connection(port1, data) as unknown as ContextConnection);
      };
      // '*' would give the port to whoever frames this page.
      if (origin === '*') return fail('invalid-origin', 'Name the origins');
      try {
        parent.postMessage({ lync: 'context-hello', version: 1 } satisfies ContextHello, origin, [port2]);
      } catch (cause) {
        return fail('invalid-origin', origin, cause);
      }
    }
  });
}

import { AgentCore } from './agent-core';
import type { Clock } from './clock';
import type { SipConnection } from './connection';
import { dialogKey } from './dialogs/dialog';
import { InviteServer } from './dialogs/incoming-invite';
import { InviteClient } from './dialogs/outgoing-invite';
import { NotifierUsage } from './dialogs/notifier';
import { ServerRequest } from './dialogs/server-request';
import { SubscriberUsage } from './dialogs/subscriber';
import type {
  IncomingInvite,
  IncomingRequest,
  IncomingSubscribe,
  InviteDialog,
  InviteOptions,
  RequestOptions,
  SubscribeOptions,
  Subscription,
} from './dialogs/types';
import { SipFailureError } from './errors';
import type { Logger } from './log';
import type { SipMessage, SipRequest, SipResponse } from './message';
import { checkExtensions, createResponse, deltaSeconds, rejectionResponse, validate } from './message';
import type { ServerTransaction, TransactionUser } from './transactions';
import { TransactionLayer } from './transactions';

export type * from './dialogs/types';
export { SipFailureError, SipTransactionError } from './errors';

export interface SipEndpointOptions {
  /** The flow to the edge. The endpoint takes it over: it sets its callbacks and closes it. */
  connection: SipConnection;
  /** Where the edge reaches us: `sip:host:port;transport=tcp`. The user part is set per dialog. */
  contact: string;
  clock: Clock;
  log: Logger;
  /** User-Agent and Server. */
  userAgent?: string;
  /** Option tags understood in Require (RFC 3261 8.2.2.3). Default: replaces, norefersub. */
  extensions?: readonly string[];
  /** Whether a second branch of one forked request is refused (RFC 3261 8.2.2.2). Default: true; false where several users share the endpoint. */
  refuseMerged?: boolean;
}

export interface EndpointHandlers {
  invite?(invite: IncomingInvite): void;
  subscribe?(subscribe: IncomingSubscribe): void;
  /** Everything else; and INVITE or SUBSCRIBE are answered 405 when they have no handler. */
  request?(request: IncomingRequest): void;
}

const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, REFER';
/** What `close` waits for the goodbyes to be answered. */
const CLOSE_MS = 2_000;

/** A user agent core (RFC 3261 section 8) for services, over one flow to an edge, whichever that is. */
export class SipEndpoint implements TransactionUser {
  /** Called once when the flow has ended; every exchange has then failed with `connection-lost`. */
  onClose: (reason: string) => void = () => {};
  readonly #core: AgentCore;
  readonly #layer: TransactionLayer;
  readonly #extensions: readonly string[];
  readonly #handlers: { match: (request: SipRequest) => boolean; handlers: EndpointHandlers }[] = [];
  #closing: Promise<void> | undefined;

  constructor(options: SipEndpointOptions) {
    const { connection, clock, log } = options;
    this.#layer = new TransactionLayer({
      clock,
      log,
      user: this,
      refuseMerged: options.refuseMerged ?? true,
    });
    this.#core = new AgentCore(connection, this.#layer, clock, log, options.contact, options.userAgent);
    this.#extensions = options.extensions ?? ['replaces', 'norefersub'];
    connection.onMessage = (message) => this.#receive(message);
    connection.onClose = (reason) => this.#connectionLost(reason);
  }

  /** Live transactions and dialogs: for monitoring and leak tests. */
  get size(): { client: number; server: number; dialogs: number } {
    const { dialogs, subscribing } = this.#core;
    return { ...this.#layer.size, dialogs: dialogs.size + subscribing.size };
  }

  /** Serves the requests outside of dialogs that `match` takes; the first that matches wins. Returns how to stop. */
  handle(match: (request: SipRequest) => boolean, handlers: EndpointHandlers): () => void {
    const entry = { match, handlers };
    this.#handlers.push(entry);
    return () => {
      const at = this.#handlers.indexOf(entry);
      if (at >= 0) this.#handlers.splice(at, 1);
    };
  }

  /**
   * A request outside of dialogs; resolves with the final response, whatever its status. Rejects with
   * SipTransactionError: `timeout`, `connection-lost`, `aborted`.
   */
  async request(method: string, uri: string, options: RequestOptions): Promise<SipResponse> {
    // A SUBSCRIBE that expires at once makes no dialog where the answer holds all there is ([MS-SIPREGE] 4.2.2).
    const fetches = options.headers?.some(([name, value]) => name === 'Expires' && value === '0');
    if (method === 'INVITE' || (method === 'SUBSCRIBE' && !fetches))
      throw new RangeError(`${method} has a method of its own`);
    const request = this.#core.createRequest(method, uri, options);
    return this.#core.exchange(request, options.signal);
  }

  /**
   * Calls; resolves when the peer has accepted and the ACK is sent. Rejects with SipFailureError (`rejected`, `cancelled`,
   * `expired`) or SipTransactionError (`timeout`, `connection-lost`).
   */
  async invite(uri: string, options: InviteOptions): Promise<InviteDialog> {
    const { signal } = options;
    if (signal?.aborted) throw new SipFailureError('cancelled', 487, { cause: signal.reason });
    return new InviteClient(this.#core, uri, options).dialog;
  }

  /** Subscribes, and refreshes until `unsubscribe`. Rejects like `request`, and with SipFailureError if refused. */
  async subscribe(uri: string, options: SubscribeOptions): Promise<Subscription> {
    const subscription = new SubscriberUsage(this.#core, uri, options);
    await subscription.start();
    return subscription;
  }

  /** Ends all dialogs and subscriptions politely, for two seconds at most, then the flow. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const { dialogs, subscribing, clock, connection } = this.#core;
    const owners = new Set([...dialogs.values(), ...subscribing.values()]);
    if (!connection.closed && owners.size > 0) {
      let give: (() => void) | undefined;
      const limit = new Promise<void>((resolve) => (give = resolve));
      const timer = clock.setTimeout(() => give?.(), CLOSE_MS);
      await Promise.race([limit, Promise.allSettled([...owners].map((owner) => owner.shutDown()))]);
      timer.cancel();
    }
    connection.close('endpoint closed');
    this.#abort();
  }

  #connectionLost(reason: string): void {
    this.#abort();
    this.onClose(reason);
  }

  #abort(): void {
    const { dialogs, subscribing, connection } = this.#core;
    for (const owner of new Set([...dialogs.values(), ...subscribing.values()])) owner.connectionLost();
    this.#layer.connectionLost(connection);
  }

  #receive(message: SipMessage): void {
    const rejection = validate(message);
    const { connection, log } = this.#core;
    if (!rejection) return this.#layer.receive(message, connection);
    log.info('message-rejected', { status: rejection.status, reason: rejection.reason });
    if (message.kind === 'request' && !rejection.drop) connection.send(rejectionResponse(message, rejection));
  }

  /** @internal The transaction layer calls this. */
  onAck(ack: SipRequest): void {
    const key = dialogKey(ack.callId() ?? '', ack.toTag() ?? '', ack.fromTag() ?? '');
    this.#core.dialogs.get(key)?.acknowledged?.(ack);
  }

  /** @internal The transaction layer calls this. */
  onRequest(transaction: ServerTransaction): void {
    const { request } = transaction;
    const bad = checkExtensions(request, 'Require', this.#extensions);
    if (bad) {
      transaction.respond(rejectionResponse(request, bad));
      return;
    }
    const localTag = request.toTag();
    if (localTag !== undefined) this.#inDialog(transaction, localTag);
    else this.#outside(transaction);
  }

  #inDialog(transaction: ServerTransaction, localTag: string): void {
    const { request } = transaction;
    const { dialogs, subscribing } = this.#core;
    const callId = request.callId() ?? '';
    const owner =
      dialogs.get(dialogKey(callId, localTag, request.fromTag() ?? '')) ??
      subscribing.get(`${callId} ${localTag}`);
    if (owner) owner.receive(transaction);
    else transaction.respond(createResponse(request, 481));
  }

  #outside(transaction: ServerTransaction): void {
    const { request } = transaction;
    const { method } = request;
    const answer = (status: number, headers: [string, string][] = []): void => {
      this.#core.log.debug('request-not-served', { method, uri: request.uri, status });
      transaction.respond(createResponse(request, status, { headers }));
    };
    // RFC 3261 15.1.2, RFC 6665 4.1.3: these exist within dialogs only.
    if (method === 'BYE' || method === 'NOTIFY') return answer(481);
    const entry = this.#handlers.find(({ match }) => match(request));
    if (!entry) return answer(404);
    const { handlers } = entry;
    if (method === 'INVITE' && handlers.invite) {
      handlers.invite(new InviteServer(this.#core, transaction));
    } else if (method === 'SUBSCRIBE' && handlers.subscribe) {
      handlers.subscribe(this.#incomingSubscribe(transaction));
    } else if (method !== 'INVITE' && method !== 'SUBSCRIBE' && handlers.request) {
      handlers.request(new ServerRequest(this.#core, transaction));
    } else {
      answer(method === 'OPTIONS' ? 200 : 405, [['Allow', ALLOW]]);
    }
  }

  #incomingSubscribe(transaction: ServerTransaction): IncomingSubscribe {
    const { headers } = transaction.request;
    const plain = new ServerRequest(this.#core, transaction);
    return {
      request: plain.request,
      identity: plain.identity,
      event: (headers.get('Event') ?? '').split(';', 1)[0]!.trim(),
      expires: deltaSeconds(headers.get('Expires')),
      respond: (status, options) => plain.respond(status, options),
      accept: (options) => {
        if (!transaction.pending) throw new RangeError('the SUBSCRIBE is answered already');
        return new NotifierUsage(this.#core, transaction, options);
      },
    };
  }
}

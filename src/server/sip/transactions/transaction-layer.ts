import type { Clock } from '../clock';
import type { SipConnection } from '../connection';
import { newTag } from '../identifiers';
import type { Logger } from '../log';
import type { SipMessage, SipRequest, SipResponse } from '../message';
import { createResponse } from '../message';
import type { ClientContext, ClientHandler, ClientTransaction } from './client-transaction';
import { ClientInviteTransaction, ClientNonInviteTransaction, withinInvite } from './client-transaction';
import { clientKey, mergeKey, needsToTag, serverKey } from './matching';
import type { ServerContext, ServerTransaction } from './server-transaction';
import { ServerInviteTransaction, ServerNonInviteTransaction } from './server-transaction';
import { TimerWheel } from './timer-wheel';

/** What sits on the layer: a user agent core, or a proxy. */
export interface TransactionUser {
  /** A new request (never ACK or CANCEL). Answer with `transaction.respond`; an INVITE gets its 100 by itself. */
  onRequest(transaction: ServerTransaction): void;
  /** An ACK that ends no transaction here: that of a 2xx, or a stray one. It is never answered. */
  onAck(ack: SipRequest, connection: SipConnection): void;
  /** A response no transaction waits for. Nothing need be done (RFC 3261 18.1.2, RFC 6026 8.9). */
  onStrayResponse?(response: SipResponse, connection: SipConnection): void;
}

export interface TransactionLayerOptions {
  clock: Clock;
  log: Logger;
  user: TransactionUser;
  /** A user agent answers 482 to a request it is already processing (8.2.2.2); a proxy must not. Default false. */
  refuseMerged?: boolean;
}

/** The transactions of one flow. A flow never sees those of another, whatever its peer writes into a Via. */
interface Flow {
  readonly server: Map<string, ServerTransaction>;
  readonly client: Map<string, ClientTransaction>;
}

/**
 * Matches messages to transactions (RFC 3261 17.1.3, 17.2.3). Whoever owns a connection validates what it receives,
 * hands it to `receive`, and says `connectionLost` when the connection has closed.
 */
export class TransactionLayer implements ClientContext, ServerContext {
  readonly timers: TimerWheel;
  readonly log: Logger;
  readonly #user: TransactionUser;
  readonly #flows = new Map<SipConnection, Flow>();
  readonly #merged: Map<string, ServerTransaction> | undefined;

  constructor(options: TransactionLayerOptions) {
    this.timers = new TimerWheel(options.clock);
    this.log = options.log;
    this.#user = options.user;
    if (options.refuseMerged) this.#merged = new Map();
  }

  /** Live transactions. */
  get size(): { client: number; server: number } {
    let client = 0;
    let server = 0;
    for (const flow of this.#flows.values()) {
      client += flow.client.size;
      server += flow.server.size;
    }
    return { client, server };
  }

  receive(message: SipMessage, connection: SipConnection): void {
    if (message.kind === 'response') this.#receiveResponse(message, connection);
    else this.#receiveRequest(message, connection);
  }

  /**
   * Starts a client transaction. The request's top Via is the caller's own with a branch of its own (`newBranch`); the
   * request must not be changed while the transaction lives. Not for ACK, which is sent on the connection itself.
   */
  request(request: SipRequest, connection: SipConnection, handler: ClientHandler): ClientTransaction {
    const key = clientKey(request.topVia()?.branch ?? '', request.method);
    const Kind = request.method === 'INVITE' ? ClientInviteTransaction : ClientNonInviteTransaction;
    const transaction = new Kind(this, request, connection, key, handler);
    const { client } = this.#flow(connection);
    if (client.has(key)) throw new RangeError('the branch of a new request is in use');
    client.set(key, transaction);
    transaction.start();
    // The caller gets the transaction before it hears of it.
    if (connection.closed) queueMicrotask(() => this.connectionLost(connection));
    return transaction;
  }

  /** The INVITE of the same call and caller that came over this connection and has no final response yet, if there is one. */
  pendingInvite(request: SipRequest, connection: SipConnection): ServerInviteTransaction | undefined {
    for (const transaction of this.#flows.get(connection)?.server.values() ?? []) {
      if (!(transaction instanceof ServerInviteTransaction) || !transaction.pending) continue;
      const { request: invite } = transaction;
      if (invite.callId() === request.callId() && invite.fromTag() === request.fromTag()) return transaction;
    }
    return undefined;
  }

  /** Ends all transactions of the flow, with `connection-lost` to those who wait. */
  connectionLost(connection: SipConnection): void {
    const flow = this.#flows.get(connection);
    if (!flow) return;
    for (const transaction of [...flow.client.values()]) transaction.connectionLost();
    for (const transaction of [...flow.server.values()]) transaction.connectionLost();
    this.#flows.delete(connection);
  }

  /** Ends everything. */
  close(): void {
    for (const connection of [...this.#flows.keys()]) this.connectionLost(connection);
  }

  clientEnded(transaction: ClientTransaction): void {
    this.#flows.get(transaction.connection)?.client.delete(transaction.key);
  }

  serverEnded(transaction: ServerTransaction): void {
    this.#flows.get(transaction.connection)?.server.delete(transaction.key);
    if (transaction.mergeKey !== undefined) this.#merged!.delete(transaction.mergeKey);
  }

  passAck(ack: SipRequest, connection: SipConnection): void {
    try {
      this.#user.onAck(ack, connection);
    } catch (error) {
      this.log.error('ack-handler-failed', { error });
    }
  }

  sendCancel(invite: SipRequest, connection: SipConnection, headers: readonly [string, string][]): void {
    const cancel = withinInvite('CANCEL', invite);
    for (const [name, value] of headers) cancel.headers.append(name, value);
    this.request(cancel, connection, IGNORE);
  }

  #flow(connection: SipConnection): Flow {
    let flow = this.#flows.get(connection);
    if (!flow) this.#flows.set(connection, (flow = { server: new Map(), client: new Map() }));
    return flow;
  }

  #receiveResponse(response: SipResponse, connection: SipConnection): void {
    const branch = response.topVia()?.branch;
    const method = response.cseq()?.method;
    const transaction =
      branch !== undefined && method !== undefined
        ? this.#flows.get(connection)?.client.get(clientKey(branch, method))
        : undefined;
    if (transaction && transaction.method === method) transaction.receive(response);
    else this.#user.onStrayResponse?.(response, connection);
  }

  #receiveRequest(request: SipRequest, connection: SipConnection): void {
    const via = request.topVia();
    if (!via) return; // validate() has dropped it: there is nowhere to answer to
    const { method } = request;
    if (method === 'ACK' || method === 'CANCEL') {
      const invite = this.#flows.get(connection)?.server.get(serverKey(request, via, 'INVITE'));
      if (method === 'CANCEL') this.#cancel(request, connection, invite);
      else this.#ack(request, connection, invite, needsToTag(via));
      return;
    }
    const { server } = this.#flow(connection);
    const key = serverKey(request, via, method);
    const known = server.get(key);
    if (known) {
      known.repeated();
      return;
    }
    const merged = this.#mergeKey(request);
    if (merged !== undefined && this.#merged!.has(merged)) {
      connection.send(createResponse(request, 482, { toTag: newTag() }));
      return;
    }
    const Kind = method === 'INVITE' ? ServerInviteTransaction : ServerNonInviteTransaction;
    const transaction = new Kind(this, request, connection, key);
    server.set(key, transaction);
    if (merged !== undefined) {
      transaction.mergeKey = merged;
      this.#merged!.set(merged, transaction);
    }
    this.#pass(transaction);
  }

  #pass(transaction: ServerTransaction): void {
    try {
      this.#user.onRequest(transaction);
    } catch (error) {
      const { request } = transaction;
      this.log.error('request-handler-failed', { method: request.method, error });
      if (transaction.pending) transaction.respond(createResponse(request, 500, { toTag: newTag() }));
    }
  }

  #ack(
    ack: SipRequest,
    connection: SipConnection,
    invite: ServerTransaction | undefined,
    byTag: boolean,
  ): void {
    if (invite instanceof ServerInviteTransaction && (!byTag || ack.toTag() === invite.localTag)) {
      invite.acknowledged(ack);
    } else {
      this.passAck(ack, connection);
    }
  }

  /** 9.2: a CANCEL is answered hop by hop, whatever becomes of the INVITE. */
  #cancel(cancel: SipRequest, connection: SipConnection, invite: ServerTransaction | undefined): void {
    if (!(invite instanceof ServerInviteTransaction)) {
      connection.send(createResponse(cancel, 481, { toTag: newTag() }));
      return;
    }
    invite.localTag ??= newTag();
    connection.send(createResponse(cancel, 200, { toTag: invite.localTag }));
    invite.cancelled(cancel);
  }

  #mergeKey(request: SipRequest): string | undefined {
    return this.#merged && request.toTag() === undefined ? mergeKey(request) : undefined;
  }
}

/** The CANCEL's own answer says nothing: the INVITE's final response does. */
const IGNORE: ClientHandler = {
  onResponse() {},
  onFailure() {},
};

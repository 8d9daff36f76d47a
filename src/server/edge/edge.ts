import type { Clock } from '../sip/clock';
import type { SipConnection } from '../sip/connection';
import type { Logger } from '../sip/log';
import {
  createResponse,
  rejectionResponse,
  validate,
  type SipMessage,
  type SipRequest,
} from '../sip/message';
import { TransactionLayer, type ServerTransaction } from '../sip/transactions';
import type { AccountDirectory } from './accounts';
import { AddressPatterns } from './addresses';
import { Authenticator, type Challenge } from './authentication/authenticator';
import type { DigestAlgorithm } from './authentication/digest';
import { CarriedDialogs } from './carried-dialogs';
import { Dispatcher } from './dispatcher';
import { Flow } from './flow';
import { Flows } from './flows';
import { defaultEdgeLimits, type EdgeLimits } from './limits';
import { PresenceService } from './presence/presence-service';
import type { Provisioning } from './provisioning';
import { Proxy } from './proxy/proxy';
import { Router } from './proxy/router';
import { Bindings } from './registration/bindings';
import { Registrar } from './registration/registrar';
import { answerRport } from './rport';
import { UpstreamClients } from './upstream/upstream-clients';
import { UpstreamRegistrations } from './upstream/upstream-registrations';
import { BucketTable, TokenBucket } from '../token-bucket';

export interface EdgeOptions {
  /** Realm, and host part of every address served. */
  readonly domain: string;
  /** Host names and addresses by which clients name this edge in `Route`, beside the domain. */
  readonly aliases?: readonly string[];
  readonly accounts: AccountDirectory;
  readonly auth: {
    readonly algorithm: DigestAlgorithm;
    readonly guestSecret: string;
    readonly nonceSecret: string;
    /** Seconds. */
    readonly nonceTtl: number;
    /** Key of flow tokens; derived from `nonceSecret` when absent. */
    readonly flowSecret?: string;
  };
  /** Address patterns guests may reach, e.g. `sip:sales@contoso.com`. */
  readonly portals: readonly string[];
  /** Without it, users who ask for provisioning are told of nothing. */
  readonly provisioning?: Provisioning;
  /** What is left out has its default. */
  readonly limits?: Partial<EdgeLimits>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * `untrusted`: everybody who has to prove who they are. `application`: a service of ours, which answers to `addresses`. `gateway`: a
 * service of ours that has signed users and guests in by itself; it may register for them and speak for them, and they may what they always may.
 */
export type Peer =
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'gateway' }
  /** The edge in front of this one. `address` (`host:port`) is where it reaches this node: later requests of a dialog are sent there. */
  | { readonly kind: 'upstream'; readonly address: string }
  | {
      readonly kind: 'application';
      /** Patterns such as `sip:contact-*@contoso.com` and `sip:*@contoso.com;opaque=app:conf:*` (see `AddressPatterns`). */
      readonly addresses: readonly string[];
      /** Whether a guest may send to a URI of a pattern with `opaque`. None may when absent. */
      readonly admitsGuest?: (guest: string, uri: string) => boolean;
    };

export interface EdgeStatistics {
  readonly connections: number;
  readonly bindings: number;
  readonly subscriptions: number;
  readonly forwarded: number;
  readonly refused: number;
  readonly transactions: { readonly client: number; readonly server: number };
}

/** Refusals in a row after which a connection that floods is closed. */
const maxRefusals = 200;
const drainMilliseconds = 2_000;

/** The embedded edge: registrar, stateful proxy and presence server of one domain, in front of the services. */
export class Edge {
  readonly #options: EdgeOptions;
  readonly #limits: EdgeLimits;
  readonly #flows = new Flows();
  readonly #byConnection = new Map<SipConnection, Flow>();
  readonly #transactions: TransactionLayer;
  readonly #authenticator: Authenticator;
  readonly #bindings: Bindings;
  readonly #presence: PresenceService;
  readonly #router: Router;
  readonly #proxy: Proxy;
  readonly #dialogs: CarriedDialogs;
  readonly #dispatcher: Dispatcher;
  readonly #perAddress: BucketTable;
  #upstreamRegistrations: UpstreamRegistrations | undefined;
  #refused = 0;

  constructor(options: EdgeOptions) {
    const { domain, accounts, clock, log } = options;
    this.#options = options;
    const limits = { ...defaultEdgeLimits, ...options.limits };
    this.#limits = limits;
    this.#perAddress = new BucketTable(limits.requests.address);
    this.#transactions = new TransactionLayer({
      clock,
      log,
      user: {
        onRequest: (transaction) => this.#request(transaction),
        onAck: (ack, connection) => this.#ack(ack, connection),
        onStrayResponse: (_response, connection) => this.#unasked(connection),
      },
    });
    this.#bindings = new Bindings(clock, ({ aor }) => {
      if (this.#bindings.has(aor)) this.#presence.changed(aor);
      else this.#presence.left(aor);
      this.#upstreamRegistrations?.changed(aor);
    });
    this.#presence = new PresenceService({
      domain,
      transactions: this.#transactions,
      clock,
      isRegistered: (aor) => this.#bindings.has(aor),
    });
    this.#authenticator = new Authenticator({
      domain,
      accounts,
      ...options.auth,
      guestSessionSeconds: limits.guestSessionSeconds,
      limits: limits.failedAttempts,
      clock,
    });
    const flowSecret = options.auth.flowSecret ?? `flow ${options.auth.nonceSecret}`;
    this.#dialogs = new CarriedDialogs(clock);
    this.#router = new Router({
      domain,
      aliases: options.aliases ?? [],
      accounts,
      bindings: this.#bindings,
      flows: this.#flows,
      flowSecret,
    });
    this.#proxy = new Proxy({
      ...{ domain, router: this.#router, transactions: this.#transactions },
      dialogs: this.#dialogs,
    });
    this.#dispatcher = new Dispatcher({
      domain,
      accounts,
      portals: new AddressPatterns(options.portals),
      limits,
      clock,
      log,
      authenticator: this.#authenticator,
      flows: this.#flows,
      registrar: new Registrar({ bindings: this.#bindings, limits, clock }),
      registeredUpstream: (aor) => this.#upstreamRegistrations?.answered(aor),
      presence: this.#presence,
      clients: new UpstreamClients({
        ...{ bindings: this.#bindings, clock, nextId: () => this.#flows.nextId() },
      }),
      provisioning: options.provisioning,
      router: this.#router,
      proxy: this.#proxy,
    });
  }

  get stats(): EdgeStatistics {
    return {
      connections: this.#flows.size,
      bindings: this.#bindings.size,
      subscriptions: this.#presence.notifier.size,
      forwarded: this.#proxy.forwarded,
      refused: this.#refused,
      transactions: this.#transactions.size,
    };
  }

  /** Takes a connection over: sets its callbacks. */
  attach(connection: SipConnection, peer: Peer): void {
    const { clock } = this.#options;
    const now = clock.now();
    const flow = new Flow(
      this.#flows.nextId(),
      connection,
      peer.kind === 'application' ? peer.addresses : undefined,
      new TokenBucket(this.#limits.requests.connection, now),
      this.#perAddress.get(connection.remoteAddress, now),
      peer.kind === 'gateway' || peer.kind === 'upstream',
    );
    this.#flows.add(flow);
    this.#byConnection.set(connection, flow);
    connection.onMessage = (message) => this.#receive(message, flow);
    connection.onClose = (reason) => this.#closed(flow, reason);
    if (peer.kind === 'upstream') {
      flow.isUpstream = true;
      this.#router.setUpstream(flow, peer.address);
      this.#upstreamRegistrations = new UpstreamRegistrations({
        ...{ domain: this.#options.domain, address: peer.address, connection, clock, log: this.#options.log },
        ...{ transactions: this.#transactions, bindings: this.#bindings },
      });
    }
    if (peer.kind === 'application' && peer.admitsGuest) flow.admitsGuest = peer.admitsGuest;
    if (flow.trusted) this.#router.addApplication(flow);
    else if (!flow.isGateway) {
      flow.deadline = clock.setTimeout(
        () => connection.close('not authenticated in time'),
        this.#limits.authenticationSeconds * 1000,
      );
    }
  }

  /**
   * Proven addresses of record of the two sides of an INVITE dialog that was set up through this edge; empty if there is none. Undefined when another edge
   * carries dialogs too, so that nothing can be said.
   */
  partiesOf(callId: string, tags: readonly [string, string]): readonly string[] | undefined {
    return this.#router.isAlone ? this.#dialogs.partiesOf(callId, tags) : undefined;
  }

  /** The edge in front can be reached, again: it may have forgotten who has registered here. */
  upstreamConnected(): void {
    this.#upstreamRegistrations?.again();
  }

  /** A challenge in advance, which saves a client that has it one round trip. */
  challenge(): Challenge {
    return this.#authenticator.challenge();
  }

  /** Takes no new dialogs or registrations, and resolves when what is under way has been answered, or after two seconds. */
  async drain(): Promise<void> {
    this.#dispatcher.draining = true;
    const { clock } = this.#options;
    const until = clock.now() + drainMilliseconds;
    while ([...this.#flows.all()].some((flow) => flow.pending > 0) && clock.now() < until) {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 50));
    }
  }

  /** Ends all transactions and closes all connections. */
  close(): void {
    for (const flow of [...this.#flows.all()]) flow.connection.close('the server is going away');
  }

  #receive(message: SipMessage, flow: Flow): void {
    const rejection = validate(message);
    if (message.kind === 'response') {
      if (rejection === undefined) this.#transactions.receive(message, flow.connection);
      else this.#unasked(flow.connection);
      return;
    }
    if (!flow.isOurs) {
      answerRport(message, flow.connection);
      if (!this.#admit(message, flow)) return;
    }
    // [MS-SIP]: a BENOTIFY is never answered, so it has no transaction; only services notify so.
    if (message.method === 'BENOTIFY') {
      if (rejection === undefined && flow.trusted) this.#dispatcher.ack(message, flow);
      return;
    }
    if (rejection === undefined) this.#transactions.receive(message, flow.connection);
    else if (!rejection.drop) flow.connection.send(rejectionResponse(message, rejection));
  }

  /** Says 503 to a request that there is no token for. */
  #admit(request: SipRequest, flow: Flow): boolean {
    if (this.#takeToken(flow)) return true;
    if (!flow.connection.closed && request.method !== 'ACK' && request.topVia() !== undefined) {
      const now = this.#options.clock.now();
      const retryAfter = Math.max(flow.requestBucket.retryAfter(now), flow.addressBucket.retryAfter(now));
      flow.connection.send(createResponse(request, 503, { headers: [['Retry-After', String(retryAfter)]] }));
    }
    return false;
  }

  /** A response that nobody waits for costs as much as a request. */
  #unasked(connection: SipConnection): void {
    const flow = this.#byConnection.get(connection);
    if (flow !== undefined && !flow.isOurs) this.#takeToken(flow);
  }

  /** False when there is none; closes the connection of who goes on all the same. */
  #takeToken(flow: Flow): boolean {
    const now = this.#options.clock.now();
    if (flow.requestBucket.take(now) && flow.addressBucket.take(now)) {
      flow.refusals = 0;
      return true;
    }
    this.#refused++;
    if (++flow.refusals > maxRefusals) flow.connection.close('too many requests');
    return false;
  }

  #request(transaction: ServerTransaction): void {
    const flow = this.#byConnection.get(transaction.connection);
    if (flow !== undefined) this.#dispatcher.request(transaction, flow);
  }

  #ack(ack: SipRequest, connection: SipConnection): void {
    const flow = this.#byConnection.get(connection);
    if (flow !== undefined) this.#dispatcher.ack(ack, flow);
  }

  #closed(flow: Flow, reason: string): void {
    this.#options.log.debug('flow-closed', { flow: flow.id, reason });
    this.#byConnection.delete(flow.connection);
    // First out of the tables, so that nothing new is sent there; then those who wait are told.
    this.#flows.remove(flow);
    if (flow.isUpstream) this.#upstreamRegistrations?.close();
    flow.close();
    this.#transactions.connectionLost(flow.connection);
  }
}

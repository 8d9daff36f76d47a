import { buildDiagnostics } from '../../protocol/diagnostics';
import { provisioningEvent } from '../../protocol/provisioning';
import type { Clock } from '../sip/clock';
import type { Logger } from '../sip/log';
import {
  addressOfRecord,
  checkExtensions,
  checkScheme,
  createResponse,
  detached,
  parseUri,
  rejectionResponse,
  type SipRequest,
  type SipResponse,
} from '../sip/message';
import type { ServerTransaction } from '../sip/transactions';
import type { AccountDirectory } from './accounts';
import { uriOf, type AddressPatterns } from './addresses';
import { identityOf, type Authenticator } from './authentication/authenticator';
import { isGuestUser } from './authentication/guests';
import type { Flow, Identity } from './flow';
import type { Flows } from './flows';
import type { EdgeLimits } from './limits';
import { answerLyncSubscription, isLyncSubscription } from './lync/subscriptions';
import { handleService } from './lync/service';
import { carriesContextInvitation, isGuestMessage, mayGuestSend } from './policy';
import type { PresenceService } from './presence/presence-service';
import { eventOf } from './presence/publish';
import type { Proxy } from './proxy/proxy';
import type { Router } from './proxy/router';
import { isLyncClient } from './registration/lync-client';
import { answerProvisioning, isProvisioningRequest, type Provisioning } from './provisioning';
import type { Registrar } from './registration/registrar';
import type { UpstreamClients } from './upstream/upstream-clients';
import { BucketTable } from '../token-bucket';

export interface DispatcherOptions {
  readonly domain: string;
  readonly accounts: AccountDirectory;
  readonly portals: AddressPatterns;
  readonly limits: EdgeLimits;
  readonly clock: Clock;
  readonly log: Logger;
  readonly authenticator: Authenticator;
  readonly flows: Flows;
  readonly registrar: Registrar;
  /** Status with which the edge in front has taken the registrations of a user; undefined without such an edge. */
  readonly registeredUpstream: (aor: string) => Promise<number> | undefined;
  readonly presence: PresenceService;
  readonly clients: UpstreamClients;
  readonly provisioning: Provisioning | undefined;
  readonly router: Router;
  readonly proxy: Proxy;
}

/** Shown to the person: SIPE takes it from Warning (RFC 3261, 20.43), Lync from `ms-diagnostics`. */
const wrongCredentials = 'Wrong user name or password';

const allowEvents = `presence, ${provisioningEvent}`;

type Respond = (status: number, options?: { reason?: string; headers?: [string, string][] }) => void;

/** Decides, for each request, whether it may be made, and who answers it: the edge itself, or somebody it is sent on to. */
export class Dispatcher {
  draining = false;
  readonly #perIdentity: BucketTable;
  readonly #guestMessages: BucketTable;

  constructor(private readonly options: DispatcherOptions) {
    this.#perIdentity = new BucketTable(options.limits.requests.identity);
    const perMinute = options.limits.guestMessagesPerMinute;
    this.#guestMessages = new BucketTable({ perSecond: perMinute / 60, burst: perMinute });
  }

  request(transaction: ServerTransaction, flow: Flow): void {
    const { request } = transaction;
    const respond: Respond = (status, options) =>
      void transaction.respond(createResponse(request, status, options));
    // RFC 3261, 16.3, step 5. `ms-benotify` is a notification without an answer, which is ours to send or not.
    const rejection = checkScheme(request) ?? checkExtensions(request, 'Proxy-Require', ['ms-benotify']);
    if (rejection !== undefined) {
      transaction.respond(rejectionResponse(request, rejection));
      return;
    }
    // Its users register with it; this is what it tells us of them.
    if (flow.isUpstream && request.method === 'REGISTER') {
      transaction.respond(this.options.clients.register(request, flow));
      return;
    }
    this.options.router.removeOwnRoute(request);
    if (flow.trusted) return this.#fromApplication(transaction, flow, respond);
    if (this.draining && request.toTag() === undefined)
      return respond(503, { headers: [['Retry-After', '5']] });
    const identity = this.#identify(request, flow, respond);
    if (identity === undefined) return;
    const retryAfter = this.#overLimit(request, flow, identity);
    if (retryAfter !== undefined) return respond(503, { headers: [['Retry-After', String(retryAfter)]] });
    if (carriesContextInvitation(request)) return respond(403, { reason: 'Trusted Applications Only' });
    if (this.#isForEdge(request)) return this.#answer(transaction, flow, identity, respond);
    if (this.options.proxy.withdraw(transaction)) return;
    this.options.proxy.forward(transaction, flow, this.#route(request, flow, identity), identity.asserted);
  }

  ack(ack: SipRequest, flow: Flow): void {
    const from = uriOf(ack.headers.get('From') ?? '');
    const proven = flow.isGateway
      ? this.#spokenFor(speaker(ack, flow), flow)
      : flow.identityOf(from, this.options.clock.now());
    const asserted = flow.trusted ? this.#ofApplication(ack, from) : proven?.asserted;
    // Who has proven nothing has no dialog either.
    if (!flow.trusted && asserted === undefined) return;
    this.options.router.removeOwnRoute(ack);
    const route = this.options.router.route(ack, flow);
    // One out of dialogs acknowledges nothing, and would pass by all that is checked of other requests.
    if (!flow.trusted && (route.kind !== 'dialog' || carriesContextInvitation(ack))) return;
    this.options.proxy.forwardAck(ack, flow, route, asserted);
  }

  #fromApplication(transaction: ServerTransaction, flow: Flow, respond: Respond): void {
    const { request } = transaction;
    // What speaks for a conference is not the user that its address is named after: nobody is asserted.
    if (this.#speaksAsOpaque(uriOf(request.headers.get('From') ?? ''), flow)) {
      return this.options.proxy.forward(
        transaction,
        flow,
        this.options.router.route(request, flow),
        undefined,
      );
    }
    const aor = addressOfRecord(uriOf(request.headers.get('From') ?? ''));
    if (!this.options.router.mayUse(flow, aor))
      return respond(403, { reason: 'Not an Address of This Application' });
    const identity: Identity = { aor, kind: 'user', asserted: `<${aor}>` };
    if (this.#isForEdge(request)) return this.#answer(transaction, flow, identity, respond);
    const asserted = request.headers.has('P-Asserted-Identity') ? undefined : identity.asserted;
    this.options.proxy.forward(transaction, flow, this.options.router.route(request, flow), asserted);
  }

  /** What another node, behind the same edge, has to know of who acknowledges. */
  #ofApplication(ack: SipRequest, from: string): string | undefined {
    const { router } = this.options;
    return router.isAlone || ack.headers.has('P-Asserted-Identity')
      ? undefined
      : `<${addressOfRecord(from)}>`;
  }

  #speaksAsOpaque(from: string, flow: Flow): boolean {
    const known = flow.knownSpeakers.get(from);
    if (known !== undefined) return known;
    const uri = parseUri(from);
    const may = uri !== undefined && this.options.router.mayUseOpaque(flow, uri);
    if (flow.knownSpeakers.size >= 1_024) flow.knownSpeakers.clear();
    flow.knownSpeakers.set(detached(from), may);
    return may;
  }

  /** The proven identity in `From`. Without one, asks for proof, or takes the proof in the request. */
  #identify(request: SipRequest, flow: Flow, respond: Respond): Identity | undefined {
    const { authenticator, clock, flows } = this.options;
    const from = uriOf(request.headers.get('From') ?? '');
    if (flow.isGateway) {
      const identity = this.#spokenFor(speaker(request, flow), flow);
      if (identity === undefined || identity.aor !== addressOfRecord(from)) {
        respond(403, { reason: 'Nobody of This Domain' });
        return undefined;
      }
      return identity;
    }
    const known = flow.identityOf(from, clock.now());
    if (known !== undefined) return known;
    const isRegister = request.method === 'REGISTER';
    const lync = isLyncClient(request, flow.connection.protocol);
    const verdict = authenticator.verify(request, flow, lync);
    switch (verdict.kind) {
      case 'limited':
        respond(503, { headers: [['Retry-After', String(verdict.retryAfter)]] });
        return undefined;
      case 'challenge': {
        // A Lync client answers each challenge with the same password again, until it is refused.
        if (isRegister && lync && verdict.wrong) {
          const warning = `399 ${this.options.domain} "${wrongCredentials}"`;
          const diagnostics = buildDiagnostics(51101, { source: 'edge', reason: wrongCredentials });
          respond(403, {
            headers: [
              ['Warning', warning],
              ['ms-diagnostics', diagnostics],
            ],
          });
          return undefined;
        }
        // A Lync client reads Digest in a 407 only; everybody else expects 401 from a registrar (RFC 3261, 22.2).
        const [status, name] =
          isRegister && !lync ? ([401, 'WWW-Authenticate'] as const) : ([407, 'Proxy-Authenticate'] as const);
        respond(status, { headers: [[name, authenticator.challengeHeader(verdict.stale)]] });
        return undefined;
      }
      case 'proven': {
        const { identity } = verdict;
        if (identity.aor !== addressOfRecord(from) || !flow.prove(identity)) {
          respond(403, { reason: 'From Is Not the Authenticated User' });
          return undefined;
        }
        flows.proved(flow, identity.aor);
        return identity;
      }
    }
  }

  /** The user or guest a gateway speaks for; an edge in front does so for the services of other nodes as well. */
  #spokenFor(from: string, flow: Flow): Identity | undefined {
    const aor = addressOfRecord(from);
    const { accounts, domain } = this.options;
    const user = this.#userOf(aor);
    if (user === undefined) return undefined;
    if (isGuestUser(user)) return { aor: `sip:${user}@${domain}`, kind: 'guest', asserted: `<${aor}>` };
    const account = accounts.find(user);
    if (account?.uri === aor) return identityOf(account);
    return flow.isUpstream && this.options.router.applicationOf(aor) !== undefined
      ? { aor, kind: 'user', asserted: `<${aor}>` }
      : undefined;
  }

  /** Seconds to wait, when there were too many. */
  #overLimit(request: SipRequest, flow: Flow, identity: Identity): number | undefined {
    const now = this.options.clock.now();
    if (!flow.isOurs && flow.pending >= this.options.limits.pendingRequestsPerConnection) return 1;
    const bucket = this.#perIdentity.get(identity.aor, now);
    if (!bucket.take(now)) return bucket.retryAfter(now);
    if (identity.kind !== 'guest' || !isGuestMessage(request.method)) return undefined;
    const messages = this.#guestMessages.get(identity.aor, now);
    return messages.take(now) ? undefined : messages.retryAfter(now);
  }

  /** Requests that end here: registration, presence and Lync's own of users, and what is addressed to the domain. */
  #isForEdge(request: SipRequest): boolean {
    const { method } = request;
    if (method === 'REGISTER') return true;
    if (method === 'MESSAGE' || method === 'INVITE' || method === 'INFO' || method === 'BYE') return false;
    if (request.headers.has('Route')) return false;
    const uri = parseUri(request.uri);
    if (uri === undefined || !this.options.router.isOwnDomain(uri)) return false;
    if (uri.user === undefined) return true;
    if (this.options.router.opaqueApplicationOf(uri) !== undefined) return false;
    if (method !== 'SUBSCRIBE' && method !== 'PUBLISH' && method !== 'SERVICE') return false;
    // Guests too, who are no accounts.
    if (isProvisioningRequest(request)) return true;
    return this.#accountOf(addressOfRecord(uri)) !== undefined;
  }

  #answer(transaction: ServerTransaction, flow: Flow, identity: Identity, respond: Respond): void {
    const { request } = transaction;
    const { presence } = this.options;
    const aor = addressOfRecord(request.uri);
    const own = aor === identity.aor;
    // What they have here ends with their own connection, wherever it is.
    const holder = flow.isUpstream ? this.options.clients.flowOf(request, identity.aor, flow) : flow;
    const send = (response: SipResponse): void => void transaction.respond(response);
    if (identity.kind === 'guest' && !mayGuestAsk(request)) return respond(403);
    switch (request.method) {
      case 'REGISTER':
        return this.#register(request, flow, identity, respond, send);
      case 'SUBSCRIBE':
        return this.#subscribe(request, aor, holder, identity, respond, send);
      case 'PUBLISH':
        return own ? send(presence.publish(request, aor, holder)) : respond(403);
      case 'SERVICE':
        return own ? send(handleService(request, aor, holder, presence.publications)) : respond(403);
      case 'OPTIONS':
        return respond(200, {
          headers: [
            ['Accept', '*/*'],
            ['Supported', 'gruu, outbound'],
            ['Allow-Events', allowEvents],
          ],
        });
      default:
        return respond(request.toTag() === undefined ? 405 : 481, {
          headers: [['Allow', 'REGISTER, SUBSCRIBE, OPTIONS']],
        });
    }
  }

  #register(
    request: SipRequest,
    flow: Flow,
    identity: Identity,
    respond: Respond,
    send: (response: SipResponse) => void,
  ): void {
    const uri = parseUri(request.uri);
    if (uri === undefined || !this.options.router.isOwnDomain(uri))
      return respond(403, { reason: 'Not Our Domain' });
    if (flow.trusted) return respond(403);
    // Nobody registers for somebody else (RFC 3261, 10.3, step 4).
    if (addressOfRecord(uriOf(request.headers.get('To') ?? '')) !== identity.aor) return respond(403);
    const rejection = checkExtensions(request, 'Require', ['gruu', 'outbound']);
    if (rejection !== undefined) return send(rejectionResponse(request, rejection));
    const response = this.options.registrar.handle(request, flow, identity);
    // Who cannot be found from everywhere is not registered.
    const upstream = response.status < 300 ? this.options.registeredUpstream(identity.aor) : undefined;
    if (upstream === undefined) return send(response);
    void upstream.then((status) => (status < 300 ? send(response) : respond(status)));
  }

  #subscribe(
    request: SipRequest,
    aor: string,
    flow: Flow,
    identity: Identity,
    respond: Respond,
    send: (response: SipResponse) => void,
  ): void {
    const { presence, provisioning, domain } = this.options;
    const asksProvisioning = isProvisioningRequest(request);
    if (request.toTag() !== undefined) {
      if (presence.notifier.refresh(request, flow, send)) return;
      // Those of Lync clients are not kept: whatever is said in one is granted.
      if (!isLyncClient(request, flow.connection.protocol)) return respond(481);
      if (!asksProvisioning) return send(answerLyncSubscription(request, identity.aor, domain));
    }
    if (asksProvisioning) {
      return aor === identity.aor || request.toTag() !== undefined
        ? send(answerProvisioning(request, identity, provisioning, domain))
        : respond(403);
    }
    if (isLyncSubscription(request)) {
      return aor === identity.aor ? send(answerLyncSubscription(request, aor, domain)) : respond(403);
    }
    if (eventOf(request) !== 'presence') return respond(489, { headers: [['Allow-Events', allowEvents]] });
    if (this.#accountOf(aor) === undefined) return respond(404);
    const rejection = checkExtensions(request, 'Require', ['eventlist']);
    if (rejection !== undefined) return send(rejectionResponse(request, rejection));
    presence.notifier.subscribe(request, aor, flow, send);
  }

  #route(request: SipRequest, flow: Flow, identity: Identity): ReturnType<Router['route']> {
    const route = this.options.router.route(request, flow);
    if (identity.kind !== 'guest' || route.kind === 'dialog') return route;
    // The same answer whether it exists or not: a guest learns nothing of the domain.
    const uri = parseUri(request.uri);
    const application = uri && this.options.router.opaqueApplicationOf(uri);
    if (application !== undefined) {
      return application.admitsGuest(identity.aor, request.uri)
        ? route
        : { kind: 'refused', status: 403, reason: 'Forbidden' };
    }
    const portal = this.options.portals.has(addressOfRecord(request.uri));
    return mayGuestSend(request.method, portal)
      ? route
      : { kind: 'refused', status: 403, reason: 'Forbidden' };
  }

  #accountOf(aor: string): string | undefined {
    const user = this.#userOf(aor);
    return user !== undefined && this.options.accounts.find(user)?.uri === aor ? aor : undefined;
  }

  /** The user part of an address of ours. */
  #userOf(aor: string): string | undefined {
    const at = aor.lastIndexOf('@');
    if (at < 0 || aor.slice(at + 1) !== this.options.domain) return undefined;
    return aor.slice('sip:'.length, at);
  }
}

/** Whom a gateway speaks for: the sender; an edge in front says whom it has proven (RFC 3325). */
function speaker(request: SipRequest, flow: Flow): string {
  return uriOf(request.headers.get(flow.isUpstream ? 'P-Asserted-Identity' : 'From') ?? '');
}

/** What the edge answers a guest itself. */
function mayGuestAsk(request: SipRequest): boolean {
  return request.method === 'REGISTER' || request.method === 'OPTIONS' || isProvisioningRequest(request);
}

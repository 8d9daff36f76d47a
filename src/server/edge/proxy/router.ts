import { addressOfRecord, detached, parseUri, type SipRequest, type SipUri } from '../../sip/message';
import type { AccountDirectory } from '../accounts';
import { AddressPatterns, opaqueOf, uriOf } from '../addresses';
import { identityOf } from '../authentication/authenticator';
import { isGuestUser } from '../authentication/guests';
import type { Flow } from '../flow';
import type { Flows } from '../flows';
import type { Binding, Bindings } from '../registration/bindings';
import { selectByGruu } from '../registration/gruu';
import { FlowTokens, isToken, type FlowPair } from './flow-token';

export interface Target {
  readonly flow: Flow;
  /** Request-URI of the branch. */
  readonly uri: string;
  /** Address of record of who answers there, where we know it ourselves. */
  readonly aor?: string;
}

export type Route =
  /** Within a dialog, over the connection its other side has. The top `Route` is ours and is to be taken off. */
  | { readonly kind: 'dialog'; readonly targets: readonly Target[] }
  | { readonly kind: 'application' | 'contacts'; readonly targets: readonly Target[] }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

interface Application {
  readonly flow: Flow;
  readonly patterns: AddressPatterns;
}

const refuse = (status: number, reason: string): Route => ({ kind: 'refused', status, reason });

/** Where a request goes: RFC 3261, 16.4 and 16.5. (Strict routers are not served: every Record-Route of ours says `lr`.) */
export class Router {
  readonly #applications: Application[] = [];
  /** Addresses of applications that were here, by their list. */
  readonly #absent = new Map<string, AddressPatterns>();
  readonly #tokens: FlowTokens;
  #upstream: { readonly flow: Flow; readonly address: string } | undefined;

  constructor(
    private readonly options: {
      readonly domain: string;
      /** Host names and addresses by which clients name this edge as their outbound proxy. */
      readonly aliases: readonly string[];
      readonly accounts: AccountDirectory;
      readonly bindings: Bindings;
      readonly flows: Flows;
      readonly flowSecret: string;
    },
  ) {
    this.#tokens = new FlowTokens(options.flowSecret);
  }

  addApplication(flow: Flow): void {
    const application = { flow, patterns: new AddressPatterns(flow.addresses ?? []) };
    this.#applications.push(application);
    flow.onClose(() => {
      this.#applications.splice(this.#applications.indexOf(application), 1);
      this.#absent.set((flow.addresses ?? []).join(), application.patterns);
    });
  }

  /** The edge that has the users' registrations, and where it reaches us. */
  setUpstream(flow: Flow, address: string): void {
    this.#upstream = { flow, address };
  }

  /** The application that answers to an address; the newest, when several do. */
  applicationOf(aor: string): Flow | undefined {
    return this.#applications.findLast(({ patterns }) => patterns.has(aor))?.flow;
  }

  /** The application that a URI with `opaque` leads to, whosever its user part is. */
  opaqueApplicationOf(uri: SipUri): Flow | undefined {
    return this.#applications.findLast(({ patterns }) => patterns.hasOpaque(uri))?.flow;
  }

  /** Whether every dialog of our domain comes this way; not behind another edge, which has users of its own. */
  get isAlone(): boolean {
    return this.#upstream === undefined;
  }

  /** What we say of a user who has answered (RFC 3325 section 5): the address, with the name of the account. */
  assertedOf(aor: string): string | undefined {
    const account = this.options.accounts.find(aor.slice('sip:'.length, -this.options.domain.length - 1));
    return account?.uri === aor ? identityOf(account).asserted : undefined;
  }

  mayUse(flow: Flow, aor: string): boolean {
    return this.#applications.some(
      (application) => application.flow === flow && application.patterns.has(aor),
    );
  }

  mayUseOpaque(flow: Flow, uri: SipUri): boolean {
    return this.#applications.some(
      (application) => application.flow === flow && application.patterns.hasOpaque(uri),
    );
  }

  isOwnDomain(uri: SipUri): boolean {
    return uri.host.toLowerCase() === this.options.domain;
  }

  /** What we put into Record-Route when `from` sends a request to `to`. */
  recordRoute(from: Flow, to: Flow): string {
    const upstream = this.#upstream;
    if (upstream !== undefined && (from === upstream.flow || to === upstream.flow))
      return `<sip:${this.#tokens.create(from.id, to.id)}@${upstream.address};transport=tcp;lr>`;
    // RFC 3261, 16.6, step 4: we do not listen on UDP, which a client with sockets of its own would take it to mean.
    const overTcp = [from, to].some(({ connection }) => connection.protocol === 'TCP');
    return `<sip:${this.#tokens.create(from.id, to.id)}@${this.options.domain}${overTcp ? ';transport=tcp' : ''};lr>`;
  }

  /** RFC 3261, 16.4: takes off what only says that the request was to come here first, as an outbound proxy is configured. */
  removeOwnRoute(request: SipRequest): void {
    for (let top = request.headers.get('Route'); top !== undefined; top = request.headers.get('Route')) {
      // A token, which every request within a dialog has there.
      if (top.startsWith('<sip:~')) return;
      const uri = parseUri(uriOf(top));
      if (uri === undefined || isToken(uri.user)) return;
      const isOurs = this.#isOwnRoute(uri) || this.options.aliases.includes(uri.host.toLowerCase());
      if (!isOurs) return;
      request.headers.removeFirst('Route');
    }
  }

  /** `removeOwnRoute` has been called. */
  route(request: SipRequest, from: Flow): Route {
    const top = request.headers.get('Route');
    if (top !== undefined) {
      const known = from.knownRoutes.get(top);
      if (known !== undefined && (from.trusted || request.toTag() !== undefined))
        return this.#toFlow(known, request.uri);
      const uri = parseUri(uriOf(top));
      // Somebody else's proxy: we send to our own users and applications only.
      if (uri === undefined || !this.#isOwnRoute(uri) || !isToken(uri.user))
        return refuse(403, 'Relay Denied');
      // With a token everything goes to the other side: it must not be a way around what may be sent out of dialogs.
      if (!from.trusted && request.toTag() === undefined) return refuse(403, 'Not in a Dialog');
      const other = this.#otherSide(uri.user, from);
      if (other === undefined) return refuse(403, 'Not in This Dialog');
      // An application takes part in many dialogs at once.
      if (from.knownRoutes.size >= (from.trusted ? 4_096 : 64)) from.knownRoutes.clear();
      from.knownRoutes.set(detached(top), detached(other));
      return this.#toFlow(other, request.uri);
    }
    const uri = parseUri(request.uri);
    if (uri === undefined) return refuse(416, 'Unsupported URI Scheme');
    // No token: not within a dialog of ours, whatever the To tag says. Also of an application, whose peer chose the URI.
    if (request.toTag() !== undefined) return refuse(403, 'Flow Token Required');
    return this.isOwnDomain(uri) ? this.#ownAddress(uri, request, from) : this.#contact(request, from);
  }

  /** Whether a `Route` is one of our Record-Routes. */
  #isOwnRoute(uri: SipUri): boolean {
    if (this.isOwnDomain(uri)) return true;
    return this.#upstream !== undefined && `${uri.host}:${uri.port ?? 5060}` === this.#upstream.address;
  }

  /** To the connection of that id, or the one that stands for it now. */
  #toFlow(other: string, uri: string): Route {
    const flow = this.options.flows.get(other) ?? this.#successor(other, uri);
    if (flow === undefined) return refuse(480, 'Temporarily Unavailable');
    return { kind: 'dialog', targets: [{ flow, uri }] };
  }

  /** The id of the other connection of the token's dialog, if `from` is one of the two. */
  #otherSide(token: string, from: Flow): string | undefined {
    const pair = this.#tokens.read(token);
    if (pair === undefined) return undefined;
    const { flows } = this.options;
    return sideOf(pair, (id) => id === from.id) ?? sideOf(pair, (id) => flows.standsFor(from, id));
  }

  /** The connection that a client came back with: the one that registered the contact the request is for. */
  #successor(id: string, uri: string): Flow | undefined {
    const candidates = this.options.flows.successors(id);
    const parsed = parseUri(uri);
    const gruu =
      parsed === undefined
        ? undefined
        : selectByGruu(parsed, this.options.bindings.of(addressOfRecord(parsed)));
    const bindings = gruu ?? this.options.bindings.withContact(uri);
    const exact = candidates.find((flow) => bindings.some((binding) => binding.flow === flow));
    if (exact !== undefined) return exact;
    // A guest or an application has one connection; which of a user's several it is, only the contact can tell.
    const only = candidates.at(-1);
    if (only === undefined) return undefined;
    const isUser = [...only.identities.values()].some(({ kind }) => kind === 'user');
    return isUser ? undefined : only;
  }

  #ownAddress(uri: SipUri, request: SipRequest, from: Flow): Route {
    const opaque = this.opaqueApplicationOf(uri);
    if (opaque !== undefined) return { kind: 'application', targets: [{ flow: opaque, uri: request.uri }] };
    // [MS-CONFBAS]: an application's, hence never that of the user it is named after.
    if (/^app:/i.test(opaqueOf(uri) ?? '')) {
      const isAbsent = [...this.#absent.values()].some((patterns) => patterns.hasOpaque(uri));
      return isAbsent ? refuse(480, 'Temporarily Unavailable') : refuse(404, 'Not Found');
    }
    const aor = addressOfRecord(uri);
    const application = this.applicationOf(aor);
    if (application !== undefined)
      return { kind: 'application', targets: [{ flow: application, uri: request.uri, aor }] };
    if ([...this.#absent.values()].some((patterns) => patterns.has(aor)))
      return refuse(480, 'Temporarily Unavailable');
    const user = aor.slice('sip:'.length, -this.options.domain.length - 1);
    // Guests are nobody's to call but the applications' they came to.
    const known = isGuestUser(user) ? from.trusted : this.options.accounts.find(user)?.uri === aor;
    if (!known) return refuse(404, 'Not Found');
    // All of a user's contacts are known to the edge in front, also those that are here.
    if (this.#upstream !== undefined && from !== this.#upstream.flow) return this.#elsewhere(request, from);
    const all = this.#here(this.options.bindings.of(aor));
    const bindings = selectByGruu(uri, all) ?? all;
    if (bindings.length === 0) return this.#elsewhere(request, from);
    return {
      kind: 'contacts',
      targets: bindings.map((binding) => ({ flow: binding.flow, uri: binding.uri, aor })),
    };
  }

  /** An application may address one contact of a user, and the edge in front one that it was told of. Whose it is, `To` says where it names one of ours. */
  #contact(request: SipRequest, from: Flow): Route {
    if (!from.trusted && !from.isUpstream) return refuse(403, 'Relay Denied');
    const bindings = this.#here(this.options.bindings.withContact(request.uri));
    const to = parseUri(uriOf(request.headers.get('To') ?? ''));
    // Anybody may register a contact that reads like another user's: it is not them who is meant.
    const binding =
      to !== undefined && this.isOwnDomain(to)
        ? bindings.find(({ aor }) => aor === addressOfRecord(to))
        : bindings.length === 1
          ? bindings[0]
          : undefined;
    if (binding === undefined) return this.#elsewhere(request, from);
    return { kind: 'contacts', targets: [{ flow: binding.flow, uri: request.uri, aor: binding.aor }] };
  }

  /** Those who have registered at this node, and not at the edge in front. */
  #here(bindings: readonly Binding[]): Binding[] {
    return bindings.filter(({ flow }) => !flow.isUpstream);
  }

  /** Who has not registered here may have done so at the edge in front, unless it is that edge who asks. */
  #elsewhere(request: SipRequest, from: Flow): Route {
    const upstream = this.#upstream?.flow;
    if (upstream === undefined || from === upstream) return refuse(480, 'Temporarily Unavailable');
    return { kind: 'contacts', targets: [{ flow: upstream, uri: request.uri }] };
  }
}

/** The other side of the one that is meant. */
function sideOf({ a, b }: FlowPair, isMeant: (id: string) => boolean): string | undefined {
  return isMeant(a) ? b : isMeant(b) ? a : undefined;
}

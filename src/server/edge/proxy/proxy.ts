import { newBranch, newTag } from '../../sip/identifiers';
import {
  checkHops,
  createResponse,
  nextMaxForwards,
  rejectionResponse,
  type SipRequest,
  type SipResponse,
} from '../../sip/message';
import type { ServerTransaction, TransactionLayer } from '../../sip/transactions';
import { parseDigest } from '../authentication/digest';
import type { CarriedDialogs } from '../carried-dialogs';
import type { Flow } from '../flow';
import { isLoop, loopHash } from './loop';
import { ResponseContext } from './response-context';
import type { Route, Router, Target } from './router';

/** Requests that set up, or may set up, a dialog: their later requests have to find the way back (RFC 3261, 16.6, step 4). */
const dialogMethods = new Set(['INVITE', 'SUBSCRIBE', 'REFER', 'NOTIFY']);

/** Forwards requests statefully, to one connection or to several at once: RFC 3261, 16. */
export class Proxy {
  /** Requests forwarded since the start. */
  forwarded = 0;

  constructor(
    private readonly options: {
      readonly domain: string;
      readonly router: Router;
      readonly transactions: TransactionLayer;
      readonly dialogs: CarriedDialogs;
    },
  ) {}

  /** `asserted` is the value of `P-Asserted-Identity`; undefined leaves what a trusted application says. */
  forward(server: ServerTransaction, from: Flow, route: Route, asserted: string | undefined): void {
    const { request } = server;
    if (route.kind === 'refused') {
      server.respond(createResponse(request, route.status, { reason: route.reason }));
      return;
    }
    const rejection = checkHops(request);
    if (rejection !== undefined) {
      server.respond(rejectionResponse(request, rejection));
      return;
    }
    const hash = loopHash(request);
    if (isLoop(request, this.options.domain, hash)) {
      server.respond(createResponse(request, 482));
      return;
    }
    this.forwarded++;
    const recorded = dialogMethods.has(request.method) && route.kind !== 'dialog';
    const sets = recorded && request.method === 'INVITE' ? this.#answered : undefined;
    const context = new ResponseContext(server, from, this.options.transactions, sets);
    if (request.method === 'BYE' && route.kind === 'dialog') this.options.dialogs.bye(request);
    const branches = route.targets.map((target) => ({
      ...target,
      request: this.#copy(request, from, target, route.kind, recorded, asserted, hash),
    }));
    context.start(branches);
  }

  /** Somebody has accepted an INVITE: the caller hears who, from us. */
  readonly #answered = (invite: SipRequest, response: SipResponse, { flow, aor }: Target): void => {
    if (aor === undefined) return;
    this.options.dialogs.accepted(invite, response, aor);
    const asserted = this.options.router.assertedOf(aor);
    // An application says itself as whom it answers; who asks for privacy is not named (RFC 3325 section 9.3).
    if (flow.trusted || asserted === undefined || response.headers.has('Privacy')) return;
    response.headers.set('P-Asserted-Identity', asserted);
  };

  /**
   * RFC 3261, 15: who called and has no answer yet withdraws the INVITE by CANCEL, or by BYE within the early dialog. SIPE sends a BYE
   * without To tag, which no callee could match: it counts as the CANCEL that was meant. False: it is no such BYE.
   */
  withdraw(server: ServerTransaction): boolean {
    const { request, connection } = server;
    if (request.method !== 'BYE' || request.toTag() !== undefined) return false;
    const invite = this.options.transactions.pendingInvite(request, connection);
    if (invite === undefined) return false;
    invite.localTag ??= newTag();
    server.respond(createResponse(request, 200, { toTag: invite.localTag }));
    invite.cancelled(request);
    return true;
  }

  /** An ACK has no transaction and no answer (16.11): it is sent on, or it is nobody's. */
  forwardAck(ack: SipRequest, from: Flow, route: Route, asserted: string | undefined): void {
    if (route.kind === 'refused' || checkHops(ack) !== undefined) return;
    const hash = loopHash(ack);
    if (isLoop(ack, this.options.domain, hash)) return;
    for (const target of route.targets) {
      target.flow.connection.send(this.#copy(ack, from, target, route.kind, false, asserted, hash));
    }
  }

  /** The request as it is sent to a target: RFC 3261, 16.6. All other headers and the body keep their octets. */
  #copy(
    request: SipRequest,
    from: Flow,
    target: Target,
    kind: Route['kind'],
    recorded: boolean,
    asserted: string | undefined,
    hash: string,
  ): SipRequest {
    const { domain, router } = this.options;
    const copy = request.clone();
    const { headers } = copy;
    copy.uri = target.uri;
    if (kind === 'dialog') headers.removeFirst('Route');
    headers.set('Max-Forwards', String(nextMaxForwards(request)));
    if (asserted !== undefined) headers.set('P-Asserted-Identity', asserted);
    removeOwnCredentials(request, copy, domain);
    if (recorded) headers.prepend('Record-Route', router.recordRoute(from, target.flow));
    headers.prepend('Via', `SIP/2.0/${transportOf(target.flow)} ${domain};branch=${newBranch()}.${hash}`);
    return copy;
  }
}

function transportOf(flow: Flow): string {
  const { protocol } = flow.connection;
  return protocol === 'MEMORY' ? 'TCP' : protocol;
}

/** Credentials for our realm are for us (RFC 3261, 22.3); those for another realm pass. */
function removeOwnCredentials(request: SipRequest, copy: SipRequest, realm: string): void {
  for (const name of ['Proxy-Authorization', 'Authorization']) {
    if (!request.headers.has(name)) continue;
    const foreign = request.headers.getAll(name).filter((value) => parseDigest(value)?.realm !== realm);
    copy.headers.removeAll(name);
    for (const value of foreign) copy.headers.append(name, value);
  }
}

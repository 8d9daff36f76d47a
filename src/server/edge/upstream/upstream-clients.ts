import type { Clock, Timer } from '../../sip/clock';
import {
  addressOfRecord,
  createResponse,
  deltaSeconds,
  detached,
  parseNameAddr,
  parseUri,
  parseVia,
  type SipRequest,
  type SipResponse,
} from '../../sip/message';
import { uriOf } from '../addresses';
import { Flow } from '../flow';
import type { Bindings } from '../registration/bindings';

/** Longer than anything a client has here lasts without a word of it: a registration, a publication, a subscription. */
const longestMs = 3_700_000;
const longestRegistration = 3_600;

interface Client {
  readonly flow: Flow;
  timer: Timer;
}

/**
 * The users' connections that the edge in front holds, as far as this node has heard of them. Each is a flow of its own, so that what a user has here
 * (presence, subscriptions) ends with their connection there, and not with that of the edge.
 */
export class UpstreamClients {
  readonly #clients = new Map<string, Client>();

  constructor(
    private readonly options: {
      readonly bindings: Bindings;
      readonly clock: Clock;
      readonly nextId: () => string;
    },
  ) {}

  get size(): number {
    return this.#clients.size;
  }

  /** The client that sent `request` by way of an edge: the second Via is its own, with the address the edge saw (RFC 3581). */
  flowOf(request: SipRequest, aor: string, upstream: Flow): Flow {
    const via = parseVia(request.headers.list('Via')[1] ?? '');
    const host = via?.params.get('received') ?? via?.host ?? '';
    const port = via?.params.get('rport') || via?.port || 5060;
    return this.#seen(`${edgeOf(request)} ${bare(host)}:${port} ${aor}`, upstream);
  }

  /**
   * A REGISTER of an edge on behalf of a user (3GPP TS 24.229 section 5.4.1.7): they have registered there, or, with `expires=0`, are gone. Its Contact is
   * the address of the client; a star stands for everybody that this edge ever told of.
   */
  register(request: SipRequest, upstream: Flow): SipResponse {
    const aor = addressOfRecord(uriOf(request.headers.get('To') ?? ''));
    if (request.headers.get('Contact') === '*' && request.headers.get('Expires') === '0') {
      const edge = `${edgeOf(request)} `;
      for (const key of [...this.#clients.keys()]) if (key.startsWith(edge)) this.#gone(key);
      return createResponse(request, 200);
    }
    const contact = parseNameAddr(request.headers.list('Contact')[0] ?? '');
    const uri = contact && parseUri(contact.uri);
    const seconds = deltaSeconds(contact?.params.get('expires'));
    if (uri === undefined || seconds === undefined)
      return createResponse(request, 400, { reason: 'Invalid Contact' });
    const key = `${edgeOf(request)} ${bare(uri.host)}:${uri.port ?? 5060} ${aor}`;
    if (seconds === 0) {
      this.#gone(key);
      return createResponse(request, 200);
    }
    const flow = this.#seen(key, upstream);
    this.options.bindings.put({
      aor: detached(aor),
      uri: detached(contact!.uri),
      params: new Map(),
      flow,
      q: 1,
      callId: '',
      cseq: 0,
      instance: undefined,
      regId: undefined,
      epid: undefined,
      expiresAt: this.options.clock.now() + Math.min(seconds, longestRegistration) * 1000,
    });
    return createResponse(request, 200);
  }

  #seen(text: string, upstream: Flow): Flow {
    const key = detached(text);
    let client = this.#clients.get(key);
    if (client === undefined) {
      const { connection, requestBucket, addressBucket } = upstream;
      const flow = new Flow(this.options.nextId(), connection, undefined, requestBucket, addressBucket);
      flow.isUpstream = true;
      client = { flow, timer: this.#end(key) };
      this.#clients.set(key, client);
    } else {
      client.timer.cancel();
      client.timer = this.#end(key);
    }
    return client.flow;
  }

  #end(key: string): Timer {
    return this.options.clock.setTimeout(() => this.#gone(key), longestMs);
  }

  #gone(key: string): void {
    const client = this.#clients.get(key);
    if (client === undefined) return;
    this.#clients.delete(key);
    client.timer.cancel();
    client.flow.close();
  }
}

/** Which of several edges has sent it. */
function edgeOf(request: SipRequest): string {
  const via = request.topVia();
  return via ? `${via.host}:${via.port ?? 5060}` : '';
}

/** Via writes an IPv6 address with brackets, and sometimes without. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}

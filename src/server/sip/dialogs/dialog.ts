import type { SipMessage, SipRequest, SipResponse } from '../message';
import { addressOfRecord, createRequest, parseNameAddr, parseUri } from '../message';

export interface DialogState {
  callId: string;
  localTag: string;
  remoteTag: string;
  /** From and To values as they are written on the wire, with their tags: the peer gets them back unchanged. */
  local: string;
  remote: string;
  remoteTarget: string;
  routes: readonly string[];
  localCSeq: number;
  remoteCSeq: number | undefined;
}

/** The state two user agents share (RFC 3261 section 12). Builds what is sent in it; knows nothing of usages. */
export class Dialog {
  readonly #state: DialogState;
  readonly remoteUri: string;
  readonly #remoteAor: string;
  /** The first route, if it is a strict router: one without `lr`. */
  readonly #strict: string | undefined;

  constructor(state: DialogState) {
    this.#state = state;
    this.remoteUri = parseNameAddr(state.remote)?.uri ?? '';
    this.#remoteAor = addressOfRecord(this.remoteUri);
    const [route] = state.routes;
    const first = route === undefined ? undefined : parseNameAddr(route)?.uri;
    this.#strict = first !== undefined && parseUri(first)?.params.has('lr') !== true ? first : undefined;
  }

  /** 12.1.1: the peer asked, and we answer with `localTag`. */
  static ofServer(request: SipRequest, localTag: string): Dialog {
    return new Dialog({
      callId: request.callId() ?? '',
      localTag,
      remoteTag: request.fromTag() ?? '',
      local: `${request.headers.get('To') ?? ''};tag=${localTag}`,
      remote: request.headers.get('From') ?? '',
      remoteTarget: contactOf(request) ?? parseNameAddr(request.headers.get('From') ?? '')?.uri ?? '',
      routes: request.headers.list('Record-Route'),
      localCSeq: 0,
      remoteCSeq: request.cseq()?.number,
    });
  }

  /** 12.1.2: we asked with `request`, and the peer answered. */
  static ofClient(request: SipRequest, response: SipResponse): Dialog {
    return new Dialog({
      callId: request.callId() ?? '',
      localTag: request.fromTag() ?? '',
      remoteTag: response.toTag() ?? '',
      local: request.headers.get('From') ?? '',
      remote: response.headers.get('To') ?? '',
      remoteTarget: contactOf(response) ?? request.uri,
      routes: response.headers.list('Record-Route').reverse(),
      localCSeq: request.cseq()?.number ?? 0,
      remoteCSeq: undefined,
    });
  }

  /** RFC 6665 4.4.1: we subscribed with `request`, and the NOTIFY came before (or instead of) the answer. */
  static ofNotify(request: SipRequest, notify: SipRequest): Dialog {
    return new Dialog({
      callId: request.callId() ?? '',
      localTag: request.fromTag() ?? '',
      remoteTag: notify.fromTag() ?? '',
      local: request.headers.get('From') ?? '',
      remote: notify.headers.get('From') ?? '',
      remoteTarget: contactOf(notify) ?? request.uri,
      routes: notify.headers.list('Record-Route'),
      localCSeq: request.cseq()?.number ?? 0,
      remoteCSeq: notify.cseq()?.number,
    });
  }

  get callId(): string {
    return this.#state.callId;
  }

  get localTag(): string {
    return this.#state.localTag;
  }

  get remoteTag(): string {
    return this.#state.remoteTag;
  }

  get remoteTarget(): string {
    return this.#state.remoteTarget;
  }

  get key(): string {
    return dialogKey(this.callId, this.localTag, this.remoteTag);
  }

  /** Call-ID and tags are compared by the table; two clients can still collide in them, but not in the address too. */
  isFrom(request: SipRequest): boolean {
    return addressOfRecord(request.headers.get('From') ?? '') === this.#remoteAor;
  }

  /** 12.2.2: false for a request older than one already seen, which gets 500. */
  takesCSeq(request: SipRequest): boolean {
    const number = request.cseq()?.number ?? 0;
    if (this.#state.remoteCSeq !== undefined && number < this.#state.remoteCSeq) return false;
    this.#state.remoteCSeq = number;
    return true;
  }

  /** Some Lync clients start to count again with the ACK of an INVITE they had to repeat. */
  resetCSeq(ack: SipRequest): void {
    const number = ack.cseq()?.number;
    if (number !== undefined) this.#state.remoteCSeq = number;
  }

  /** 12.2.1.2, 12.2.2: a target refresh (INVITE, UPDATE, SUBSCRIBE, NOTIFY) that succeeded. */
  refreshTarget(message: SipMessage): void {
    this.#state.remoteTarget = contactOf(message) ?? this.#state.remoteTarget;
  }

  /** 12.2.1.1. The caller puts Via on top and adds what else belongs in it. */
  createRequest(method: string, body?: Buffer | string): SipRequest {
    return this.#create(method, ++this.#state.localCSeq, body);
  }

  /** 13.2.2.4: the ACK of a 2xx has the CSeq number of its INVITE. */
  createAck(cseq: number): SipRequest {
    return this.#create('ACK', cseq);
  }

  #create(method: string, cseq: number, body?: Buffer | string): SipRequest {
    const { remoteTarget, routes, local, remote, callId } = this.#state;
    const strict = this.#strict;
    // A strict router takes the Request-URI's place.
    const request = createRequest(method, strict ?? remoteTarget, [['Max-Forwards', '70']], body);
    const { headers } = request;
    for (const route of strict !== undefined ? [...routes.slice(1), `<${remoteTarget}>`] : routes)
      headers.append('Route', route);
    headers.append('From', local);
    headers.append('To', remote);
    headers.append('Call-ID', callId);
    headers.append('CSeq', `${cseq} ${method}`);
    return request;
  }
}

export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId} ${localTag} ${remoteTag}`;
}

function contactOf(message: SipMessage): string | undefined {
  const contact = message.headers.list('Contact')[0];
  return contact === undefined ? undefined : parseNameAddr(contact)?.uri;
}

import { isUtf8 } from 'node:buffer';
import type { Clock } from './clock';
import type { SipConnection } from './connection';
import type { ContentOptions, RequestOptions } from './dialogs/types';
import { SipTransactionError } from './errors';
import { newBranch, newCallId, newTag } from './identifiers';
import type { Logger } from './log';
import type { SipRequest, SipResponse } from './message';
import { createRequest, encodeUtf8, formatNameAddr, formatUri, parseNameAddr, parseUri } from './message';
import type { NameAddr, SipUri } from './message';
import type { ClientHandler, ClientTransaction, ServerTransaction, TransactionLayer } from './transactions';

/** A usage of a dialog: what in-dialog requests are handed to. */
export interface DialogOwner {
  receive(transaction: ServerTransaction): void;
  /** The ACK of a 2xx. */
  acknowledged?(ack: SipRequest): void;
  connectionLost(): void;
  /** The endpoint closes: say goodbye. */
  shutDown(): Promise<void>;
}

/** What dialogs and subscriptions need of their endpoint: addresses, the transaction layer, and the table of dialogs. */
export class AgentCore {
  readonly dialogs = new Map<string, DialogOwner>();
  /** Subscriptions that wait for the NOTIFY that makes their dialog, by Call-ID and local tag. */
  readonly subscribing = new Map<string, DialogOwner>();
  readonly #contact: SipUri;
  readonly #sentBy: string;

  constructor(
    readonly connection: SipConnection,
    readonly layer: TransactionLayer,
    readonly clock: Clock,
    readonly log: Logger,
    contact: string,
    readonly userAgent: string | undefined,
  ) {
    const uri = parseUri(contact);
    if (!uri) throw new TypeError(`not a SIP URI: ${contact}`);
    this.#contact = uri;
    const transport = connection.protocol === 'MEMORY' ? 'TCP' : connection.protocol;
    this.#sentBy = `SIP/2.0/${transport} ${uri.host}${uri.port === undefined ? '' : `:${uri.port}`}`;
  }

  /** Our Contact, with the user part of the address that is spoken for. */
  contact(address: string): string {
    const user = parseUri(parseNameAddr(address)?.uri ?? address)?.user;
    return `<${formatUri(user === undefined ? this.#contact : { ...this.#contact, user })}>`;
  }

  /** A request outside of dialogs: RFC 3261 8.1.1. */
  createRequest(method: string, uri: string, options: RequestOptions): SipRequest {
    const from = nameAddr(options.from);
    from.params.set('tag', newTag());
    const request = createRequest(
      method,
      uri,
      [
        ['Max-Forwards', '70'],
        ['From', toOctets(formatNameAddr(from))],
        ['To', toOctets(formatNameAddr(nameAddr(options.to ?? uri)))],
        ['Call-ID', newCallId()],
        ['CSeq', `1 ${method}`],
      ],
      options.body,
    );
    this.decorate(request, options);
    return request;
  }

  /** Adds the caller's headers, and ours unless the caller gave them. */
  decorate(message: SipRequest | SipResponse, options: ContentOptions, contact?: string): void {
    const { headers } = message;
    for (const [name, value] of options.headers ?? []) headers.append(name, toOctets(value));
    if (contact !== undefined && !headers.has('Contact')) headers.append('Contact', contact);
    const product = message.kind === 'request' ? 'User-Agent' : 'Server';
    if (this.userAgent !== undefined && !headers.has(product)) headers.append(product, this.userAgent);
    if (options.contentType !== undefined) headers.set('Content-Type', options.contentType);
  }

  /** Puts our Via on top and starts a client transaction. */
  send(request: SipRequest, handler: ClientHandler): ClientTransaction {
    request.headers.prepend('Via', this.#via());
    return this.layer.request(request, this.connection, handler);
  }

  /** An ACK to a 2xx: a request without a transaction. */
  sendAck(ack: SipRequest): void {
    ack.headers.prepend('Via', this.#via());
    if (this.userAgent !== undefined) ack.headers.append('User-Agent', this.userAgent);
    this.connection.send(ack);
  }

  /** A request that is never answered, hence without a transaction: BENOTIFY. */
  sendUnanswered(request: SipRequest): void {
    request.headers.prepend('Via', this.#via());
    this.connection.send(request);
  }

  /** One non-INVITE exchange: the final response, whatever its status. */
  exchange(request: SipRequest, signal?: AbortSignal): Promise<SipResponse> {
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(aborted(request.method, signal?.reason));
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.send(request, {
        onResponse(response) {
          if (response.status < 200) return;
          signal?.removeEventListener('abort', abort);
          resolve(response);
        },
        onFailure(error) {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      });
    });
  }

  #via(): string {
    return `${this.#sentBy};branch=${newBranch()}`;
  }
}

export function aborted(method: string, cause: unknown): SipTransactionError {
  return new SipTransactionError('aborted', `${method}: aborted`, { cause });
}

/** A bare URI keeps its parameters: they are not those of the header. */
function nameAddr(text: string): NameAddr {
  if (!text.includes('<')) return { uri: text, params: new Map() };
  const value = parseNameAddr(text);
  if (!value) throw new TypeError(`not an address: ${text}`);
  return value;
}

const ASCII = /^[\0-\x7F]*$/;

/**
 * Octets for a header. Callers pass on what they received (octets already) as well as text; what is not UTF-8 as octets
 * must be text.
 */
export function toOctets(value: string): string {
  if (ASCII.test(value)) return value;
  const octets = Buffer.from(value, 'latin1');
  return octets.toString('latin1') === value && isUtf8(octets) ? value : encodeUtf8(value);
}

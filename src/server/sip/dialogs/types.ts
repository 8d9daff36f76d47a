import type { SipRequest, SipResponse } from '../message';

/**
 * Values of headers are byte strings, as `Headers` gives them, or text: what is not UTF-8 as octets is taken as text and
 * written as UTF-8. String bodies are written as UTF-8.
 */
export interface ContentOptions {
  headers?: [string, string][];
  body?: Buffer | string;
  contentType?: string;
}

export interface RequestOptions extends ContentOptions {
  /** URI or name-addr; the tag is added. */
  from: string;
  /** URI or name-addr. Default: the Request-URI. */
  to?: string;
  /** Aborting stops waiting (`aborted`); only an INVITE can be withdrawn at the peer. */
  signal?: AbortSignal;
}

export interface RespondOptions extends ContentOptions {
  /** Text of the status line. Default: the usual one. */
  reason?: string;
}

export interface InviteOptions extends RequestOptions {
  /** Seconds the peer has to answer; then CANCEL is sent and the call fails with code `expired`. */
  expires?: number;
  /** 101 to 199. */
  onProvisional?(response: SipResponse): void;
}

export interface SubscribeOptions extends RequestOptions {
  event: string;
  /** Seconds asked for. */
  expires: number;
  accept: string;
  /** Every NOTIFY; it is answered 200 already. */
  onNotify(notify: SipRequest): void;
  /** Once, at the end: the reason of the last NOTIFY (RFC 6665 4.1.3), or `unsubscribed`, `expired`, `connection-lost`, `no-notify`, or the status that ended it. */
  onTerminated(reason: string): void;
}

export interface IncomingRequest {
  readonly request: SipRequest;
  /** Address of record that the edge vouches for (P-Asserted-Identity, RFC 3325); undefined if it names none. */
  readonly identity: string | undefined;
  /** The first final response counts; a later one is ignored. */
  respond(status: number, options?: RespondOptions): void;
}

export interface IncomingInvite extends IncomingRequest {
  /** Aborts when the caller cancels or the connection is lost before an answer; `reason` is a SipTransactionError. */
  readonly signal: AbortSignal;
  ringing(status?: number, options?: RespondOptions): void;
  /** Sends 200; resolves when the ACK has come. Rejects with SipTransactionError: `cancelled`, `timeout`, `connection-lost`, `dialog-terminated`. */
  accept(options?: RespondOptions): Promise<InviteDialog>;
  reject(status: number, options?: RespondOptions): void;
}

export interface AcceptSubscribeOptions extends ContentOptions {
  /** Seconds granted; never more than asked for. */
  expires: number;
  /** Notify by BENOTIFY, which nobody answers ([MS-SIP] `ms-benotify`). */
  benotify?: boolean;
  /** The 200 has the state in it (`ms-piggyback-first-notify`): no NOTIFY need follow, and with 0 seconds none does. */
  piggyback?: boolean;
}

export interface IncomingSubscribe extends IncomingRequest {
  /** The Event header's package, without parameters. */
  readonly event: string;
  /** Seconds asked for; undefined if left to us. */
  readonly expires: number | undefined;
  /** Sends 200. The caller must `notify` the state at once (RFC 6665 4.2.1.2); with 0 seconds that NOTIFY is also the last. */
  accept(options: AcceptSubscribeOptions): Notifier;
}

export interface Notifier {
  /** The subscriber, as the edge vouches for it. */
  readonly identity: string | undefined;
  readonly active: boolean;
  /** NOTIFYs that the subscriber has not answered yet; always 0 with BENOTIFY. */
  readonly unanswered: number;
  /** Called when `unanswered` has become less. */
  onAnswered: () => void;
  /** Sends the state. Nothing happens when the subscription has ended. */
  notify(body: Buffer | string, contentType: string, headers?: [string, string][]): void;
  /** Sends the last NOTIFY: `terminated;reason=…`, `noresource` for instance, with the state last notified unless `content` is given. */
  terminate(reason: string, content?: { body: Buffer | string; contentType: string }): void;
  /** The subscriber refreshed: notify the full state now. Unset: the state last notified is sent again. */
  onRefresh: ((request: SipRequest) => void) | undefined;
  /** Once: `unsubscribed`, `timeout`, `connection-lost`, the reason given to `terminate`, or the status a NOTIFY was refused with. */
  onTerminated: (reason: string) => void;
}

export interface Subscription {
  readonly callId: string;
  readonly active: boolean;
  /** Asks for the state again now. Rejects if the subscription has ended. */
  refresh(): Promise<void>;
  /** Resolves when the peer has answered; the last NOTIFY may follow. Never rejects. */
  unsubscribe(): Promise<void>;
}

export interface DialogEnd {
  readonly by: 'local' | 'remote' | 'connection' | 'error';
  /** Text of the Reason header (RFC 3326), or what went wrong. */
  readonly reason?: string;
  /** Cause of the Reason header, or the status that ended the dialog. */
  readonly status?: number;
}

export interface DialogRequestOptions extends ContentOptions {
  signal?: AbortSignal;
}

export interface InviteDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly remoteTarget: string;
  readonly remoteUri: string;
  /** The 2xx, on the calling side. */
  readonly inviteResponse?: SipResponse;
  readonly state: 'confirmed' | 'terminated';
  /**
   * One transaction in the dialog; resolves with the final response, whatever its status. 408 and 481 end the dialog
   * (RFC 5057), as does no response. A 2xx to INVITE is acknowledged. Rejects with SipTransactionError.
   */
  request(method: string, options?: DialogRequestOptions): Promise<SipResponse>;
  /** Sends a BENOTIFY, which is never answered ([MS-SIP]). Nothing happens when the dialog has ended. */
  benotify(options: ContentOptions): void;
  /** Requests of the peer, except BYE. Those that come before it is set wait for it (1 s, then 501). */
  onRequest: (request: IncomingRequest) => void;
  /** Ends the dialog; resolves when the peer has answered or cannot. Never rejects; a second call does nothing. */
  bye(reason?: { cause: number; text: string }): Promise<void>;
  readonly terminated: Promise<DialogEnd>;
}

/**
 * The seam between the session and whatever speaks SIP. One `Signaling` is one connection with one registered identity: when the
 * connection goes, the object is finished and a new one is made. Nothing here names the SIP library.
 */

import type { SessionCredentials } from '../contract';

/** Header lines in order. Values are cleaned of line breaks before they are sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface SipBody {
  readonly contentType: string;
  readonly content: string;
}

export interface RequestOptions {
  readonly headers?: HeaderList;
  readonly body?: SipBody;
}

export interface ResponseOptions extends RequestOptions {
  readonly reason?: string;
}

/** What requests and responses have in common for a reader. Header names are case-insensitive. */
export interface SipReader {
  readonly body: string;
  readonly contentType: string;
  header(name: string): string | undefined;
  headers(name: string): readonly string[];
}

/** A final response. `local`: nobody answered, the transaction timed out (408) or could not be sent (503). */
export interface SipResponse extends SipReader {
  readonly status: number;
  readonly reason: string;
  readonly local: boolean;
}

export interface SipRequest extends SipReader {
  readonly method: string;
  readonly fromUri: string;
  readonly fromName: string;
}

/** `respond` is ignored for a BENOTIFY, which is never answered ([MS-SIP]). */
export interface IncomingRequest extends SipRequest {
  respond(status: number, options?: ResponseOptions): void;
}

/** Why a dialog is gone while the connection lives. `reason` is the raw `Reason` header (RFC 3326). */
export interface DialogEnd {
  /** `error`: an answer said that the peer knows it no more (408, 481). */
  readonly by: 'remote' | 'error';
  readonly reason?: string;
  /** Raw `ms-diagnostics` of the BYE. */
  readonly diagnostics?: string;
}

/** Given before the dialog exists, so that nothing that arrives with the answer is missed. */
export interface DialogHandlers {
  onRequest(request: IncomingRequest): void;
  onEnded(end: DialogEnd): void;
  /** A re-INVITE. Without this handler what was agreed stays agreed. */
  onReinvite?(request: IncomingRequest): void;
  /** A provisional answer of the peer, 180 or higher. */
  onProgress?(response: SipResponse): void;
}

export interface Dialog {
  readonly remoteUri: string;
  /** What a `Replaces` names (RFC 3891). */
  readonly ids: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
  /** Another offer (RFC 3261 section 14). As `request`; rejects with any other error while one is on its way, as if 491 had come. */
  reinvite(options: RequestOptions): Promise<SipResponse>;
  /** Resolves with any final status. Rejects with `SignalingError` when the connection or the dialog goes. */
  request(method: string, options?: RequestOptions): Promise<SipResponse>;
  /** Ends it; later calls do nothing. `onEnded` is not called for it. */
  bye(headers?: HeaderList): Promise<void>;
}

/** `dialog` is there for a 2xx. */
export interface InviteOutcome {
  readonly response: SipResponse;
  readonly dialog?: Dialog;
}

export interface OutgoingInvite {
  /** Rejects with `SignalingError` when the connection goes before the final answer. */
  readonly outcome: Promise<InviteOutcome>;
  /** Sends CANCEL; an answer that crosses it is acknowledged and ended. */
  cancel(): void;
}

export interface IncomingInvite extends SipRequest {
  /** Called once, when the inviter cancels or the connection goes before an answer. */
  onWithdrawn: (reason: string | undefined) => void;
  ringing(): void;
  reject(status: number, options?: ResponseOptions): void;
  /** Resolves when the ACK is there. Rejects with `SignalingError`. */
  accept(options: RequestOptions, handlers: DialogHandlers): Promise<Dialog>;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface SubscribeOptions extends RequestOptions {
  readonly event: string;
  readonly accept: string;
  /** Seconds. It is refreshed by itself. */
  readonly expires: number;
  onNotify(request: SipRequest): void;
  /** Refused (with the response), ended by the notifier, or never notified. Not called after `unsubscribe` or a lost connection. */
  onEnded(response: SipResponse | undefined): void;
}

export interface RegisterOutcome {
  readonly response: SipResponse;
  /** Seconds granted. */
  readonly expires: number;
}

export interface SignalingHandlers {
  onInvite(invite: IncomingInvite): void;
  /** A MESSAGE outside of any dialog. */
  onRequest(request: IncomingRequest): void;
  /** The connection went without `close()`. Everything pending has been rejected. */
  onConnectionLost(error: SignalingError): void;
  /** Every message in and out, unredacted. */
  onTrace(direction: 'in' | 'out', text: string): void;
  /** Something arrived that could not be read; it was dropped and nothing else disturbed. */
  onMalformed(text: string, cause: unknown): void;
}

export interface Signaling {
  /** Resolves with any final answer. `expires` 0 removes the binding. */
  register(expires: number): Promise<RegisterOutcome>;
  /** Out of dialog, any method but INVITE; a SUBSCRIBE only if it is answered at once and leaves no subscription. */
  request(method: string, to: string, options?: RequestOptions): Promise<SipResponse>;
  invite(to: string, options: RequestOptions, handlers: DialogHandlers): OutgoingInvite;
  subscribe(to: string, options: SubscribeOptions): Subscription;
  /** Closes the connection and leaves no timer behind. */
  close(): Promise<void>;
}

export interface SignalingIdentity {
  readonly uri: string;
  readonly displayName: string;
  readonly username: string;
  readonly password: string;
  readonly challenge?: SessionCredentials['challenge'];
}

export interface SignalingOptions {
  /** Open already. */
  readonly socket: WebSocket;
  readonly identity: SignalingIdentity;
  /** RFC 5626 instance: a UUID that stays the same over reconnects, so that the registrar replaces the old binding. */
  readonly instanceId: string;
  readonly userAgent: string;
  readonly handlers: SignalingHandlers;
}

export type CreateSignaling = (options: SignalingOptions) => Signaling;

export type SignalingErrorCode =
  'connection-lost' | 'closed' | 'dialog-ended' | 'withdrawn' | 'invalid-address';

export class SignalingError extends Error {
  override readonly name = 'SignalingError';
  constructor(
    readonly code: SignalingErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

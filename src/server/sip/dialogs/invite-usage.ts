import type { AgentCore, DialogOwner } from '../agent-core';
import { aborted } from '../agent-core';
import type { Timer } from '../clock';
import { SipTransactionError } from '../errors';
import type { SipRequest, SipResponse } from '../message';
import { createResponse } from '../message';
import type { ServerTransaction } from '../transactions';
import { AckWatch } from './ack-watch';
import type { Dialog } from './dialog';
import { parseReason, reasonHeader } from './reason';
import { reInvite } from './re-invite';
import { ServerRequest } from './server-request';
import type { ContentOptions, DialogEnd, DialogRequestOptions, IncomingRequest, InviteDialog } from './types';

/** Requests that arrive before their handler is set wait this long: the handler is set by a promise's continuation. */
const UNHANDLED_MS = 1_000;
const TARGET_REFRESH = new Set(['INVITE', 'UPDATE']);

/** The usage of a dialog that INVITE makes and BYE ends (RFC 3261 sections 12 to 15, RFC 5057). */
export class InviteUsage implements InviteDialog, DialogOwner {
  readonly terminated: Promise<DialogEnd>;
  inviteResponse?: SipResponse;
  #end!: (end: DialogEnd) => void;
  #state: 'confirmed' | 'terminated' = 'confirmed';
  #handler: ((request: IncomingRequest) => void) | undefined;
  readonly #waiting: ServerRequest[] = [];
  #unhandled: Timer | undefined;
  /** Incoming requests without a final response. */
  readonly #pending = new Set<ServerTransaction>();
  /** Whose INVITE is in progress (14.1, 14.2). */
  #invite: 'local' | 'remote' | undefined;
  #acknowledged: (() => void) | undefined;

  constructor(
    private readonly core: AgentCore,
    private readonly dialog: Dialog,
    private readonly contact: string,
  ) {
    this.terminated = new Promise((resolve) => (this.#end = resolve));
    core.dialogs.set(dialog.key, this);
  }

  get callId(): string {
    return this.dialog.callId;
  }
  get localTag(): string {
    return this.dialog.localTag;
  }
  get remoteTag(): string {
    return this.dialog.remoteTag;
  }
  get remoteTarget(): string {
    return this.dialog.remoteTarget;
  }
  get remoteUri(): string {
    return this.dialog.remoteUri;
  }
  get state(): 'confirmed' | 'terminated' {
    return this.#state;
  }

  get onRequest(): (request: IncomingRequest) => void {
    return this.#handler ?? unhandled;
  }

  set onRequest(handler: (request: IncomingRequest) => void) {
    this.#handler = handler;
    this.#unhandled?.cancel();
    for (const request of this.#waiting.splice(0)) this.#hand(request, handler);
  }

  async request(method: string, options: DialogRequestOptions = {}): Promise<SipResponse> {
    if (this.#state === 'terminated')
      throw new SipTransactionError('dialog-terminated', `${method}: the dialog has ended`);
    if (options.signal?.aborted) throw aborted(method, options.signal.reason);
    if (method === 'INVITE' && this.#invite)
      throw new SipTransactionError('glare', 'INVITE: another is in progress');
    const request = this.dialog.createRequest(method, options.body);
    this.core.decorate(request, options, TARGET_REFRESH.has(method) ? this.contact : undefined);
    if (method === 'INVITE') this.#invite = 'local';
    let response: SipResponse;
    try {
      response =
        method === 'INVITE'
          ? await reInvite(this.core, this.dialog, request, () => (this.#invite = undefined), options.signal)
          : await this.core.exchange(request, options.signal);
    } catch (error) {
      const lost = error instanceof SipTransactionError && error.code === 'timeout';
      if (lost) this.#terminate({ by: 'error', reason: `${method}: no answer`, status: 408 });
      throw error;
    }
    const { status } = response;
    if (status < 300 && TARGET_REFRESH.has(method)) this.dialog.refreshTarget(response);
    // RFC 5057 5.1: these say that the peer knows the dialog no longer.
    if (status === 408 || status === 481)
      this.#terminate({ by: 'error', reason: `${method}: ${response.reason}`, status });
    if (method === 'BYE') this.#terminate({ by: 'local' });
    return response;
  }

  benotify(options: ContentOptions): void {
    if (this.#state === 'terminated') return;
    const request = this.dialog.createRequest('BENOTIFY', options.body);
    this.core.decorate(request, options, this.contact);
    this.core.sendUnanswered(request);
  }

  async bye(reason?: { cause: number; text: string }): Promise<void> {
    if (this.#state === 'terminated') return;
    const request = this.dialog.createRequest('BYE');
    this.core.decorate(request, reason ? { headers: [['Reason', reasonHeader(reason)]] } : {});
    // 15.1.1: the session is over when the BYE is handed to the transaction, whatever the answer.
    const key = this.dialog.key;
    this.#terminate({ by: 'local', ...(reason ? { reason: reason.text, status: reason.cause } : {}) });
    if (this.core.connection.closed) return;
    // A BYE that crosses ours is still answered 200.
    this.core.dialogs.set(key, this);
    try {
      await this.core.exchange(request);
    } catch (error) {
      this.core.log.debug('bye-unanswered', { callId: this.callId, error });
    } finally {
      this.core.dialogs.delete(key);
    }
  }

  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const refuse = (status: number, headers: [string, string][] = []): void => {
      transaction.respond(createResponse(request, status, { headers }));
    };
    if (!this.dialog.isFrom(request)) return refuse(481);
    if (request.method === 'BYE') return this.#receiveBye(transaction);
    if (this.#state === 'terminated') return refuse(481);
    if (!this.dialog.takesCSeq(request)) return refuse(500);
    if (request.method === 'INVITE') {
      // 14.2: glare, or a second one before the first was answered.
      if (this.#invite === 'local') return refuse(491);
      if (this.#invite === 'remote')
        return refuse(500, [['Retry-After', String(Math.floor(Math.random() * 11))]]);
      this.#invite = 'remote';
    }
    this.#receiveOther(transaction);
  }

  acknowledged(ack: SipRequest): void {
    this.dialog.resetCSeq(ack);
    const waiting = this.#acknowledged;
    this.#acknowledged = undefined;
    waiting?.();
  }

  awaitAck(acknowledged: () => void): void {
    this.#acknowledged = acknowledged;
  }

  connectionLost(): void {
    this.#terminate({ by: 'connection', reason: 'the connection was lost' });
  }

  async shutDown(): Promise<void> {
    await this.bye({ cause: 503, text: 'Service is shutting down' });
  }

  /** The peer acts as if it were gone; it is told, should it still listen. */
  abandon(reason: string): void {
    if (this.#state === 'terminated') return;
    const bye = this.dialog.createRequest('BYE');
    this.core.decorate(bye, { headers: [['Reason', reasonHeader({ cause: 408, text: reason })]] });
    this.core.exchange(bye).catch((error: unknown) => {
      this.core.log.debug('bye-unanswered', { callId: this.callId, error });
    });
    this.#terminate({ by: 'error', reason, status: 408 });
  }

  #receiveBye(transaction: ServerTransaction): void {
    const { request } = transaction;
    transaction.respond(createResponse(request, 200));
    this.#terminate({ by: 'remote', ...parseReason(request.headers.text('Reason')) });
  }

  #receiveOther(transaction: ServerTransaction): void {
    const isInvite = transaction.request.method === 'INVITE';
    const refreshes = TARGET_REFRESH.has(transaction.request.method);
    const request = new ServerRequest(
      this.core,
      transaction,
      (response) => {
        if (response.status < 200) return;
        this.#pending.delete(transaction);
        if (response.status < 300 && refreshes) this.dialog.refreshTarget(transaction.request);
        if (!isInvite) return;
        if (response.status < 300) this.#watchAck(transaction, response);
        else this.#invite = undefined;
      },
      refreshes ? this.contact : undefined,
    );
    transaction.handler = {
      onCancel: () => request.respond(487),
      onFailure: () => {
        this.#pending.delete(transaction);
        if (isInvite) this.#invite = undefined;
      },
    };
    this.#pending.add(transaction);
    if (this.#handler) this.#hand(request, this.#handler);
    else this.#wait(request);
  }

  #watchAck(transaction: ServerTransaction, response: SipResponse): void {
    const watch = new AckWatch(this.core, transaction, response, () => this.abandon('no ACK'));
    const done = (): void => {
      watch.stop();
      this.#invite = undefined;
    };
    this.awaitAck(done);
    void this.terminated.then(done);
  }

  #wait(request: ServerRequest): void {
    this.#waiting.push(request);
    if (this.#waiting.length > 1) return;
    this.#unhandled = this.core.clock.setTimeout(() => {
      for (const late of this.#waiting.splice(0)) late.respond(501);
    }, UNHANDLED_MS);
  }

  #hand(request: ServerRequest, handler: (request: IncomingRequest) => void): void {
    try {
      handler(request);
    } catch (error) {
      this.core.log.error('dialog-request-handler-failed', { method: request.request.method, error });
      request.respond(500);
    }
  }

  #terminate(end: DialogEnd): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.core.dialogs.delete(this.dialog.key);
    this.#unhandled?.cancel();
    this.#waiting.length = 0;
    // 15.1.2: what is still unanswered gets 487.
    for (const transaction of this.#pending) {
      if (transaction.pending) transaction.respond(createResponse(transaction.request, 487));
    }
    this.#pending.clear();
    this.#end(end);
  }
}

function unhandled(): void {
  // What a dialog's `onRequest` reads as before it is set.
}

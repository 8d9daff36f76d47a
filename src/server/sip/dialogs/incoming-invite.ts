import type { AgentCore } from '../agent-core';
import { SipTransactionError } from '../errors';
import { newTag } from '../identifiers';
import type { SipRequest } from '../message';
import type { ServerHandler, ServerTransaction } from '../transactions';
import { AckWatch } from './ack-watch';
import { Dialog } from './dialog';
import { InviteUsage } from './invite-usage';
import { assertedIdentity, buildResponse } from './server-request';
import type { IncomingInvite, InviteDialog, RespondOptions } from './types';

/** The called side of an INVITE until its dialog is confirmed (RFC 3261 13.3). */
export class InviteServer implements IncomingInvite, ServerHandler {
  readonly request: SipRequest;
  readonly identity: string | undefined;
  readonly #core: AgentCore;
  readonly #transaction: ServerTransaction;
  readonly #abort = new AbortController();
  readonly #contact: string;
  readonly #tag = newTag();
  #answered = false;

  constructor(core: AgentCore, transaction: ServerTransaction) {
    this.#core = core;
    this.#transaction = transaction;
    this.request = transaction.request;
    this.identity = assertedIdentity(transaction.request);
    this.#contact = core.contact(transaction.request.uri);
    transaction.localTag = this.#tag;
    transaction.handler = this;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  ringing(status = 180, options: RespondOptions = {}): void {
    if (status <= 100 || status >= 200) throw new RangeError(`not a ringing status: ${status}`);
    this.#send(status, options);
  }

  reject(status: number, options: RespondOptions = {}): void {
    if (status < 300 || status > 699) throw new RangeError(`not a rejecting status: ${status}`);
    this.#send(status, options);
  }

  respond(status: number, options: RespondOptions = {}): void {
    if (status < 200) this.ringing(status, options);
    else this.reject(status, options);
  }

  async accept(options: RespondOptions = {}): Promise<InviteDialog> {
    this.signal.throwIfAborted();
    if (this.#answered) throw new RangeError('the INVITE is answered already');
    this.#answered = true;
    const usage = new InviteUsage(this.#core, Dialog.ofServer(this.request, this.#tag), this.#contact);
    const response = buildResponse(this.#core, this.request, 200, this.#tag, options, this.#contact);
    await new Promise<void>((resolve, reject) => {
      const watch = new AckWatch(this.#core, this.#transaction, response, () => {
        reject(new SipTransactionError('timeout', 'INVITE: accepted, but no ACK came'));
        usage.abandon('no ACK');
      });
      usage.awaitAck(() => {
        watch.stop();
        resolve();
      });
      void usage.terminated.then(({ by, reason }) => {
        watch.stop();
        const code = by === 'connection' ? 'connection-lost' : 'dialog-terminated';
        reject(new SipTransactionError(code, `INVITE: ended before its ACK (${reason ?? by})`));
      });
      this.#transaction.respond(response);
    });
    return usage;
  }

  /** The CANCEL is answered; this is for the INVITE (9.2). */
  onCancel(): void {
    this.#send(487, {});
    this.#abort.abort(new SipTransactionError('cancelled', 'INVITE: cancelled by the caller'));
  }

  onFailure(error: SipTransactionError): void {
    // Later, the dialog or nobody waits: a final response that was not acknowledged (Timer H) changes nothing.
    if (error.code === 'connection-lost' && !this.#answered) this.#abort.abort(error);
  }

  #send(status: number, options: RespondOptions): void {
    if (!this.#transaction.pending) {
      this.#core.log.debug('response-too-late', { method: 'INVITE', status });
      return;
    }
    this.#answered ||= status >= 200;
    this.#transaction.respond(
      buildResponse(this.#core, this.request, status, this.#tag, options, this.#contact),
    );
  }
}

import type { AgentCore } from '../agent-core';
import type { Timer } from '../clock';
import { SipFailureError } from '../errors';
import type { SipFailureCode, SipTransactionError } from '../errors';
import type { SipRequest, SipResponse } from '../message';
import type { ClientHandler } from '../transactions';
import type { ClientInviteTransaction } from '../transactions';
import { Dialog } from './dialog';
import { InviteUsage } from './invite-usage';
import { reasonHeader } from './reason';
import type { InviteDialog, InviteOptions } from './types';

/** The calling side of an INVITE until its dialog is confirmed (RFC 3261 13.2). */
export class InviteClient implements ClientHandler {
  readonly dialog: Promise<InviteDialog>;
  readonly #core: AgentCore;
  readonly #options: InviteOptions;
  readonly #request: SipRequest;
  readonly #contact: string;
  readonly #transaction: ClientInviteTransaction;
  #settled = false;
  #resolve!: (dialog: InviteDialog) => void;
  #reject!: (error: Error) => void;
  #expiry: Timer | undefined;
  /** Dialogs of the 2xx that came, by remote tag: the one that is kept, and those that lost a race. */
  readonly #answers = new Map<string, Dialog>();

  constructor(core: AgentCore, uri: string, options: InviteOptions) {
    this.#core = core;
    this.#options = options;
    this.dialog = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#contact = core.contact(options.from);
    this.#request = core.createRequest('INVITE', uri, options);
    const { headers } = this.#request;
    if (!headers.has('Contact')) headers.append('Contact', this.#contact);
    if (options.expires !== undefined) {
      headers.set('Expires', String(options.expires));
      this.#expiry = core.clock.setTimeout(() => this.#withdraw('expired', 408), options.expires * 1_000);
    }
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#transaction = core.send(this.#request, this) as ClientInviteTransaction;
  }

  onResponse(response: SipResponse): void {
    const { status } = response;
    if (status < 200) {
      if (status > 100 && !this.#settled) this.#options.onProvisional?.(response);
    } else if (status < 300) {
      this.#answered(response);
    } else if (this.#settle()) {
      this.#reject(new SipFailureError('rejected', status, { response }));
    }
  }

  onFailure(error: SipTransactionError): void {
    if (this.#settle()) this.#reject(error);
  }

  #answered(response: SipResponse): void {
    const tag = response.toTag() ?? '';
    const known = this.#answers.get(tag);
    const dialog = known ?? Dialog.ofClient(this.#request, response);
    // 13.2.2.4: every 2xx gets an ACK, also when it is repeated.
    this.#core.sendAck(dialog.createAck(this.#request.cseq()?.number ?? 0));
    if (known) return;
    this.#answers.set(tag, dialog);
    if (this.#settle()) {
      const usage = new InviteUsage(this.#core, dialog, this.#contact);
      usage.inviteResponse = response;
      this.#resolve(usage);
    } else {
      this.#hangUp(dialog);
    }
  }

  /** A second branch answered, or the answer crossed our CANCEL. */
  #hangUp(dialog: Dialog): void {
    const bye = dialog.createRequest('BYE');
    this.#core.decorate(bye, {
      headers: [['Reason', reasonHeader({ cause: 487, text: 'Request Terminated' })]],
    });
    this.#core.exchange(bye).catch((error: unknown) => {
      this.#core.log.debug('bye-unanswered', { callId: dialog.callId, error });
    });
  }

  readonly #onAbort = (): void => {
    this.#withdraw('cancelled', 487, this.#options.signal?.reason);
  };

  #withdraw(code: SipFailureCode, status: number, cause?: unknown): void {
    if (!this.#settle()) return;
    this.#transaction.cancel();
    this.#reject(new SipFailureError(code, status, { cause }));
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#expiry?.cancel();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

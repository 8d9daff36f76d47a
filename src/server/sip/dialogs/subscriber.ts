import type { AgentCore, DialogOwner } from '../agent-core';
import type { Timer } from '../clock';
import { SipFailureError, SipTransactionError } from '../errors';
import type { SipRequest, SipResponse } from '../message';
import { createResponse, deltaSeconds, parseParams } from '../message';
import type { ServerTransaction } from '../transactions';
import { TRANSACTION_TIMEOUT } from '../transactions';
import { Dialog } from './dialog';
import type { ContentOptions, SubscribeOptions, Subscription } from './types';

/** RFC 6665 4.1.2.2 and RFC 5057 5.2: answers to a refresh that end the subscription; after others it lives until it expires. */
const FATAL = new Set([404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604]);

/** The subscriber's side of one subscription (RFC 6665 4.1); refreshes itself. */
export class SubscriberUsage implements Subscription, DialogOwner {
  readonly #core: AgentCore;
  readonly #options: SubscribeOptions;
  readonly #first: SipRequest;
  readonly #contact: string;
  #dialog: Dialog | undefined;
  #active = true;
  #expiresAt = 0;
  #refresh: Timer | undefined;
  #timerN: Timer | undefined;
  #notified = false;
  #leaving = false;

  constructor(core: AgentCore, uri: string, options: SubscribeOptions) {
    this.#core = core;
    this.#options = options;
    this.#contact = core.contact(options.from);
    this.#first = core.createRequest('SUBSCRIBE', uri, options);
    this.#complete(this.#first, options.expires);
    core.subscribing.set(this.#pendingKey, this);
  }

  get callId(): string {
    return this.#first.callId() ?? '';
  }

  get active(): boolean {
    return this.#active;
  }

  /** Sends the SUBSCRIBE. Rejects with SipFailureError or SipTransactionError; `onTerminated` is then not called. */
  async start(): Promise<void> {
    let response: SipResponse;
    try {
      response = await this.#core.exchange(this.#first, this.#options.signal);
      if (response.status >= 300) throw new SipFailureError('rejected', response.status, { response });
    } catch (error) {
      this.#forget();
      throw error;
    }
    if (!this.#active) return; // the last NOTIFY was faster
    this.#attach(Dialog.ofClient(this.#first, response));
    this.#dialog?.refreshTarget(response);
    this.#granted(response);
    if (this.#notified) return;
    // 4.1.2.4: no NOTIFY, no subscription.
    this.#timerN = this.#core.clock.setTimeout(() => this.#finish('no-notify'), TRANSACTION_TIMEOUT);
  }

  async refresh(): Promise<void> {
    const response = await this.#subscribe(this.#options.expires, this.#options);
    if (response.status < 300) {
      this.#dialog?.refreshTarget(response);
      this.#granted(response);
      return;
    }
    if (FATAL.has(response.status)) this.#finish(String(response.status));
    throw new SipFailureError('rejected', response.status, { response });
  }

  async unsubscribe(): Promise<void> {
    if (!this.#active) return;
    this.#refresh?.cancel();
    this.#leaving = true;
    try {
      await this.#subscribe(0, {});
    } catch (error) {
      this.#core.log.debug('unsubscribe-unanswered', { callId: this.callId, error });
    }
    if (!this.#notified || !this.#dialog) return this.#finish('unsubscribed');
    // The last NOTIFY may be on its way (4.1.2.3).
    if (this.#active)
      this.#timerN ??= this.#core.clock.setTimeout(() => this.#finish('unsubscribed'), TRANSACTION_TIMEOUT);
  }

  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const refuse = (status: number): void => void transaction.respond(createResponse(request, status));
    if (!this.#active) return refuse(481);
    if (request.method !== 'NOTIFY') return refuse(405);
    if (packageOf(request.headers.get('Event')) !== packageOf(this.#options.event)) return refuse(489);
    if (!this.#dialog) this.#attach(Dialog.ofNotify(this.#first, request));
    const dialog = this.#dialog!;
    // 4.1.4: a NOTIFY of another branch of a forked SUBSCRIBE is not wanted.
    if (dialog.remoteTag !== request.fromTag() || !dialog.isFrom(request)) return refuse(481);
    if (!dialog.takesCSeq(request)) return refuse(500);
    transaction.respond(createResponse(request, 200));
    dialog.refreshTarget(request);
    this.#notified = true;
    this.#timerN?.cancel();
    this.#timerN = undefined;
    this.#take(request);
  }

  connectionLost(): void {
    this.#finish('connection-lost');
  }

  async shutDown(): Promise<void> {
    await this.unsubscribe();
    this.#finish('unsubscribed');
  }

  #take(notify: SipRequest): void {
    const header = notify.headers.get('Subscription-State') ?? 'active';
    const semicolon = header.indexOf(';');
    const state = (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase();
    const params = semicolon < 0 ? undefined : parseParams(header, semicolon);
    try {
      this.#options.onNotify(notify);
    } catch (error) {
      this.#core.log.error('notify-handler-failed', { callId: this.callId, error });
    }
    if (state === 'terminated') {
      return this.#finish(this.#leaving ? 'unsubscribed' : (params?.get('reason') ?? 'terminated'));
    }
    const seconds = deltaSeconds(params?.get('expires'));
    // The notifier may shorten, not lengthen (4.1.2.1).
    if (seconds !== undefined && this.#core.clock.now() + seconds * 1_000 < this.#expiresAt)
      this.#schedule(seconds);
  }

  #granted(response: SipResponse): void {
    const granted = deltaSeconds(response.headers.get('Expires'));
    this.#schedule(Math.min(granted ?? this.#options.expires, this.#options.expires));
  }

  /** Refreshes a minute before the end, or half-way if that is later. */
  #schedule(seconds: number): void {
    if (!this.#active) return;
    const { clock } = this.#core;
    this.#expiresAt = clock.now() + seconds * 1_000;
    this.#refresh?.cancel();
    if (seconds === 0) return; // a fetch: the NOTIFY that ends it comes by itself
    this.#refresh = clock.setTimeout(
      () => void this.#refreshNow(),
      Math.max(seconds - 60, seconds / 2) * 1_000,
    );
  }

  async #refreshNow(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      if (!this.#active) return;
      this.#core.log.info('subscription-refresh-failed', { callId: this.callId, error });
      const left = this.#expiresAt - this.#core.clock.now();
      if (left < 2_000 || (error instanceof SipTransactionError && error.code === 'timeout')) {
        return this.#finish('expired');
      }
      this.#refresh = this.#core.clock.setTimeout(() => void this.#refreshNow(), left / 2);
    }
  }

  async #subscribe(expires: number, content: ContentOptions): Promise<SipResponse> {
    if (!this.#active)
      throw new SipTransactionError('dialog-terminated', 'SUBSCRIBE: the subscription has ended');
    if (!this.#dialog) throw new SipTransactionError('dialog-terminated', 'SUBSCRIBE: not established yet');
    const request = this.#dialog.createRequest('SUBSCRIBE', content.body);
    this.#core.decorate(request, content);
    this.#complete(request, expires);
    return this.#core.exchange(request);
  }

  #complete(request: SipRequest, expires: number): void {
    const { headers } = request;
    headers.set('Event', this.#options.event);
    headers.set('Accept', this.#options.accept);
    headers.set('Expires', String(expires));
    if (!headers.has('Contact')) headers.append('Contact', this.#contact);
  }

  #attach(dialog: Dialog): void {
    if (this.#dialog) return;
    this.#dialog = dialog;
    this.#core.subscribing.delete(this.#pendingKey);
    this.#core.dialogs.set(dialog.key, this);
  }

  get #pendingKey(): string {
    return `${this.callId} ${this.#first.fromTag()}`;
  }

  #forget(): void {
    this.#active = false;
    this.#refresh?.cancel();
    this.#timerN?.cancel();
    this.#core.subscribing.delete(this.#pendingKey);
    if (this.#dialog) this.#core.dialogs.delete(this.#dialog.key);
  }

  #finish(reason: string): void {
    if (!this.#active) return;
    this.#forget();
    try {
      this.#options.onTerminated(reason);
    } catch (error) {
      this.#core.log.error('terminated-handler-failed', { error });
    }
  }
}

function packageOf(event: string | undefined): string {
  return (event ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

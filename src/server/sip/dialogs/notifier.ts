import type { AgentCore, DialogOwner } from '../agent-core';
import type { Timer } from '../clock';
import { newTag } from '../identifiers';
import type { SipRequest } from '../message';
import { createResponse, deltaSeconds } from '../message';
import type { ServerTransaction } from '../transactions';
import { Dialog } from './dialog';
import { assertedIdentity, buildResponse } from './server-request';
import type { AcceptSubscribeOptions, ContentOptions, Notifier } from './types';

/** The notifier's side of one subscription (RFC 6665 4.2). */
export class NotifierUsage implements Notifier, DialogOwner {
  onRefresh: ((request: SipRequest) => void) | undefined;
  onTerminated: (reason: string) => void = () => {};
  onAnswered: () => void = () => {};
  readonly identity: string | undefined;
  readonly #core: AgentCore;
  readonly #dialog: Dialog;
  readonly #tag = newTag();
  readonly #contact: string;
  /** Sent back as it came, with its `id` parameter. */
  readonly #event: string;
  readonly #granted: number;
  readonly #benotify: boolean;
  #unanswered = 0;
  #expiresAt = 0;
  #expiry: Timer | undefined;
  #last: ContentOptions = {};
  #active = true;
  /** Why the next NOTIFY is the last one. */
  #ending: 'timeout' | undefined;

  constructor(core: AgentCore, transaction: ServerTransaction, options: AcceptSubscribeOptions) {
    const { request } = transaction;
    this.#core = core;
    this.identity = assertedIdentity(request);
    this.#contact = core.contact(request.uri);
    this.#event = request.headers.get('Event') ?? '';
    this.#granted = options.expires;
    this.#benotify = options.benotify ?? false;
    if (options.piggyback) this.#last = contentOf(options);
    this.#dialog = Dialog.ofServer(request, this.#tag);
    core.dialogs.set(this.#dialog.key, this);
    this.#grant(transaction, options);
    if (options.piggyback && this.#ending) this.#finish('unsubscribed');
  }

  get unanswered(): number {
    return this.#unanswered;
  }

  get active(): boolean {
    return this.#active;
  }

  notify(body: Buffer | string, contentType: string, headers?: [string, string][]): void {
    this.#last = { body, contentType, ...(headers ? { headers } : {}) };
    this.#notify();
  }

  terminate(reason: string, content?: { body: Buffer | string; contentType: string }): void {
    if (!this.#active) return;
    if (content) this.#last = content;
    this.#send(`terminated;reason=${reason}`);
    this.#finish(reason);
  }

  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const refuse = (status: number): void => void transaction.respond(createResponse(request, status));
    if (!this.#active || !this.#dialog.isFrom(request)) return refuse(481);
    if (!this.#dialog.takesCSeq(request)) return refuse(500);
    if (request.method !== 'SUBSCRIBE') return refuse(405);
    if (request.headers.get('Event') !== this.#event) return refuse(489);
    this.#dialog.refreshTarget(request);
    this.#grant(transaction, { expires: this.#granted });
    if (this.onRefresh && !this.#ending) this.onRefresh(request);
    else this.#notify();
  }

  connectionLost(): void {
    this.#finish('connection-lost');
  }

  async shutDown(): Promise<void> {
    // The subscriber may subscribe again at once, and will find whoever serves then (4.1.3).
    this.terminate('deactivated');
  }

  #grant(transaction: ServerTransaction, options: AcceptSubscribeOptions): void {
    const { request } = transaction;
    const asked = deltaSeconds(request.headers.get('Expires'));
    const seconds = Math.min(options.expires, asked ?? options.expires);
    const response = buildResponse(this.#core, request, 200, this.#tag, options, this.#contact);
    response.headers.set('Expires', String(seconds));
    transaction.respond(response);
    this.#expiry?.cancel();
    this.#expiresAt = this.#core.clock.now() + seconds * 1_000;
    if (seconds === 0) this.#ending = 'timeout';
    else this.#expiry = this.#core.clock.setTimeout(() => this.terminate('timeout'), seconds * 1_000);
  }

  #notify(): void {
    if (!this.#active) return;
    if (this.#ending) {
      this.#send(`terminated;reason=${this.#ending}`);
      this.#finish('unsubscribed');
    } else {
      const left = Math.max(0, Math.round((this.#expiresAt - this.#core.clock.now()) / 1_000));
      this.#send(`active;expires=${left}`);
    }
  }

  #send(state: string): void {
    const method = this.#benotify ? 'BENOTIFY' : 'NOTIFY';
    const notify = this.#dialog.createRequest(method, this.#last.body);
    notify.headers.append('Event', this.#event);
    notify.headers.append('Subscription-State', state);
    this.#core.decorate(notify, this.#last, this.#contact);
    if (this.#benotify) return this.#core.sendUnanswered(notify);
    this.#unanswered++;
    this.#core.exchange(notify).then(
      // 4.2.2: a subscriber that refuses a NOTIFY has no such subscription. Retry-After means it does.
      ({ status, headers }) => {
        this.#unanswered--;
        if (status < 300) return this.onAnswered();
        if (!headers.has('Retry-After')) this.#finish(String(status));
      },
      (error: unknown) => {
        this.#unanswered--;
        this.#core.log.debug('notify-unanswered', { callId: this.#dialog.callId, error });
        this.#finish('408');
      },
    );
  }

  #finish(reason: string): void {
    if (!this.#active) return;
    this.#active = false;
    this.#expiry?.cancel();
    this.#core.dialogs.delete(this.#dialog.key);
    try {
      this.onTerminated(reason);
    } catch (error) {
      this.#core.log.error('terminated-handler-failed', { error });
    }
  }
}

function contentOf({ body, contentType }: ContentOptions): ContentOptions {
  return { ...(body !== undefined && { body }), ...(contentType !== undefined && { contentType }) };
}

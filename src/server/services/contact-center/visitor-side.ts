import type { QueueStatus } from '../../../protocol/queue-status';
import type { Timer } from '../../sip/clock';
import type { InviteDialog } from '../../sip/endpoint';
import type { ContactCenterServices } from './contact-center-services';
import type { ConversationFacts } from './conversation-facts';
import { VisitorInbox, type VisitorInboxHooks } from './inboxes';
import { MessagePump, type Delivery } from './message-pump';
import { VisitorLeg } from './visitor-leg';

export type NoticeKind = 'welcome' | 'hold' | 'overflow' | 'farewell' | 'menu' | 'supervision';

export interface VisitorSideHooks extends Omit<VisitorInboxHooks, 'refreshed'> {
  status(): QueueStatus;
  /** Another dialog takes over: whether this one lives on, for a call. */
  keeps(dialog: InviteDialog): boolean;
  /** The visitor was away and is there again. */
  onBack(): void;
  /** The visitor hung up. */
  onEnded(dialog: InviteDialog): void;
}

/** What the visitor hears and how long an absent one is waited for. One per contact, whatever number of dialogs the visitor needs. */
export class VisitorSide {
  #leg: VisitorLeg | undefined;
  #grace: Timer | undefined;
  #hold: Timer | undefined;
  #ended = false;
  readonly #pump: MessagePump;
  readonly #inbox: VisitorInbox;

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    private readonly hooks: VisitorSideHooks,
  ) {
    const { clock, log } = services;
    this.#pump = new MessagePump({
      // RFC 3261 section 21.2, RFC 3428 section 7: 202 is accepted, and not yet there.
      ...{ clock, log, waiting: 202 },
      onDelivered: ({ number }) => {
        if (number > 0) facts.record.delivered(number);
      },
      onRefused: ({ number }, status) => log.info('message-refused', { contact: facts.id, number, status }),
      onLost: () => this.#leg?.lost(),
    });
    this.#inbox = new VisitorInbox(services, facts.record, facts.visitorUri, {
      typing: (isTyping) => hooks.typing(isTyping),
      hasRoom: (bytes) => hooks.hasRoom(bytes),
      message: (delivery) => hooks.message(delivery),
      context: (context) => hooks.context(context),
      refreshed: () => this.#reopen(),
    });
  }

  /** Whether the visitor was answered at least once. */
  get wasAnswered(): boolean {
    return this.#leg !== undefined;
  }

  /** The dialog that the visitor is behind. */
  get dialog(): InviteDialog | undefined {
    return this.#leg?.dialog;
  }

  get isAttached(): boolean {
    return this.#leg?.isAttached ?? false;
  }

  /** The visitor has said something in this dialog. */
  seen(dialog: InviteDialog): void {
    if (dialog !== this.dialog) return;
    this.#leg?.seen();
    this.#reopen();
  }

  /** Nothing comes from the visitor any more, though nobody said goodbye. */
  async probe(): Promise<boolean> {
    return (await this.#leg?.probe()) ?? false;
  }

  /** From now on the visitor is behind this dialog; an older one is ended, and what was missed follows. */
  attach(dialog: InviteDialog, acceptTypes: readonly string[]): void {
    const old = this.#leg;
    const leg = new VisitorLeg(
      dialog,
      acceptTypes,
      this.facts.id,
      {
        ...{ onRequest: this.#inbox.receive, status: () => this.hooks.status() },
        onLost: () => this.#lost(),
        onBack: () => this.#back(),
        onEnded: () => this.hooks.onEnded(dialog),
      },
      this.services,
    );
    this.#leg = leg;
    this.#pump.open(leg.carrier());
    if (old && this.hooks.keeps(old.dialog)) old.release();
    else void old?.end({ cause: 200, text: 'resumed elsewhere' });
    if (old) this.#back();
    else leg.statusChanged();
  }

  /** False for the id of a message that was taken before; else it is taken now. */
  takes(messageId: string): boolean {
    return this.#inbox.takes(messageId);
  }

  hasRoom(bytes: number): boolean {
    return this.#pump.hasRoom(bytes);
  }

  push(delivery: Delivery): void {
    if (this.#ended) delivery.answer?.(481);
    else this.#pump.push(delivery);
  }

  sendTyping(isTyping: boolean): void {
    this.#leg?.sendTyping(isTyping);
  }

  /** Resolves with the visitor's answer; 480 while they are away. */
  async sendData(contentType: string, body: Buffer): Promise<number> {
    return (await this.#leg?.sendData(contentType, body)) ?? 480;
  }

  statusChanged(): void {
    this.#leg?.statusChanged();
  }

  /** Said by the service. What cannot be stored is said all the same: nobody was promised that it is kept. */
  async say(kind: NoticeKind, text: string): Promise<void> {
    let number = 0;
    try {
      number = await this.facts.record.say({ author: 'service', kind, format: 'text/plain', body: text });
    } catch (error) {
      this.services.log.error('notice-not-stored', { contact: this.facts.id, kind, error });
    }
    this.#pump.push({
      number,
      notice: kind,
      contentType: 'text/plain; charset=UTF-8',
      body: Buffer.from(text),
    });
  }

  /** Says the hold text of the queue again and again while the contact waits. */
  hold(): void {
    this.#hold?.cancel();
    const { hold } = this.facts.queue;
    if (!hold) return;
    this.#hold = this.services.clock.setTimeout(() => {
      if (this.#ended || !this.facts.contact.waiting) return;
      // For somebody who is away only the newest would be of use, and the status says it all.
      if (this.#leg?.isAttached) void this.say('hold', hold.text);
      this.hold();
    }, hold.everySeconds * 1000);
  }

  /** The last words, the last status, BYE. */
  async end(lastWords: { readonly kind: NoticeKind; readonly text: string } | undefined): Promise<void> {
    this.#ended = true;
    this.#grace?.cancel();
    this.#hold?.cancel();
    if (lastWords) await this.say(lastWords.kind, lastWords.text);
    if (this.#leg?.isAttached) {
      await this.#pump.idle();
      await this.#leg.sendLastStatus();
    }
    this.#pump.discard(481);
    const isShutdown = this.facts.contact.endReason === 'shutdown';
    await this.#leg?.end(
      isShutdown
        ? { cause: 503, text: 'service is shutting down' }
        : { cause: 200, text: 'conversation ended' },
    );
  }

  #lost(): void {
    const { clock, configuration, maker, log } = this.services;
    log.info('visitor-lost', { contact: this.facts.id });
    this.#pump.shut();
    if (this.#ended) return;
    const { contact } = this.facts;
    maker.suspend(contact);
    this.#grace?.cancel();
    const ms = configuration.reconnectGraceSeconds * 1000;
    this.#grace = clock.setTimeout(() => maker.end(contact, 'visitor-lost'), ms);
  }

  #back(): void {
    if (this.#ended) return;
    this.#grace?.cancel();
    if (!this.#pump.isOpen) this.#reopen();
    this.#leg?.statusChanged();
    this.hooks.onBack();
  }

  /** The visitor is where they said last: what waits goes there. */
  #reopen(): void {
    if (this.#leg?.isAttached) this.#pump.open(this.#leg.carrier());
  }
}

import type { TextFormat } from '../../../protocol/text-format';
import type { QueueStatus } from '../../../protocol/queue-status';
import type { VisitorContext } from '../../../protocol/visitor-context';
import type { IncomingInvite } from '../../sip/endpoint';
import { AgentSide } from './agent-side';
import type { QueueConfiguration } from './configuration';
import type { ContactCenterServices } from './contact-center-services';
import { ContactRecord } from './contact-record';
import type { ConversationFacts } from './conversation-facts';
import { CustomerContext } from './customer-context';
import type { Agent } from './domain/agent';
import type { Contact, Offer } from './domain/contact';
import { sessionAnswer } from './session-answer';
import { queueStatusOf } from './session-facts';
import type { VisitorInvitation } from './visitor-invitation';
import { VisitorSide, type NoticeKind } from './visitor-side';

export interface CustomerSessionIdentity {
  readonly id: string;
  readonly visitorUri: string;
  readonly invitation: VisitorInvitation;
}

/** One contact on the wire (the sample's AcdCustomerSession): the visitor's side, the agent's side, and what passes between them. */
export class CustomerSession implements ConversationFacts {
  readonly id: string;
  readonly visitorUri: string;
  readonly invitation: VisitorInvitation;
  readonly context: CustomerContext;
  readonly record: ContactRecord;
  /** Resolves when the contact has ended on the wire and in the store. */
  readonly finished: Promise<void>;
  #contact: Contact | undefined;
  /** The last words, once it has ended. */
  #ending: { readonly lastWords?: { readonly kind: NoticeKind; readonly text: string } } | undefined;
  #finishing = false;
  #resolveFinished: () => void = () => undefined;
  readonly #visitor: VisitorSide;
  readonly #agent: AgentSide;

  constructor(
    identity: CustomerSessionIdentity,
    private readonly services: ContactCenterServices,
  ) {
    const { clock, log, configuration, contacts } = services;
    this.id = identity.id;
    this.visitorUri = identity.visitorUri;
    this.invitation = identity.invitation;
    const proof = { secret: configuration.siteSecret, subject: this.visitorUri, now: () => clock.now() };
    this.context = new CustomerContext(proof);
    this.record = new ContactRecord(this.id, contacts, clock, log);
    this.finished = new Promise((resolve) => (this.#resolveFinished = resolve));
    this.#visitor = new VisitorSide(this, services, {
      status: () => this.#status(),
      typing: (isTyping) => this.#agent.sendTyping(isTyping),
      hasRoom: (bytes) => this.#agent.hasRoom(bytes),
      message: (delivery) => this.#agent.push(delivery),
      context: (context) => this.#merge(context),
    });
    this.#agent = new AgentSide(this, services, {
      hasRoom: (bytes) => this.#visitor.hasRoom(bytes),
      onTyping: (isTyping) => this.#visitor.sendTyping(isTyping),
      onMessage: (delivery) => this.#visitor.push(delivery),
      onData: (contentType, body) => this.#visitor.sendData(contentType, body),
    });
  }

  get contact(): Contact {
    if (!this.#contact) throw new TypeError('The contact is not admitted yet.');
    return this.#contact;
  }

  get queue(): QueueConfiguration {
    const queue = this.services.maker.queue(this.contact.queueUri);
    if (!queue) throw new TypeError(`There is no queue ${this.contact.queueUri}.`);
    return queue.configuration;
  }

  get hasVisitor(): boolean {
    return this.#visitor.wasAnswered;
  }

  // -------------------------------------------------------------------------------------------------------------- visitor

  /** Commits the contact, with its first message, before anything is acknowledged. Rejects with `StoreError`. */
  async begin(queueUri: string): Promise<void> {
    const { context, notes, firstMessage, messageId } = this.invitation;
    for (const note of notes) this.context.note(note);
    if (context) this.context.merge(context);
    const facts = { queueUri, visitorUri: this.visitorUri, context: this.context };
    await this.record.begin(this.invitation, facts);
    if (!firstMessage) return;
    await this.#take(firstMessage);
    if (messageId !== undefined) this.#visitor.takes(messageId);
  }

  bind(contact: Contact): void {
    this.#contact = contact;
  }

  /** Answers the visitor and greets; the contact may be offered from then on. Rejects when the visitor is gone already. */
  async answer(invite: IncomingInvite): Promise<void> {
    const { firstMessage, acceptTypes } = this.invitation;
    const dialog = await invite.accept(sessionAnswer(this.contact.queueUri, firstMessage !== undefined));
    this.#visitor.attach(dialog, acceptTypes);
    if (this.#ending) return void this.#finish();
    const { welcome } = this.queue;
    if (welcome) await this.#visitor.say('welcome', welcome);
    this.#visitor.hold();
    this.services.maker.resume(this.contact);
  }

  /** The visitor is back with a new dialog: what was missed follows, once. Rejects when they are gone again, or with `StoreError`. */
  async resume(invite: IncomingInvite, invitation: VisitorInvitation): Promise<void> {
    const { firstMessage, context, acceptTypes } = invitation;
    if (firstMessage && this.#isNew(firstMessage, invitation.messageId)) await this.#take(firstMessage);
    if (context) this.#merge(context);
    const answer = sessionAnswer(this.contact.queueUri, firstMessage !== undefined);
    const dialog = await invite.accept({ ...answer, headers: [...answer.headers, ['Ms-Resume', 'true']] });
    this.#visitor.attach(dialog, acceptTypes);
    if (this.#ending) void this.#finish();
  }

  /** A visitor who never heard our first answer sends the first message again. */
  #isNew({ body }: TextFormat, messageId: string | undefined): boolean {
    if (messageId === undefined) return body !== this.invitation.firstMessage?.body;
    return this.#visitor.takes(messageId);
  }

  async #take({ contentType, body }: TextFormat): Promise<void> {
    const { visitorUri: authorUri } = this;
    const number = await this.record.say({
      author: 'visitor',
      authorUri,
      kind: 'message',
      format: contentType,
      body,
    });
    this.#agent.push({ number, contentType: `${contentType}; charset=UTF-8`, body: Buffer.from(body) });
  }

  #merge(context: VisitorContext): void {
    this.context.merge(context);
    this.#stored();
    this.#agent.cardChanged();
  }

  #status(): QueueStatus {
    const queue = this.services.maker.queue(this.contact.queueUri);
    if (this.#ending || !queue) return { state: 'ended' };
    return queueStatusOf(this.contact, queue, this.#agent.agentName);
  }

  // ----------------------------------------------------------------------------------------------- what the match maker says

  offerMade(agent: Agent, offer: Offer): void {
    this.#agent.offer(agent, offer);
    this.#visitor.statusChanged();
  }

  offerClosed(offer: Offer): void {
    this.#agent.offerClosed(offer);
    this.#visitor.statusChanged();
  }

  connected(agent: Agent): void {
    this.#stored();
    this.#agent.connected(agent);
    this.#visitor.statusChanged();
  }

  requeued(): void {
    if (this.#agent.release()) this.#visitor.hold();
    this.#visitor.statusChanged();
  }

  overflowed(text: string): void {
    this.#stored();
    if (this.hasVisitor) void this.#visitor.say('overflow', text);
    this.#visitor.statusChanged();
  }

  queueChanged(): void {
    this.#visitor.statusChanged();
  }

  agentPresence(agent: Agent, present: boolean): void {
    this.#agent.mayBeBack(agent, present);
  }

  /** `text`: what the overflow says. */
  ended(contact: Contact, text: string | undefined): void {
    this.#contact = contact;
    // At once: whoever never acknowledged our answer must not keep the outcome waiting, least of all when the service stops.
    this.record.finished(contact, this.context);
    const { farewell } = this.queue;
    if (text !== undefined) this.#ending = { lastWords: { kind: 'overflow', text } };
    else if (contact.endReason === 'agent-ended' && farewell !== undefined) {
      this.#ending = { lastWords: { kind: 'farewell', text: farewell } };
    } else this.#ending = {};
    if (this.hasVisitor) void this.#finish();
  }

  /** For a contact that never got a leg: there is nobody to say goodbye to. */
  async settle(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    await this.record.settled();
    this.#resolveFinished();
  }

  async #finish(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    const text = this.contact.endReason ?? 'ended';
    await Promise.all([this.#agent.end(text), this.#visitor.end(this.#ending?.lastWords)]);
    await this.record.settled();
    this.#resolveFinished();
  }

  #stored(): void {
    this.record.changed(this.contact, this.context);
  }
}

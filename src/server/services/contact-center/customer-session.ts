import type { TextFormat } from '../../../protocol/text-format';
import type { QueueStatus } from '../../../protocol/queue-status';
import type { VisitorContext } from '../../../protocol/visitor-context';
import type { IncomingInvite } from '../../sip/endpoint';
import { decodeUtf8, parseNameAddr } from '../../sip/message';
import { AgentSide } from './agent-side';
import { AgentView } from './agent-view';
import type { QueueConfiguration } from './configuration';
import type { ContactCenterServices } from './contact-center-services';
import { ContactRecord } from './contact-record';
import type { ConversationFacts } from './conversation-facts';
import { CustomerContext } from './customer-context';
import type { Agent } from './domain/agent';
import type { Contact, HandOver, Offer } from './domain/contact';
import { sessionAnswer } from './session-answer';
import { queueStatusOf } from './session-facts';
import { readInvitation, type VisitorInvitation } from './visitor-invitation';
import { VisitorSide, type NoticeKind } from './visitor-side';
import { ContactTeam } from './team/contact-team';
import { SessionVoice } from './voice/session-voice';

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
  readonly #view: AgentView;
  #agent: AgentSide;
  readonly #voice: SessionVoice;
  /** Everybody on our side. */
  readonly team: ContactTeam;

  constructor(
    identity: CustomerSessionIdentity,
    private readonly services: ContactCenterServices,
    /** Who takes part, or how, is different now. */
    onTeamChanged: (session: CustomerSession) => void = () => undefined,
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
      message: (delivery) => {
        this.team.visitorSaid(delivery);
        this.#agent.push(delivery);
        this.#voice.messagesToo();
      },
      context: (context) => this.merge(context),
      keeps: (dialog) => this.#voice.keeps(dialog),
      onBack: () => this.#voice.visitorBack(),
      onEnded: (dialog) => {
        if (!this.#voice.goesOnWithout(dialog)) services.maker.end(this.contact, 'visitor-ended');
      },
    });
    const view = (this.#view = new AgentView(this, services, (contentType, body) =>
      this.#visitor.sendData(contentType, body),
    ));
    this.#agent = this.#newAgentSide(view);
    const agent = (): AgentSide => this.#agent;
    const parts = { view, visitor: this.#visitor, agent };
    this.team = new ContactTeam(this, services, {
      ...parts,
      newSide: () => this.#newAgentSide(view),
      useSide: (side) => (this.#agent = side),
      voice: () => (this.#voice.side?.visitor ? this.#voice.side : undefined),
      ringAgent: () => this.#voice.ringAgent(),
      onChanged: () => onTeamChanged(this),
    });
    this.#voice = new SessionVoice(this, services, { ...parts, team: this.team });
  }

  #newAgentSide(view: AgentView): AgentSide {
    const { maker } = this.services;
    const side: AgentSide = new AgentSide(this, this.services, view, {
      hasRoom: (bytes) => this.#visitor.hasRoom(bytes),
      onTyping: (isTyping) => this.#visitor.sendTyping(isTyping),
      onMessage: (delivery, agent) => {
        this.team.agentSaid(agent, delivery);
        this.#visitor.push(delivery);
      },
      onEnded: (by) => {
        if (side !== this.#agent) return this.team.colleagues.sideEnded(side);
        if (this.#voice.agentGoesOn() || this.team.agentLeaves()) return;
        if (by === 'agent') maker.end(this.contact, 'agent-ended');
        else maker.agentLost(this.contact);
      },
    });
    return side;
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

  get isAdmitted(): boolean {
    return this.#contact !== undefined;
  }

  /** Where its agents' clients send. */
  get address(): string {
    return `sip:contact-${this.id}@${this.services.configuration.domain}`;
  }

  /** As agents see them. */
  get customerName(): string {
    return decodeUtf8(parseNameAddr(this.#view.from)?.displayName ?? '');
  }

  get hasCall(): boolean {
    return this.#voice.side?.visitor !== undefined;
  }

  get hasMessages(): boolean {
    const { dialog } = this.#visitor;
    return this.#agent.hasMessages || (dialog !== undefined && dialog !== this.#voice.side?.visitor);
  }

  /** A supervisor calls to listen in or read along. Rejects with `InvitationRefusal`, or when they are gone. */
  supervise(invite: IncomingInvite, uri: string): Promise<void> {
    const { clock } = this.services;
    return this.team.supervise(invite, uri, readInvitation(invite.request, clock.now(), true));
  }

  get hasEnded(): boolean {
    return this.#ending !== undefined;
  }

  /** Somebody takes the agent's call over. */
  takeOver(invite: IncomingInvite): void {
    this.#voice.takeOver(invite);
  }

  get hasVisitor(): boolean {
    return this.#visitor.wasAnswered;
  }

  // -------------------------------------------------------------------------------------------------------------- visitor

  /** What could not be stored never was. */
  discard(): Promise<void> {
    return this.#voice.close();
  }

  /** A call: its media, before anything else is done. Rejects with `InvitationRefusal`. */
  async prepare(): Promise<void> {
    if (this.invitation.audio !== undefined) await this.#voice.prepare(this.invitation.audio);
  }

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
  async answer(invite: IncomingInvite, invitation = this.invitation): Promise<void> {
    const { firstMessage, acceptTypes, audio } = invitation;
    if (audio !== undefined && !this.#voice.isPrepared) await this.#voice.prepare(audio);
    const answer = sessionAnswer(this.contact.queueUri, firstMessage !== undefined);
    const dialog = await this.#voice.accept(invite, answer);
    this.#visitor.attach(dialog, acceptTypes);
    if (this.#ending) return void this.#finish();
    await this.#greet();
  }

  /** Calls the visitor, asks what the menu asks, and greets. Rejects when they do not answer. */
  async callVisitor(target: string, ringSeconds: number): Promise<void> {
    this.#voice.setMenu(true);
    const call = await this.#voice.callVisitor(target, ringSeconds);
    this.#visitor.attach(call, []);
    if (this.#ending) return void this.#finish();
    const answers = await this.#voice.askMenu(call);
    if (this.#ending) return;
    if (Object.keys(answers).length > 0) this.merge({ data: { ...this.context.browser.data, answers } });
    // The menu is over: what counts now is the place in the queue.
    this.#visitor.statusChanged();
    await this.#greet();
  }

  /** Calls a visitor who has a chat. Rejects with `InvitationRefusal`; how it goes on is seen. */
  addCall(target: string, ringSeconds: number): Promise<void> {
    return this.#voice.addCall(target, ringSeconds);
  }

  async #greet(): Promise<void> {
    const { welcome } = this.queue;
    if (welcome) await this.#visitor.say('welcome', welcome);
    this.#visitor.hold();
    this.services.maker.resume(this.contact);
  }

  /** The visitor is back with a new dialog: what was missed follows, once. Rejects when they are gone again, or with `StoreError`. */
  async resume(invite: IncomingInvite, invitation: VisitorInvitation): Promise<void> {
    const { firstMessage, context, acceptTypes } = invitation;
    if (firstMessage && this.#isNew(firstMessage, invitation.messageId)) await this.#take(firstMessage);
    if (context) this.merge(context);
    if (invitation.audio !== undefined) return this.#voice.answer(invite, invitation.audio);
    const answer = sessionAnswer(this.contact.queueUri, firstMessage !== undefined);
    const dialog = await invite.accept({ ...answer, headers: [...answer.headers, ['Ms-Resume', 'true']] });
    this.#visitor.attach(dialog, acceptTypes);
    this.#voice.messagesToo();
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
    const delivery = { number, contentType: `${contentType}; charset=UTF-8`, body: Buffer.from(body) };
    this.team.visitorSaid(delivery);
    this.#agent.push(delivery);
  }

  /** Newer context: stored, and shown to the agent. */
  merge(context: VisitorContext): void {
    this.context.merge(context);
    this.#stored();
    for (const side of this.#sides) side.cardChanged();
    for (const party of this.#voice.side?.parties ?? []) party.cardChanged();
  }

  get #sides(): AgentSide[] {
    return [this.#agent, ...this.team.colleagues.all.map(({ side }) => side)];
  }

  #status(): QueueStatus {
    const queue = this.services.maker.queue(this.contact.queueUri);
    if (this.#ending || !queue) return { state: 'ended' };
    const agentName = this.#agent.agentName ?? this.#voice.side?.agentName;
    return queueStatusOf(this.contact, queue, agentName, this.#voice.inMenu);
  }

  // ----------------------------------------------------------------------------------------------- what the match maker says

  offerMade(agent: Agent, offer: Offer): void {
    this.#voice.offer(agent, offer);
    this.#visitor.statusChanged();
  }

  offerClosed(offer: Offer): void {
    this.#agent.offerClosed(offer);
    this.#voice.side?.party.offerClosed(offer.id);
    this.#visitor.statusChanged();
  }

  connected(agent: Agent): void {
    this.#stored();
    this.#voice.connected(agent);
    this.#visitor.statusChanged();
  }

  parked(): void {
    this.#stored();
    this.team.dissolve();
    this.#note('parked', this.contact.parkedBy);
    this.#visitor.statusChanged();
  }

  /** Somebody has taken the contact over whom the match maker did not ask. */
  handedOver(how: HandOver): void {
    this.#stored();
    this.#note(how, this.contact.agentUri);
    this.#voice.handedOver();
    this.#visitor.statusChanged();
  }

  requeued(): void {
    this.#stored();
    this.team.dissolve();
    const hadCall = this.#voice.release();
    if (this.#agent.release() || hadCall) this.#visitor.hold();
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
    for (const side of this.#sides) side.mayBeBack(agent, present);
    for (const party of this.#voice.side?.parties ?? []) party.mayBeBack(agent, present);
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
    this.#voice.stopCalling();
    if (this.hasVisitor) void this.#finish();
  }

  /** For a contact that never got a leg: there is nobody to say goodbye to. */
  async settle(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    await this.team.end('ended');
    await this.#voice.close();
    await this.record.settled();
    this.#resolveFinished();
  }

  async #finish(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    const text = this.contact.endReason ?? 'ended';
    const agents = [this.#agent.end(text), this.team.end(text), this.#voice.side?.party.release(text).done];
    await Promise.all([...agents, this.#visitor.end(this.#ending?.lastWords)]);
    await this.#voice.close();
    await this.record.settled();
    this.#resolveFinished();
  }

  /** For the transcript only: what became of the call, and by whom. */
  #note(kind: string, authorUri: string | undefined): void {
    const line = { author: 'agent', kind, format: 'text/plain', body: '' } as const;
    this.record.say({ ...line, ...(authorUri !== undefined && { authorUri }) }).catch((error: unknown) => {
      this.services.log.error('note-not-stored', { contact: this.id, kind, error });
    });
  }

  #stored(): void {
    this.record.changed(this.contact, this.context);
  }
}

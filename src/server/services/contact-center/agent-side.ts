import { mediaTypeOf } from '../../../protocol/content-type';
import type { InviteDialog } from '../../sip/endpoint';
import { AgentLeg, type AgentLegOptions } from './agent-leg';
import { AgentOffer } from './agent-offer';
import type { ContactCenterServices } from './contact-center-services';
import type { ConversationFacts } from './conversation-facts';
import type { Agent } from './domain/agent';
import type { Offer } from './domain/contact';
import { AgentInbox } from './inboxes';
import { MessagePump, type Delivery } from './message-pump';
import { applicationsFor, contactAddress } from './session-facts';

/** What the visitor wrote is kept for the next agent up to so many bytes; the store has all of it. */
const maxHistoryBytes = 1_048_576;

export interface AgentSideHooks {
  /** Whether a message of so many bytes may wait for the visitor. */
  hasRoom(bytes: number): boolean;
  /** The agent wrote; `answer` is due. */
  onMessage(delivery: Delivery): void;
  onTyping(isTyping: boolean): void;
  /** Application data for the visitor; resolves with the visitor's answer. */
  onData(contentType: string, body: Buffer): Promise<number>;
}

/** Where the visitor's words go: offers, the leg of whoever accepted, and what waits for the next agent. */
export class AgentSide {
  #leg: AgentLeg | undefined;
  #offer: AgentOffer | undefined;
  #answered: InviteDialog | undefined;
  #ended = false;
  readonly #pump: MessagePump;
  /** What the visitor wrote, oldest first: a new agent reads it from the beginning. */
  readonly #history: Delivery[] = [];
  #historyBytes = 0;

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    private readonly hooks: AgentSideHooks,
  ) {
    const { clock, log } = services;
    this.#pump = new MessagePump({
      ...{ clock, log, waiting: 200 },
      onDelivered: ({ number }) => facts.record.delivered(number),
      onRefused: ({ number }, status) => log.info('message-refused', { contact: facts.id, number, status }),
      onLost: () => this.#leg?.lost(),
    });
  }

  /** Display name of the agent; never an address. */
  get agentName(): string | undefined {
    return this.#leg?.agent.displayName;
  }

  hasRoom(bytes: number): boolean {
    return this.#pump.hasRoom(bytes);
  }

  push(delivery: Delivery): void {
    if (this.#ended) return delivery.answer?.(481);
    this.#remember(delivery);
    this.#pump.push(delivery);
  }

  #remember(delivery: Delivery): void {
    this.#history.push(delivery);
    this.#historyBytes += delivery.body.length;
    while (this.#historyBytes > maxHistoryBytes)
      this.#historyBytes -= this.#history.shift()?.body.length ?? this.#historyBytes;
  }

  sendTyping(isTyping: boolean): void {
    this.#leg?.sendTyping(isTyping);
  }

  cardChanged(): void {
    this.#leg?.cardChanged();
  }

  mayBeBack(agent: Agent, present: boolean): void {
    if (this.#leg?.agent !== agent) return;
    if (present) this.#leg.retry();
    else void this.#leg.probe();
  }

  offer(agent: Agent, offer: Offer): void {
    const { invitation, queue } = this.facts;
    const { conversationId, subject, priority, firstMessage } = invitation;
    this.#offer = new AgentOffer(this.services, {
      ...{ agent, offer, conversationId, subject, priority },
      from: this.#from(),
      toast: firstMessage?.contentType === 'text/plain' ? firstMessage.body : queue.name,
      seconds: queue.offerSeconds,
      onAnswered: (dialog) => {
        this.#answered = dialog;
        if (this.services.maker.accept(offer.id)) return;
        this.#answered = undefined;
        void dialog.bye({ cause: 487, text: 'the visitor has left' });
      },
    });
  }

  offerClosed(offer: Offer): void {
    if (this.#offer?.id !== offer.id) return;
    this.#offer.withdraw();
    this.#offer = undefined;
  }

  /** The match maker gave the contact to this agent: what the visitor wrote follows, oldest first, and the applications start. */
  connected(agent: Agent): void {
    const dialog = this.#answered;
    this.#answered = undefined;
    if (!dialog) return this.services.maker.agentLost(this.facts.contact);
    const leg = (this.#leg = new AgentLeg(dialog, this.#legOptions(agent), this.services));
    const taken = leg.tookFirstMessage ? this.#shownInOffer() : undefined;
    if (taken) {
      this.#pump.remove(taken.number);
      this.facts.record.delivered(taken.number);
    }
    const waiting = this.#pump.waiting;
    const earlier = this.#history.filter((delivery) => delivery !== taken && !waiting.includes(delivery));
    this.#pump.open(leg.carrier(), earlier);
    leg.openApplications();
  }

  /** Without an agent again; true if there was one. */
  release(): boolean {
    const hadAgent = this.#leg !== undefined;
    this.#leg = undefined;
    this.#pump.shut();
    return hadAgent;
  }

  async end(text: string): Promise<void> {
    this.#ended = true;
    this.#offer?.withdraw();
    this.#pump.discard(481);
    await this.#leg?.end({ cause: 200, text });
  }

  #from(): string {
    const { id, invitation, context } = this.facts;
    return contactAddress(id, this.services.configuration.domain, invitation.displayName, context);
  }

  /** The visitor's first message, if the toast of the offer was the whole of it. */
  #shownInOffer(): Delivery | undefined {
    const { firstMessage } = this.facts.invitation;
    const whole = firstMessage?.contentType === 'text/plain' && AgentOffer.showsWhole(firstMessage.body);
    return whole ? this.#history.find(({ body }) => body.toString('utf8') === firstMessage.body) : undefined;
  }

  #legOptions(agent: Agent): AgentLegOptions {
    const { services, facts } = this;
    const inbox = new AgentInbox(services, facts.record, agent.uri, {
      typing: (isTyping) => this.hooks.onTyping(isTyping),
      hasRoom: (bytes) => this.hooks.hasRoom(bytes),
      message: (delivery) => this.hooks.onMessage(delivery),
      refreshed: () => this.#reopen(),
    });
    return {
      agent,
      contactId: facts.id,
      conversationId: facts.invitation.conversationId,
      from: this.#from(),
      applications: applicationsFor(agent, facts.queue, services.configuration),
      card: (maxBytes) => this.#card(maxBytes),
      onRequest: inbox.receive,
      onLost: () => this.#pump.shut(),
      onRestored: () => this.#reopen(),
      onEnded: (by) => {
        if (by === 'agent') services.maker.end(facts.contact, 'agent-ended');
        else services.maker.agentLost(facts.contact);
      },
      onData: (_application, contentType, body) => this.#data(agent, contentType, body),
    };
  }

  /** The agent's client is where it said last: what waits goes there. */
  #reopen(): void {
    if (this.#leg?.state === 'established') this.#pump.open(this.#leg.carrier());
  }

  #card(maxBytes?: number): string {
    const { id, contact, queue, context } = this.facts;
    const { uri, name } = queue;
    const waited = (contact.answeredAt ?? contact.queuedAt) - contact.queuedAt;
    const waitedSeconds = Math.max(0, Math.round(waited / 1000));
    return context.card({ contactId: id, queue: { uri, name }, waitedSeconds }, maxBytes);
  }

  /** What the agent's application shows the customer; in the transcript like everything they were shown. */
  async #data(agent: Agent, contentType: string, body: Buffer): Promise<number> {
    const number = await this.facts.record.say({
      author: 'agent',
      authorUri: agent.uri,
      kind: 'context-data',
      format: mediaTypeOf(contentType),
      body: body.toString('utf8'),
    });
    const status = await this.hooks.onData(contentType, body);
    if (status < 300) this.facts.record.delivered(number);
    return status;
  }
}

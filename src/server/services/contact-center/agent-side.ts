import type { InviteDialog } from '../../sip/endpoint';
import { AgentLeg, type AgentLegOptions } from './agent-leg';
import { AgentOffer, inviteTo, type AgentOfferOptions } from './agent-offer';
import type { AgentView } from './agent-view';
import type { ContactCenterServices } from './contact-center-services';
import type { ConversationFacts } from './conversation-facts';
import type { Agent } from './domain/agent';
import type { Offer } from './domain/contact';
import { AgentInbox } from './inboxes';
import { MessagePump, type Delivery } from './message-pump';
import { offerMessages } from './session-offer';

/** What the visitor wrote is kept for the next agent up to so many bytes; the store has all of it. */
const maxHistoryBytes = 1_048_576;
/** How long the client of an agent who talks has to take the messages too. */
const joinSeconds = 20;

export interface AgentSideHooks {
  /** Whether a message of so many bytes may wait for the visitor. */
  hasRoom(bytes: number): boolean;
  /** The agent wrote; `answer` is due. */
  onMessage(delivery: Delivery, agent: Agent): void;
  onTyping(isTyping: boolean): void;
  /** The agent hung up, or did not come back in time. */
  onEnded(by: 'agent' | 'lost'): void;
}

/** Where the visitor's words go: offers, the leg of whoever accepted, and what waits for the next agent. */
export class AgentSide {
  #leg: AgentLeg | undefined;
  #offer: AgentOffer | undefined;
  #answered: InviteDialog | undefined;
  #joining = false;
  #ended = false;
  readonly #pump: MessagePump;
  /** What the visitor wrote, oldest first: a new agent reads it from the beginning. */
  readonly #history: Delivery[] = [];
  #historyBytes = 0;

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    private readonly view: AgentView,
    private readonly hooks: AgentSideHooks,
  ) {
    const { clock, log } = services;
    this.#pump = new MessagePump({
      ...{ clock, log, waiting: 200 },
      // What one of us wrote has arrived when the visitor has it.
      onDelivered: ({ number, sender }) => {
        if (number > 0 && sender === undefined) facts.record.delivered(number);
      },
      onRefused: ({ number }, status) => log.info('message-refused', { contact: facts.id, number, status }),
      onLost: () => this.#leg?.lost(),
    });
  }

  /** Display name of the agent; never an address. */
  get agentName(): string | undefined {
    return this.#leg?.agent.displayName;
  }

  get agentUri(): string | undefined {
    return this.#leg?.agent.uri;
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
    this.#offer = new AgentOffer(this.services, {
      ...this.view.ofOffer(agent),
      id: offer.id,
      onRefused: (result) => this.services.maker.refuse(offer.id, result),
      onAnswered: (dialog) => {
        this.#answered = dialog;
        if (this.services.maker.accept(offer.id)) return;
        this.#answered = undefined;
        void dialog.bye({ cause: 487, text: 'the visitor has left' });
      },
    });
  }

  /** Asks one more for the contact, beside whoever has it. Neither is called after `release` or `end`. */
  invite(agent: Agent, result: Pick<AgentOfferOptions, 'onRefused'> & { onJoined(): void }): void {
    const offer: AgentOffer = new AgentOffer(this.services, {
      ...this.view.ofOffer(agent),
      id: `${this.facts.id}.${agent.uri}`,
      onRefused: (why) => {
        if (this.#offer !== offer) return;
        this.#offer = undefined;
        result.onRefused(why);
      },
      onAnswered: (dialog) => {
        if (this.#offer !== offer) return void dialog.bye({ cause: 487, text: 'no longer needed' });
        this.#offer = undefined;
        this.#open(agent, dialog).openApplications();
        result.onJoined();
      },
    });
    this.#offer = offer;
  }

  /** Somebody who has a dialog with us already has the messages from now on. */
  adopt(agent: Agent, dialog: InviteDialog): void {
    this.#open(agent, dialog);
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
    const leg = this.#open(agent, dialog);
    leg.openApplications();
  }

  #open(agent: Agent, dialog: InviteDialog): AgentLeg {
    const leg = (this.#leg = new AgentLeg(dialog, this.#legOptions(agent), this.services));
    const taken = leg.tookFirstMessage ? this.#shownInOffer() : undefined;
    if (taken) {
      this.#pump.remove(taken.number);
      this.facts.record.delivered(taken.number);
    }
    const waiting = this.#pump.waiting;
    const earlier = this.#history.filter((delivery) => delivery !== taken && !waiting.includes(delivery));
    this.#pump.open(leg.carrier(), earlier);
    return leg;
  }

  /** The agent of the call gets the messages too. Their client continues the conversation it has and asks nobody. */
  async join(agent: Agent): Promise<void> {
    if (this.#joining || this.#leg || this.#ended) return;
    this.#joining = true;
    const { from, conversationId } = this.view.ofOffer(agent);
    const { services, facts } = this;
    try {
      const dialog = await inviteTo(services, agent.uri, await offerMessages(), {
        from,
        headers: [
          ['P-Asserted-Identity', from],
          ['Ms-Conversation-ID', conversationId],
        ],
        expires: joinSeconds,
      });
      const { agentUri, colleagues, state } = facts.contact;
      const stillTheirs = state === 'connected' && (agentUri === agent.uri || colleagues.has(agent.uri));
      if (this.#leg || this.#ended || !stillTheirs)
        return void dialog.bye({ cause: 487, text: 'no longer needed' });
      this.#open(agent, dialog);
    } catch (error) {
      // What the visitor writes waits; the next message tries again.
      services.log.info('agent-takes-no-messages', { contact: facts.id, agent: agent.uri, error });
    } finally {
      this.#joining = false;
    }
  }

  /** The agent has hung up the call and writes on: the applications start again beside the messages. */
  openApplications(): void {
    this.#leg?.openApplications();
  }

  /** Whether the visitor has written. */
  get hasMessages(): boolean {
    return this.#history.length > 0;
  }

  get hasAgent(): boolean {
    return this.#leg !== undefined;
  }

  /** Without an agent again; true if there was one. */
  release(): boolean {
    this.#offer?.withdraw();
    this.#offer = undefined;
    const hadAgent = this.#leg !== undefined;
    // The contact has gone elsewhere; what has ended by itself is not ended again.
    void this.#leg?.end({ cause: 200, text: 'the contact is with somebody else' });
    this.#leg = undefined;
    this.#pump.shut();
    return hadAgent;
  }

  async end(text: string): Promise<void> {
    this.#ended = true;
    this.#offer?.withdraw();
    this.#offer = undefined;
    this.#pump.discard(481);
    await this.#leg?.end({ cause: 200, text });
  }

  /** The visitor's first message, if the toast of the offer was the whole of it. */
  #shownInOffer(): Delivery | undefined {
    const { firstMessage } = this.facts.invitation;
    const whole = firstMessage?.contentType === 'text/plain' && AgentOffer.showsWhole(firstMessage.body);
    return whole ? this.#history.find(({ body }) => body.toString('utf8') === firstMessage.body) : undefined;
  }

  /** Who answers what the agent sends in a dialog. */
  requestsOf(agent: Agent): InviteDialog['onRequest'] {
    const inbox = new AgentInbox(this.services, this.facts.record, agent.uri, {
      typing: (isTyping) => this.hooks.onTyping(isTyping),
      hasRoom: (bytes) => this.hooks.hasRoom(bytes),
      message: (delivery) => this.hooks.onMessage(delivery, agent),
      refreshed: () => this.#reopen(),
    });
    return inbox.receive;
  }

  #legOptions(agent: Agent): AgentLegOptions {
    return {
      ...this.view.ofLeg(agent),
      onRequest: this.requestsOf(agent),
      onLost: () => this.#pump.shut(),
      onRestored: () => this.#reopen(),
      onEnded: (by) => this.hooks.onEnded(by),
    };
  }

  /** The agent's client is where it said last: what waits goes there. */
  #reopen(): void {
    if (this.#leg?.state === 'established') this.#pump.open(this.#leg.carrier());
  }
}

import { mediaTypeOf } from '../../../protocol/content-type';
import { isConversationId } from '../../../protocol/conversation-id';
import type { AgentLegOptions } from './agent-leg';
import type { AgentOfferOptions } from './agent-offer';
import type { ContactCenterServices } from './contact-center-services';
import type { ConversationFacts } from './conversation-facts';
import type { Agent } from './domain/agent';
import { applicationsFor, contactAddress } from './session-facts';

type LegFacts = Pick<
  AgentLegOptions,
  'agent' | 'contactId' | 'conversationId' | 'from' | 'applications' | 'card' | 'onData'
>;
type OfferFacts = Pick<
  AgentOfferOptions,
  'agent' | 'conversationId' | 'subject' | 'priority' | 'from' | 'toast' | 'seconds'
>;

/** What an agent sees of a contact, whether they write or talk: who it is, the toast, the applications and the customer card. */
export class AgentView {
  /** Conversations at those who have the contact in one of their own, because they retrieved it or were consulted. */
  readonly #conversations = new Map<string, string>();

  constructor(
    private readonly facts: ConversationFacts,
    private readonly services: ContactCenterServices,
    /** Application data for the visitor; resolves with the visitor's answer. */
    private readonly onData: (contentType: string, body: Buffer) => Promise<number>,
  ) {}

  get from(): string {
    const { id, invitation, context } = this.facts;
    return contactAddress(id, this.services.configuration.domain, invitation.displayName, context);
  }

  /** What belongs to the contact comes in this conversation of theirs from now on; where none is named, in that of before. */
  continueIn(agentUri: string, conversationId: string | undefined): void {
    if (conversationId !== undefined && isConversationId(conversationId))
      this.#conversations.set(agentUri, conversationId);
  }

  #conversationOf({ uri }: Agent): string {
    return this.#conversations.get(uri) ?? this.facts.invitation.conversationId;
  }

  ofOffer(agent: Agent): OfferFacts {
    const { invitation, queue } = this.facts;
    const conversationId = this.#conversationOf(agent);
    const { subject, priority, firstMessage } = invitation;
    const toast = firstMessage?.contentType === 'text/plain' ? firstMessage.body : queue.name;
    return { agent, conversationId, subject, priority, from: this.from, toast, seconds: queue.offerSeconds };
  }

  ofLeg(agent: Agent): LegFacts {
    const { facts, services } = this;
    return {
      agent,
      contactId: facts.id,
      conversationId: this.#conversationOf(agent),
      from: this.from,
      // The customer's data is for agents: somebody else whom the call was transferred to only talks.
      applications: services.maker.roster.get(agent.uri)
        ? applicationsFor(agent, facts.queue, services.configuration)
        : [],
      card: (maxBytes) => this.#card(maxBytes),
      onData: (_application, contentType, body) => this.#data(agent, contentType, body),
    };
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
    const status = await this.onData(contentType, body);
    if (status < 300) this.facts.record.delivered(number);
    return status;
  }
}

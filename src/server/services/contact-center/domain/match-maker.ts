import type { Clock } from '../../../sip/clock';
import type { ContactCenterConfiguration } from '../configuration';
import type { Agent, Readiness } from './agent';
import { AgentRoster } from './agent-roster';
import { mayTalk } from './capacity';
import {
  byPlace,
  Contact,
  type AdmitOptions,
  type ContactEndReason,
  type ContactOutcome,
  type HandOver,
  type Offer,
  type OfferResult,
} from './contact';
import { EventOutbox, type ContactCenterEvent } from './events';
import { HandOvers } from './hand-overs';
import { KeyedTimers } from './keyed-timers';
import { Queues } from './queues';
import { hasSkills } from './skills';
import type { WaitingQueue } from './waiting-queue';

/**
 * Brings contacts and agents together (the sample's AcdAgentMatchMaker). Pure: it knows neither SIP nor the store; time comes from the clock,
 * and what it decides is told as events. Every method leaves it consistent, so an agent is never promised twice.
 */
export class MatchMaker {
  readonly #queues: Queues;
  readonly #contacts = new Map<string, Contact>();
  readonly #timers: KeyedTimers;
  readonly #outbox: EventOutbox;
  readonly #handOvers: HandOvers;
  readonly roster: AgentRoster;
  #sequence = 0;
  #matching = false;
  #again = false;
  draining = false;

  constructor(
    private readonly configuration: ContactCenterConfiguration,
    private readonly clock: Clock,
    onListenerError: (error: unknown) => void,
  ) {
    this.#outbox = new EventOutbox(onListenerError);
    this.#timers = new KeyedTimers(clock);
    this.#queues = new Queues(
      configuration.queues,
      clock,
      (queueUri) => this.#outbox.add({ type: 'queue-changed', queueUri }),
      (contact) => this.#waitedTooLong(contact),
    );
    this.roster = new AgentRoster(
      configuration.agents,
      clock,
      ({ uri }) => this.contacts.some((c) => c.audio && (c.agentUri === uri || c.colleagues.has(uri))),
      (agent) => this.#outbox.add({ type: 'agent-changed', agent }),
      () => {
        this.#settle();
      },
    );
    this.#handOvers = new HandOvers({
      ...{ clock, queues: this.#queues, roster: this.roster, outbox: this.#outbox },
      exclude: (contact, agent) => this.#exclude(contact, agent),
    });
  }

  listen(listener: (event: ContactCenterEvent) => void): () => void {
    return this.#outbox.listen(listener);
  }

  get queues(): readonly WaitingQueue[] {
    return this.#queues.all;
  }

  queue(uri: string): WaitingQueue | undefined {
    return this.#queues.get(uri);
  }

  /** Contacts that have not ended. */
  get contacts(): readonly Contact[] {
    return [...this.#contacts.values()];
  }

  contact(id: string): Contact | undefined {
    return this.#contacts.get(id);
  }

  /** A new contact. It may have ended already when this returns: look at `outcome`. Throws for a queue that does not exist. */
  admit(options: AdmitOptions): Contact {
    const asked = this.#queues.get(options.queueUri);
    if (!asked) throw new RangeError(`There is no queue ${options.queueUri}.`);
    const { id, priority, suspended = false, audio = false } = options;
    const contact = new Contact(id, options.queueUri, priority, this.#sequence++, this.clock.now(), {
      suspended,
      audio,
    });
    this.#contacts.set(id, contact);
    if (this.draining) this.#end(contact, 'rejected', 'draining');
    else if (!asked.full) this.#enqueue(contact);
    else this.#overflow(contact, 'queue-full');
    this.#outbox.drain();
    return contact;
  }

  suspend(contact: Contact): void {
    contact.suspended = true;
  }

  resume(contact: Contact): void {
    contact.suspended = false;
    this.#settle();
  }

  /** The visitor calls too, or hung up and writes on. False when the agent who has the contact, or is asked for it, cannot take another call. */
  setAudio(contact: Contact, audio: boolean): boolean {
    const agent = this.roster.get(contact.agentUri ?? contact.offer?.agentUri ?? '');
    if (audio && agent && !mayTalk(agent, { id: contact.id, audio }, this.#contacts.values())) return false;
    contact.audio = audio;
    // A call of ours explains what they say of being on the phone.
    if (agent?.onThePhone) this.roster.apply(agent, 'presence-changed');
    this.#settle();
    return true;
  }

  /** The agent took the offer. False when the offer is no longer the contact's: the caller must let the agent go. */
  accept(offerId: string): boolean {
    const found = this.#findOffer(offerId);
    if (!found) return false;
    const { contact, agent, offer } = found;
    const now = this.clock.now();
    this.#queues.leave(contact).answered(contact, now - contact.waitingSince);
    this.#closeOffer(contact, agent, offer, 'accepted');
    contact.agentUri = agent.uri;
    contact.answeredAt ??= now;
    contact.apply('offer-accepted');
    agent.missedOffers = 0;
    agent.contactIds.add(contact.id);
    agent.idleSince = now;
    this.#outbox.add({ type: 'contact-connected', contact, agent, offer });
    this.roster.apply(agent, 'offer-accepted');
    this.#outbox.drain();
    return true;
  }

  /** The agent refused, did not answer or could not be reached: the contact goes back to the head of its queue without this agent. */
  refuse(offerId: string, result: 'declined' | 'missed' | 'failed'): void {
    const found = this.#findOffer(offerId);
    if (!found) return;
    const { contact, agent, offer } = found;
    this.#closeOffer(contact, agent, offer, result);
    contact.apply('offer-closed');
    this.#exclude(contact, agent);
    this.#queues.returnToHead(contact);
    agent.missedOffers = result === 'missed' ? agent.missedOffers + 1 : 0;
    if (agent.missedOffers >= this.configuration.missedOffersLimit) {
      agent.readiness = 'not-ready';
      agent.reason = 'missed-offers';
    }
    this.#outbox.add({ type: 'contact-requeued', contact, cause: result });
    if (contact.overdue) this.#overflow(contact, 'max-wait');
    this.roster.apply(agent, 'offer-closed');
    // Somebody else may be free, whatever this agent does next.
    this.#settle();
  }

  /** Nobody has the contact any more, neither its agent nor the call park service: back to the head. The agent is asked again when there, but not soon if `cannotTalk`. */
  agentLost(contact: Contact, cannotTalk = false): void {
    this.#handOvers.agentLost(contact, cannotTalk);
    this.#settle();
  }

  /** Whoever has the contact sends it to another queue, where it is one of those who came before. False: no room there. */
  transfer(contact: Contact, queueUri: string): boolean {
    const done = this.#handOvers.transfer(contact, queueUri);
    this.#settle();
    return done;
  }

  /** The agent of a connected contact has parked its call and is free, after wrap-up. */
  park(contact: Contact): void {
    this.#handOvers.park(contact);
    this.#settle();
  }

  /** Somebody has the call from now on whom nobody asked: retrieved it, or got it by transfer. They need not be one of our agents. */
  handOver(contact: Contact, uri: string, result: HandOver): void {
    this.#handOvers.handOver(contact, uri, result);
    this.#settle();
  }

  /** Somebody is there besides whoever has the contact; false when they are there already, or talk to somebody else. */
  addColleague(contact: Contact, uri: string): boolean {
    const agent = this.roster.get(uri);
    if (agent && !mayTalk(agent, contact, this.#contacts.values())) return false;
    const done = this.#handOvers.addColleague(contact, uri);
    this.#settle();
    return done;
  }

  removeColleague(contact: Contact, uri: string): void {
    this.#handOvers.removeColleague(contact, uri);
    this.#settle();
  }

  /** Ends the contact; the outcome follows from where it was. Nothing happens when it has ended already. */
  end(contact: Contact, reason: ContactEndReason): void {
    if (contact.state === 'ended') return;
    const failed = reason === 'store-failure' || reason === 'internal-error' || reason === 'shutdown';
    const wasConnected = contact.state === 'connected';
    const outcome = failed ? 'failed' : wasConnected ? 'answered-completed' : 'abandoned';
    this.#end(contact, outcome, reason);
    this.#outbox.drain();
  }

  /** `onThePhone`: they say that they are in a call, which may be ours or somebody else's. */
  setPresence(agent: Agent, present: boolean, onThePhone = false): void {
    this.roster.setPresence(agent, present, onThePhone);
    this.#outbox.drain();
  }

  setReadiness(agent: Agent, readiness: Readiness, reason?: string): void {
    this.roster.setReadiness(agent, readiness, reason);
    this.#outbox.drain();
  }

  extendWrapUp(agent: Agent, seconds: number): boolean {
    const done = this.roster.extendWrapUp(agent, seconds);
    this.#outbox.drain();
    return done;
  }

  endWrapUp(agent: Agent): boolean {
    const done = this.roster.endWrapUp(agent);
    this.#outbox.drain();
    return done;
  }

  close(): void {
    this.#timers.cancelAll();
    this.#queues.close();
    this.roster.close();
  }

  // ------------------------------------------------------------------------------------------------------------ matching

  #settle(): void {
    this.#match();
    this.#outbox.drain();
  }

  /** Best place first, longest idle first. Events that matching causes may free somebody else: then once more. */
  #match(): void {
    if (this.#matching) {
      this.#again = true;
      return;
    }
    this.#matching = true;
    try {
      do {
        this.#again = false;
        this.#matchOnce();
      } while (this.#again);
    } finally {
      this.#matching = false;
    }
  }

  #matchOnce(): void {
    const waiting = [...this.#contacts.values()].filter((c) => c.state === 'queued' && !c.suspended);
    const available = this.roster.available();
    for (const contact of waiting.sort(byPlace)) {
      contact.expireExclusions(this.clock.now());
      if (contact.state === 'queued' && !this.#offerTo(contact, available))
        this.#overflowIfAllDeclined(contact);
    }
  }

  #offerTo(contact: Contact, available: Agent[]): boolean {
    const { skills, offerSeconds } = this.#queues.of(contact).configuration;
    const index = available.findIndex(
      (a) =>
        !contact.exclusions.has(a.uri) &&
        hasSkills(a.skills, skills) &&
        mayTalk(a, contact, this.#contacts.values()),
    );
    const agent = available[index];
    if (!agent) return false;
    const now = this.clock.now();
    const offer: Offer = {
      id: `${contact.id}.${contact.attempts.length + 1}`,
      contactId: contact.id,
      agentUri: agent.uri,
      expiresAt: now + offerSeconds * 1000,
    };
    if (!agent.reserve(offer.id, now)) return false;
    available.splice(index, 1);
    contact.offer = offer;
    contact.offeredAt = now;
    contact.attempts.push({ agentUri: agent.uri, offeredAt: now });
    contact.apply('offer');
    this.#timers.arm(`offer ${contact.id}`, offerSeconds * 1000, () => this.refuse(offer.id, 'missed'));
    this.#outbox.add({ type: 'offer-made', contact, agent, offer });
    this.#outbox.add({ type: 'agent-changed', agent });
    return true;
  }

  /** Waiting for an exclusion to pass makes sense only while somebody who has not refused is on duty, or nothing else is configured. */
  #overflowIfAllDeclined(contact: Contact): void {
    const { skills, overflow } = this.#queues.of(contact).configuration;
    if (!overflow || ![...contact.exclusions.keys()].some((uri) => contact.isRefusedBy(uri))) return;
    if (this.roster.onDuty(skills).some(({ uri }) => !contact.isRefusedBy(uri))) return;
    this.#overflow(contact, 'all-declined');
  }

  #exclude(contact: Contact, agent: Agent): void {
    const ms = this.configuration.exclusionSeconds * 1000;
    contact.exclusions.set(agent.uri, this.clock.now() + ms);
    this.#timers.arm(`exclusion ${contact.id} ${agent.uri}`, ms, () => {
      this.#settle();
    });
  }

  #findOffer(offerId: string): { contact: Contact; agent: Agent; offer: Offer } | undefined {
    for (const contact of this.#contacts.values()) {
      const offer = contact.offer;
      if (offer?.id !== offerId) continue;
      const agent = this.roster.get(offer.agentUri);
      return agent && { contact, agent, offer };
    }
    return undefined;
  }

  #closeOffer(contact: Contact, agent: Agent, offer: Offer, result: OfferResult): void {
    this.#timers.cancel(`offer ${contact.id}`);
    contact.offer = undefined;
    agent.offerId = undefined;
    const attempt = contact.attempts.at(-1);
    if (attempt) Object.assign(attempt, { endedAt: this.clock.now(), result });
    this.#outbox.add({ type: 'offer-closed', contact, agent, offer, result });
  }

  // ------------------------------------------------------------------------------------------------------------ queueing

  #enqueue(contact: Contact): void {
    this.#outbox.add({ type: 'contact-queued', contact });
    this.#queues.enter(contact);
    this.#match();
  }

  #waitedTooLong(contact: Contact): void {
    if (contact.state === 'offering') contact.overdue = true;
    else if (contact.state === 'queued') this.#overflow(contact, 'max-wait');
    this.#settle();
  }

  #overflow(contact: Contact, reason: 'max-wait' | 'all-declined' | 'queue-full'): void {
    const { overflow, uri, fullStatus } = this.#queues.of(contact).configuration;
    const target = overflow?.to === undefined ? undefined : this.#queues.get(overflow.to);
    if (overflow && target && !target.full && !contact.visitedQueues.includes(target.configuration.uri)) {
      this.#queues.leave(contact);
      contact.apply('overflow');
      contact.queueUri = target.configuration.uri;
      contact.visitedQueues.push(contact.queueUri);
      contact.returned = false;
      contact.overdue = false;
      contact.waitingSince = this.clock.now();
      this.#outbox.add({
        type: 'contact-overflowed',
        contact,
        from: uri,
        to: contact.queueUri,
        text: overflow.text,
      });
      this.#enqueue(contact);
      return;
    }
    const refused = reason === 'queue-full' && (fullStatus === undefined ? !overflow : fullStatus !== 200);
    if (refused) this.#end(contact, 'rejected', reason);
    else this.#end(contact, overflow ? 'overflowed' : 'no-agent', reason, overflow?.text);
  }

  #end(contact: Contact, outcome: ContactOutcome, reason: ContactEndReason, text?: string): void {
    const { offer, agentUri } = contact;
    const offered = offer && this.roster.get(offer.agentUri);
    if (offer && offered) this.#closeOffer(contact, offered, offer, 'withdrawn');
    const queue = this.#queues.leave(contact);
    const agent = this.roster.release(contact);
    contact.agentUri = agentUri;
    contact.apply('end');
    Object.assign(contact, { outcome, endReason: reason, endedAt: this.clock.now(), parkedBy: undefined });
    this.#contacts.delete(contact.id);
    for (const uri of contact.exclusions.keys()) this.#timers.cancel(`exclusion ${contact.id} ${uri}`);
    this.#outbox.add({ type: 'contact-ended', contact, ...(text !== undefined && { text }) });
    if (offered) this.roster.apply(offered, 'offer-closed');
    if (agent) this.roster.contactLeft(agent, queue.configuration.wrapUpSeconds);
    this.#handOvers.removeColleagues(contact);
    this.#match();
  }
}

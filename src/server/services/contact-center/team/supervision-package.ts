import {
  buildSupervision,
  isTooMuch,
  supervisionContentType,
  type SupervisedContact,
  type SupervisionOverview,
} from '../../../../protocol/supervision';
import type { Timer } from '../../../sip/clock';
import type { IncomingSubscribe } from '../../../sip/endpoint';
import { queueSnapshot } from '../agent-state';
import type { ContactCenterServices } from '../contact-center-services';
import type { CustomerSession } from '../customer-session';
import { diagnosticsHeader } from '../diagnostics';
import { StateSubscribers } from '../state-subscribers';
import { isSupervisor } from './supervision-rights';

/** Subscriptions of one supervisor at once. */
const maxPerSupervisor = 16;
/** Least time between two NOTIFYs: a busy centre changes many times a second. */
const pauseMs = 250;

/** The event package of the whole centre, live: agents, queues and contacts. Supervisors only. */
export class SupervisionPackage {
  readonly #subscribers = new StateSubscribers<string>({
    contentType: supervisionContentType,
    most: maxPerSupervisor,
    isSame: (one, other) => one === other,
    render: () => ({ body: this.#render() }),
  });
  #pause: Timer | undefined;
  #isDue = false;
  #scheduled = false;

  constructor(
    private readonly services: ContactCenterServices,
    private readonly sessions: () => Iterable<CustomerSession>,
  ) {}

  subscribe(incoming: IncomingSubscribe): void {
    const uri = incoming.identity;
    if (!isSupervisor(uri, this.services))
      return incoming.respond(403, { headers: [diagnosticsHeader('not-a-supervisor')] });
    this.#subscribers.accept(incoming, uri);
  }

  changed(): void {
    if (this.#subscribers.size === 0) return;
    if (this.#pause) {
      this.#isDue = true;
      return;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.#scheduled = this.#isDue = false;
    const body = this.#render();
    this.#subscribers.tell(() => ({ body }));
    this.#pause = this.services.clock.setTimeout(() => {
      this.#pause = undefined;
      if (this.#isDue) this.#tell();
    }, pauseMs);
  }

  close(): void {
    this.#pause?.cancel();
    this.#subscribers.close();
  }

  /** What does not fit is left out: who waits longest, and who is talked to, stay. */
  #render(): string {
    const { maker } = this.services;
    const overview: SupervisionOverview = {
      agents: maker.roster.all.map((agent) => ({
        ...{ uri: agent.uri, displayName: agent.displayName, state: agent.state },
        ...(agent.reason !== undefined && { reason: agent.reason }),
        ...{ active: agent.contactIds.size, capacity: agent.capacity, idleSince: agent.idleSince },
        ...(agent.onThePhone && { onThePhone: true }),
      })),
      queues: maker.queues.map(queueSnapshot),
      contacts: [...this.sessions()].flatMap((session) => contactOf(session) ?? []).sort(byAge),
    };
    for (let kept = overview.contacts.length; ; kept = Math.floor(kept * 0.8)) {
      try {
        const omitted = overview.contacts.length - kept;
        const contacts = overview.contacts.slice(0, kept);
        return buildSupervision({ ...overview, contacts, ...(omitted > 0 && { omitted }) });
      } catch (error) {
        if (kept === 0 || !isTooMuch(error)) throw error;
      }
    }
  }
}

const byAge = (a: SupervisedContact, b: SupervisedContact): number => a.queuedAt - b.queuedAt;

function contactOf(session: CustomerSession): SupervisedContact | undefined {
  if (!session.isAdmitted || session.hasEnded) return undefined;
  const { contact, invitation, queue, team } = session;
  if (contact.state === 'ended') return undefined;
  return {
    id: contact.id,
    uri: session.address,
    customerName: session.customerName,
    queueUri: queue.uri,
    queueName: queue.name,
    ...(invitation.subject && { subject: invitation.subject }),
    state: contact.state,
    queuedAt: contact.queuedAt,
    ...(contact.answeredAt !== undefined && { answeredAt: contact.answeredAt }),
    audio: session.hasCall,
    messages: session.hasMessages,
    members: team.members,
  };
}

import type { ContactStore, NewLine, StoredContact } from '../../store';
import type { Clock } from '../../sip/clock';
import type { Logger } from '../../sip/log';
import type { CustomerContext } from './customer-context';
import type { Contact } from './domain/contact';
import type { VisitorInvitation } from './visitor-invitation';

const retryMs = 2000;
const retries = 5;

/** What the store knows of one contact. `begin` and `say` must be awaited before anything is acknowledged; the rest is written in order behind. */
export class ContactRecord {
  #writes: Promise<void> = Promise.resolve();

  constructor(
    private readonly id: string,
    private readonly store: ContactStore,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Rejects with `StoreError`. */
  async begin(
    invitation: VisitorInvitation,
    facts: { queueUri: string; visitorUri: string; context: CustomerContext },
  ): Promise<void> {
    const { context, queueUri, visitorUri } = facts;
    const stored: StoredContact = {
      id: this.id,
      conversationId: invitation.conversationId,
      queueUri,
      visitorUri,
      visitorName: invitation.displayName,
      subject: invitation.subject,
      priority: invitation.priority,
      queuedAt: this.clock.now(),
      attempts: [],
      ...contextOf(context),
    };
    await this.store.create(stored);
  }

  /** Adds a line to the transcript and returns its number. Rejects with `StoreError`. */
  say(line: Omit<NewLine, 'at'>): Promise<number> {
    return this.store.append(this.id, { ...line, at: this.clock.now() });
  }

  delivered(number: number): void {
    const at = this.clock.now();
    this.#write('delivery', () => this.store.markDelivered(this.id, number, at));
  }

  changed(contact: Contact, context: CustomerContext): void {
    const changes = changesOf(contact, context);
    this.#write('contact', () => this.store.update(this.id, changes));
  }

  finished(contact: Contact, context: CustomerContext): void {
    const { outcome = 'failed', endReason = 'internal-error', endedAt = this.clock.now() } = contact;
    const changes = changesOf(contact, context);
    this.#write('outcome', () => this.store.finish(this.id, { outcome, endReason, endedAt }, changes));
  }

  /** Resolves when everything is written or given up. */
  settled(): Promise<void> {
    return this.#writes;
  }

  #write(what: string, write: () => Promise<void>): void {
    this.#writes = this.#writes.then(async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await write();
        } catch (error) {
          this.log.error('contact-not-written', { contact: this.id, what, attempt, error });
          const code = (error as { code?: unknown }).code;
          if (code !== 'unavailable' || attempt > retries) return;
        }
        await new Promise<void>((resolve) => this.clock.setTimeout(resolve, retryMs));
      }
    });
  }
}

function contextOf(context: CustomerContext): Pick<StoredContact, 'context' | 'verified' | 'notes'> {
  return {
    context: { ...context.browser },
    ...(context.verified && { verified: context.verified }),
    notes: [...context.notes],
  };
}

function changesOf(contact: Contact, context: CustomerContext) {
  return {
    queueUri: contact.queueUri,
    ...(contact.offeredAt !== undefined && { offeredAt: contact.offeredAt }),
    ...(contact.answeredAt !== undefined && { answeredAt: contact.answeredAt }),
    ...(contact.agentUri !== undefined && { agentUri: contact.agentUri }),
    attempts: contact.attempts.map((attempt) => ({ ...attempt })),
    ...contextOf(context),
  };
}

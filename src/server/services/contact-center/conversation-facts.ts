import type { QueueConfiguration } from './configuration';
import type { ContactRecord } from './contact-record';
import type { CustomerContext } from './customer-context';
import type { Contact } from './domain/contact';
import type { VisitorInvitation } from './visitor-invitation';

/** What both sides of a chat have to know of it. */
export interface ConversationFacts {
  readonly id: string;
  readonly visitorUri: string;
  readonly invitation: VisitorInvitation;
  readonly context: CustomerContext;
  readonly record: ContactRecord;
  /** Throws before the contact is admitted. */
  readonly contact: Contact;
  /** The queue the contact is in. */
  readonly queue: QueueConfiguration;
}

/** One agent asked for the contact. Times are milliseconds since 1970 everywhere in the store. */
export interface StoredAttempt {
  readonly agentUri: string;
  readonly offeredAt: number;
  readonly endedAt?: number;
  readonly result?: string;
}

export interface StoredContact {
  readonly id: string;
  readonly conversationId: string;
  readonly queueUri: string;
  /** The proven identity of the visitor. */
  readonly visitorUri: string;
  readonly visitorName: string;
  readonly subject: string;
  readonly priority: string;
  readonly queuedAt: number;
  readonly offeredAt?: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
  readonly outcome?: string;
  readonly endReason?: string;
  /** Who answered last. */
  readonly agentUri?: string;
  readonly attempts: readonly StoredAttempt[];
  /** What the browser claimed, merged. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** What the site signed. */
  readonly verified?: Readonly<Record<string, unknown>>;
  /** What was odd, in words for an administrator. */
  readonly notes: readonly string[];
}

/** What may change while a contact lives; its ending goes through `finish`. */
export type ContactChanges = Partial<
  Pick<
    StoredContact,
    | 'queueUri'
    | 'offeredAt'
    | 'answeredAt'
    | 'agentUri'
    | 'attempts'
    | 'context'
    | 'verified'
    | 'notes'
    | 'subject'
  >
>;

export interface ContactEnding {
  readonly outcome: string;
  readonly endReason: string;
  readonly endedAt: number;
}

export type LineAuthor = 'visitor' | 'agent' | 'service';

export interface NewLine {
  readonly author: LineAuthor;
  /** Address of the agent or visitor; absent for the service. */
  readonly authorUri?: string;
  /** `message`, or what the service said it for: `welcome`, `hold`, `overflow`, `farewell`. */
  readonly kind: string;
  readonly format: string;
  readonly body: string;
  readonly at: number;
}

export interface TranscriptLine extends NewLine {
  /** 1, 2, 3, … within the contact. */
  readonly number: number;
  /** When the other side confirmed it. */
  readonly deliveredAt?: number;
}

export interface ContactQuery {
  readonly queueUri?: string;
  readonly agentUri?: string;
  readonly outcome?: string;
  /** Queued at or after. */
  readonly from?: number;
  /** Queued before. */
  readonly to?: number;
  /** At most this many, newest first; 100 when absent, 1,000 at most. */
  readonly limit?: number;
}

/**
 * Contacts and what was said in them. A promise that resolves means committed. All reject with `StoreError`.
 */
export interface ContactStore {
  /** `conflict` when the id exists. */
  create(contact: StoredContact): Promise<void>;
  /** `not-found` when there is no such contact, `conflict` when it has ended. */
  update(id: string, changes: ContactChanges): Promise<void>;
  /** Exactly once per contact: `conflict` the second time. */
  finish(id: string, ending: ContactEnding, changes?: ContactChanges): Promise<void>;
  get(id: string): Promise<StoredContact | undefined>;
  find(query: ContactQuery): Promise<readonly StoredContact[]>;
  /** Contacts without an outcome: what a process that died has left. */
  unfinished(): Promise<readonly StoredContact[]>;
  /** Adds a line and returns its number. `not-found` when there is no such contact. */
  append(contactId: string, line: NewLine): Promise<number>;
  markDelivered(contactId: string, number: number, at: number): Promise<void>;
  /** In order. */
  transcript(contactId: string): Promise<readonly TranscriptLine[]>;
}

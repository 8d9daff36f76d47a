import type {
  ContactChanges,
  ContactEnding,
  ContactQuery,
  ContactStore,
  NewLine,
  StoredContact,
  TranscriptLine,
} from './contact-store';
import { StoreError } from './store-error';

/** Keeps contacts in the process; what is handed in and out is copied, as with a file. */
export class MemoryContactStore implements ContactStore {
  readonly #contacts = new Map<string, StoredContact>();
  readonly #lines = new Map<string, TranscriptLine[]>();
  closed = false;

  async create(contact: StoredContact): Promise<void> {
    this.#open();
    if (this.#contacts.has(contact.id)) throw new StoreError('conflict', 'The contact exists already.');
    this.#contacts.set(contact.id, structuredClone(contact));
    this.#lines.set(contact.id, []);
  }

  async update(id: string, changes: ContactChanges): Promise<void> {
    this.#contacts.set(id, { ...this.#living(id), ...structuredClone(changes) });
  }

  async finish(id: string, ending: ContactEnding, changes: ContactChanges = {}): Promise<void> {
    this.#contacts.set(id, { ...this.#living(id), ...structuredClone(changes), ...ending });
  }

  async get(id: string): Promise<StoredContact | undefined> {
    this.#open();
    return structuredClone(this.#contacts.get(id));
  }

  async find(query: ContactQuery): Promise<readonly StoredContact[]> {
    this.#open();
    const { queueUri, agentUri, outcome, from = -Infinity, to = Infinity, limit = 100 } = query;
    const found = [...this.#contacts.values()].filter(
      (contact) =>
        (queueUri === undefined || contact.queueUri === queueUri) &&
        (agentUri === undefined || contact.agentUri === agentUri) &&
        (outcome === undefined || contact.outcome === outcome) &&
        contact.queuedAt >= from &&
        contact.queuedAt < to,
    );
    found.sort((a, b) => b.queuedAt - a.queuedAt || (a.id < b.id ? 1 : -1));
    return structuredClone(found.slice(0, Math.min(limit, 1000)));
  }

  async unfinished(): Promise<readonly StoredContact[]> {
    this.#open();
    return structuredClone([...this.#contacts.values()].filter((contact) => contact.outcome === undefined));
  }

  async append(contactId: string, line: NewLine): Promise<number> {
    const lines = this.#linesOf(contactId);
    return lines.push({ ...line, number: lines.length + 1 });
  }

  async markDelivered(contactId: string, number: number, at: number): Promise<void> {
    const lines = this.#linesOf(contactId);
    const line = lines[number - 1];
    if (!line) throw new StoreError('not-found', 'There is no such line.');
    lines[number - 1] = { ...line, deliveredAt: at };
  }

  async transcript(contactId: string): Promise<readonly TranscriptLine[]> {
    this.#open();
    return structuredClone(this.#lines.get(contactId) ?? []);
  }

  #living(id: string): StoredContact {
    this.#open();
    const contact = this.#contacts.get(id);
    if (!contact) throw new StoreError('not-found', 'There is no such contact.');
    if (contact.outcome !== undefined) throw new StoreError('conflict', 'The contact has ended.');
    return contact;
  }

  #linesOf(contactId: string): TranscriptLine[] {
    this.#open();
    const lines = this.#lines.get(contactId);
    if (!lines) throw new StoreError('not-found', 'There is no such contact.');
    return lines;
  }

  #open(): void {
    if (this.closed) throw new StoreError('closed', 'The store is closed.');
  }
}

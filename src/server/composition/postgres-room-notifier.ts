import { randomUUID } from 'node:crypto';
import type { RoomChange, RoomNotifier } from '../services/persistent-chat';
import type { Logger } from '../sip';
import type { PostgresStore } from '../store/postgres-store';

/** What the database says of these with the commit itself. */
const committed: ReadonlySet<RoomChange['kind']> = new Set(['message', 'room', 'invitation']);
/** A NOTIFY holds less than 8,000 bytes. */
const maxBytes = 7_900;

interface Said {
  readonly node: string;
  readonly change: RoomChange;
  /** One life of the node; with `id`, for what is not said by a commit. */
  readonly run?: string;
  /** Ascending by one in a run. */
  readonly id?: number;
}

/** Changes between processes on one PostgreSQL, by LISTEN and NOTIFY. */
export class PostgresRoomNotifier implements RoomNotifier {
  readonly #listeners = new Set<(change: RoomChange, node: string) => void>();
  readonly #resets = new Set<() => void>();
  /** How far each node has been heard. */
  readonly #heard = new Map<string, { readonly run: string; id: number }>();
  readonly #run = randomUUID();
  #id = 0;

  constructor(
    private readonly store: Pick<PostgresStore, 'channel' | 'node'>,
    private readonly log: Logger,
  ) {
    store.channel.onPayload = (payload) => this.#receive(payload);
    store.channel.onReset = () => this.#reset();
  }

  publish(change: RoomChange): void {
    if (committed.has(change.kind)) return;
    const said: Said = { node: this.store.node, run: this.#run, id: ++this.#id, change };
    const payload = JSON.stringify(said);
    // The others find a number missing, and read everything anew.
    if (Buffer.byteLength(payload) > maxBytes)
      return this.log.warn('room-change-too-large', { kind: change.kind });
    this.store.channel.say(payload);
  }

  onChange(listener: (change: RoomChange, node: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onReset(listener: () => void): () => void {
    this.#resets.add(listener);
    return () => this.#resets.delete(listener);
  }

  #receive(payload: string): void {
    const { node, run, id, change } = JSON.parse(payload) as Said;
    if (node === this.store.node) return;
    if (run !== undefined && id !== undefined && !this.#isNext(node, run, id)) return;
    // A process that has begun again is another one, to those who ask who is where.
    this.#tell(change, this.#heard.get(node)?.run ?? node);
    if (change.kind === 'ended') this.#heard.delete(node);
  }

  /** Whether it was not heard before. What is missing before it cannot be had any more. */
  #isNext(node: string, run: string, id: number): boolean {
    const last = this.#heard.get(node);
    if (last?.run !== run) {
      this.#heard.set(node, { run, id });
      if (last) this.#tell({ kind: 'ended' }, last.run);
      return true;
    }
    if (id <= last.id) return false;
    const missed = id - last.id - 1;
    last.id = id;
    if (missed > 0) {
      this.log.warn('room-changes-missed', { node, missed });
      this.#reset();
    }
    return true;
  }

  #tell(change: RoomChange, node: string): void {
    for (const listener of this.#listeners) listener(change, node);
  }

  #reset(): void {
    for (const listener of this.#resets) listener();
  }
}

/** Somebody in a room on one process. */
export interface Presence {
  readonly roomId: string;
  readonly user: string;
  readonly name?: string;
}

/** What one process tells the others that serve the same rooms. Small enough for a NOTIFY of PostgreSQL (8,000 bytes). */
export type RoomChange =
  /** A message was committed; others read it from the store. */
  | { readonly kind: 'message'; readonly roomId: string; readonly number: number }
  /** Properties or roles were committed. */
  | { readonly kind: 'room'; readonly roomId: string; readonly created?: boolean }
  | { readonly kind: 'invitation'; readonly user: string; readonly number: number }
  | { readonly kind: 'read'; readonly user: string; readonly roomId: string }
  /** The user's first session in the room, or last, on the sender. */
  | ({ readonly kind: 'joined' | 'left' } & Presence)
  /** All who are in rooms on the sender, in parts from 0 on: who is in none of them is not there. */
  | {
      readonly kind: 'present';
      readonly part: number;
      readonly isLast: boolean;
      readonly people: readonly Presence[];
    }
  /** A process has begun: the others say again who is in which room. */
  | { readonly kind: 'begun' }
  /** A process lives: who has not said so for a while is taken for dead, with all who were on it. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'ended' };

/**
 * Carries changes between the processes on one store. What one process publishes reaches the others in that order, after the commit it
 * tells of. It may be lost only while `onReset` is due: then everything is read anew.
 */
export interface RoomNotifier {
  publish(change: RoomChange): void;
  /** Changes of other processes; `node` names the process. Returns how to stop. */
  onChange(listener: (change: RoomChange, node: string) => void): () => void;
  /** Changes may have been missed (the connection was lost and is back). Returns how to stop. */
  onReset(listener: () => void): () => void;
}

/** Bytes of the people of one part: with what is around them it fits a NOTIFY. */
const partBytes = 6_000;

/** Who is here, in as few parts as fit: one for each person would be too many where a process serves thousands. */
export function presentParts(everybody: Iterable<Presence>): readonly RoomChange[] {
  const parts: Presence[][] = [[]];
  let bytes = 0;
  for (const person of everybody) {
    const added = Buffer.byteLength(JSON.stringify(person)) + 1;
    if (bytes + added > partBytes) {
      parts.push([]);
      bytes = 0;
    }
    bytes += added;
    parts.at(-1)!.push(person);
  }
  return parts.map((people, part) => ({ kind: 'present', part, isLast: part === parts.length - 1, people }));
}

/** For a process that has the store for itself. */
export const noNotifier: RoomNotifier = {
  publish: () => undefined,
  onChange: () => () => undefined,
  onReset: () => () => undefined,
};

/** Joins services within one process, each as if it were a process of its own. */
export class LocalRoomNotifiers {
  readonly #listeners = new Map<string, Set<(change: RoomChange, node: string) => void>>();
  readonly #resets = new Set<() => void>();

  /** The notifier of one service. */
  for(node: string): RoomNotifier {
    const own = new Set<(change: RoomChange, node: string) => void>();
    this.#listeners.set(node, own);
    return {
      publish: (change) => {
        for (const [other, listeners] of this.#listeners) {
          if (other === node) continue;
          for (const listener of listeners) queueMicrotask(() => listener(change, node));
        }
      },
      onChange: (listener) => {
        own.add(listener);
        return () => own.delete(listener);
      },
      onReset: (listener) => {
        this.#resets.add(listener);
        return () => this.#resets.delete(listener);
      },
    };
  }

  /** As if all connections had been lost and were back. */
  reset(): void {
    for (const listener of this.#resets) listener();
  }
}

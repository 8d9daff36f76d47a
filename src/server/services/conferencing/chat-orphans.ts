import type { Timer } from '../../sip';
import type { Waiting } from './chat-leg';
import type { ChatMessage } from './chat-message';
import type { Endpoints, Place } from './endpoints';
import type { ConferenceServices } from './services';

const longest = 200;
/** RFC 3261 section 21.4.18: nobody is there just now. */
const absent = 480;

/** Messages for those whose device is on its way back: delivered when it is there, else reported after the grace time. */
export class ChatOrphans {
  readonly #waiting = new Map<
    string,
    { readonly place: Place; readonly messages: Waiting[]; readonly timer: Timer }
  >();

  constructor(
    private readonly services: ConferenceServices,
    private readonly endpoints: Endpoints,
  ) {}

  keep(place: Place, messages: readonly Waiting[]): void {
    const { clock, config } = this.services;
    const kept = this.#waiting.get(place.user);
    if (kept) {
      kept.messages.push(...messages);
      for (const { done } of kept.messages.splice(longest)) done(503);
      return;
    }
    const timer = clock.setTimeout(() => {
      for (const { done } of this.#remove(place.user)) done(absent);
    }, config.reconnectGraceSeconds * 1000);
    this.#waiting.set(place.user, { place, messages: [...messages], timer });
  }

  /** Everybody who is on their way back gets that too, but for who said it: they may speak before all that belongs to their return is done. */
  add(message: ChatMessage): Promise<{ uri: string; status: number }>[] {
    return [...this.#waiting.values()]
      .filter(({ place }) => !this.#isBy(place, message))
      .map(
        ({ place }) =>
          new Promise((resolve) => {
            const done = (status: number): void => resolve({ uri: place.user, status });
            this.keep(place, [{ message, done }]);
          }),
      );
  }

  /** For who is there now. */
  take(place: Place): readonly Waiting[] {
    const kept = this.#remove(place.user);
    const own = kept.filter(({ message }) => this.#isBy(place, message));
    // Another device of theirs was to be told, and is not the one that comes.
    for (const { done } of own) done(200);
    return kept.filter((waiting) => !own.includes(waiting));
  }

  #isBy(place: Place, { author }: ChatMessage): boolean {
    return author !== undefined && this.endpoints.areOne(place, author);
  }

  #remove(user: string): readonly Waiting[] {
    const kept = this.#waiting.get(user);
    kept?.timer.cancel();
    this.#waiting.delete(user);
    return kept?.messages ?? [];
  }
}

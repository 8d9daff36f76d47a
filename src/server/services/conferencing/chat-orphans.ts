import type { Timer } from '../../sip';
import type { Waiting } from './chat-leg';
import type { ChatMessage } from './chat-message';
import type { ConferenceServices } from './services';

const longest = 200;
/** RFC 3261 section 21.4.18: nobody is there just now. */
const absent = 480;

/** Messages for those whose device is on its way back: delivered when it is there, else reported after the grace time. */
export class ChatOrphans {
  readonly #waiting = new Map<string, { readonly messages: Waiting[]; readonly timer: Timer }>();

  constructor(private readonly services: ConferenceServices) {}

  keep(user: string, messages: readonly Waiting[]): void {
    const { clock, config } = this.services;
    const kept = this.#waiting.get(user);
    if (kept) {
      kept.messages.push(...messages);
      for (const { done } of kept.messages.splice(longest)) done(503);
      return;
    }
    const timer = clock.setTimeout(() => {
      for (const { done } of this.take(user)) done(absent);
    }, config.reconnectGraceSeconds * 1000);
    this.#waiting.set(user, { messages: [...messages], timer });
  }

  /** Everybody who is on their way back gets that too. */
  add(message: ChatMessage): Promise<{ uri: string; status: number }>[] {
    return [...this.#waiting.keys()].map(
      (uri) =>
        new Promise((resolve) => {
          this.keep(uri, [{ message, done: (status) => resolve({ uri, status }) }]);
        }),
    );
  }

  take(user: string): readonly Waiting[] {
    const kept = this.#waiting.get(user);
    kept?.timer.cancel();
    this.#waiting.delete(user);
    return kept?.messages ?? [];
  }
}

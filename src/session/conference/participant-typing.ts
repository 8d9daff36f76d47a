import { TypingReceiver } from '../im/typing';

/** Who is typing, by address; each falls back to idle when nothing more is heard. */
export class ParticipantTyping {
  readonly #receivers = new Map<string, TypingReceiver>();

  constructor(private readonly changed: () => void) {}

  isTyping(uri: string): boolean {
    return this.#receivers.get(uri)?.isTyping ?? false;
  }

  set(uri: string, isTyping: boolean, refresh?: number): void {
    let receiver = this.#receivers.get(uri);
    if (!receiver) {
      if (!isTyping) return;
      this.#receivers.set(uri, (receiver = new TypingReceiver(() => this.changed())));
    }
    receiver.set(isTyping, refresh);
  }

  /** They are not there any more. */
  keepOnly(uris: readonly string[]): void {
    for (const [uri, receiver] of this.#receivers) {
      if (uris.includes(uri)) continue;
      receiver.set(false);
      this.#receivers.delete(uri);
    }
  }
}

/** Milliseconds; the reference's 5 s refresh, 6 s until the other side counts as idle, 3 s until we do. */
const REFRESH = 5000;
const REMOTE_IDLE = 6000;
const LOCAL_IDLE = 3000;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** Turns keystrokes into the few notifications that the peer needs. */
export class TypingSender {
  #sentAt: number | undefined;
  #idle: Timer;

  constructor(private readonly send: (isTyping: boolean) => void) {}

  notify(): void {
    const now = Date.now();
    if (this.#sentAt === undefined || now - this.#sentAt >= REFRESH) {
      this.#sentAt = now;
      this.send(true);
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.reset();
      this.send(false);
    }, LOCAL_IDLE);
  }

  /** A sent message says by itself that the typing is over. */
  reset(): void {
    clearTimeout(this.#idle);
    this.#sentAt = undefined;
  }
}

/** Whether the peer types; falls back to idle when nothing more is heard. */
export class TypingReceiver {
  #isTyping = false;
  #idle: Timer;

  constructor(private readonly changed: () => void) {}

  get isTyping(): boolean {
    return this.#isTyping;
  }

  /** `refresh` in seconds, as RFC 3994 lets the sender announce it. */
  set(isTyping: boolean, refresh?: number): void {
    clearTimeout(this.#idle);
    if (isTyping)
      this.#idle = setTimeout(() => this.set(false), Math.max(REMOTE_IDLE, (refresh ?? 0) * 1000));
    if (isTyping === this.#isTyping) return;
    this.#isTyping = isTyping;
    this.changed();
  }
}

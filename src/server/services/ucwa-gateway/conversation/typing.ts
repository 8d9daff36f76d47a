import type { Clock, Timer } from '../../../sip/clock';

/** Milliseconds. [UCMA] a peer is told every 5 s that somebody types, and takes them for idle after 6 s without. */
const localIdle = 8_000;
const repeat = 4_000;
const remoteIdle = 6_000;

/** Whether we type: a client says so now and then, and the gateway tells the peer when it has stopped. */
export class LocalTyping {
  #idle: Timer | undefined;
  #told = 0;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (isTyping: boolean) => void,
  ) {}

  touch(): void {
    const now = this.clock.now();
    if (!this.#idle || now - this.#told >= repeat) {
      this.#told = now;
      this.tell(true);
    }
    this.#idle?.cancel();
    this.#idle = this.clock.setTimeout(() => {
      this.#idle = undefined;
      this.tell(false);
    }, localIdle);
  }

  /** A message was sent, or the conversation is over: nobody has to be told. */
  clear(): void {
    this.#idle?.cancel();
    this.#idle = undefined;
  }
}

/** Whether the peer types: true until it stops, or says nothing for a while. */
export class RemoteTyping {
  #idle: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly onChange: (isTyping: boolean) => void,
  ) {}

  get isTyping(): boolean {
    return this.#idle !== undefined;
  }

  /** `refresh`: seconds until the peer says it again, where it says when. */
  set(isTyping: boolean, refresh?: number): void {
    const before = this.isTyping;
    this.#idle?.cancel();
    this.#idle = undefined;
    if (isTyping) {
      const wait = refresh === undefined ? remoteIdle : Math.max(remoteIdle, refresh * 1000);
      this.#idle = this.clock.setTimeout(() => this.set(false), wait);
    }
    if (before !== isTyping) this.onChange(isTyping);
  }
}

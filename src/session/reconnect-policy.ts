export interface ReconnectContext {
  /** 0 for the first attempt after a loss. */
  readonly attempt: number;
  /** Milliseconds since the connection was lost. */
  readonly elapsed: number;
}

/** Decides when to try again. */
export interface ReconnectPolicy {
  /** Milliseconds to wait before this attempt, or undefined to give up: the session then fails. */
  nextDelay(context: ReconnectContext): number | undefined;
}

const DELAYS = [0, 300, 1200, 2700, 4800, 7000];
/** A laptop may sleep through a meeting; after that, somebody has to ask for the connection. */
const GIVE_UP_AFTER = 30 * 60_000;

/**
 * Quick at first, then every seven seconds for half an hour. All waits but the first have up to a second of jitter, so that the
 * clients of a restarted server do not come back together.
 */
export class DefaultReconnectPolicy implements ReconnectPolicy {
  constructor(private readonly random: () => number = Math.random) {}

  nextDelay({ attempt, elapsed }: ReconnectContext): number | undefined {
    if (elapsed > GIVE_UP_AFTER) return undefined;
    if (attempt === 0) return 0;
    return (DELAYS[attempt] ?? DELAYS[DELAYS.length - 1] ?? 0) + this.random() * 1000;
  }
}

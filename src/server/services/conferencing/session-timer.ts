import { parseValues } from '../../../protocol/parameters';
import type { Clock, SipRequest, Timer } from '../../sip';

/** RFC 4028 section 4: what no interval may be below. */
export const minimumSeconds = 90;

export interface SessionInterval {
  readonly seconds: number;
  /** Of the 2xx. */
  readonly headers: [string, string][];
}

/**
 * RFC 4028 section 9: the interval of a session whose client refreshes it; undefined if it knows no session timers, which is no fault (SIPE);
 * `too-small` is to be answered 422.
 */
export function negotiateInterval(
  request: SipRequest,
  longest: number,
): SessionInterval | 'too-small' | undefined {
  const { headers } = request;
  if (!headers.list('Supported').some((tag) => tag.toLowerCase() === 'timer')) return undefined;
  const [asked] = parseValues(headers.get('Session-Expires') ?? headers.get('x') ?? '')?.[0] ?? [];
  const wanted = asked && /^\d{1,9}$/.test(asked[0]) ? Number(asked[0]) : longest;
  if (wanted < minimumSeconds) return 'too-small';
  const seconds = Math.max(minimumSeconds, Math.min(wanted, longest));
  return {
    seconds,
    headers: [
      ['Session-Expires', `${seconds};refresher=uac`],
      ['Require', 'timer'],
    ],
  };
}

/** Calls back when the client has not refreshed in time (section 10). */
export class SessionWatch {
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly over: () => void,
  ) {}

  restart(seconds: number | undefined): void {
    this.#timer?.cancel();
    this.#timer = seconds === undefined ? undefined : this.clock.setTimeout(this.over, seconds * 1000);
  }

  stop(): void {
    this.#timer?.cancel();
  }
}

import type { CallQualityLevel, CallQualitySnapshot } from '../../contract';

/** One look at the counters of a connection. Counters only rise; what is unknown is undefined. */
export interface MediaStatistics {
  /** Milliseconds, any origin. */
  readonly at: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly packetsSent: number;
  /** Seconds. */
  readonly jitter: number;
  /** Seconds. */
  readonly roundTrip?: number;
}

/** What happened between two looks. Undefined when nothing came, which is no quality at all. */
export function qualityOf(before: MediaStatistics, now: MediaStatistics): CallQualitySnapshot | undefined {
  const received = Math.max(0, now.packetsReceived - before.packetsReceived);
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  if (received + lost === 0) return undefined;
  const loss = lost / (received + lost);
  const jitter = Math.max(0, now.jitter * 1000);
  const roundTrip = now.roundTrip === undefined ? undefined : Math.max(0, now.roundTrip * 1000);
  const score = scoreOf(loss, jitter, roundTrip ?? 0);
  return Object.freeze({
    loss,
    jitter,
    ...(roundTrip !== undefined && { roundTrip }),
    score,
    level: levelOf(score),
  });
}

/** The E-model (ITU-T G.107), with the usual short cuts: delay and loss impair, jitter costs twice its size in delay. */
function scoreOf(loss: number, jitter: number, roundTrip: number): number {
  const delay = roundTrip / 2 + jitter * 2 + 10;
  const delayImpairment = delay < 160 ? delay / 40 : (delay - 120) / 10;
  const r = Math.min(93.2, Math.max(0, 93.2 - delayImpairment - loss * 100 * 2.5));
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

/** G.107 Annex B: satisfied; some users dissatisfied; many dissatisfied; nearly all. */
function levelOf(score: number): CallQualityLevel {
  if (score >= 4.03) return 'good';
  if (score >= 3.6) return 'fair';
  return score >= 3.1 ? 'poor' : 'bad';
}

export type OneWay = 'not-receiving' | 'not-sending';

/** Looks in a row without a packet that count as silence: six seconds at one look in two seconds. */
const LOOKS = 3;

/** Says when media that should flow does not. Feed it each look; it forgets when what should flow changes. */
export class OneWayDetector {
  #silentIn = 0;
  #silentOut = 0;

  look(
    before: MediaStatistics,
    now: MediaStatistics,
    expected: { readonly receiving: boolean; readonly sending: boolean },
  ): OneWay | undefined {
    this.#silentIn =
      expected.receiving && now.packetsReceived <= before.packetsReceived ? this.#silentIn + 1 : 0;
    this.#silentOut = expected.sending && now.packetsSent <= before.packetsSent ? this.#silentOut + 1 : 0;
    if (this.#silentIn >= LOOKS) return 'not-receiving';
    return this.#silentOut >= LOOKS ? 'not-sending' : undefined;
  }

  reset(): void {
    this.#silentIn = this.#silentOut = 0;
  }
}

import { SAMPLE_RATE } from '../audio/frame';
import { serialDistance } from './serial';

/** What RFC 3550 6.4.1 and A.3, A.8 count about one source. */
export class ReceiveStatistics {
  received = 0;
  bytes = 0;
  #base: number | undefined;
  #highest = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #transit: number | undefined;
  #jitter = 0;

  /** `arrival` in milliseconds, of any origin. */
  add(sequence: number, timestamp: number, arrival: number, bytes: number): void {
    this.received++;
    this.bytes += bytes;
    if (this.#base === undefined) {
      this.#base = sequence;
      this.#highest = sequence;
    } else {
      const ahead = serialDistance(sequence, this.#highest & 0xffff, 16);
      if (ahead > 0) this.#highest += ahead;
    }
    // RFC 3550 A.8: the transit time in timestamp units, smoothed by 1/16.
    const transit = ((arrival * SAMPLE_RATE) / 1000 - timestamp) | 0;
    if (this.#transit !== undefined) {
      const difference = Math.abs((transit - this.#transit) | 0);
      // A jump of more than a second is a new start of the sender, not jitter.
      if (difference < SAMPLE_RATE) this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  get expected(): number {
    return this.#base === undefined ? 0 : this.#highest - this.#base + 1;
  }

  get lost(): number {
    return this.expected - this.received;
  }

  /** Milliseconds. */
  get jitter(): number {
    return (this.#jitter * 1000) / SAMPLE_RATE;
  }

  /** The numbers of a report block; the fraction is of what came since the last one. */
  report(): { fractionLost: number; packetsLost: number; highestSequence: number; jitter: number } {
    const expected = this.expected - this.#expectedBefore;
    const lost = expected - (this.received - this.#receivedBefore);
    this.#expectedBefore = this.expected;
    this.#receivedBefore = this.received;
    return {
      fractionLost: expected <= 0 || lost <= 0 ? 0 : Math.min(255, Math.floor((lost * 256) / expected)),
      // 24 bits, signed in RFC 3550; duplicates are reported as no loss.
      packetsLost: Math.min(0x7fffff, Math.max(0, this.lost)),
      highestSequence: this.#highest >>> 0,
      jitter: Math.round(this.#jitter),
    };
  }
}

import type { Digit } from '../media-service';
import { serialDistance } from './serial';

/** RFC 4733 3.2: event codes 0 to 15. */
const DIGITS: readonly Digit[] = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  '*',
  '#',
  'A',
  'B',
  'C',
  'D',
];

export function isDigit(text: string): text is Digit {
  return (DIGITS as readonly string[]).includes(text);
}

/**
 * Key presses out of `telephone-event` packets (RFC 4733 2.3). A press is many packets with one timestamp, the last of them sent
 * three times, and any of them may be lost: the first that arrives counts.
 */
export class TelephoneEventReceiver {
  #last: number | undefined;

  /** The digit that has just been pressed, if this packet is the first to tell. */
  receive(timestamp: number, payload: Uint8Array): Digit | undefined {
    if (payload.length < 4) return undefined;
    const digit = DIGITS[payload[0]!];
    if (digit === undefined) return undefined;
    if (this.#last !== undefined && serialDistance(timestamp, this.#last, 32) <= 0) return undefined;
    this.#last = timestamp;
    return digit;
  }

  /** Another source: its timestamps have another origin. */
  reset(): void {
    this.#last = undefined;
  }
}

import { FRAME_SAMPLES } from '../audio/frame';
import type { Routes } from './routes';

/** A sum of frames, wide enough for 65,536 of them. */
export type Sum = Int32Array;

export const emptySum = (): Sum => new Int32Array(FRAME_SAMPLES);

export function add(sum: Sum, frame: Int16Array): void {
  for (let i = 0; i < FRAME_SAMPLES; i++) sum[i] = sum[i]! + frame[i]!;
}

function subtract(sum: Sum, frame: Int16Array): void {
  for (let i = 0; i < FRAME_SAMPLES; i++) sum[i] = sum[i]! - frame[i]!;
}

/** To 16 bits; what is louder than full scale is cut. */
export function clip(sum: Sum, into: Int16Array): void {
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    const value = sum[i]!;
    into[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
  }
}

/**
 * One frame for a room. The sum of all who are generally heard is made once; each listener gets it without himself, and only
 * those with exceptions are added up by hand.
 */
export class Mixer<Member> {
  readonly #common = emptySum();
  readonly #mix = emptySum();

  constructor(private readonly routes: Routes<Member>) {}

  /** Calls back with each listener's sum (valid during the call only), or undefined when nobody it hears says anything. */
  mix(
    listeners: readonly Member[],
    speakers: ReadonlyMap<Member, Int16Array>,
    heard: (listener: Member, sum: Sum | undefined) => void,
  ): void {
    this.#common.fill(0);
    let generally = 0;
    for (const [speaker, frame] of speakers) {
      if (!this.routes.rule(speaker).heard) continue;
      add(this.#common, frame);
      generally++;
    }
    for (const listener of listeners) {
      heard(listener, this.#one(listener, speakers, generally) ? this.#mix : undefined);
    }
  }

  #one(listener: Member, speakers: ReadonlyMap<Member, Int16Array>, generally: number): boolean {
    const { routes } = this;
    if (routes.hasExceptions(listener)) {
      let count = 0;
      for (const [speaker, frame] of speakers) {
        if (!routes.hears(listener, speaker)) continue;
        if (count++ === 0) this.#mix.fill(0);
        add(this.#mix, frame);
      }
      return count > 0;
    }
    if (!routes.rule(listener).hears) return false;
    const own = routes.rule(listener).heard ? speakers.get(listener) : undefined;
    if (generally === (own ? 1 : 0)) return false;
    this.#mix.set(this.#common);
    if (own) subtract(this.#mix, own);
    return true;
  }
}

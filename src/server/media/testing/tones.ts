import { FRAME_SAMPLES, SAMPLE_RATE } from '../audio/frame';

/** A sine that goes on from frame to frame. */
export class Tone {
  #position = 0;

  constructor(
    readonly frequency: number,
    readonly amplitude = 8000,
  ) {}

  next(): Int16Array {
    const start = this.#position;
    this.#position += FRAME_SAMPLES;
    return Int16Array.from({ length: FRAME_SAMPLES }, (_, i) =>
      Math.round(this.amplitude * Math.sin((2 * Math.PI * this.frequency * (start + i)) / SAMPLE_RATE)),
    );
  }
}

/** The amplitude of one frequency in a sound (Goertzel): about that of the sine when there is one, about 0 when there is not. */
export function amplitudeOf(frequency: number, samples: Int16Array): number {
  const factor = 2 * Math.cos((2 * Math.PI * frequency) / SAMPLE_RATE);
  let before = 0;
  let last = 0;
  for (const sample of samples) [before, last] = [last, sample + factor * last - before];
  const power = last * last + before * before - factor * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

/**
 * The same for what was heard over a network: the median over the frames of 20 ms, so that a frame lost on a busy machine changes
 * nothing. Multiples of 50 Hz do not disturb each other.
 */
export function toneIn(frequency: number, samples: Int16Array): number {
  const amplitudes: number[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
    amplitudes.push(amplitudeOf(frequency, samples.subarray(at, at + FRAME_SAMPLES)));
  }
  return amplitudes.sort((a, b) => a - b)[amplitudes.length >> 1] ?? 0;
}

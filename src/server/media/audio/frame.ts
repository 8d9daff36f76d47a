/** All audio inside the service: 16 bit, mono, 8,000 samples a second, in frames of 20 ms. */
export const SAMPLE_RATE = 8000;
export const FRAME_MILLISECONDS = 20;
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MILLISECONDS) / 1000;

/** Mean of the squares, full scale = 1: 0.5 is a full sine. */
export function meanSquare(samples: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]!;
    sum += value * value;
  }
  return samples.length === 0 ? 0 : sum / samples.length / (32768 * 32768);
}

/** dBov, 0 to -127 (RFC 6464 3). */
export function level(square: number): number {
  return square <= 0 ? -127 : Math.max(-127, Math.round(10 * Math.log10(square)));
}

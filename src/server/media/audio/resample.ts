import { SAMPLE_RATE } from './frame';

const LOBES = 8;
const SAMPLES_PER_TURN = 4000;

/** Lets timers and sockets have their turn: the mixer must not wait for a long file. */
export const otherTurns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * To 8,000 samples a second by a windowed sinc, which takes away what 8,000 samples cannot carry. Long files are worked on in
 * slices, with pauses.
 */
export async function resample(samples: Int16Array, fromRate: number): Promise<Int16Array> {
  if (fromRate === SAMPLE_RATE) return samples;
  const step = fromRate / SAMPLE_RATE;
  // Going down, the filter is as wide as the lower rate asks for; 5 % below its edge.
  const cutoff = Math.min(1, SAMPLE_RATE / fromRate) * (step > 1 ? 0.95 : 1);
  const reach = Math.ceil(LOBES / cutoff);
  const kernel = kernelTable(cutoff, reach);
  const out = new Int16Array(Math.max(1, Math.floor(samples.length / step)));
  for (let i = 0; i < out.length; i++) {
    if (i % SAMPLES_PER_TURN === SAMPLES_PER_TURN - 1) await otherTurns();
    const position = i * step;
    const middle = Math.floor(position);
    let sum = 0;
    let weight = 0;
    for (let at = middle - reach + 1; at <= middle + reach; at++) {
      const w = kernel[Math.round(Math.abs(at - position) * RESOLUTION)] ?? 0;
      weight += w;
      const value = samples[at];
      if (value !== undefined) sum += value * w;
    }
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum / weight)));
  }
  return out;
}

/** Points of the kernel between two samples. */
const RESOLUTION = 512;

function kernelTable(cutoff: number, reach: number): Float64Array {
  const table = new Float64Array(reach * RESOLUTION + 1);
  for (let i = 0; i < table.length; i++) {
    const x = i / RESOLUTION;
    const angle = Math.PI * x * cutoff;
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / reach);
    table[i] = sinc * window;
  }
  return table;
}

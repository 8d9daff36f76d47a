import { SAMPLE_RATE } from './frame';
import { otherTurns } from './resample';

const BEATS_PER_MINUTE = 66;
const BEAT = (60 / BEATS_PER_MINUTE) * SAMPLE_RATE;
const BEATS_PER_BAR = 4;
/** Peak of the whole, of full scale: quiet enough to talk over. */
const PEAK = 0.3;

/** Each bar: the bass note, the chord's tones from low to high (MIDI numbers, 60 is middle C), and a melody of [beat, note]. */
const BARS: readonly {
  bass: number;
  chord: readonly [number, number, number, number];
  melody: readonly (readonly [number, number])[];
}[] = [
  { bass: 48, chord: [60, 64, 67, 71], melody: [[0, 76], [2.5, 74]] },
  { bass: 45, chord: [57, 60, 64, 67], melody: [[0, 72], [3, 71]] },
  { bass: 41, chord: [57, 60, 65, 69], melody: [[0, 69], [1.5, 72], [3, 76]] },
  { bass: 43, chord: [59, 62, 64, 67], melody: [[0, 74]] },
  { bass: 40, chord: [59, 62, 64, 67], melody: [[0, 71], [2, 74], [3, 79]] },
  { bass: 45, chord: [60, 64, 67, 69], melody: [[0, 76], [2.5, 72]] },
  { bass: 50, chord: [57, 60, 62, 65], melody: [[0, 74], [1.5, 72], [3, 69]] },
  { bass: 43, chord: [59, 60, 65, 67], melody: [[0, 67], [2, 71]] },
]; // prettier-ignore

/** The order in which the tones of a chord are plucked, on each half beat. */
const ARPEGGIO = [0, 1, 2, 3, 2, 1, 3, 2] as const;

/** Overtones of a soft electric piano: multiple of the note, share, and how much faster it fades. */
const PARTIALS = [[1, 1, 1], [2, 0.32, 1.6], [3, 0.1, 2.4], [5.02, 0.03, 5]] as const; // prettier-ignore

let composed: Promise<Int16Array> | undefined;

/** Calm music of our own, 29 seconds that join at their ends. Composed once, in slices. */
export function holdMusic(): Promise<Int16Array> {
  return (composed ??= compose());
}

async function compose(): Promise<Int16Array> {
  const sound = new Float64Array(Math.round(BARS.length * BEATS_PER_BAR * BEAT));
  for (const [index, { bass, chord, melody }] of BARS.entries()) {
    const bar = index * BEATS_PER_BAR;
    pluck(sound, bar, bass, 0.5, 6);
    pluck(sound, bar + 2.5, bass + 7, 0.22, 4);
    for (const [half, tone] of ARPEGGIO.entries()) {
      pluck(sound, bar + half / 2, chord[tone], half % 4 === 0 ? 0.26 : 0.18, 3.5);
    }
    for (const [beat, note] of melody) pluck(sound, bar + beat, note, 0.42, 4.5);
    await otherTurns();
  }
  const peak = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Int16Array.from(sound, (value) => Math.round((value / peak) * PEAK * 32_767));
}

/** Adds a note that fades to a thousandth in `seconds`; what reaches over the end goes on at the start, so that the loop has no seam. */
function pluck(sound: Float64Array, beat: number, note: number, loudness: number, seconds: number): void {
  const start = Math.round(beat * BEAT);
  const frequency = 440 * 2 ** ((note - 69) / 12);
  const attack = 0.012 * SAMPLE_RATE;
  for (const [multiple, share, haste] of PARTIALS) {
    const length = Math.floor((seconds / haste) * SAMPLE_RATE);
    const fade = 0.001 ** (1 / length);
    const angle = (2 * Math.PI * frequency * multiple) / SAMPLE_RATE;
    // A resonator: each sample follows from the two before, no sine has to be computed.
    const a = 2 * fade * Math.cos(angle);
    const b = -fade * fade;
    let older = 0;
    let last = loudness * share * Math.sin(angle);
    for (let i = 0; i < length; i++) {
      const next = a * last + b * older;
      older = last;
      last = next;
      const at = (start + i) % sound.length;
      sound[at] = sound[at]! + next * Math.min(1, i / attack);
    }
  }
}

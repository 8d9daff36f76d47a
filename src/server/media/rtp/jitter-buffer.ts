import { FRAME_SAMPLES } from '../audio/frame';
import { serialDistance } from './serial';

/** The most that may wait: a burst after a stall of 80 ms is kept, more is dropped. */
const MAX_BUFFERED = 4 * FRAME_SAMPLES;
/** What is left of a burst that was too large. */
const AFTER_OVERFLOW = 2 * FRAME_SAMPLES;
/** In this time (half a second of frames) a reserve that was never needed is found out and given up. */
const RESERVE_WINDOW = 25;
/** Nothing for 100 ms: the sender has paused, and what comes next starts anew. */
const PAUSE_FRAMES = 5;
/** A jump of the timestamps by more than this is another stream, not a gap: 1 s. */
const MAX_JUMP = 8000;
/** Frames invented for a loss, each quieter than the one before. */
const CONCEALED_FRAMES = 2;

interface Chunk {
  /** Unwrapped timestamp of the first sample. */
  readonly start: number;
  readonly samples: Int16Array;
}

/**
 * Puts packets in order by timestamp and gives out frames of 20 ms, whatever length the packets have. It adds as little delay as
 * the network allows: it starts with the first packet, a late packet moves the play-out back by one frame, and a reserve
 * that half a second did not need is dropped. At most 80 ms ever wait; at rest at most 20 ms.
 */
export class JitterBuffer {
  #chunks: Chunk[] = [];
  /** Unwrapped timestamp of the next sample to give out; undefined between two streams. */
  #next: number | undefined;
  #lastTimestamp = 0;
  #lastUnwrapped = 0;
  #missed = 0;
  #reserve = Infinity;
  #ticks = 0;
  #last: Int16Array | undefined;
  concealed = 0;
  late = 0;

  /** Samples that wait. */
  get buffered(): number {
    const last = this.#chunks.at(-1);
    return last === undefined || this.#next === undefined
      ? 0
      : Math.max(0, last.start + last.samples.length - this.#next);
  }

  reset(): void {
    this.#chunks = [];
    this.#next = undefined;
    this.#missed = 0;
    this.#last = undefined;
    this.#startWindow();
  }

  /** `timestamp`: of the RTP header, 8,000 a second. */
  push(timestamp: number, samples: Int16Array): void {
    if (samples.length === 0 || samples.length > MAX_BUFFERED) return;
    const distance = serialDistance(timestamp, this.#lastTimestamp, 32);
    if (this.#next === undefined || Math.abs(distance) > MAX_JUMP) {
      this.reset();
      this.#lastUnwrapped = 0;
      this.#next = 0;
    } else {
      this.#lastUnwrapped += distance;
    }
    this.#lastTimestamp = timestamp;
    this.#insert({ start: this.#lastUnwrapped, samples });
    if (this.buffered > MAX_BUFFERED) this.#skipTo(this.#next + this.buffered - AFTER_OVERFLOW);
  }

  #insert(chunk: Chunk): void {
    if (chunk.start + chunk.samples.length <= this.#next!) {
      this.late++;
      return;
    }
    let at = this.#chunks.length;
    while (at > 0 && this.#chunks[at - 1]!.start > chunk.start) at--;
    if (this.#chunks[at - 1]?.start === chunk.start) return; // a duplicate
    this.#chunks.splice(at, 0, chunk);
  }

  /** Fills `frame` (160 samples); false when there is nothing, and `frame` is as it was. */
  pull(frame: Int16Array): boolean {
    if (this.#next === undefined) return false;
    const waiting = this.buffered;
    if (waiting === 0) {
      // Time stands still: the packet that is late will be played, later.
      if (++this.#missed > PAUSE_FRAMES) {
        this.reset();
        return false;
      }
      this.#reserve = 0;
      return this.#conceal(frame);
    }
    const first = this.#chunks[0]!;
    if (first.start - this.#next >= FRAME_SAMPLES * (PAUSE_FRAMES + 1)) this.#next = first.start;
    const gap = first.start - this.#next >= FRAME_SAMPLES;
    this.#missed = gap ? this.#missed + 1 : 0;
    const filled = gap ? this.#conceal(frame) : this.#copy(frame);
    this.#skipTo(this.#next + FRAME_SAMPLES);
    this.#trim();
    return filled;
  }

  #copy(frame: Int16Array): boolean {
    frame.fill(0);
    for (const { start, samples } of this.#chunks) {
      const offset = start - this.#next!;
      if (offset >= FRAME_SAMPLES) break;
      const from = Math.max(0, -offset);
      const to = Math.min(samples.length, FRAME_SAMPLES - offset);
      frame.set(samples.subarray(from, to), offset + from);
    }
    (this.#last ??= new Int16Array(FRAME_SAMPLES)).set(frame);
    return true;
  }

  /** The last frame again, at half and at a quarter of its level, then silence. */
  #conceal(frame: Int16Array): boolean {
    this.concealed++;
    const again = this.#missed <= CONCEALED_FRAMES ? this.#last : undefined;
    if (!again) return false;
    for (let i = 0; i < FRAME_SAMPLES; i++) again[i] = again[i]! >> 1;
    frame.set(again);
    return true;
  }

  #skipTo(next: number): void {
    this.#next = next;
    while (this.#chunks[0] && this.#chunks[0].start + this.#chunks[0].samples.length <= next) {
      this.#chunks.shift();
    }
  }

  /** Gives up what was in reserve for a whole window. */
  #trim(): void {
    this.#reserve = Math.min(this.#reserve, this.buffered);
    if (++this.#ticks < RESERVE_WINDOW) return;
    if (this.#reserve >= FRAME_SAMPLES) {
      this.#skipTo(this.#next! + this.#reserve - (this.#reserve % FRAME_SAMPLES));
    }
    this.#startWindow();
  }

  #startWindow(): void {
    this.#ticks = 0;
    this.#reserve = Infinity;
  }
}

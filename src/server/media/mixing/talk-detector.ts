/** Mean square of a frame that counts as speech: -45 dBov. */
const LOUD = 10 ** (-45 / 10);
/** 60 ms of speech begin it, 400 ms without end it. */
const BEGIN_FRAMES = 3;
const END_FRAMES = 20;

/** Who is talking, by energy, with patience in both directions. */
export class TalkDetector {
  talking = false;
  #streak = 0;

  /** True when it has just changed. `square`: mean square of the frame, full scale = 1. */
  add(square: number): boolean {
    if (square >= LOUD === this.talking) {
      this.#streak = 0;
      return false;
    }
    if (++this.#streak < (this.talking ? END_FRAMES : BEGIN_FRAMES)) return false;
    this.#streak = 0;
    this.talking = !this.talking;
    return true;
  }
}

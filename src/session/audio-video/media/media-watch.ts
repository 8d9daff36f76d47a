import type { CallQualitySnapshot } from '../../contract';
import type { MediaConnection } from './media-engine';
import { OneWayDetector, qualityOf } from './quality';
import type { MediaStatistics, OneWay } from './quality';

/** Milliseconds between two looks. */
const INTERVAL = 2000;

export interface MediaWatchHandlers {
  expected(): { readonly receiving: boolean; readonly sending: boolean };
  onLook(quality: CallQualitySnapshot | undefined, oneWay: OneWay | undefined): void;
}

/** Looks at a connection's counters as long as it lasts. */
export class MediaWatch {
  readonly #detector = new OneWayDetector();
  #before: MediaStatistics | undefined;
  readonly #timer: ReturnType<typeof setInterval>;
  #isOver = false;

  constructor(
    private readonly connection: MediaConnection,
    private readonly handlers: MediaWatchHandlers,
  ) {
    this.#timer = setInterval(() => void this.#look(), INTERVAL);
  }

  stop(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    let now;
    try {
      now = await this.connection.statistics();
    } catch {
      // A connection that is closing has no statistics; the next look tells, or there is none.
      return;
    }
    const before = this.#before;
    this.#before = now;
    if (!before || this.#isOver) return;
    const oneWay = this.#detector.look(before, now, this.handlers.expected());
    this.handlers.onLook(qualityOf(before, now), oneWay);
  }
}

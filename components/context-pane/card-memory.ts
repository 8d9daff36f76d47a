import { changedKeys, parseCustomerCard, type CustomerCard } from './customer-card';

const POINT_FOR = 6000;
const NONE: ReadonlySet<string> = new Set();

/** The card of one application, and which of its rows have just changed; those are pointed at for six seconds. */
export class CardMemory {
  card: CustomerCard | undefined;
  changed: ReadonlySet<string> = NONE;
  #text: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onSettled: () => void) {}

  /** Takes the newest text; returns the keys that are new since the last one, none for the first. */
  read(text: string | undefined): ReadonlySet<string> {
    if (text === this.#text) return NONE;
    this.#text = text;
    const before = this.card;
    this.card = parseCustomerCard(text);
    // What completes a truncated card is no news.
    if (!before || !this.card || before.truncated) return NONE;
    const changed = changedKeys(before, this.card);
    if (!changed.size) return NONE;
    this.changed = new Set([...this.changed, ...changed]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.changed = NONE;
      this.onSettled();
    }, POINT_FOR);
    return changed;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.changed = NONE;
  }
}

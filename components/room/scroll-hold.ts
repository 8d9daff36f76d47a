import type { LitElement, ReactiveController } from 'lit';

/** Pixels from the end that still count as the end. */
const NEAR = 48;

interface ScrollHoldHooks {
  onEndChanged(): void;
  /** The reader scrolled. */
  onMoved(): void;
  /** The last message in the document is the newest there is. */
  isEnd(): boolean;
  onEndSeen(): void;
}

/** A message in view. */
interface Anchor {
  readonly id: string;
  /** Pixels from the upper edge of the scroller. */
  readonly top: number;
}

/**
 * Keeps the reader's place in a scrolling list whose items come and go at both ends and change their height: at the end, or at what is in view. The browser's own
 * scroll anchoring is switched off there: not every one has it, and none does it at the very top.
 */
export class ScrollHold implements ReactiveController {
  isAtEnd = true;
  #anchors: readonly Anchor[] = [];
  #top = 0;
  #resize: ResizeObserver | undefined;
  #observed: Element | undefined;

  constructor(
    private readonly host: LitElement,
    private readonly hooks: ScrollHoldHooks,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#resize?.disconnect();
    this.#observed = undefined;
  }

  get #scroller(): HTMLElement | null {
    return this.host.renderRoot.querySelector<HTMLElement>('.scroller');
  }

  get isShown(): boolean {
    return (this.#scroller?.clientHeight ?? 0) > 0;
  }

  /** Not where nobody has given the element a height: there everything is in view. */
  get isScrollable(): boolean {
    const scroller = this.#scroller;
    return !!scroller && this.isShown && scroller.scrollHeight > scroller.clientHeight + 1;
  }

  get above(): number {
    return this.#scroller?.scrollTop ?? 0;
  }

  get below(): number {
    const scroller = this.#scroller;
    return scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight : 0;
  }

  get isEndInView(): boolean {
    return this.isAtEnd && this.isShown && this.hooks.isEnd();
  }

  find(selector: string): HTMLElement | null {
    return this.#scroller?.querySelector<HTMLElement>(selector) ?? null;
  }

  findAll(selector: string): Iterable<HTMLElement> {
    return this.#scroller?.querySelectorAll<HTMLElement>(selector) ?? [];
  }

  stickToEnd(): void {
    this.isAtEnd = true;
    this.#anchors = [];
  }

  /** The list is about to be another part of the history. */
  release(): void {
    this.isAtEnd = false;
    this.#anchors = [];
  }

  /** Into the middle. */
  show(element: HTMLElement): void {
    this.isAtEnd = false;
    element.scrollIntoView({ block: 'center' });
    this.#remember();
    this.hooks.onEndChanged();
  }

  /** The reader begins at the line of new messages, unless all of them fit. */
  showLine(line: HTMLElement): void {
    const scroller = this.#scroller;
    if (!scroller || !this.isShown) return;
    scroller.scrollTop += line.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
    this.isAtEnd = this.below < NEAR;
    this.#remember();
    if (!this.isAtEnd) this.hooks.onEndChanged();
  }

  /** After an update. */
  settle(): void {
    const scroller = this.#scroller;
    const content = scroller?.querySelector('ol') ?? undefined;
    if (content !== this.#observed) {
      this.#resize?.disconnect();
      this.#observed = content;
      // Items get their true height when they come into view, and the panel may be resized or shown.
      this.#resize ??= new ResizeObserver(() => this.#keep());
      if (content && scroller) {
        this.#resize.observe(content);
        this.#resize.observe(scroller);
      }
    }
    this.#keep();
  }

  readonly scrolled = (): void => {
    const scroller = this.#scroller;
    if (!scroller?.clientHeight) return;
    const { scrollTop } = scroller;
    // Only a reader scrolls up; content that grew since the last update is no reason to leave the end.
    const isAtEnd = this.below < NEAR || (this.isAtEnd && scrollTop >= this.#top - 1);
    this.#top = scrollTop;
    this.#remember();
    const isOther = isAtEnd !== this.isAtEnd;
    this.isAtEnd = isAtEnd;
    if (isOther) this.hooks.onEndChanged();
    this.hooks.onMoved();
    if (isAtEnd) this.hooks.onEndSeen();
  };

  #keep(): void {
    const scroller = this.#scroller;
    if (!scroller?.clientHeight) return;
    if (this.isAtEnd && this.hooks.isEnd()) {
      scroller.scrollTop = scroller.scrollHeight;
      this.#top = scroller.scrollTop;
      this.#remember();
      this.hooks.onEndSeen();
      return;
    }
    this.isAtEnd = false;
    const edge = scroller.getBoundingClientRect().top;
    for (const { id, top } of this.#anchors) {
      const element = this.find(`[data-id="${CSS.escape(id)}"]`);
      if (!element) continue;
      const moved = element.getBoundingClientRect().top - edge - top;
      if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
      this.#top = scroller.scrollTop;
      // It cannot be scrolled so far yet: the list gets its height when the browser has looked at what is in view.
      if (Math.abs(element.getBoundingClientRect().top - edge - top) >= 1) return;
      break;
    }
    this.#top = scroller.scrollTop;
    this.#remember();
  }

  /** Where the messages in view stand. Of groups out of sight only the boxes are asked for: what is in those out of sight is never laid out. */
  #remember(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const { top: edge, bottom } = scroller.getBoundingClientRect();
    const items = [...this.findAll('ol > [data-key]')];
    let [from, to] = [0, items.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((items[middle]?.getBoundingClientRect().bottom ?? 0) <= edge) from = middle + 1;
      else to = middle;
    }
    const anchors: Anchor[] = [];
    // A group may get another beginning when older messages come: its messages stay what they are.
    for (const item of items.slice(from)) {
      if (item.getBoundingClientRect().top >= bottom) break;
      for (const message of item.querySelectorAll<HTMLElement>('[data-id]')) {
        const { bottom: end, top } = message.getBoundingClientRect();
        if (end > edge && top < bottom) anchors.push({ id: message.dataset.id ?? '', top: top - edge });
      }
    }
    this.#anchors = anchors;
  }
}

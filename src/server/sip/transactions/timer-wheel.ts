import type { Clock } from '../clock';

/** What a wheel calls: an object and a small name instead of a closure per timer. */
export interface WheelTarget {
  onTimer(name: string): void;
}

/** A started timer. Its node is the entry of the wheel's list itself: starting and stopping are a few assignments. */
export class WheelTimer {
  previous: WheelTimer | undefined;
  next: WheelTimer | undefined;
  target: WheelTarget | undefined;
  name = '';
  due = 0;

  get running(): boolean {
    return this.target !== undefined;
  }
}

/**
 * Coarse timers for transactions: all wait for tenths of seconds at least, nearly all are cancelled. They fire up to one
 * tick late, never early. One clock timer runs while the wheel holds anything, and lapses when it is empty.
 */
export class TimerWheel {
  readonly #slots: WheelTimer[];
  #count = 0;
  #tick: number;
  #ticking = false;

  constructor(
    private readonly clock: Clock,
    private readonly tickMs = 100,
    slots = 512,
  ) {
    // Each slot is a ring with its head as sentinel.
    this.#slots = Array.from({ length: slots }, () => {
      const head = new WheelTimer();
      head.next = head.previous = head;
      return head;
    });
    this.#tick = Math.floor(clock.now() / tickMs);
  }

  get size(): number {
    return this.#count;
  }

  start(ms: number, target: WheelTarget, name: string): WheelTimer {
    const now = this.clock.now();
    if (this.#count++ === 0) this.#tick = Math.floor(now / this.tickMs);
    const timer = new WheelTimer();
    timer.target = target;
    timer.name = name;
    timer.due = Math.max(this.#tick + 1, Math.ceil((now + ms) / this.tickMs));
    const head = this.#slots[timer.due % this.#slots.length]!;
    timer.previous = head.previous;
    timer.next = head;
    head.previous!.next = timer;
    head.previous = timer;
    this.#keepTicking();
    return timer;
  }

  /** Stopping twice, or after it fired, does nothing. */
  stop(timer: WheelTimer | undefined): void {
    if (!timer?.target) return;
    timer.target = undefined;
    timer.previous!.next = timer.next;
    timer.next!.previous = timer.previous;
    timer.previous = timer.next = undefined;
    this.#count--; // the clock timer lapses by itself: cheaper than cancelling it for every message
  }

  readonly #turn = (): void => {
    this.#ticking = false;
    const now = Math.floor(this.clock.now() / this.tickMs);
    // After a long stall one round visits every slot.
    const first = Math.max(this.#tick + 1, now - this.#slots.length + 1);
    this.#tick = now;
    for (let tick = first; tick <= now && this.#count > 0; tick++) {
      this.#fire(this.#slots[tick % this.#slots.length]!, now);
    }
    if (this.#count > 0) this.#keepTicking();
  };

  #keepTicking(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.clock.setTimeout(this.#turn, this.tickMs);
  }

  #fire(head: WheelTimer, now: number): void {
    const due: WheelTimer[] = [];
    for (let timer = head.next!; timer !== head; timer = timer.next!) if (timer.due <= now) due.push(timer);
    for (const timer of due) {
      const { target, name } = timer;
      if (!target) continue; // stopped by one that fired before it
      this.stop(timer);
      target.onTimer(name);
    }
  }
}

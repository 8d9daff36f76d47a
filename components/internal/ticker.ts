import type { LitElement, ReactiveController } from 'lit';

/** Re-renders its host once a second while `isNeeded()`, for countdowns. */
export class Ticker implements ReactiveController {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly host: LitElement,
    private readonly isNeeded: () => boolean,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (!this.host.isConnected || !this.isNeeded()) this.hostDisconnected();
    else this.#timer ??= setInterval(() => this.host.requestUpdate(), 1000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

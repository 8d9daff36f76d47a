import type { Dialog, SipResponse } from '../signaling/signaling';

/** Milliseconds between two questions. */
const EVERY = 10_000;

/**
 * Asks the chat server whether the dialog is still there (RFC 3261 section 11: OPTIONS): behind an edge that stays, a server that went and came back without the dialog
 * has nothing to say, and who only listens would never learn of it.
 */
export class Liveness {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly dialog: Dialog,
    private readonly onGone: (answer: SipResponse) => void,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.#ask(), EVERY);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #ask(): Promise<void> {
    let answer: SipResponse;
    try {
      answer = await this.dialog.request('OPTIONS');
    } catch {
      // The dialog or the connection is over, and everybody has been told so.
      return this.stop();
    }
    if (!this.#timer || isThere(answer)) return;
    this.stop();
    this.onGone(answer);
  }
}

/** Whatever else it answers, it does answer: what is listed here edges say who find nobody, 477 is Kamailio's. */
function isThere({ status }: SipResponse): boolean {
  return ![404, 408, 410, 430, 477, 480, 481, 502, 503, 504].includes(status);
}

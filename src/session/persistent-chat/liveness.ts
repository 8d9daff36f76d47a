import { findsNobody } from '../../protocol/dialog-liveness';
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
      // The end of the dialog, or of the connection, stops it; what else kept the question from being asked may be over the next time.
      return;
    }
    if (!this.#timer || !findsNobody(answer.status)) return;
    this.stop();
    this.onGone(answer);
  }
}

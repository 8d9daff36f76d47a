import { SipTransactionError, type InviteDialog, type Timer } from '../../sip';
import type { ConferenceServices } from './services';

/** The edge's answer for a user whose connection is gone. */
const absent = 480;

/**
 * Asks who has been silent for a while whether they are still there, by OPTIONS in the dialog; whatever is answered is a sign of life, also 501. 408 and
 * 481 end the dialog (RFC 5057). One whose connection is gone has the grace time to come back.
 */
export class Liveness {
  #timer: Timer | undefined;
  #asking = false;
  #missingSince: number | undefined;
  #stopped = false;

  constructor(
    private readonly dialog: InviteDialog,
    private readonly services: ConferenceServices,
    private readonly handlers: {
      /** The time to come back is over. */
      gone(): void;
      /** The connection is gone; said once, until something comes again. What else runs over it may be asked sooner. */
      missed(): void;
    },
  ) {
    this.#wait(services.config.probeSeconds);
    void dialog.terminated.then(() => this.stop());
  }

  /** Something came. */
  heard(): void {
    this.#missingSince = undefined;
    this.#wait(this.services.config.probeSeconds);
  }

  /** Asks now. */
  suspect(): void {
    if (!this.#asking && !this.#stopped) void this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #wait(seconds: number): void {
    this.#timer?.cancel();
    if (this.#stopped) return;
    this.#timer = this.services.clock.setTimeout(() => this.suspect(), seconds * 1000);
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    try {
      const { status } = await this.dialog.request('OPTIONS');
      if (status === absent) this.#missing();
      else this.heard();
    } catch (error) {
      // The dialog has ended, which its owner is told.
      if (!(error instanceof SipTransactionError)) throw error;
      this.services.log.debug('conference-probe-unanswered', { callId: this.dialog.callId, error });
    } finally {
      this.#asking = false;
    }
  }

  #missing(): void {
    const { clock, config } = this.services;
    if (this.#stopped) return;
    const isNews = this.#missingSince === undefined;
    this.#missingSince ??= clock.now();
    const left = this.#missingSince + config.reconnectGraceSeconds * 1000 - clock.now();
    if (left <= 0) return this.handlers.gone();
    this.#wait(left / 1000);
    if (isNews) this.handlers.missed();
  }
}

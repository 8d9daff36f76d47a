import type { Dialog, HeaderList, SipReader } from '../signaling/signaling';

/** RFC 4028 section 4: the option tag. */
export const timerSupported: HeaderList = [['Supported', 'timer']];

/** Seconds before its end at which a session is refreshed: what group chat clients leave. */
const EARLY = 10;

/** Seconds after which the server ends an idle session; undefined if it does not, or refreshes itself. */
export function sessionExpires(answer: SipReader): number | undefined {
  const match = /^\s*(\d{1,9})\s*(?:;.*?refresher=(ua[cs]))?/i.exec(answer.header('session-expires') ?? '');
  const seconds = Number(match?.[1] ?? 0);
  return seconds > 0 && match?.[2]?.toLowerCase() !== 'uas' ? seconds : undefined;
}

/** Keeps a dialog alive with UPDATE (RFC 3311, RFC 4028 section 7.2), without a body as group chat clients do. */
export class SessionTimer {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly dialog: Dialog,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  start(seconds: number): void {
    clearTimeout(this.#timer);
    const wait = Math.max(seconds - EARLY, seconds / 2) * 1000;
    // setTimeout takes 31 bits; nobody waits for weeks.
    if (wait < 2 ** 31) this.#timer = setTimeout(() => void this.#refresh(seconds), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #refresh(seconds: number): Promise<void> {
    this.#timer = undefined;
    // Whatever comes but 481, which ends the dialog by itself, the session lives on until its time is over.
    this.start(seconds);
    try {
      const response = await this.dialog.request('UPDATE', {
        headers: [...timerSupported, ['Session-Expires', `${seconds};refresher=uac`]],
      });
      const granted = response.status < 300 ? sessionExpires(response) : undefined;
      if (granted !== undefined && this.#timer !== undefined) this.start(granted);
    } catch (error) {
      this.stop();
      this.onFailed(error);
    }
  }
}

import { buildReason } from '../../protocol/reason';
import { SessionError } from '../contract';
import { asSessionError } from '../failures';
import type { HeaderList, IncomingInvite } from '../signaling/signaling';

/** setTimeout takes 31 bits. */
const MAX_TIMER = 2 ** 31 - 1;
/** Milliseconds for the inviter's goodbye; SIPE never says it. */
const REAP_AFTER = 10_000;

/** An invitation to a conference while a person decides: the seed's dialog 1, seen by the invited. */
export class IncomingInvitation {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;

  constructor(
    private readonly invite: IncomingInvite,
    expiresAt: number | undefined,
    /** It is over without an answer of ours; `reason` is the raw header of a CANCEL. */
    onWithdrawn: (how: 'cancelled' | 'no-answer', reason: string | undefined) => void,
  ) {
    invite.onWithdrawn = (reason) => {
      if (this.#close()) onWithdrawn('cancelled', reason);
    };
    const wait = expiresAt === undefined ? Infinity : expiresAt - Date.now();
    if (wait <= MAX_TIMER)
      this.#timer = setTimeout(
        () => {
          if (!this.#close()) return;
          invite.reject(480);
          onWithdrawn('no-answer', undefined);
        },
        Math.max(0, wait),
      );
  }

  /** Resolves as soon as it is answered: whoever joins waits for nobody. Rejects with `SessionError` if it is gone. */
  async accept(): Promise<void> {
    if (!this.#close()) throw new SessionError('cancelled', 'The invitation is gone');
    acceptInvitation(this.invite);
  }

  decline(reason: string | undefined): void {
    const headers: HeaderList = reason
      ? [['Reason', buildReason({ protocol: 'SIP', cause: 603, text: reason })]]
      : [];
    if (this.#close()) this.invite.reject(reason === 'busy' ? 486 : 603, { headers });
  }

  #close(): boolean {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    clearTimeout(this.#timer);
    return wasOpen;
  }
}

/** 200 without a body. The inviter ends the dialog; if it does not, we do. */
export function acceptInvitation(
  invite: IncomingInvite,
  onFailed: (error: SessionError) => void = () => undefined,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  invite
    .accept(
      {},
      {
        onRequest: (request) => request.respond(481),
        onEnded: () => {
          isOver = true;
          clearTimeout(timer);
        },
      },
    )
    .then(
      (dialog) => {
        if (!isOver) timer = setTimeout(() => void dialog.bye().catch(() => undefined), REAP_AFTER);
      },
      // The invitation was good all the same: nothing more depends on its dialog.
      (error: unknown) => onFailed(asSessionError(error, 'connection-failed', 'The inviter is gone')),
    );
}

import { buildMessageAnswer, sdpContentType } from '../../../../protocol/sdp-message';
import type { UcwaMessageFormat } from '../../../../protocol/ucwa';
import type { Clock, Timer } from '../../../sip/clock';
import type { IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import { acceptTypesOf } from '../sip/session-description';

/** An INVITE that waits for a person: until they say something, the caller gives up, or the time is over. */
export class IncomingRing {
  readonly #timer: Timer;

  constructor(
    readonly invite: IncomingInvite,
    clock: Clock,
    seconds: number,
    /** Nobody answered. The caller knows. */
    onMissed: (by: 'caller' | 'time') => void,
  ) {
    invite.ringing();
    invite.signal.addEventListener('abort', () => onMissed('caller'));
    this.#timer = clock.setTimeout(() => {
      invite.reject(480);
      onMissed('time');
    }, seconds * 1000);
  }

  /** Whether the text that came with it is a message, and not only something to show. */
  get embedsMessage(): boolean {
    const tags = this.invite.request.headers.list('Supported');
    return tags.some((tag) => tag.toLowerCase() === 'ms-embedded-first-message');
  }

  /** The person has decided: the time runs no longer. */
  stop(): void {
    this.#timer.cancel();
  }
}

/** Takes an INVITE for a session of messages. Rejects with `SipTransactionError` when the caller has given up. */
export function acceptSession(
  invite: IncomingInvite,
  uri: string,
  formats: readonly UcwaMessageFormat[],
  headers: [string, string][] = [],
): Promise<InviteDialog> {
  return invite.accept({
    headers: [['Content-Disposition', 'session'], ...headers],
    contentType: sdpContentType,
    body: buildMessageAnswer(uri, acceptTypesOf(formats)),
  });
}

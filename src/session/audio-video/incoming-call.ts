import { buildReason, sipReasonOf } from '../../protocol/reason';
import type { HeaderList, IncomingInvite } from '../signaling/signaling';
import { asSessionError } from '../failures';
import { readAudioVideoSdp, sdpOf } from './audio-video-sdp';
import type { CallingHost } from './call-invite';
import { CallLeg } from './call-leg';
import type { CallLegHandlers, RemoteParty } from './call-leg';
import type { MediaController } from './media/media-controller';

/** An INVITE that rings here until somebody answers it, the caller gives up, or its time is over. */
export class IncomingCall {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly invite: IncomingInvite,
    private readonly remote: RemoteParty,
    expiresAt: number | undefined,
    onOver: (reason: 'cancelled' | 'answered-elsewhere' | 'no-answer') => void,
  ) {
    invite.onWithdrawn = (header) =>
      // RFC 3326 section 3.1: another endpoint has answered.
      onOver(sipReasonOf(header)?.cause === 200 ? 'answered-elsewhere' : 'cancelled');
    if (expiresAt !== undefined && expiresAt - Date.now() < 2 ** 31) {
      this.#timer = setTimeout(
        () => {
          invite.reject(480);
          onOver('no-answer');
        },
        Math.max(0, expiresAt - Date.now()),
      );
    }
    invite.ringing();
  }

  get hasVideo(): boolean {
    return readAudioVideoSdp(sdpOf(this.invite) ?? '').video !== 'none';
  }

  /** Resolves when the caller has confirmed. Rejects with `SessionError`; the invitation is refused then. */
  async answer(media: MediaController, host: CallingHost, handlers: CallLegHandlers): Promise<CallLeg> {
    this.stop();
    const leg = new CallLeg(host.engine.open(host.iceServers), handlers, false, this.remote, host.random);
    return answerWith(leg, this.invite, media);
  }

  decline(reason: string | undefined): void {
    this.stop();
    const isBusy = reason === 'busy';
    const headers: HeaderList =
      reason && !isBusy ? [['Reason', buildReason({ protocol: 'SIP', cause: 603, text: reason })]] : [];
    this.invite.reject(isBusy ? 486 : 603, { headers });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Answers `invite` with what `media` captures. Rejects with `SessionError`; nothing is left then. */
export async function answerWith(
  leg: CallLeg,
  invite: IncomingInvite,
  media: MediaController,
  headers: HeaderList = [],
): Promise<CallLeg> {
  try {
    await media.feed(leg.media);
    const body = await leg.firstAnswer(invite);
    const all: HeaderList = [['Supported', 'replaces'], ...headers];
    leg.dialog = await invite.accept({ body, headers: all }, leg.dialogHandlers);
    return leg;
  } catch (error) {
    invite.reject(488);
    void leg.close();
    throw asSessionError(error, 'cancelled', 'The call could not be answered');
  }
}

import { mediaTypeOf } from '../../../protocol/content-type';
import type { MediaLeg } from '../../media';
import { matchesReplaces, type Replaces } from '../../../protocol/replaces';
import { sdpContentType } from '../../../protocol/sdp-message';
import type { IncomingRequest, InviteDialog } from '../../sip';
import { parseDtmf } from '../contact-center/voice/dtmf';
import { negotiated, offerIn } from './audio-sdp';
import { goodbyes, type ConferenceLeg, type Goodbye } from './leg';
import { ConferenceRefusal, refuse } from './refusal';
import type { ConferenceServices } from './services';

/** The dialog of one participant's device with the A/V MCU. */
export class AudioDialog implements ConferenceLeg {
  readonly sessionType = 'audio-video';

  constructor(
    readonly user: string,
    readonly entity: string,
    readonly device: string | undefined,
    private readonly dialog: InviteDialog,
    private readonly leg: MediaLeg,
    private readonly options: {
      readonly services: ConferenceServices;
      readonly mcuUri: string;
      /** Whoever ended it. */
      gone(dialog: AudioDialog): void;
    },
  ) {
    dialog.onRequest = (incoming) => this.#requested(incoming);
    leg.onEnded((reason) => {
      // `ended`: because the dialog was.
      if (reason === 'ended') return;
      options.services.log.info('conference-media-ended', { callId: dialog.callId, reason });
      void dialog.bye(goodbyes.media);
    });
    void dialog.terminated.then(() => {
      leg.end();
      options.gone(this);
    });
  }

  /** RFC 3891 section 3. */
  isMeantBy(replaces: Replaces): boolean {
    return matchesReplaces(this.dialog, replaces);
  }

  end(goodbye: Goodbye): void {
    this.leg.end();
    void this.dialog.bye(goodbye);
  }

  #requested(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    if (method === 'INVITE') return void this.#renegotiate(incoming);
    if (method === 'INFO') {
      const { body, headers } = incoming.request;
      const digit = parseDtmf(mediaTypeOf(headers.get('Content-Type')), body.toString('latin1', 0, 256));
      if (digit !== undefined) this.leg.receiveDigit(digit);
      return incoming.respond(200);
    }
    incoming.respond(method === 'OPTIONS' || method === 'UPDATE' ? 200 : 405, {
      headers: [['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE']],
    });
  }

  /** Hold, ICE restart, or a device that has come back (RFC 3264 section 8). */
  async #renegotiate(incoming: IncomingRequest): Promise<void> {
    const { config } = this.options.services;
    try {
      const offer = offerIn(incoming.request);
      // We never make the offer here; RFC 3261 section 14.2 lets us refuse.
      if (offer === undefined) throw new ConferenceRefusal('bad-media');
      const body = await negotiated(() => this.leg.answer(offer));
      const headers: [string, string][] = [['Contact', `<${this.options.mcuUri}>`]];
      incoming.respond(200, { headers, body, contentType: sdpContentType });
    } catch (error) {
      refuse(incoming, error, config.domain);
    }
  }
}

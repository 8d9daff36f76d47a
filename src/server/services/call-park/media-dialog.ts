import { mediaTypeOf } from '../../../protocol/content-type';
import { sdpContentType } from '../../../protocol/sdp-message';
import type { IncomingRequest, InviteDialog } from '../../sip';
import type { CallParkServices } from './call-park-services';
import { ParkMediaError, type ParkLeg } from './park-media';
import { Refers, type Refer } from './refer';
import { within } from './waiting';

const allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY';
/** Answered as they are: nothing of them concerns a parked call (INFO: DTMF). */
const harmless = new Set(['OPTIONS', 'INFO', 'UPDATE']);

/** Our BYE must not overtake the ACK of who has taken our place: it goes another way. */
const ownByeMs = 2_000;

/** A dialog with audio, to the parkee or to a retriever, until its peer is transferred or leaves. */
export class MediaDialog {
  /** Resolves when the peer is gone: BYE, dialog or media lost. Also after `hangUp`. */
  readonly gone: Promise<void>;
  readonly #refers: Refers;

  constructor(
    readonly dialog: InviteDialog,
    private readonly media: ParkLeg,
    private readonly services: CallParkServices,
  ) {
    this.#refers = new Refers(dialog, services);
    dialog.onRequest = (incoming) => this.#requested(incoming);
    void media.ended.then((why) => {
      services.log.info('park-media-ended', { callId: dialog.callId, why });
      // RFC 3326: the peer is told, should it still listen.
      return dialog.bye({ cause: 408, text: 'Media timeout' });
    });
    this.gone = dialog.terminated.then(() => media.close());
  }

  get isUp(): boolean {
    return this.dialog.state === 'confirmed';
  }

  refer(referTo: string, onTransferred: (refer: Refer) => void): Refer {
    return this.#refers.send(referTo, onTransferred);
  }

  /** The peer talks to somebody else now and says goodbye itself (RFC 3891 section 3); we do when it does not. Never rejects. */
  async leave(): Promise<void> {
    this.media.close();
    await within(this.services.clock, ownByeMs, this.gone);
    await this.hangUp();
  }

  /** Never rejects; resolves when the peer has answered or cannot. */
  async hangUp(headers: [string, string][] = []): Promise<void> {
    this.media.close();
    if (!this.isUp) return;
    try {
      await this.dialog.request('BYE', { headers });
    } catch (error) {
      this.services.log.debug('bye-unanswered', { callId: this.dialog.callId, error });
    }
  }

  #requested(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    if (method === 'NOTIFY') return this.#refers.notified(incoming);
    if (method === 'INVITE') return void this.#renegotiate(incoming);
    if (harmless.has(method)) return incoming.respond(200);
    incoming.respond(405, { headers: [['Allow', allow]] });
  }

  async #renegotiate(incoming: IncomingRequest): Promise<void> {
    const { headers, body } = incoming.request;
    // We never make the offer here: who refreshes without one keeps what is (RFC 3261 section 14.2 lets us refuse).
    if (mediaTypeOf(headers.get('Content-Type')) !== sdpContentType) return incoming.respond(488);
    try {
      const answer = await this.media.renegotiate(body.toString('utf8'));
      incoming.respond(200, {
        headers: [['Contact', this.services.contact]],
        body: answer,
        contentType: sdpContentType,
      });
    } catch (error) {
      const isTheirs = error instanceof ParkMediaError && error.code === 'not-acceptable';
      this.services.log.info('park-renegotiation-failed', { callId: this.dialog.callId, error });
      incoming.respond(isTheirs ? 488 : 500);
    }
  }
}

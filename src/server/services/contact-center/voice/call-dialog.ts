import { mediaTypeOf } from '../../../../protocol/content-type';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { SipResponse } from '../../../sip';
import type {
  ContentOptions,
  DialogEnd,
  DialogRequestOptions,
  IncomingRequest,
  InviteDialog,
} from '../../../sip/endpoint';
import { MediaError, type LegEndReason, type MediaLeg } from '../../../media';
import type { Logger } from '../../../sip/log';
import { diagnosticsHeader } from '../diagnostics';
import { buildDtmfRelay, dtmfRelayContentType, isDtmf, parseDtmf } from './dtmf';

const allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY';

export interface CallDialogHooks {
  /** Hold, connection, or what was heard of the peer changed. */
  onChanged(): void;
  onDigit(digit: string): void;
  /** The peer has sent a request that was answered here. */
  onSeen(): void;
  /** The media is over, though the dialog is not. */
  onMediaEnded(reason: LegEndReason): void;
  /** REFER; refused when absent. */
  onRefer?(incoming: IncomingRequest): void;
}

/**
 * A dialog with its media: what concerns the media is answered here, everything else goes to whoever has set `onRequest`, as with any dialog. The media ends
 * with the dialog.
 */
export class CallDialog implements InviteDialog {
  #other: ((incoming: IncomingRequest) => void) | undefined;
  #connected = false;
  /** What has to be said before the goodbye. */
  #lastWords: Promise<unknown> = Promise.resolve();
  #goodbye: Promise<void> | undefined;

  constructor(
    private readonly dialog: InviteDialog,
    readonly media: MediaLeg,
    private readonly hooks: CallDialogHooks,
    private readonly log: Logger,
  ) {
    this.#connected = media.state === 'connected';
    media.onConnected(() => {
      this.#connected = true;
      hooks.onChanged();
    });
    media.onHeld(() => hooks.onChanged());
    media.onDigit((digit) => hooks.onDigit(digit));
    media.onEnded((reason) => {
      hooks.onChanged();
      if (reason !== 'ended' && reason !== 'room-closed') hooks.onMediaEnded(reason);
    });
    dialog.onRequest = (incoming) => this.#requested(incoming);
    void dialog.terminated.then(({ by }) => {
      // A dialog that is only lost may come back, and they may still hear each other.
      if (by === 'local' || by === 'remote') media.end();
    });
  }

  get callId(): string {
    return this.dialog.callId;
  }
  get localTag(): string {
    return this.dialog.localTag;
  }
  get remoteTag(): string {
    return this.dialog.remoteTag;
  }
  get remoteTarget(): string {
    return this.dialog.remoteTarget;
  }
  get remoteUri(): string {
    return this.dialog.remoteUri;
  }
  get inviteResponse(): SipResponse | undefined {
    return this.dialog.inviteResponse;
  }
  get state(): 'confirmed' | 'terminated' {
    return this.dialog.state;
  }
  get terminated(): Promise<DialogEnd> {
    return this.dialog.terminated;
  }

  /** Whether the peer can be heard now. */
  get isAudible(): boolean {
    return this.#connected && this.media.state !== 'ended' && !this.media.held;
  }

  get onRequest(): (incoming: IncomingRequest) => void {
    return this.#other ?? ((incoming) => this.#answerAlone(incoming));
  }

  set onRequest(handler: (incoming: IncomingRequest) => void) {
    this.#other = handler;
  }

  /** Nobody but the call uses the dialog any more. */
  release(): void {
    this.#other = undefined;
  }

  request(method: string, options?: DialogRequestOptions): Promise<SipResponse> {
    return this.dialog.request(method, options);
  }

  benotify(options: ContentOptions): void {
    this.dialog.benotify(options);
  }

  /** The peer is told of a digit that the other side pressed. */
  sendDigit(digit: string): void {
    const content = { contentType: dtmfRelayContentType, body: buildDtmfRelay(digit) };
    this.request('INFO', content).catch((error: unknown) => this.log.debug('digit-not-sent', { error }));
  }

  /** `bye` waits for this. Must not reject. */
  sayFirst(words: Promise<unknown>): void {
    this.#lastWords = words;
  }

  bye(reason?: { cause: number; text: string }): Promise<void> {
    this.media.end();
    this.#goodbye ??= this.#lastWords.then(() => this.dialog.bye(reason));
    return this.#goodbye;
  }

  #requested(incoming: IncomingRequest): void {
    const { method, headers, body } = incoming.request;
    const type = mediaTypeOf(headers.get('Content-Type'));
    if (method === 'INVITE' || (method === 'UPDATE' && body.length > 0)) {
      void this.#renegotiate(incoming, type);
    } else if (method === 'INFO' && isDtmf(type)) {
      this.#digit(incoming, type);
    } else if (method === 'REFER' && this.hooks.onRefer) {
      this.hooks.onRefer(incoming);
    } else if (method === 'NOTIFY') {
      // Of a transfer that we never asked for. Not 481: many take that for the end of the whole dialog (RFC 5057 section 5.1).
      incoming.respond(200);
    } else if (this.#other) return this.#other(incoming);
    else this.#answerAlone(incoming);
    this.hooks.onSeen();
  }

  #digit(incoming: IncomingRequest, type: string): void {
    const digit = parseDtmf(type, incoming.request.body.toString('latin1'));
    if (digit === undefined)
      return incoming.respond(400, { headers: [diagnosticsHeader('malformed-body', type)] });
    incoming.respond(200);
    this.media.receiveDigit(digit);
  }

  /** Hold, ICE restart, another network (RFC 3264 section 8). What cannot be taken changes nothing. */
  async #renegotiate(incoming: IncomingRequest, type: string): Promise<void> {
    // We never make the offer here: who refreshes without one keeps what is (RFC 3261 section 14.2 lets us refuse).
    if (type !== sdpContentType)
      return incoming.respond(488, { headers: [diagnosticsHeader('media-failed', 'no offer')] });
    try {
      const body = await this.media.answer(incoming.request.body.toString('utf8'));
      incoming.respond(200, { contentType: sdpContentType, body });
      this.hooks.onChanged();
    } catch (error) {
      this.log.info('call-not-renegotiated', { callId: this.callId, error });
      const isTheirs = error instanceof MediaError && error.code.startsWith('sdp-');
      const detail = error instanceof MediaError ? error.code : undefined;
      incoming.respond(isTheirs ? 488 : 500, { headers: [diagnosticsHeader('media-failed', detail)] });
    }
  }

  #answerAlone(incoming: IncomingRequest): void {
    const { method, headers } = incoming.request;
    if (method === 'OPTIONS' || method === 'UPDATE') return incoming.respond(200);
    if (method === 'INFO') {
      if (headers.get('Content-Type') === undefined) return incoming.respond(200);
      return incoming.respond(415, { headers: [['Accept', dtmfRelayContentType]] });
    }
    incoming.respond(405, { headers: [['Allow', allow]] });
  }
}

import { sdpContentType } from '../../protocol/sdp-message';
import { SessionError } from '../contract';
import type { MediaDirection } from '../contract';
import { asSessionError, responseError } from '../failures';
import { SignalingError } from '../signaling/signaling';
import type {
  Dialog,
  DialogEnd,
  DialogHandlers,
  IncomingInvite,
  IncomingRequest,
  RequestOptions,
  SipBody,
  SipReader,
  SipResponse,
} from '../signaling/signaling';
import { agreed, readAudioVideoSdp, receives, sdpOf, sends } from './audio-video-sdp';
import type { AudioVideoSdp } from './audio-video-sdp';
import type { MediaConnection } from './media/media-engine';

/** Offers that may cross with the peer's before we give up. */
const MAX_ATTEMPTS = 6;
/** The peer's offer is answered but its ACK is not here yet: looked at again after so many milliseconds, so many times. */
const BUSY = 50;
const MAX_BUSY = 100;

export interface CallLegHandlers {
  /** Directions or hold changed by an offer of the peer. */
  onAgreed(leg: CallLeg): void;
  onEnded(leg: CallLeg, end: DialogEnd): void;
  /** REFER, NOTIFY, INFO. */
  onRequest(leg: CallLeg, request: IncomingRequest): void;
}

export interface RemoteParty {
  readonly uri: string;
  readonly displayName: string;
  readonly isParkService: boolean;
}

/** One dialog with its media: what both sides agreed on, and the next offer. Offers and answers of both directions go one after the other. */
export class CallLeg {
  dialog: Dialog | undefined;
  audio: MediaDirection = 'none';
  video: MediaDirection = 'none';
  isHeldLocally = false;
  isHeldRemotely = false;
  /** While a REFER of ours is under way. */
  onNotify: ((request: IncomingRequest) => void) | undefined;
  #offer: AudioVideoSdp | undefined;
  #holds = false;
  #chain: Promise<unknown> = Promise.resolve();
  #isOffering = false;

  constructor(
    readonly media: MediaConnection,
    private readonly handlers: CallLegHandlers,
    /** Whether this end began the dialog: it waits longer after a collision. */
    private readonly isCaller: boolean,
    public remote: RemoteParty,
    private readonly random: () => number,
  ) {}

  get heldBy(): 'local' | 'remote' | 'both' | undefined {
    if (this.isHeldLocally) return this.isHeldRemotely ? 'both' : 'local';
    return this.isHeldRemotely ? 'remote' : undefined;
  }

  readonly dialogHandlers: DialogHandlers = {
    onRequest: (request) => this.handlers.onRequest(this, request),
    onEnded: (end) => this.handlers.onEnded(this, end),
    onReinvite: (request) => void this.#answerOffer(request),
  };

  /** For the INVITE. */
  async firstOffer(): Promise<SipBody> {
    const content = await this.media.createOffer();
    this.#offer = readAudioVideoSdp(content);
    return { contentType: sdpContentType, content };
  }

  /** The peer answered the first offer. Rejects with `SessionError` when there is no audio in it. */
  async begin(dialog: Dialog, response: SipReader): Promise<void> {
    this.dialog = dialog;
    await this.#applyAnswer(response);
    if (this.audio === 'none') throw new SessionError('type-not-supported', 'The other side took no audio');
  }

  /** Our answer to an INVITE. Rejects with `SessionError` `type-not-supported`. */
  async firstAnswer(invite: IncomingInvite): Promise<SipBody> {
    return this.#serially(async () => ({ contentType: sdpContentType, content: await this.#answer(invite) }));
  }

  /** Hold, or the end of it. Resolves when the peer has confirmed; on failure everything is as before. */
  async hold(holds: boolean): Promise<void> {
    await this.renegotiate({
      prepare: () => {
        this.#holds = holds;
      },
      undo: () => {
        this.#holds = !holds;
      },
    });
  }

  /** The same hold towards a new peer, before anything was agreed. */
  holdFromStart(): void {
    this.#holds = true;
  }

  /** A new offer. Rejects with `SessionError`. `prepare` is called once, `undo` when it was refused. */
  renegotiate({
    iceRestart = false,
    prepare,
    undo,
  }: {
    iceRestart?: boolean;
    prepare?: () => Promise<void> | void;
    undo?: () => Promise<void> | void;
  } = {}): Promise<void> {
    return this.#serially(async () => {
      await prepare?.();
      try {
        await this.#offerUntilTaken(iceRestart);
      } catch (error) {
        await undo?.();
        this.#direct();
        throw asSessionError(error, 'media-failed', 'The call could not be changed');
      }
    });
  }

  /** Within its dialog, for what has no other. Rejects with `SessionError`. */
  async request(method: string, options: RequestOptions): Promise<SipResponse> {
    if (!this.dialog) throw new SessionError('invalid-state', 'There is no call');
    try {
      return await this.dialog.request(method, options);
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The connection was lost');
    }
  }

  /** Says goodbye if there is anybody left, and ends the media. */
  async close(): Promise<void> {
    this.media.close();
    // A BYE that nobody answers ends the dialog all the same (RFC 3261 section 15.1.1).
    await this.dialog?.bye().catch(() => undefined);
  }

  async #offerUntilTaken(iceRestart: boolean): Promise<void> {
    for (let attempt = 1, busy = 0; ;) {
      let wait;
      this.#isOffering = true;
      try {
        this.#direct();
        const content = await this.media.createOffer({ iceRestart });
        this.#offer = readAudioVideoSdp(content);
        const response = await this.#reinvite(content);
        if (response && response.status < 300) return await this.#applyAnswer(response);
        await this.media.rollback();
        if (response && (response.status !== 491 || attempt >= MAX_ATTEMPTS)) throw responseError(response);
        if (!response && busy >= MAX_BUSY)
          throw new SessionError('timeout', 'The other side never confirmed its offer');
        wait = response ? this.#afterCollision() : BUSY;
        if (response) attempt++;
        else busy++;
      } catch (error) {
        await this.media.rollback();
        throw error;
      } finally {
        this.#isOffering = false;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Undefined: the ACK to an answer of ours is not here yet (RFC 3261 section 14.1). Nothing was sent. */
  async #reinvite(content: string) {
    if (!this.dialog) throw new SessionError('invalid-state', 'There is no call');
    try {
      return await this.dialog.reinvite({ body: { contentType: sdpContentType, content } });
    } catch (error) {
      if (error instanceof SignalingError)
        throw asSessionError(error, 'connection-failed', 'The connection was lost');
      return undefined;
    }
  }

  /** RFC 3261 section 14.1: who began the dialog waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms. */
  #afterCollision(): number {
    const [from, steps] = this.isCaller ? [2100, 190] : [0, 200];
    return from + Math.floor(this.random() * (steps + 1)) * 10;
  }

  async #applyAnswer(response: SipReader): Promise<void> {
    const sdp = sdpOf(response);
    if (sdp === undefined) throw new SessionError('type-not-supported', 'The answer has no description');
    try {
      await this.media.applyAnswer(sdp);
    } catch (error) {
      throw new SessionError('type-not-supported', 'The answer cannot be used', { cause: error });
    }
    this.#settle(this.#offer ?? readAudioVideoSdp(sdp), readAudioVideoSdp(sdp));
  }

  async #answerOffer(request: IncomingRequest): Promise<void> {
    // The library refuses what arrives while our offer is out; ours may be in the making (RFC 3261 section 14.2).
    if (this.#isOffering) return request.respond(491);
    await this.#serially(async () => {
      let content;
      try {
        content = await this.#answer(request);
      } catch (error) {
        return request.respond(488, {
          reason: asSessionError(error, 'media-failed', 'Not acceptable').message,
        });
      }
      request.respond(200, { body: { contentType: sdpContentType, content } });
      this.handlers.onAgreed(this);
    });
  }

  async #answer(offer: SipReader): Promise<string> {
    let sdp;
    try {
      sdp = sdpOf(offer);
      if (sdp === undefined) throw new SessionError('type-not-supported', 'There is no offer');
      const content = await this.media.createAnswer(sdp);
      this.#settle(readAudioVideoSdp(content), readAudioVideoSdp(sdp));
      return content;
    } catch (error) {
      if (error instanceof SessionError) throw error;
      throw new SessionError('type-not-supported', 'The offer cannot be used', { cause: error });
    }
  }

  #settle(ours: AudioVideoSdp, theirs: AudioVideoSdp): void {
    this.audio = agreed(ours.audio, theirs.audio);
    this.video = agreed(ours.video, theirs.video);
    this.isHeldLocally = this.#holds;
    // Who does not take what we would send holds. Where we send nothing the description does not tell: what was known stays.
    if (theirs.audio === 'none') return;
    if (!this.#holds || sends(ours.audio) || receives(theirs.audio))
      this.isHeldRemotely = !receives(theirs.audio);
  }

  /** What we want of each medium from now on. */
  #direct(): void {
    const { media } = this;
    if (!this.#holds) {
      media.setDirection('audio', 'sendrecv');
      media.setDirection('video', 'sendrecv');
      return;
    }
    // RFC 3264 section 8.4; what is held by both is inactive.
    media.setDirection('audio', this.isHeldRemotely ? 'inactive' : 'sendonly');
    media.setDirection('video', 'inactive');
  }

  #serially<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#chain.then(act);
    this.#chain = result.catch(() => undefined);
    return result;
  }
}

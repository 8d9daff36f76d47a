import { SessionError } from '../contract';
import type {
  CallParkOrbit,
  CallSnapshot,
  CallStreams,
  ConversationAction,
  FailureSnapshot,
} from '../contract';
import type { Conversation } from '../conversation';
import { asSessionError } from '../failures';
import type { DialogEnd, HeaderList, IncomingInvite, IncomingRequest } from '../signaling/signaling';
import { callActions } from './call-actions';
import { introduction } from './call-introduction';
import { failureOf, placeCall } from './call-invite';
import type { CallingHost } from './call-invite';
import type { CallLeg, CallLegHandlers, RemoteParty } from './call-leg';
import { CallRecovery } from './call-recovery';
import { receiveInCall } from './receive-in-call';
import { isLiveCall } from './call-states';
import { CallStatus } from './call-status';
import { sendTones } from './dtmf';
import { IncomingCall } from './incoming-call';
import { MediaController } from './media/media-controller';
import type { MediaKind } from './media/media-engine';
import { MediaWatch } from './media/media-watch';
import { receives, sends } from './audio-video-sdp';
import { parkCall } from './park';
import type { ParkedCall } from './park';
import type { Provisioning } from './provisioning';
import { transferTo } from './transfer';

/** What a call needs of its session. */
export interface CallHost extends CallingHost {
  /** False where there is no WebRTC: nobody can be called, and who calls is refused. */
  readonly hasEngine: boolean;
  readonly provisioning: Provisioning | undefined;
  /** What the site vouches for, from the credentials. */
  readonly signedContext: string | undefined;
  readonly recoveryTimeout: number;
  report(failure: FailureSnapshot): void;
}

/** The calls of one conversation, one at a time. */
export class AudioVideoCall implements CallLegHandlers {
  readonly media: MediaController;
  readonly status: CallStatus;
  /** The one that is talked over. */
  leg: CallLeg | undefined;
  #incoming: IncomingCall | undefined;
  #attempt: AbortController | undefined;
  #watch: MediaWatch | undefined;
  parked: ParkedCall | undefined;
  readonly recovery: CallRecovery;

  constructor(
    readonly conversation: Conversation,
    readonly host: CallHost,
  ) {
    this.media = new MediaController(() => host.engine, {
      onDevices: () => this.status.touch(),
      onStreams: () => {
        this.status.touch();
        conversation.audioVideo.dispatchEvent(new Event('streams-changed'));
      },
      onUnplugged: (kind, failure, restored) => void this.#onUnplugged(kind, failure, restored),
    });
    this.status = new CallStatus(conversation, () => ({
      isMuted: this.media.isMuted,
      devices: this.media.devices,
    }));
    this.recovery = new CallRecovery(this, host);
  }

  get snapshot(): CallSnapshot {
    return this.status.snapshot;
  }

  get streams(): CallStreams {
    return this.media;
  }

  get isLive(): boolean {
    return isLiveCall(this.status.state);
  }

  get actions(): readonly ConversationAction[] {
    if (!this.host.hasEngine) return [];
    return callActions(this.snapshot, this.conversation, this.host.provisioning);
  }

  // ------------------------------------------------------------------------------------------------ what a page calls

  async connect({ signal, video = false }: { video?: boolean; signal?: AbortSignal } = {}): Promise<void> {
    this.status.transition('start', { direction: 'outgoing', startedAt: Date.now() });
    await this.#establish(signal, async (attempt) => {
      await this.#capture(video);
      const { conference, init } = this.conversation;
      const { context, headers } = introduction(init, this.host.signedContext);
      return this.place(conference?.mcu('audio-video') ?? init.peerUri, headers, attempt, context);
    });
  }

  async accept({ video = false }: { video?: boolean } = {}): Promise<void> {
    const incoming = this.#incoming;
    if (!incoming || this.status.state !== 'incoming')
      throw new SessionError('invalid-state', 'Nobody calls');
    if (this.conversation.state === 'incoming') this.conversation.transition('accept');
    this.status.transition('accept');
    await this.#establish(undefined, async () => {
      await this.#capture(video && incoming.hasVideo);
      return incoming.answer(this.media, this.host, this);
    });
  }

  async decline(reason?: string): Promise<void> {
    if (!this.#incoming || this.status.state !== 'incoming')
      throw new SessionError('invalid-state', 'Nobody calls');
    this.#incoming.decline(reason);
    this.finish('declined');
  }

  async end(): Promise<void> {
    if (!this.isLive) return;
    this.#incoming?.decline(undefined);
    const goodbye = this.parked?.forget();
    const { leg } = this;
    this.finish('terminated-locally');
    await Promise.all([leg?.close(), goodbye]);
  }

  /** The conversation is over. Never rejects. */
  leave(): Promise<void> {
    return this.end().catch((error: unknown) => this.report(error, 'The call could not be ended'));
  }

  hold(): Promise<void> {
    return this.#hold(true);
  }

  resume(): Promise<void> {
    return this.#hold(false);
  }

  async mute(): Promise<void> {
    this.media.mute(true);
    this.status.touch();
  }

  async unmute(): Promise<void> {
    this.media.mute(false);
    this.status.touch();
  }

  async sendDtmf(tones: string, { method }: { method?: 'rtp' | 'info' } = {}): Promise<void> {
    await sendTones(this.require('connected'), tones, method);
    this.status.set({ dtmfSent: this.status.facts.dtmfSent + tones.replace(/,/g, '') });
  }

  setDevices(devices: { microphone?: string; camera?: string; speaker?: string }): Promise<void> {
    return this.media.choose(devices);
  }

  refreshDevices(): Promise<void> {
    return this.media.refresh();
  }

  async addVideo(): Promise<void> {
    const leg = this.require('connected');
    await this.media.capture(['video']);
    await leg.renegotiate({
      prepare: () => this.media.feed(leg.media),
      undo: () => this.#dropVideo(leg),
    });
    this.settle();
  }

  async removeVideo(): Promise<void> {
    const leg = this.require('connected', 'held');
    if (!this.media.has('video')) return;
    await leg.renegotiate({ prepare: () => this.#dropVideo(leg) });
    this.settle();
  }

  transfer(target: Parameters<typeof transferTo>[1]): Promise<void> {
    return transferTo(this, target);
  }

  park({ signal }: { signal?: AbortSignal } = {}): Promise<CallParkOrbit> {
    return parkCall(this, signal);
  }

  // ------------------------------------------------------------------------------------------- what the session calls

  /** Somebody calls: there is no call yet, or a parked one, or they lost their connection and call again. */
  ring(invite: IncomingInvite, remote: RemoteParty, expiresAt: number | undefined): void {
    this.#incoming?.decline(undefined);
    const incoming = (this.#incoming = new IncomingCall(invite, remote, expiresAt, (reason) => {
      if (this.#incoming === incoming && this.status.state === 'incoming') this.finish(reason);
    }));
    if (this.status.state === 'incoming') return;
    const { orbit } = this.status.facts;
    this.status.transition('invite', {
      direction: 'incoming',
      remote,
      startedAt: Date.now(),
      ...(orbit && { orbit }),
    });
  }

  attach(): void {
    this.recovery.attach();
  }

  detach(): void {
    this.recovery.detach();
  }

  // -------------------------------------------------------------------------------------------- what parts of it call

  place(target: string, headers: HeaderList, attempt: AbortController, context?: string): Promise<CallLeg> {
    const { id, init } = this.conversation;
    const { displayName } = this.conversation.peer;
    const invite = {
      target,
      displayName: target === init.peerUri ? displayName : '',
      conversationId: id,
      headers,
      context,
      signal: attempt.signal,
      onRinging: () => {
        if (this.status.can('ring')) this.status.transition('ring');
      },
    };
    return placeCall(invite, this.media, this.host, this);
  }

  /** From now on this leg is the call. The old one is returned: who switches says goodbye to it. */
  switchTo(leg: CallLeg): CallLeg | undefined {
    const old = this.leg;
    this.leg = leg;
    this.media.use(leg.media);
    leg.media.onPathState = (state) => this.recovery.onPath(leg, state);
    this.#watch?.stop();
    this.#watch = new MediaWatch(leg.media, {
      expected: () => ({
        receiving: receives(leg.audio) && this.status.state === 'connected',
        sending: sends(leg.audio),
      }),
      onLook: (quality, oneWay) => this.status.set({ quality, oneWay }),
    });
    return old;
  }

  /** Facts and state follow what the leg agreed on. */
  settle(): void {
    const { leg, status } = this;
    if (!leg) return;
    this.media.hold(leg.isHeldLocally);
    status.set({ audio: leg.audio, video: leg.video, heldBy: leg.heldBy, remote: leg.remote });
    if (leg.heldBy && status.can('hold')) status.transition('hold');
    else if (!leg.heldBy && status.can('resume')) status.transition('resume');
    else this.conversation.refreshActions();
    this.recovery.settle();
  }

  /** The call is there, over `leg`, whatever went before. Returns the leg before it, for a goodbye. */
  established(leg: CallLeg, on: 'answer' | 'replace'): CallLeg | undefined {
    const old = this.switchTo(leg);
    old?.media.close();
    const connectedAt = this.status.facts.connectedAt ?? Date.now();
    this.status.transition(on, {
      connectedAt,
      remote: leg.remote,
      audio: leg.audio,
      video: leg.video,
      heldBy: undefined,
    });
    this.conversation.meet(leg.remote, on === 'replace');
    this.settle();
    return old;
  }

  /** It is over; nobody needs to be told any more. */
  finish(reason: string, failure?: FailureSnapshot): void {
    this.#attempt?.abort();
    this.recovery.stop();
    this.#incoming?.stop();
    this.#attempt = this.#incoming = undefined;
    this.letGo();
    // A ring-back that came to nothing: the call is at the service as before.
    if (this.parked?.isAlive && this.status.can('quiet')) return this.status.transition('quiet');
    this.parked = undefined;
    if (!this.status.can('end')) return;
    this.status.transition('end', {
      endedAt: Date.now(),
      endReason: reason,
      failure,
      quality: undefined,
      oneWay: undefined,
      heldBy: undefined,
    });
    const { conversation } = this;
    if (!conversation.hasMessages && (conversation.init.modality || conversation.state === 'established'))
      conversation.end(reason, failure);
  }

  /** The leg, while the call is in one of these states. Throws `SessionError`. */
  require(...states: CallSnapshot['state'][]): CallLeg {
    if (this.leg && states.includes(this.status.state)) return this.leg;
    throw new SessionError('invalid-state', `Not possible while the call is ${this.status.state}`);
  }

  report(error: unknown, message: string): void {
    this.host.report(asSessionError(error, 'server-error', message).toSnapshot());
  }

  // ------------------------------------------------------------------------------------------------- what a leg calls

  onAgreed(leg: CallLeg): void {
    if (leg === this.leg) this.settle();
  }

  onEnded(leg: CallLeg, end: DialogEnd): void {
    if (leg !== this.leg) return leg.media.close();
    // The parkee ends the dialog that the service has replaced, often before the service says so (RFC 3891 section 3).
    if (this.status.state === 'parking' && this.parked) return void (this.parked.endedMeanwhile = end);
    if (end.by === 'error')
      return this.finish('unreachable', { code: 'unreachable', message: 'The other side has lost the call' });
    this.finish(this.status.state === 'transferring' ? 'transferred' : 'terminated-remotely', failureOf(end));
  }

  onRequest(leg: CallLeg, request: IncomingRequest): void {
    receiveInCall(this, leg, request);
  }

  async #establish(
    signal: AbortSignal | undefined,
    make: (attempt: AbortController) => Promise<CallLeg>,
  ): Promise<void> {
    const attempt = (this.#attempt = new AbortController());
    const onAbort = () => attempt.abort();
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    try {
      const leg = await make(attempt);
      if (this.#attempt !== attempt) {
        void leg.close();
        throw new SessionError('cancelled', 'The call was given up');
      }
      this.#incoming = undefined;
      this.established(leg, 'answer');
    } catch (error) {
      const failure = asSessionError(error, 'media-failed', 'The call could not be made');
      if (this.#attempt === attempt) {
        this.#incoming?.decline(undefined);
        this.finish(failure.code, failure.toSnapshot());
      }
      throw failure;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** A call needs a microphone; without a camera it begins without video, and says so. */
  async #capture(video: boolean): Promise<void> {
    if (!video) return this.media.capture(['audio']);
    try {
      await this.media.capture(['audio', 'video']);
    } catch (error) {
      await this.media.capture(['audio']);
      this.status.set({ failure: asSessionError(error, 'media-failed', 'No camera').toSnapshot() });
    }
  }

  async #hold(holds: boolean): Promise<void> {
    const leg = this.require('connected', 'held');
    if (leg.isHeldLocally === holds) return;
    await leg.hold(holds);
    this.settle();
  }

  async #dropVideo(leg: CallLeg): Promise<void> {
    await leg.media.setTrack('video', null);
    this.media.drop('video');
  }

  async #onUnplugged(kind: MediaKind, failure: FailureSnapshot, restored: boolean): Promise<void> {
    this.status.set({ failure });
    if (!restored) await this.leg?.media.setTrack(kind, null);
  }

  /** Devices and media go; the dialog is somebody else's to end. */
  letGo(): void {
    this.#watch?.stop();
    this.#watch = undefined;
    this.leg?.media.close();
    this.leg = undefined;
    this.media.release();
  }
}

import {
  CallStateChangedEvent,
  DtmfReceivedEvent,
  TransferRequestedEvent,
} from '../session/audio-video/call-events';
import {
  SessionError,
  type AudioVideoContract,
  type AudioVideoEvents,
  type CallParkOrbit,
  type CallSnapshot,
  type CallState,
  type CallStreams,
  type ConversationContract,
  type MediaDeviceSnapshot,
  type SessionErrorCode,
  type TypedEventTarget,
} from '../session/contract';
import type { MockConversation } from './mock-conversation';

const NO_CALL: CallSnapshot = Object.freeze({
  state: 'idle',
  audio: 'none',
  video: 'none',
  isMuted: false,
  dtmfSent: '',
  devices: Object.freeze({ available: Object.freeze([]) }),
});

const DEVICES: readonly MediaDeviceSnapshot[] = Object.freeze([
  Object.freeze({ id: 'microphone-1', kind: 'microphone', label: 'Built-in microphone' }),
  Object.freeze({ id: 'microphone-2', kind: 'microphone', label: 'USB headset' }),
  Object.freeze({ id: 'camera-1', kind: 'camera', label: 'Built-in camera' }),
  Object.freeze({ id: 'speaker-1', kind: 'speaker', label: 'Built-in speakers' }),
  Object.freeze({ id: 'speaker-2', kind: 'speaker', label: 'USB headset' }),
]);

const isOver = (state: CallState): boolean => state === 'idle' || state === 'ended';

/**
 * Calls of a {@link MockConversation}. What the page asks for is confirmed by the mock itself or, when `manual`, by `confirm()`; a script
 * plays the other side with `receiveCall()`, `ring()`, `set()`, `hangUp()` and `failNext()`.
 */
export class MockAudioVideo
  extends (EventTarget as new () => TypedEventTarget<AudioVideoEvents>)
  implements AudioVideoContract
{
  /** True: what the page asks for waits for `confirm()`. */
  manual = false;
  #snapshot = NO_CALL;
  #streams: CallStreams = Object.freeze({ local: undefined, remote: undefined });
  #failures: SessionErrorCode[] = [];
  #waiting: (() => void)[] = [];
  #changePending = false;

  constructor(private readonly conversation: MockConversation) {
    super();
  }

  get snapshot(): CallSnapshot {
    return this.#snapshot;
  }

  get streams(): CallStreams {
    return this.#streams;
  }

  async connect({ video = false }: { video?: boolean; signal?: AbortSignal } = {}): Promise<void> {
    this.#require('idle', 'ended');
    const { devices } = this.#snapshot;
    this.#snapshot = Object.freeze({ ...NO_CALL, devices });
    this.#enter('connecting', { direction: 'outgoing', startedAt: this.#now, remote: this.#peer });
    await this.#establish(video);
  }

  async accept({ video = false }: { video?: boolean } = {}): Promise<void> {
    this.#require('incoming');
    if (this.conversation.snapshot.state === 'incoming') this.conversation.setState('establishing');
    this.#enter('connecting');
    await this.#establish(video);
  }

  async decline(_reason?: string): Promise<void> {
    this.#require('incoming');
    this.#end('declined');
  }

  async end(): Promise<void> {
    this.#end('terminated-locally');
  }

  async hold(): Promise<void> {
    this.#require('connected', 'held');
    await this.#confirmed();
    const heldBy = this.#snapshot.heldBy === 'remote' ? 'both' : 'local';
    this.#enter('held', { heldBy, audio: heldBy === 'both' ? 'inactive' : 'sendonly' });
  }

  async resume(): Promise<void> {
    this.#require('held');
    await this.#confirmed();
    if (this.#snapshot.heldBy === 'both') this.set({ heldBy: 'remote', audio: 'recvonly' });
    else this.#enter('connected', { heldBy: undefined, audio: 'sendrecv' });
  }

  async mute(): Promise<void> {
    this.set({ isMuted: true });
  }

  async unmute(): Promise<void> {
    this.set({ isMuted: false });
  }

  async sendDtmf(tones: string): Promise<void> {
    this.#require('connected');
    if (!/^[\d*#A-D,]+$/i.test(tones)) throw new SessionError('invalid-argument', 'These are no tones.');
    await this.#confirmed();
    this.set({ dtmfSent: this.#snapshot.dtmfSent + tones.replace(/,/g, '') });
  }

  async setDevices(devices: { microphone?: string; camera?: string; speaker?: string }): Promise<void> {
    await this.#confirmed();
    this.set({ devices: Object.freeze({ ...this.#snapshot.devices, ...devices }), failure: undefined });
  }

  async refreshDevices(): Promise<void> {
    if (!this.#snapshot.devices.available.length) this.setAvailableDevices(DEVICES);
  }

  async addVideo(): Promise<void> {
    this.#require('connected');
    await this.#confirmed();
    this.set({ video: 'sendrecv' });
  }

  async removeVideo(): Promise<void> {
    this.#require('connected', 'held');
    await this.#confirmed();
    this.set({ video: 'none' });
  }

  async transfer(target: string | ConversationContract): Promise<void> {
    const before = this.#snapshot.state;
    this.#require('connected', 'held');
    if (typeof target === 'string' && !/^(sips?|tel):./.test(target))
      throw new SessionError('invalid-argument', `${target} is no SIP address.`);
    this.#enter('transferring');
    try {
      await this.#confirmed();
    } catch (error) {
      if (this.#snapshot.state === 'transferring') this.#enter(before);
      throw error;
    }
    this.#end('transferred');
    if (typeof target !== 'string') await target.audioVideo?.end();
  }

  async park(): Promise<CallParkOrbit> {
    if (!this.conversation.canInvoke('park'))
      throw new SessionError('park-not-available', 'This call cannot be parked here and now.');
    this.#enter('parking', { failure: undefined });
    try {
      await this.#confirmed();
      this.#require('parking');
      const { callPark } = this.conversation.home;
      const orbit = callPark.park(this.conversation);
      const { ringBackSeconds: after } = callPark;
      const ringBackAt = after === undefined ? undefined : this.#now + after * 1000;
      this.#enter('parked', {
        orbit,
        ringBackAt,
        audio: 'none',
        video: 'none',
        quality: undefined,
        oneWay: undefined,
      });
      return orbit;
    } catch (error) {
      const failure = error instanceof SessionError ? error.toSnapshot() : undefined;
      if (this.#snapshot.state === 'parking') this.#enter('connected', { failure });
      throw error;
    }
  }

  // What follows plays the other side.

  /** Somebody calls, in this conversation. */
  receiveCall(remote: CallSnapshot['remote'] = this.#peer): void {
    const { orbit, devices } = this.#snapshot;
    this.#snapshot = Object.freeze({ ...NO_CALL, devices, state: this.#snapshot.state });
    this.#enter('incoming', {
      direction: 'incoming',
      startedAt: this.#now,
      remote,
      ...(orbit && { orbit }),
    });
  }

  /** It rings there. */
  ring(): void {
    this.#enter('ringing');
  }

  /** What else of the call is other now, e.g. `{ heldBy: 'remote' }`; a new `state` raises `call-state-changed`. */
  set(patch: Partial<CallSnapshot>): void {
    const { state = this.#snapshot.state, ...facts } = patch;
    if (state !== this.#snapshot.state) return this.#enter(state, facts);
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...facts });
    this.#touch();
  }

  setAvailableDevices(available: readonly MediaDeviceSnapshot[]): void {
    this.set({ devices: Object.freeze({ ...this.#snapshot.devices, available }) });
  }

  setStreams(streams: Partial<CallStreams>): void {
    this.#streams = Object.freeze({ ...this.#streams, ...streams });
    this.dispatchEvent(new Event('streams-changed'));
    this.#touch();
  }

  receiveDtmf(tones: string): void {
    this.dispatchEvent(new DtmfReceivedEvent(tones));
  }

  /** The other side puts this call through. Resolves to whether it went along. */
  async requestTransfer(target: string, referredBy = this.#snapshot.remote?.uri ?? ''): Promise<boolean> {
    const event = new TransferRequestedEvent(target, referredBy);
    if (!this.dispatchEvent(event) || !((await event.decision) ?? true)) return false;
    this.#require('connected', 'held');
    const displayName = /:([^@;]+)/.exec(target)?.[1] ?? target;
    this.#enter('connected', {
      remote: Object.freeze({ uri: target, displayName, isParkService: false }),
      heldBy: undefined,
      audio: 'sendrecv',
    });
    return true;
  }

  /** The other side ends the call, or it ends for another reason. */
  hangUp(reason = 'terminated-remotely'): void {
    this.#end(reason);
  }

  /** What became of the parked call. */
  unpark(reason: NonNullable<CallSnapshot['unparked']>['reason'], target?: string): void {
    const { orbit, state } = this.#snapshot;
    this.set({
      unparked: Object.freeze({ reason, ...(target !== undefined && { target }) }),
      ...(orbit && { orbit: Object.freeze({ ...orbit, safeRetrieveUri: null }) }),
    });
    if (state === 'parked') this.#end('unparked');
  }

  /** The next `count` things that the page asks for fail. */
  failNext(code: SessionErrorCode, count = 1): void {
    for (let i = 0; i < count; i++) this.#failures.push(code);
  }

  /** Confirms the oldest thing that waits (see `manual`). */
  confirm(): void {
    this.#waiting.shift()?.();
  }

  async #establish(video: boolean): Promise<void> {
    try {
      await this.#confirmed();
    } catch (error) {
      if (error instanceof SessionError && !isOver(this.#snapshot.state))
        this.#end(error.code, error.toSnapshot());
      throw error;
    }
    if (isOver(this.#snapshot.state)) throw new SessionError('cancelled', 'The call was given up.');
    this.#enter('connected', {
      connectedAt: this.#now,
      audio: 'sendrecv',
      video: video ? 'sendrecv' : 'none',
    });
    if (this.conversation.snapshot.state === 'establishing') this.conversation.setState('established');
  }

  async #confirmed(): Promise<void> {
    if (this.manual) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The mock was told to fail.');
  }

  #end(reason: string, failure?: CallSnapshot['failure']): void {
    if (isOver(this.#snapshot.state)) return;
    const ended = { endReason: reason, endedAt: this.#now, failure, quality: undefined, oneWay: undefined };
    this.#enter('ended', { ...ended, heldBy: undefined });
    this.setStreams({ local: undefined, remote: undefined });
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.conversation.callEnded(reason);
  }

  #enter(state: CallState, facts: Partial<CallSnapshot> = {}): void {
    const previous = this.#snapshot.state;
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...facts, state });
    this.#touch();
    const { endReason, failure } = this.#snapshot;
    const make = (): Event => new CallStateChangedEvent(previous, state, endReason, failure);
    this.dispatchEvent(make());
    this.conversation.callChanged(make());
  }

  #require(...states: CallState[]): void {
    const { state } = this.#snapshot;
    if (!states.includes(state)) throw new SessionError('invalid-state', `Not while the call is ${state}.`);
  }

  get #now(): number {
    return this.conversation.home.clock.now();
  }

  get #peer(): CallSnapshot['remote'] {
    const peer = this.conversation.snapshot.participants[0];
    return peer && Object.freeze({ uri: peer.uri, displayName: peer.displayName, isParkService: false });
  }

  #touch(): void {
    if (this.#changePending) return;
    this.#changePending = true;
    queueMicrotask(() => {
      this.#changePending = false;
      this.dispatchEvent(new Event('changed'));
    });
  }
}

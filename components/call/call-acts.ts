import type {
  AudioVideoContract,
  ConversationContract,
  FailureSnapshot,
  MediaDeviceSnapshot,
  SessionContract,
} from '../../src/session/contract';
import { toFailure } from '../internal/failure';
import type { CallDeeds } from './call-view';
import { playRemoteAudio } from './remote-audio';

export interface CallActsHost {
  requestUpdate(): void;
  conversation(): ConversationContract | undefined;
  session(): SessionContract | undefined;
  /** Raises `lync-park-request`. */
  mayPark(conversation: ConversationContract): boolean;
  report(error: unknown): void;
}

/** Given up by the person themselves: nothing to show. */
const NO_FAILURE = new Set(['cancelled', 'aborted']);

/** Does what a person asks of a call, remembers what is not confirmed yet, and what failed. */
export class CallActs {
  failure: FailureSnapshot | undefined;
  /** What it was that failed. */
  failedAct = '';
  readonly #pending = new Set<string>();
  #putAway: FailureSnapshot | undefined;

  constructor(private readonly host: CallActsHost) {}

  readonly deeds: Omit<CallDeeds, 'dismiss'> = {
    accept: (video) => this.#answer((call) => call.accept({ video }), video),
    decline: () => this.#decline(),
    end: () => this.#try('end', (call) => call.end()),
    mute: (isMuted) => this.#try('mute', (call) => (isMuted ? call.mute() : call.unmute())),
    hold: (isHeld) => this.#try('hold', (call) => (isHeld ? call.hold() : call.resume())),
    video: (isOn) => this.#try('video', (call) => (isOn ? call.addVideo() : call.removeVideo())),
    park: () => this.#park(),
    again: () => this.#try('connect', (call) => call.connect()),
    pickUp: () => this.#pickUp(),
    playSound: () => this.#try('play', (call) => playRemoteAudio(call).play()),
  };

  isPending(what: string): boolean {
    return this.#pending.has(what);
  }

  isPutAway(failure: FailureSnapshot): boolean {
    return failure === this.#putAway;
  }

  putAway(failure: FailureSnapshot): void {
    this.#putAway = failure;
    this.failure = undefined;
    this.host.requestUpdate();
  }

  reset(): void {
    this.#pending.clear();
    this.failure = undefined;
  }

  sendTone(tone: string): void {
    // Several may be on their way: each is confirmed by itself.
    this.#try(`tone-${performance.now()}`, (call) => call.sendDtmf(tone));
  }

  transfer(target: string | ConversationContract): void {
    this.#try('transfer', (call) => call.transfer(target));
  }

  setDevice(kind: MediaDeviceSnapshot['kind'], id: string): void {
    this.#try('devices', (call) => call.setDevices({ [kind]: id }));
  }

  refreshDevices(): void {
    this.#try('devices', (call) => call.refreshDevices());
  }

  /** The conversation's own invitation is answered as such. */
  #answer(accept: (call: AudioVideoContract) => Promise<void>, video: boolean): void {
    const conversation = this.host.conversation();
    if (conversation?.snapshot.state === 'incoming' && !video)
      this.#try('accept', () => conversation.accept());
    else this.#try('accept', accept);
  }

  #decline(): void {
    const conversation = this.host.conversation();
    if (conversation?.snapshot.state === 'incoming') this.#try('decline', () => conversation.decline());
    else this.#try('decline', (call) => call.decline());
  }

  #park(): void {
    const conversation = this.host.conversation();
    if (!conversation || !this.host.mayPark(conversation)) return;
    this.#try('park', (call) => conversation.park?.() ?? call.park());
  }

  #pickUp(): void {
    const target = this.host.conversation()?.audioVideo?.snapshot.orbit;
    const session = this.host.session();
    if (!target || !session?.retrieve) return;
    const { safeRetrieveUri, friendlyOrbit } = target;
    this.#try('pick-up', async () => {
      const { audioVideo } = (await session.retrieve?.(safeRetrieveUri ?? friendlyOrbit)) ?? {};
      if (audioVideo) playRemoteAudio(audioVideo);
    });
  }

  #try(what: string, act: (call: AudioVideoContract) => Promise<unknown>): void {
    const call = this.host.conversation()?.audioVideo;
    if (!call || this.#pending.has(what)) return;
    this.#pending.add(what);
    this.failure = undefined;
    this.host.requestUpdate();
    act(call)
      .catch((error: unknown) => {
        const failure = toFailure(error);
        // A call that came to nothing says itself why.
        const isShown = call.snapshot.state === 'ended' || NO_FAILURE.has(failure.code);
        if (!isShown && call === this.host.conversation()?.audioVideo) {
          this.failure = failure;
          this.failedAct = what;
        }
        this.host.report(error);
      })
      .finally(() => {
        this.#pending.delete(what);
        this.host.requestUpdate();
      });
  }
}

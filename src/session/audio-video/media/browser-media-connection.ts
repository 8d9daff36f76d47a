import type { ActiveDirection, MediaConnection, MediaKind, MediaPathState } from './media-engine';
import type { MediaStatistics } from './quality';
import { readStatistics } from './read-statistics';

/** A description waits for its candidates at most this long; what comes later is not offered. Milliseconds. */
const GATHERING_TIMEOUT = 1000;
/** RFC 4733 section 2.5.2.1 wants at least 40 ms; these are what gateways recognise. Milliseconds. */
const TONE_DURATION = 160;
const TONE_GAP = 70;

const WITHOUT_SENDING: Readonly<Record<ActiveDirection, ActiveDirection>> = {
  sendrecv: 'recvonly',
  sendonly: 'inactive',
  recvonly: 'recvonly',
  inactive: 'inactive',
};

/** One RTCPeerConnection with at most one sender of each kind. */
export class BrowserMediaConnection implements MediaConnection {
  readonly remote = new MediaStream();
  onPathState: (state: MediaPathState) => void = () => undefined;
  readonly #peer: RTCPeerConnection;

  constructor(iceServers: readonly RTCIceServer[]) {
    this.#peer = new RTCPeerConnection({ iceServers: [...iceServers], bundlePolicy: 'max-bundle' });
    this.#peer.addEventListener('track', ({ track }) => {
      this.remote.addTrack(track);
      track.addEventListener('ended', () => this.remote.removeTrack(track));
    });
    this.#peer.addEventListener('connectionstatechange', () => {
      const { connectionState } = this.#peer;
      if (connectionState !== 'closed')
        this.onPathState(connectionState === 'new' ? 'connecting' : connectionState);
    });
  }

  async setTrack(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    const existing = this.#transceiver(kind);
    if (existing) {
      await existing.sender.replaceTrack(track);
      // What the peer's offer made is for receiving only.
      if (track && existing.direction === 'recvonly') existing.direction = 'sendrecv';
      if (track && existing.direction === 'inactive') existing.direction = 'sendonly';
      // Only what addTrack makes is also used for the offer of a peer (RFC 8829 section 5.10).
    } else if (track) this.#peer.addTrack(track);
  }

  setDirection(kind: MediaKind, direction: ActiveDirection): void {
    const transceiver = this.#transceiver(kind);
    if (!transceiver) return;
    // Who has nothing to send does not promise to.
    const sends = transceiver.sender.track !== null;
    transceiver.direction = sends ? direction : WITHOUT_SENDING[direction];
  }

  async createOffer({ iceRestart = false }: { iceRestart?: boolean } = {}): Promise<string> {
    await this.#peer.setLocalDescription(await this.#peer.createOffer({ iceRestart }));
    return this.#gathered();
  }

  async createAnswer(offer: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp: offer });
    try {
      await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    } catch (error) {
      await this.#peer.setRemoteDescription({ type: 'rollback' });
      throw error;
    }
    return this.#gathered();
  }

  applyAnswer(answer: string): Promise<void> {
    return this.#peer.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  async rollback(): Promise<void> {
    if (this.#peer.signalingState === 'have-local-offer')
      await this.#peer.setLocalDescription({ type: 'rollback' });
  }

  sendTones(tones: string): boolean {
    const sender = this.#transceiver('audio')?.sender.dtmf;
    if (!sender?.canInsertDTMF) return false;
    // What is on its way goes on: the buffer is replaced by what is set.
    sender.insertDTMF(sender.toneBuffer + tones, TONE_DURATION, TONE_GAP);
    return true;
  }

  async statistics(): Promise<MediaStatistics> {
    const report = await this.#peer.getStats();
    const entries: Record<string, unknown>[] = [];
    report.forEach((entry: Record<string, unknown>) => entries.push(entry));
    return readStatistics(entries, performance.now());
  }

  close(): void {
    this.onPathState = () => undefined;
    this.#peer.close();
  }

  #transceiver(kind: MediaKind): RTCRtpTransceiver | undefined {
    return this.#peer
      .getTransceivers()
      .find(
        ({ currentDirection, receiver }) => receiver.track.kind === kind && currentDirection !== 'stopped',
      );
  }

  /** The description with what candidates there are: SIP has no trickling here (RFC 8840 is not used). */
  async #gathered(): Promise<string> {
    const peer = this.#peer;
    if (peer.iceGatheringState !== 'complete') {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          peer.removeEventListener('icegatheringstatechange', onChange);
          resolve();
        };
        const onChange = () => peer.iceGatheringState === 'complete' && done();
        const timer = setTimeout(done, GATHERING_TIMEOUT);
        peer.addEventListener('icegatheringstatechange', onChange);
      });
    }
    return peer.localDescription?.sdp ?? '';
  }
}

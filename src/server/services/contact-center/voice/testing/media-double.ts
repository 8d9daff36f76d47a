import {
  MediaError,
  type AudioSource,
  type CollectDigitsOptions,
  type CollectedDigits,
  type Digit,
  type JoinOptions,
  type LegEndReason,
  type LegRule,
  type LegStats,
  type MediaDirection,
  type MediaLeg,
  type MediaRoom,
  type MediaService,
  type Playback,
  type PlaybackEnd,
  type PlayOptions,
} from '../../../../media';
import { Routes } from '../../../../media/mixing/routes';
import { DigitCollector } from '../../../../media/digit-collector';
import type { Clock } from '../../../../sip';

/** Names itself, so that a trace shows whose it is. */
export const audioSdp = (name: string, direction: MediaDirection = 'sendrecv'): string =>
  `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=${name}\r\nt=0 0\r\nm=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=${direction}\r\n`;

const noStats: LegStats = {
  ...{ packetsReceived: 0, bytesReceived: 0, packetsSent: 0, bytesSent: 0, packetsLost: 0 },
  ...{ remoteLoss: undefined, jitter: 0, roundTrip: undefined, buffered: 0, concealed: 0 },
  ...{ energyReceived: 0, energySent: 0 },
};

function check(sdp: string): void {
  if (!sdp.startsWith('v=0')) throw new MediaError('sdp-invalid', 'no session description');
  if (!/^m=audio [1-9]/m.test(sdp)) throw new MediaError('sdp-unsupported', 'no audio');
}

/** A media service without media: it knows who is in which room and what is played to whom. */
export class MediaDouble implements MediaService {
  readonly all: RoomDouble[] = [];
  /** What every play of a file ends with. */
  missingFiles = false;
  fails = false;

  constructor(readonly clock: Clock) {}

  get open(): RoomDouble[] {
    return this.all.filter(({ closed }) => !closed);
  }
  get rooms(): number {
    return this.open.length;
  }
  get legs(): number {
    return this.open.reduce((sum, { legs }) => sum + legs.length, 0);
  }

  createRoom({ name = '' } = {}): RoomDouble {
    const room = new RoomDouble(name, this);
    this.all.push(room);
    return room;
  }

  async check(): Promise<{ readonly seconds: number }> {
    return { seconds: 1 };
  }

  async close(): Promise<void> {
    for (const room of this.open) await room.close();
  }
}

interface Playing {
  readonly source: AudioSource | readonly AudioSource[];
  readonly to: MediaLeg | undefined;
  end(reason: PlaybackEnd['reason'], error?: MediaError): void;
}

export class RoomDouble implements MediaRoom {
  readonly joined: LegDouble[] = [];
  readonly playing = new Set<Playing>();
  readonly #routes = new Routes<MediaLeg>();
  closed = false;

  constructor(
    readonly name: string,
    readonly service: MediaDouble,
  ) {}

  get legs(): LegDouble[] {
    return this.joined.filter(({ state }) => state !== 'ended');
  }

  async join({ muted = false, name = '', rule }: JoinOptions = {}): Promise<LegDouble> {
    if (this.closed) throw new MediaError('wrong-state', 'closed');
    if (this.service.fails) throw new MediaError('unavailable', 'no port');
    const leg = new LegDouble(name, this);
    leg.muted = muted;
    this.joined.push(leg);
    if (rule) this.setRule(leg, rule);
    return leg;
  }

  play(source: AudioSource | readonly AudioSource[], { to }: PlayOptions = {}): Playback {
    let end: (value: PlaybackEnd) => void = () => undefined;
    const done = new Promise<PlaybackEnd>((resolve) => (end = resolve));
    const playing: Playing = {
      ...{ source, to },
      end: (reason, error) => {
        this.playing.delete(playing);
        end({ reason, ...(error && { error }) });
      },
    };
    this.playing.add(playing);
    if (this.service.missingFiles && 'file' in source)
      playing.end('failed', new MediaError('file-missing', 'missing', { file: source.file }));
    return { done, stop: () => playing.end('stopped') };
  }

  /** Whether the newest leg of this name hears something that is played. */
  plays(name: string): boolean {
    const leg = this.leg(name);
    return [...this.playing].some(({ to }) => to === leg);
  }

  /** The newest leg of this name. */
  leg(name: string): LegDouble {
    const leg = this.joined.findLast((each) => each.name === name);
    if (!leg) throw new Error(`No leg ${name}.`);
    return leg;
  }

  hears(listener: MediaLeg, speaker: MediaLeg): boolean {
    return this.#routes.hears(listener, speaker);
  }
  setRoute(listener: MediaLeg, speaker: MediaLeg, heard: boolean | undefined): void {
    this.#routes.set(listener, speaker, heard);
  }
  setRule(leg: MediaLeg, rule: LegRule): void {
    this.#routes.setRule(leg, rule);
  }
  onTalking(): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const leg of this.legs) leg.fall('room-closed');
    for (const playing of [...this.playing]) playing.end('ended');
  }
}

export class LegDouble implements MediaLeg {
  readonly id = Math.random().toString(36).slice(2);
  muted = false;
  readonly talking = false;
  readonly stats = noStats;
  state: MediaLeg['state'] = 'new';
  held = false;
  /** Descriptions of the peer, oldest first. */
  readonly heard: string[] = [];
  readonly #digits: DigitCollector;
  readonly #onHeld: ((held: boolean) => void)[] = [];
  readonly #onDigit: ((digit: Digit) => void)[] = [];
  readonly #onConnected: (() => void)[] = [];
  readonly #onEnded: ((reason: LegEndReason) => void)[] = [];

  constructor(
    readonly name: string,
    readonly room: RoomDouble,
  ) {
    this.#digits = new DigitCollector(room.service.clock);
  }

  async answer(sdp: string): Promise<string> {
    this.#take(sdp);
    return audioSdp(`centre for ${this.name}`);
  }
  async offer(): Promise<string> {
    if (this.state === 'ended') throw new MediaError('wrong-state', 'ended');
    return audioSdp(`centre for ${this.name}`);
  }
  async accept(sdp: string): Promise<void> {
    this.#take(sdp);
  }
  withdraw(): void {}

  #take(sdp: string): void {
    if (this.state === 'ended') throw new MediaError('wrong-state', 'ended');
    check(sdp);
    this.heard.push(sdp);
    if (this.state === 'new') this.state = 'connecting';
    const held = /a=(sendonly|inactive)/.test(sdp);
    if (held === this.held) return;
    this.held = held;
    for (const listener of this.#onHeld) listener(held);
  }

  /** As if ICE and DTLS were through. */
  connect(): void {
    this.state = 'connected';
    for (const listener of this.#onConnected) listener();
  }

  /** As if the peer had pressed keys. */
  press(digits: string): void {
    for (const digit of digits) this.receiveDigit(digit);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
  }
  onHeld(listener: (held: boolean) => void): () => void {
    this.#onHeld.push(listener);
    return () => undefined;
  }
  onDigit(listener: (digit: Digit) => void): () => void {
    this.#onDigit.push(listener);
    return () => undefined;
  }
  receiveDigit(digit: string): void {
    this.#digits.receive(digit as Digit);
    for (const listener of this.#onDigit) listener(digit as Digit);
  }
  collectDigits(options: CollectDigitsOptions): Promise<CollectedDigits> {
    return this.#digits.collect(options);
  }
  onConnected(listener: () => void): () => void {
    this.#onConnected.push(listener);
    return () => undefined;
  }
  onEnded(listener: (reason: LegEndReason) => void): () => void {
    this.#onEnded.push(listener);
    return () => undefined;
  }
  end(): void {
    this.fall('ended');
  }

  /** As if it had ended by itself, or somebody else had ended it. */
  fall(reason: LegEndReason): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.#digits.end();
    for (const playing of [...this.room.playing]) if (playing.to === this) playing.end('ended');
    for (const listener of this.#onEnded) listener(reason);
  }
}

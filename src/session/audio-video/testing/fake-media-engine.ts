import { SessionError } from '../../contract';
import type { MediaDeviceSnapshot, MediaDirection, SessionErrorCode } from '../../contract';
import { agreed, mirrored, readAudioVideoSdp } from '../audio-video-sdp';
import type {
  ActiveDirection,
  CaptureOptions,
  MediaConnection,
  MediaEngine,
  MediaKind,
  MediaPathState,
} from '../media/media-engine';
import type { MediaStatistics } from '../media/quality';

export class FakeTrack extends EventTarget {
  enabled = true;
  readyState = 'live';
  constructor(
    readonly kind: MediaKind,
    readonly deviceId: string,
  ) {
    super();
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** The device is pulled out. */
  unplug(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

const asStream = (tracks: readonly unknown[]) => ({ getTracks: () => [...tracks] }) as unknown as MediaStream;

/** Descriptions as a browser writes them, as far as calls read them, and a browser's refusal of what is out of order. */
export class FakeConnection implements MediaConnection {
  readonly remote = asStream([]);
  onPathState: (state: MediaPathState) => void = () => undefined;
  readonly tracks = new Map<MediaKind, FakeTrack | null>();
  readonly directions = new Map<MediaKind, ActiveDirection>();
  readonly offers: string[] = [];
  state: 'stable' | 'have-local-offer' | 'closed' = 'stable';
  iceRestarts = 0;
  tones = '';
  hasTelephoneEvents = true;
  /** Packets per look. */
  flow = { in: 100, out: 100, lost: 0 };
  #counted = { in: 0, out: 0, lost: 0 };
  #version = 0;

  async setTrack(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    this.tracks.set(kind, track as unknown as FakeTrack | null);
    if (track && this.directions.get(kind) !== 'sendrecv') this.directions.set(kind, 'sendrecv');
  }

  setDirection(kind: MediaKind, direction: ActiveDirection): void {
    if (!this.directions.has(kind)) return;
    const silent = {
      sendrecv: 'recvonly',
      sendonly: 'inactive',
      recvonly: 'recvonly',
      inactive: 'inactive',
    } as const;
    this.directions.set(kind, this.tracks.get(kind) ? direction : silent[direction]);
  }

  async createOffer({ iceRestart = false } = {}): Promise<string> {
    this.#expect('stable');
    if (iceRestart) this.iceRestarts++;
    const sdp = this.#describe((kind) => this.directions.get(kind) ?? 'none');
    this.state = 'have-local-offer';
    this.offers.push(sdp);
    return sdp;
  }

  async createAnswer(offer: string): Promise<string> {
    this.#expect('stable');
    if (offer.includes('a=unusable')) throw new Error('unusable');
    const theirs = readAudioVideoSdp(offer);
    for (const kind of ['audio', 'video'] as const) {
      if (theirs[kind] !== 'none' && !this.directions.has(kind)) this.directions.set(kind, 'recvonly');
    }
    return this.#describe((kind) =>
      theirs[kind] === 'none' ? 'none' : agreed(this.directions.get(kind) ?? 'none', theirs[kind]),
    );
  }

  async applyAnswer(answer: string): Promise<void> {
    this.#expect('have-local-offer');
    if (answer.includes('a=unusable')) throw new Error('unusable');
    this.state = 'stable';
    this.onPathState('connected');
  }

  async rollback(): Promise<void> {
    if (this.state === 'have-local-offer') this.state = 'stable';
  }

  sendTones(tones: string): boolean {
    if (this.hasTelephoneEvents) this.tones += tones;
    return this.hasTelephoneEvents;
  }

  async statistics(): Promise<MediaStatistics> {
    for (const name of ['in', 'out', 'lost'] as const) this.#counted[name] += this.flow[name];
    const { in: packetsReceived, lost: packetsLost, out: packetsSent } = this.#counted;
    return { at: 0, packetsReceived, packetsLost, packetsSent, jitter: 0.005, roundTrip: 0.04 };
  }

  close(): void {
    this.state = 'closed';
  }

  #expect(state: FakeConnection['state']): void {
    if (this.state !== state) throw new Error(`InvalidStateError: ${this.state}, not ${state}`);
  }

  #describe(directionOf: (kind: MediaKind) => MediaDirection): string {
    const all = { audio: directionOf('audio'), video: directionOf('video') };
    return sdpOf({ ...all, version: this.#version++ });
  }
}

export function sdpOf({
  audio = 'sendrecv',
  extra = [],
  version = 0,
  video = 'none',
}: { audio?: MediaDirection; video?: MediaDirection; version?: number; extra?: string[] } = {}): string {
  const section = (kind: MediaKind, direction: MediaDirection) =>
    direction === 'none'
      ? []
      : [`m=${kind} 9 UDP/TLS/RTP/SAVPF 111 101`, 'c=IN IP4 127.0.0.1', `a=${direction}`];
  return [
    'v=0',
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    ...section('audio', audio),
    'a=rtpmap:101 telephone-event/8000',
    ...section('video', video),
    ...extra,
    '',
  ].join('\r\n');
}

/** The usual answer to an offer, from the other end's side. */
export const answerTo = (offer: string): string => {
  const { audio, video } = readAudioVideoSdp(offer);
  return sdpOf({ audio: mirrored(audio), video: mirrored(video) });
};

export class FakeMediaEngine implements MediaEngine {
  readonly connections: FakeConnection[] = [];
  readonly captured: FakeTrack[] = [];
  refusal: SessionErrorCode | undefined;
  hasCamera = true;
  plugged: MediaDeviceSnapshot[] = [
    { id: 'microphone-1', kind: 'microphone', label: 'One' },
    { id: 'microphone-2', kind: 'microphone', label: 'Two' },
    { id: 'camera-1', kind: 'camera', label: 'Camera' },
  ];
  readonly #watchers = new Set<() => void>();

  get connection(): FakeConnection {
    const last = this.connections.at(-1);
    if (!last) throw new Error('No connection was opened');
    return last;
  }

  track(kind: MediaKind): FakeTrack | undefined {
    return this.captured.filter((track) => track.kind === kind && track.readyState === 'live').at(-1);
  }

  open(): FakeConnection {
    const connection = new FakeConnection();
    this.connections.push(connection);
    return connection;
  }

  async capture({ audio, video }: CaptureOptions): Promise<MediaStream> {
    if (this.refusal) throw new SessionError(this.refusal, 'Refused');
    if (video && !this.hasCamera) throw new SessionError('device-not-found', 'No camera');
    const tracks = [
      ...(audio ? [new FakeTrack('audio', audio === true ? 'microphone-1' : audio)] : []),
      ...(video ? [new FakeTrack('video', video === true ? 'camera-1' : video)] : []),
    ];
    this.captured.push(...tracks);
    return asStream(tracks);
  }

  streamOf(tracks: readonly MediaStreamTrack[]): MediaStream {
    return asStream(tracks);
  }

  async devices(): Promise<readonly MediaDeviceSnapshot[]> {
    return this.plugged;
  }

  watchDevices(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  changeDevices(plugged: MediaDeviceSnapshot[]): void {
    this.plugged = plugged;
    for (const changed of this.#watchers) changed();
  }
}

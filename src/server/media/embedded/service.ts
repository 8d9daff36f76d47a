import { RTCDtlsTransport, type RTCCertificate } from 'werift';
import { systemClock, type Clock } from '../../sip/clock';
import { silentLog, type Logger } from '../../sip/log';
import { SAMPLE_RATE } from '../audio/frame';
import { AudioLibrary } from '../audio/library';
import { MediaError } from '../media-error';
import type { AudioSource, MediaRoom, MediaRoomOptions, MediaService } from '../media-service';
import { frameClock, Ticker } from '../mixing/ticker';
import { EmbeddedRoom } from './room';
import { Network, type NetworkOptions } from './network';

export interface EmbeddedMediaOptions {
  readonly network?: NetworkOptions;
  /** What the names of audio files are relative to. Default: the working directory. */
  readonly audioDirectory?: string;
  /** Milliseconds from a leg's description to its connection. Default 20,000. */
  readonly connectTimeout?: number;
  /** Milliseconds without a sign of life of a connected peer (media, reports, ICE checks every 5 s). Default 15,000. */
  readonly silenceTimeout?: number;
  readonly clock?: Clock;
  /** The mixer's clock: monotonic, with fractions of milliseconds. */
  readonly frameClock?: Clock;
  readonly log?: Logger;
}

/** Rooms in this process: WebRTC by werift, G.711, mixed here. */
export class EmbeddedMediaService implements MediaService {
  readonly #rooms = new Set<EmbeddedRoom>();
  readonly #library: AudioLibrary;
  readonly #ticker: Ticker;
  readonly #network: Network;
  #certificate: Promise<RTCCertificate> | undefined;
  #closed = false;
  #created = 0;

  /** @throws MediaError `unavailable` when the network options cannot be used here */
  constructor(private readonly options: EmbeddedMediaOptions = {}) {
    this.#library = new AudioLibrary(options.audioDirectory);
    this.#network = new Network(options.network);
    this.#ticker = new Ticker(options.frameClock ?? frameClock);
  }

  get rooms(): number {
    return this.#rooms.size;
  }

  get legs(): number {
    let count = 0;
    for (const room of this.#rooms) count += room.legs.length;
    return count;
  }

  createRoom({ name }: MediaRoomOptions = {}): MediaRoom {
    if (this.#closed) throw new MediaError('wrong-state', 'The media service is closed.');
    const { clock = systemClock, log = silentLog, ...timeouts } = this.options;
    const room = new EmbeddedRoom(name ?? `room ${++this.#created}`, {
      ticker: this.#ticker,
      log,
      load: (source) => this.#library.load(source),
      leg: {
        clock,
        log,
        network: this.#network,
        certificate: () => (this.#certificate ??= RTCDtlsTransport.SetupCertificate()),
        connectTimeout: timeouts.connectTimeout ?? 20_000,
        silenceTimeout: timeouts.silenceTimeout ?? 15_000,
      },
      onClosed: (closed) => void this.#rooms.delete(closed),
    });
    this.#rooms.add(room);
    return room;
  }

  async check(source: AudioSource): Promise<{ readonly seconds: number }> {
    return { seconds: (await this.#library.load(source)).length / SAMPLE_RATE };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#rooms].map((room) => room.close()));
  }
}

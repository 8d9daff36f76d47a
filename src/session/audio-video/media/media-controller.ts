import { SessionError } from '../../contract';
import type { CallDevicesSnapshot, CallStreams, FailureSnapshot, MediaDeviceSnapshot } from '../../contract';
import { asSessionError } from '../../failures';
import type { MediaConnection, MediaEngine, MediaKind } from './media-engine';

export interface MediaControllerHandlers {
  onDevices(): void;
  onStreams(): void;
  /** A device went while it was in use. `restored`: another took its place. */
  onUnplugged(kind: MediaKind, failure: FailureSnapshot, restored: boolean): void;
}

type Choice = { microphone?: string; camera?: string; speaker?: string };

/** What this end captures, whatever connection it goes to: tracks, devices, mute. The one place that holds streams. */
export class MediaController implements CallStreams {
  remote: MediaStream | undefined;
  #tracks: Partial<Record<MediaKind, MediaStreamTrack>> = {};
  #local: MediaStream | undefined;
  #muted = false;
  #onHold = false;
  #choice: Choice = {};
  #available: readonly MediaDeviceSnapshot[] = Object.freeze([]);
  #unwatch: (() => void) | undefined;
  #connection: MediaConnection | undefined;

  constructor(
    private readonly engine: () => MediaEngine,
    private readonly handlers: MediaControllerHandlers,
  ) {}

  get local(): MediaStream | undefined {
    return this.#local;
  }

  get isMuted(): boolean {
    return this.#muted;
  }

  get devices(): CallDevicesSnapshot {
    return Object.freeze({ available: this.#available, ...this.#choice });
  }

  has(kind: MediaKind): boolean {
    return this.#tracks[kind] !== undefined;
  }

  /** Captures what is not captured yet. Rejects with `SessionError`. */
  async capture(kinds: readonly MediaKind[]): Promise<void> {
    const missing = kinds.filter((kind) => !this.#tracks[kind]);
    if (missing.length === 0) return;
    const { camera, microphone } = this.#choice;
    const stream = await this.engine().capture({
      ...(missing.includes('audio') && { audio: microphone ?? true }),
      ...(missing.includes('video') && { video: camera ?? true }),
    });
    for (const track of stream.getTracks()) this.#take(track);
    this.#changed();
    // With permission devices have names.
    void this.refresh().catch(() => undefined);
    this.#unwatch ??= this.engine().watchDevices(() => void this.refresh().catch(() => undefined));
  }

  /** Gives a connection what is captured. */
  async feed(connection: MediaConnection): Promise<void> {
    for (const kind of ['audio', 'video'] as const) {
      const track = this.#tracks[kind];
      if (track) await connection.setTrack(kind, track);
    }
  }

  /** This is the connection of the call: what it receives is shown, and other devices send to it. */
  use(connection: MediaConnection | undefined): void {
    this.#connection = connection;
    if (this.remote === connection?.remote) return;
    this.remote = connection?.remote;
    this.handlers.onStreams();
  }

  mute(isMuted: boolean): void {
    this.#muted = isMuted;
    this.#enable();
  }

  /** Nothing of this end is heard or seen, whatever the other side does with its own hold. */
  hold(isOnHold: boolean): void {
    this.#onHold = isOnHold;
    this.#enable();
  }

  async choose(choice: Choice): Promise<void> {
    const before = this.#choice;
    this.#choice = { ...before, ...choice };
    try {
      if (choice.microphone !== undefined && choice.microphone !== before.microphone)
        await this.#recapture('audio');
      if (choice.camera !== undefined && choice.camera !== before.camera) await this.#recapture('video');
    } catch (error) {
      this.#choice = before;
      throw error;
    }
    this.handlers.onDevices();
  }

  async refresh(): Promise<void> {
    try {
      this.#available = Object.freeze([...(await this.engine().devices())]);
    } catch (error) {
      throw asSessionError(error, 'media-failed', 'The devices cannot be listed');
    }
    this.handlers.onDevices();
  }

  drop(kind: MediaKind): void {
    this.#tracks[kind]?.stop();
    delete this.#tracks[kind];
    this.#changed();
  }

  /** Lets go of every device. */
  release(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    for (const track of Object.values(this.#tracks)) track.stop();
    this.#tracks = {};
    this.#muted = this.#onHold = false;
    this.#changed();
    this.use(undefined);
  }

  async #recapture(kind: MediaKind): Promise<void> {
    if (!this.#tracks[kind]) return;
    const { camera, microphone } = this.#choice;
    const chosen = (kind === 'audio' ? microphone : camera) ?? true;
    const stream = await this.engine().capture({ [kind]: chosen });
    const track = stream.getTracks()[0];
    if (!track) throw new SessionError('device-not-found', 'The device gave nothing');
    this.#tracks[kind]?.stop();
    this.#take(track);
    await this.#connection?.setTrack(kind, track);
    this.#changed();
  }

  #take(track: MediaStreamTrack): void {
    const kind: MediaKind = track.kind === 'video' ? 'video' : 'audio';
    this.#tracks[kind] = track;
    this.#enable();
    // Only the device's own end: stop() raises no event (Media Capture section 4.3.3).
    track.addEventListener('ended', () => {
      if (this.#tracks[kind] === track) void this.#onUnplugged(kind);
    });
  }

  async #onUnplugged(kind: MediaKind): Promise<void> {
    const name = kind === 'audio' ? 'microphone' : 'camera';
    const failure = Object.freeze({ code: 'device-unplugged', message: `The ${name} was unplugged` });
    delete this.#choice[name];
    try {
      await this.#recapture(kind);
      this.handlers.onUnplugged(kind, failure, true);
    } catch {
      // There is no other: the failure says so, and the call goes on without it.
      if (this.#tracks[kind]) this.drop(kind);
      this.handlers.onUnplugged(kind, failure, false);
    }
  }

  #enable(): void {
    const { audio, video } = this.#tracks;
    if (audio) audio.enabled = !this.#muted && !this.#onHold;
    if (video) video.enabled = !this.#onHold;
  }

  #changed(): void {
    const tracks = Object.values(this.#tracks);
    this.#local = tracks.length > 0 ? this.engine().streamOf(tracks) : undefined;
    this.handlers.onStreams();
  }
}

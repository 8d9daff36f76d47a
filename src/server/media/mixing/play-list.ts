import { FRAME_SAMPLES } from '../audio/frame';
import { MediaError } from '../media-error';
import type { AudioSource, Playback, PlaybackEnd, PlayOptions } from '../media-service';
import type { Sum } from './mix';

/** What is being played to one listener, or to a room: each adds its next frame. */
export class PlayList {
  readonly #playing = new Set<PlayingSource>();

  constructor(private readonly load: (source: AudioSource) => Promise<Int16Array>) {}

  get isEmpty(): boolean {
    return this.#playing.size === 0;
  }

  play(
    source: AudioSource | readonly AudioSource[],
    options: PlayOptions,
    onFailed: (error: MediaError) => void,
  ): Playback {
    const sources = Array.isArray(source) ? (source as readonly AudioSource[]) : [source as AudioSource];
    const playing = new PlayingSource(options, () => this.#playing.delete(playing));
    this.#playing.add(playing);
    Promise.all(sources.map(this.load)).then(
      (parts) => playing.start(parts),
      (cause: unknown) => {
        const error =
          cause instanceof MediaError
            ? cause
            : new MediaError('file-unreadable', 'could not be loaded', { cause });
        onFailed(error);
        playing.finish({ reason: 'failed', error });
      },
    );
    return playing;
  }

  /** True when something was added. */
  addTo(sum: Sum): boolean {
    let sounded = false;
    for (const playing of [...this.#playing]) sounded = playing.addTo(sum) || sounded;
    return sounded;
  }

  /** The listener is gone. */
  end(): void {
    for (const playing of [...this.#playing]) playing.finish({ reason: 'ended' });
  }
}

class PlayingSource implements Playback {
  readonly done: Promise<PlaybackEnd>;
  readonly #loop: boolean;
  readonly #gain: number;
  #resolve!: (end: PlaybackEnd) => void;
  #samples: Int16Array | undefined;
  #position = 0;
  #stopping = false;

  constructor(
    options: PlayOptions,
    private readonly onGone: () => void,
  ) {
    this.#loop = options.loop ?? false;
    this.#gain = Math.min(4, Math.max(0, options.gain ?? 1));
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  start(parts: readonly Int16Array[]): void {
    const samples = parts.length === 1 ? parts[0]! : joined(parts);
    if (samples.length === 0) this.finish({ reason: 'finished' });
    else this.#samples = samples;
  }

  /** It fades out within its next frame: a sudden end would be a click. */
  stop(): void {
    if (this.#samples) this.#stopping = true;
    else this.finish({ reason: 'stopped' });
  }

  finish(end: PlaybackEnd): void {
    this.onGone();
    this.#resolve(end);
  }

  addTo(sum: Sum): boolean {
    const samples = this.#samples;
    if (!samples) return false;
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      if (this.#position >= samples.length) {
        if (!this.#loop) break;
        this.#position = 0;
      }
      const fade = this.#stopping ? 1 - i / FRAME_SAMPLES : 1;
      sum[i] = sum[i]! + Math.round(samples[this.#position++]! * this.#gain * fade);
    }
    if (this.#stopping) this.finish({ reason: 'stopped' });
    else if (!this.#loop && this.#position >= samples.length) this.finish({ reason: 'finished' });
    return true;
  }
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

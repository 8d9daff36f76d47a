import type { FailureSnapshot } from '../../src/session/contract';
import type { LevelMeter } from './level-meter';

/** Louder than this share of the scale is a voice, not the room. */
const HEARD_FROM = 0.45;

const CODES: Readonly<Record<string, string>> = {
  NotAllowedError: 'permission-refused',
  NotFoundError: 'device-not-found',
  OverconstrainedError: 'device-not-found',
  NotReadableError: 'device-in-use',
};

interface MicrophoneTestHost {
  requestUpdate(): void;
  /** What the call sends already; nothing else is opened then. */
  stream(): MediaStream | undefined;
  /** 0 to 1, with every frame. */
  showLevel(level: number): void;
}

/** Shows how loud the microphone is, in a call or before one. */
export class MicrophoneTest {
  isRunning = false;
  wasHeard = false;
  failure: FailureSnapshot | undefined;
  #meter: LevelMeter | undefined;
  #own: MediaStream | undefined;
  #run = 0;

  constructor(private readonly host: MicrophoneTestHost) {}

  toggle(microphone: string | undefined): void {
    if (this.isRunning) this.stop();
    else void this.start(microphone);
  }

  async start(microphone: string | undefined): Promise<void> {
    this.stop();
    const run = ++this.#run;
    this.isRunning = true;
    this.wasHeard = false;
    this.failure = undefined;
    this.host.requestUpdate();
    try {
      const [{ LevelMeter }, stream] = await Promise.all([import('./level-meter'), this.#open(microphone)]);
      if (run !== this.#run) return this.#close(stream);
      this.#meter = new LevelMeter(stream, (level) => this.#onLevel(level));
    } catch (error) {
      if (run !== this.#run) return;
      this.stop();
      this.failure = failureOf(error);
      this.host.requestUpdate();
    }
  }

  stop(): void {
    this.#run++;
    this.isRunning = false;
    this.#meter?.stop();
    this.#meter = undefined;
    this.#close(this.#own);
    this.host.requestUpdate();
  }

  async #open(microphone: string | undefined): Promise<MediaStream> {
    const stream = this.host.stream();
    if (stream?.getAudioTracks().length) return stream;
    const audio = microphone ? { deviceId: { exact: microphone } } : true;
    return (this.#own = await navigator.mediaDevices.getUserMedia({ audio }));
  }

  /** What the call uses stays open. */
  #close(stream: MediaStream | undefined): void {
    if (!stream || stream !== this.#own) return;
    for (const track of stream.getTracks()) track.stop();
    this.#own = undefined;
  }

  #onLevel(level: number): void {
    this.host.showLevel(level);
    if (this.wasHeard || level < HEARD_FROM) return;
    this.wasHeard = true;
    this.host.requestUpdate();
  }
}

function failureOf(error: unknown): FailureSnapshot {
  const name = error instanceof DOMException ? error.name : '';
  return {
    code: CODES[name] ?? 'media-failed',
    message: error instanceof Error ? error.message : String(error),
  };
}

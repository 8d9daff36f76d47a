/** Of the analyser; 1,024 samples are 21 ms at 48 kHz. */
const FFT_SIZE = 1024;
/** Decibels below full scale that show as an empty bar. */
const FLOOR = -60;

/** How loud a stream is, 0 to 1 on a scale of decibels, told with every frame until `stop()`. */
export class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #source: MediaStreamAudioSourceNode;
  #frame = 0;

  constructor(
    stream: MediaStream,
    private readonly onLevel: (level: number) => void,
  ) {
    this.#analyser = new AnalyserNode(this.#context, { fftSize: FFT_SIZE });
    this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream });
    this.#source.connect(this.#analyser);
    // Refused when it is closed at once: nobody looks any more.
    if (this.#context.state !== 'running') this.#context.resume().catch(() => undefined);
    this.#look(new Float32Array(FFT_SIZE));
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#source.disconnect();
    void this.#context.close();
  }

  #look(samples: Float32Array<ArrayBuffer>): void {
    this.#analyser.getFloatTimeDomainData(samples);
    this.onLevel(levelOf(samples));
    this.#frame = requestAnimationFrame(() => this.#look(samples));
  }
}

/** Root mean square in decibels, mapped to 0 to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length || 1e-12);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR));
}

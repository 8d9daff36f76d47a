import type { AudioVideoContract } from '../../src/session/contract';

/** ITU-T E.180: 425 Hz, one second on, four off. Seconds. */
const FREQUENCY = 425;
const TONE = 1;
const PERIOD = 5;
const VOLUME = 0.08;
/** Without it a tone clicks when it begins and ends. */
const FADE = 0.02;

let context: AudioContext | undefined;
let period: AudioBuffer | undefined;

/** What a caller hears while it rings at the other side. Made here, so that no file is loaded; it belongs to the call and not to a view. */
export class RingbackTone {
  #source: AudioBufferSourceNode | undefined;

  constructor(private readonly call: AudioVideoContract) {
    for (const type of ['call-state-changed', 'streams-changed'])
      call.addEventListener(type, () => this.#follow());
    this.#follow();
  }

  get isPlaying(): boolean {
    return this.#source !== undefined;
  }

  #follow(): void {
    const { direction, state } = this.call.snapshot;
    // A gateway that sends its own tone or announcement before the answer is heard instead.
    const rings = state === 'ringing' && direction === 'outgoing' && !this.call.streams.remote?.active;
    if (rings === this.isPlaying) return;
    if (rings) this.#start();
    else this.#stop();
  }

  #start(): void {
    context ??= new AudioContext();
    // A page that nobody has touched stays silent: browsers want it so.
    if (context.state !== 'running') void context.resume();
    period ??= makePeriod(context);
    const source = (this.#source = new AudioBufferSourceNode(context, { buffer: period, loop: true }));
    source.connect(context.destination);
    source.start();
  }

  #stop(): void {
    this.#source?.stop();
    this.#source?.disconnect();
    this.#source = undefined;
  }
}

function makePeriod({ sampleRate }: AudioContext): AudioBuffer {
  const buffer = new AudioBuffer({ length: PERIOD * sampleRate, sampleRate });
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < TONE * sampleRate; i++) {
    const at = i / sampleRate;
    const gain = VOLUME * Math.min(1, at / FADE, (TONE - at) / FADE);
    samples[i] = gain * Math.sin(2 * Math.PI * FREQUENCY * at);
  }
  return buffer;
}

const tones = new WeakMap<AudioVideoContract, RingbackTone>();

/** The tone of this call, from now on; the same object for the same call. */
export function playRingback(call: AudioVideoContract): RingbackTone {
  let tone = tones.get(call);
  if (!tone) tones.set(call, (tone = new RingbackTone(call)));
  return tone;
}

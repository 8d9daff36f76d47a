import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Decibels below full scale: a tone that comes through has some -26, and what G.711 makes of two others beneath it lies under -60. */
const HEARD = -45;
const SILENT = -60;

interface EarsPage {
  ears?: { readonly context: AudioContext; readonly analyser: AnalyserNode; stream: MediaStream | null };
}

/** Whoever is in `context` hums a pure tone into every microphone. */
export async function humming(context: BrowserContext, hertz: number): Promise<void> {
  await context.addInitScript((frequency) => {
    const { mediaDevices } = navigator;
    // Not among what some pages have, e.g. about:blank.
    if (!mediaDevices) return;
    mediaDevices.getUserMedia = async () => {
      const audio = new AudioContext();
      if (audio.state !== 'running') await audio.resume();
      const oscillator = new OscillatorNode(audio, { frequency });
      const loudness = new GainNode(audio, { gain: 0.25 });
      const microphone = audio.createMediaStreamDestination();
      oscillator.connect(loudness).connect(microphone);
      oscillator.start();
      return microphone.stream;
    };
  }, hertz);
}

/** How loud each tone is in what the page plays, in decibels below full scale; the loudest of half a second. */
export async function loudness(page: Page, tones: readonly number[]): Promise<readonly number[]> {
  return page.evaluate(async (frequencies) => {
    const own = globalThis as unknown as EarsPage;
    const playing = [...document.querySelectorAll('audio')].map(
      ({ srcObject }) => srcObject as MediaStream | null,
    );
    const stream = playing.findLast((one) => one?.active) ?? null;
    if (!stream) return frequencies.map(() => -Infinity);
    if (own.ears?.stream !== stream) {
      await own.ears?.context.close();
      const context = new AudioContext();
      await context.resume();
      const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(stream).connect(analyser);
      own.ears = { context, analyser, stream };
    }
    const { analyser, context } = own.ears;
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    const loudest = frequencies.map(() => -Infinity);
    const until = performance.now() + 500;
    while (performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      analyser.getFloatFrequencyData(spectrum);
      for (const [index, frequency] of frequencies.entries()) {
        const bin = Math.round((frequency * analyser.fftSize) / context.sampleRate);
        loudest[index] = Math.max(loudest[index]!, ...spectrum.subarray(bin - 1, bin + 2));
      }
    }
    return loudest;
  }, tones);
}

/** Every one of `tones` is heard, and none of `others`. */
export async function hearsOnly(
  page: Page,
  tones: readonly number[],
  others: readonly number[],
): Promise<void> {
  const judge = async (): Promise<{ missing: number[]; extra: number[] }> => {
    const levels = await loudness(page, [...tones, ...others]);
    return {
      missing: tones.filter((_, index) => levels[index]! < HEARD),
      extra: others.filter((_, index) => levels[tones.length + index]! > SILENT),
    };
  };
  await expect.poll(judge, { timeout: 20_000 }).toEqual({ missing: [], extra: [] });
}

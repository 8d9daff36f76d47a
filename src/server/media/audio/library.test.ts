import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amplitudeOf } from '../testing/tones';
import { pcm16, wavFile } from '../testing/wav-file';
import { level, meanSquare, SAMPLE_RATE } from './frame';
import { holdMusic } from './hold-music';
import { AudioLibrary } from './library';
import { resample } from './resample';

const sine = (frequency: number, rate: number, seconds: number): number[] =>
  Array.from({ length: rate * seconds }, (_, i) => 8000 * Math.sin((2 * Math.PI * frequency * i) / rate));

describe('AudioLibrary', () => {
  let directory: string;
  let library: AudioLibrary;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'lync-audio-'));
    library = new AudioLibrary(directory);
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('loads a file relative to its directory, at 8,000 samples a second', async () => {
    await writeFile(
      path.join(directory, 'cd.wav'),
      wavFile(pcm16(sine(440, 44_100, 0.5).flatMap((value) => [value, value])), {
        channels: 2,
        sampleRate: 44_100,
      }),
    );
    const samples = await library.load({ file: 'cd.wav' });
    expect(samples.length).toBe(4000);
    expect(amplitudeOf(440, samples.subarray(500, 3500))).toBeCloseTo(8000, -2);
    expect(await library.load({ file: 'cd.wav' })).toBe(samples);
  });

  it('sees that a file has changed', async () => {
    const file = path.join(directory, 'changing.wav');
    await writeFile(file, wavFile(pcm16([1, 2, 3])));
    await library.load({ file });
    await writeFile(file, wavFile(pcm16([4, 5, 6])));
    await utimes(file, 1, 1);
    expect([...(await library.load({ file }))]).toEqual([4, 5, 6]);
  });

  it('names what is wrong with a file, and tries again when it is mended', async () => {
    await expect(library.load({ file: 'later.wav' })).rejects.toMatchObject({
      code: 'file-missing',
      file: 'later.wav',
    });
    await writeFile(path.join(directory, 'later.wav'), 'not a WAV file');
    await expect(library.load({ file: 'later.wav' })).rejects.toMatchObject({ code: 'audio-format' });
    await writeFile(path.join(directory, 'later.wav'), wavFile(pcm16([1])));
    expect([...(await library.load({ file: 'later.wav' }))]).toEqual([1]);
    await expect(library.load({ file: '.' })).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(library.load({ file: 'later.wav/x' })).rejects.toMatchObject({ code: 'file-missing' });
  });
});

describe('resample', () => {
  it('keeps what 8,000 samples can carry and takes away the rest', async () => {
    const mixed = Int16Array.from(sine(1000, 48_000, 0.5), (value, i) => value + sine6000[i]!);
    const out = (await resample(mixed, 48_000)).subarray(500, 3500);
    expect(amplitudeOf(1000, out)).toBeCloseTo(8000, -2);
    // Without the filter, 6,000 Hz would come back as 2,000.
    expect(amplitudeOf(2000, out)).toBeLessThan(40);
  });

  const sine6000 = sine(6000, 48_000, 0.5);

  it.each([4000, 11_025, 16_000])('from %i', async (rate) => {
    const out = await resample(Int16Array.from(sine(700, rate, 1)), rate);
    expect(Math.abs(out.length - 8000)).toBeLessThanOrEqual(1);
    expect(amplitudeOf(700, out.subarray(800, 7200))).toBeCloseTo(8000, -2);
  });
});

describe('hold music', () => {
  it('is music: half a minute, quiet, never loud, never long silent, many tones', async () => {
    const samples = await holdMusic();
    expect(samples.length / SAMPLE_RATE).toBeGreaterThan(25);
    expect(samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)).toBeLessThan(10_000);
    expect(level(meanSquare(samples))).toBeGreaterThan(-35);
    for (let at = 0; at + 4000 <= samples.length; at += 4000) {
      expect(level(meanSquare(samples.subarray(at, at + 4000)))).toBeGreaterThan(-50);
    }
    // The tones of its scale, and not those between.
    const [scale, between] = [
      [261.6, 293.7, 329.6, 392, 440, 493.9],
      [277.2, 370, 466.2],
    ].map((tones) => tones.map((tone) => amplitudeOf(tone, samples)));
    expect(Math.min(...scale!)).toBeGreaterThan(2 * Math.max(...between!));
  });

  it('has no seam: its end and its start are as near as any two samples', async () => {
    const samples = await holdMusic();
    let step = 0;
    for (let i = 1; i < samples.length; i++) step = Math.max(step, Math.abs(samples[i]! - samples[i - 1]!));
    expect(Math.abs(samples[0]! - samples.at(-1)!)).toBeLessThanOrEqual(step);
    // The last notes still sound when the first begin.
    expect(level(meanSquare(samples.slice(0, 80)))).toBeGreaterThan(-45);
  });
});

import { describe, expect, it } from 'vitest';
import { ManualClock, type Clock } from '../../sip/clock';
import { MediaError } from '../media-error';
import { emptySum } from './mix';
import { PlayList } from './play-list';
import { TalkDetector } from './talk-detector';
import { Ticker } from './ticker';

describe('Ticker', () => {
  it('ticks every 20 ms while somebody listens', () => {
    const clock = new ManualClock();
    const ticker = new Ticker(clock);
    let count = 0;
    const listener = (): void => void count++;
    ticker.add(listener);
    clock.advance(1000);
    expect(count).toBe(50);
    ticker.remove(listener);
    clock.advance(1000);
    expect(count).toBe(50);
    expect(clock.pendingTimers).toBe(0);
  });

  it('makes up for timers that come late: no drift', () => {
    const clock = new ManualClock();
    // Each timer is 7 ms late.
    const late: Clock = { now: () => clock.now(), setTimeout: (call, ms) => clock.setTimeout(call, ms + 7) };
    const ticker = new Ticker(late);
    let count = 0;
    ticker.add(() => void count++);
    clock.advance(10_000);
    expect(Math.abs(count - 500)).toBeLessThanOrEqual(1);
    expect(ticker.skipped).toBe(0);
  });

  it('makes up for a short stall and lets a long one go', () => {
    const clock = new ManualClock();
    let stall = 0;
    const stalling: Clock = {
      now: () => clock.now() + stall,
      setTimeout: (call, ms) => clock.setTimeout(call, ms),
    };
    const ticker = new Ticker(stalling);
    let count = 0;
    ticker.add(() => void count++);
    stall = 60;
    clock.advance(20);
    expect(count).toBe(4);
    stall += 10_000;
    clock.advance(20);
    expect(count).toBeLessThanOrEqual(9);
    expect(ticker.skipped).toBeGreaterThan(400);
    const before = count;
    clock.advance(1000);
    expect(Math.abs(count - before - 50)).toBeLessThanOrEqual(1);
  });
});

describe('TalkDetector', () => {
  it('is patient in both directions', () => {
    const detector = new TalkDetector();
    const changes: string[] = [];
    const frames = (square: number, count: number): void => {
      for (let i = 0; i < count; i++) if (detector.add(square)) changes.push(`${detector.talking}`);
    };
    frames(0.01, 2); // a click
    frames(0, 10);
    expect(changes).toEqual([]);
    frames(0.01, 3);
    frames(0, 19); // a breath
    frames(0.01, 1);
    expect(changes).toEqual(['true']);
    frames(0, 20);
    expect(changes).toEqual(['true', 'false']);
  });
});

describe('PlayList', () => {
  const samples = Int16Array.from({ length: 400 }, (_, i) => i + 1);
  const list = (): PlayList =>
    new PlayList(async (source) => {
      if ('samples' in source) return source.samples;
      throw new MediaError('file-missing', 'there is no such file', { file: 'x.wav' });
    });
  const ignore = (): void => {};

  it('plays one source after the other, to the last sample', async () => {
    const playing = list();
    const playback = playing.play([{ samples }, { samples: samples.slice(0, 1) }], { gain: 2 }, ignore);
    await Promise.resolve().then(() => new Promise(setImmediate));
    const heard: number[] = [];
    for (let i = 0; i < 4; i++) {
      const sum = emptySum();
      playing.addTo(sum);
      heard.push(...sum);
    }
    expect(heard.slice(0, 402)).toEqual([...[...samples].map((value) => value * 2), 2, 0]);
    expect(await playback.done).toEqual({ reason: 'finished' });
    expect(playing.isEmpty).toBe(true);
  });

  it('loops without a gap and fades out in its last frame', async () => {
    const playing = list();
    const playback = playing.play({ samples: new Int16Array(100).fill(1000) }, { loop: true }, ignore);
    await new Promise(setImmediate);
    const sum = emptySum();
    expect(playing.addTo(sum)).toBe(true);
    expect([...sum]).toEqual(Array.from({ length: 160 }, () => 1000));
    playback.stop();
    const last = emptySum();
    playing.addTo(last);
    expect([last[0], last[80], last[159]]).toEqual([1000, 500, 6]);
    expect(await playback.done).toEqual({ reason: 'stopped' });
  });

  it('is silent when it fails, and says so once', async () => {
    const playing = list();
    const told: string[] = [];
    const playback = playing.play({ file: 'x.wav' }, {}, (error) => told.push(error.code));
    const sum = emptySum();
    expect(playing.addTo(sum)).toBe(false);
    expect((await playback.done).error?.code).toBe('file-missing');
    expect(told).toEqual(['file-missing']);
  });
});

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../sip/clock';
import { DigitCollector } from './digit-collector';
import type { Digit, Playback, PlaybackEnd } from './media-service';

function setUp(): { clock: ManualClock; collector: DigitCollector; type: (text: string) => void } {
  const clock = new ManualClock();
  const collector = new DigitCollector(clock);
  const type = (text: string): void => [...text].forEach((digit) => collector.receive(digit as Digit));
  return { clock, collector, type };
}

describe('DigitCollector', () => {
  it('ends with the last digit, with the terminator, and after silence', async () => {
    const { clock, collector, type } = setUp();
    const pin = collector.collect({ max: 4 });
    type('1234');
    expect(await pin).toEqual({ digits: '1234', reason: 'max' });
    const number = collector.collect({ max: 10, terminator: '#' });
    type('42#');
    expect(await number).toEqual({ digits: '42', reason: 'terminator' });
    const slow = collector.collect({ max: 4, interTimeout: 3000 });
    type('1');
    clock.advance(2999);
    type('2');
    clock.advance(3000);
    expect(await slow).toEqual({ digits: '12', reason: 'inter-timeout' });
    const nobody = collector.collect({ max: 4, firstTimeout: 5000 });
    clock.advance(5000);
    expect(await nobody).toEqual({ digits: '', reason: 'first-timeout' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes what was typed ahead, unless it is told to forget it', async () => {
    const { collector, type } = setUp();
    type('123');
    expect(await collector.collect({ max: 2 })).toEqual({ digits: '12', reason: 'max' });
    const fresh = collector.collect({ max: 1, fresh: true });
    type('9');
    expect((await fresh).digits).toBe('9');
  });

  it('waits for the end of the question, which the first digit stops', async () => {
    const { clock, collector, type } = setUp();
    let stops = 0;
    let end!: (value: PlaybackEnd) => void;
    const prompt: Playback = { done: new Promise((resolve) => (end = resolve)), stop: () => void stops++ };
    const asked = collector.collect({ max: 1, firstTimeout: 1000, prompt });
    clock.advance(60_000);
    end({ reason: 'finished' });
    await prompt.done;
    await Promise.resolve();
    clock.advance(1000);
    expect((await asked).reason).toBe('first-timeout');

    const again = collector.collect({ max: 2, prompt: { ...prompt, done: new Promise(() => {}) } });
    stops = 0;
    type('1');
    expect(stops).toBe(1);
    type('2');
    expect((await again).digits).toBe('12');
  });

  it('gives up for a newer question, a signal, and the end of the leg', async () => {
    const { clock, collector } = setUp();
    const older = collector.collect({ max: 1 });
    const controller = new AbortController();
    const newer = collector.collect({ max: 1, signal: controller.signal });
    expect((await older).reason).toBe('aborted');
    controller.abort();
    expect((await newer).reason).toBe('aborted');
    expect((await collector.collect({ max: 1, signal: controller.signal })).reason).toBe('aborted');
    const last = collector.collect({ max: 1 });
    collector.end();
    expect((await last).reason).toBe('leg-ended');
    expect(clock.pendingTimers).toBe(0);
  });
});

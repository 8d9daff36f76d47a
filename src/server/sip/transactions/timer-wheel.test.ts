import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock';
import { TimerWheel } from './timer-wheel';

describe('TimerWheel', () => {
  it('fires each timer once, never early and at most a tick late, and none that was stopped', () => {
    const plan = fc.array(
      fc.record({
        at: fc.nat(3_000),
        ms: fc.oneof(fc.nat(5_000), fc.nat(200_000)),
        stopAt: fc.option(fc.nat(8_000), { nil: undefined }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(plan, fc.nat(10_000), (timers, start) => {
        const clock = new ManualClock(start);
        const wheel = new TimerWheel(clock, 100, 64);
        const fired = new Map<number, number>();
        timers.forEach(({ at, ms, stopAt }, index) => {
          clock.setTimeout(() => {
            const target = { onTimer: (name: string) => fired.set(Number(name), clock.now()) };
            const timer = wheel.start(ms, target, String(index));
            if (stopAt !== undefined) clock.setTimeout(() => wheel.stop(timer), stopAt);
          }, at);
        });
        clock.advance(210_000);
        timers.forEach(({ at, ms, stopAt }, index) => {
          const due = start + at + ms;
          const when = fired.get(index);
          if (when === undefined) expect(stopAt).toBeDefined();
          else {
            expect(when).toBeGreaterThanOrEqual(due);
            expect(when).toBeLessThanOrEqual(due + 200);
          }
          if (stopAt !== undefined && stopAt < ms) expect(when).toBeUndefined();
        });
        expect([wheel.size, clock.pendingTimers]).toEqual([0, 0]);
      }),
      { numRuns: 50 },
    );
  });

  it('lets a timer stop others that are due at the same moment, and start new ones', () => {
    const clock = new ManualClock();
    const wheel = new TimerWheel(clock);
    const fired: string[] = [];
    const second = { onTimer: (name: string) => fired.push(name) };
    const first = {
      onTimer(name: string) {
        fired.push(name);
        wheel.stop(other);
        wheel.start(0, second, 'third');
      },
    };
    wheel.start(500, first, 'first');
    const other = wheel.start(500, second, 'second');
    clock.advance(1_000);
    expect(fired).toEqual(['first', 'third']);
    expect(wheel.size).toBe(0);
  });

  it('catches up after a stall longer than its circumference', () => {
    let now = 0;
    const pending: (() => void)[] = [];
    const clock = {
      now: () => now,
      setTimeout: (callback: () => void) => (pending.push(callback), { cancel() {} }),
    };
    const wheel = new TimerWheel(clock, 100, 8);
    const fired: string[] = [];
    const target = { onTimer: (name: string) => fired.push(name) };
    for (let i = 0; i < 20; i++) wheel.start(i * 100, target, String(i));
    now = 60_000;
    pending.splice(0).forEach((callback) => callback());
    expect(fired).toHaveLength(20);
    expect(wheel.size).toBe(0);
  });
});

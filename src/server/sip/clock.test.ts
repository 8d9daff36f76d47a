import { describe, expect, it } from 'vitest';
import { ManualClock, systemClock } from './clock';

describe('ManualClock', () => {
  it('runs what falls due, in order, at its time', () => {
    const clock = new ManualClock(1000);
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name}@${clock.now()}`);
    clock.setTimeout(note('late'), 30);
    clock.setTimeout(note('first'), 10);
    clock.setTimeout(note('second'), 10);
    clock.setTimeout(note('never'), 20).cancel();
    clock.setTimeout(() => clock.setTimeout(note('nested'), 5), 10);
    clock.advance(29);
    expect(seen).toEqual(['first@1010', 'second@1010', 'nested@1015']);
    expect(clock.now()).toBe(1029);
    expect(clock.pendingTimers).toBe(1);
    clock.advance(1);
    expect(seen.at(-1)).toBe('late@1030');
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not call back synchronously', () => {
    const clock = new ManualClock();
    let called = false;
    clock.setTimeout(() => (called = true), -5);
    expect(called).toBe(false);
    clock.advance(0);
    expect(called).toBe(true);
  });
});

describe('systemClock', () => {
  it('calls back, and not when cancelled', async () => {
    const order: string[] = [];
    systemClock.setTimeout(() => order.push('cancelled'), 0).cancel();
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 1));
    expect(order).toEqual([]);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });
});

import { describe, expect, it } from 'vitest';
import { DefaultReconnectPolicy } from './reconnect-policy';

describe('DefaultReconnectPolicy', () => {
  it('is quick at first and then regular, with up to a second of jitter', () => {
    const delays = (random: number) => {
      const policy = new DefaultReconnectPolicy(() => random);
      return [0, 1, 2, 3, 4, 5, 6, 99].map((attempt) => policy.nextDelay({ attempt, elapsed: 0 }));
    };
    expect(delays(0)).toEqual([0, 300, 1200, 2700, 4800, 7000, 7000, 7000]);
    expect(delays(0.5)).toEqual([0, 800, 1700, 3200, 5300, 7500, 7500, 7500]);
  });

  it('gives up after half an hour', () => {
    const policy = new DefaultReconnectPolicy();
    expect(policy.nextDelay({ attempt: 200, elapsed: 30 * 60_000 + 1 })).toBeUndefined();
  });
});

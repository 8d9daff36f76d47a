import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TypingReceiver, TypingSender } from './typing';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('TypingSender', () => {
  it('tells at once, refreshes every five seconds, and is idle after three', () => {
    const sent: string[] = [];
    const started = Date.now();
    const sender = new TypingSender((isTyping) => sent.push(`${(Date.now() - started) / 1000} ${isTyping}`));
    for (let key = 0; key < 8; key++) {
      sender.notify();
      vi.advanceTimersByTime(1000);
    }
    vi.advanceTimersByTime(10_000);
    expect(sent).toEqual(['0 true', '5 true', '10 false']);
  });

  it('says nothing more after the message itself', () => {
    const sent: boolean[] = [];
    const sender = new TypingSender((isTyping) => sent.push(isTyping));
    sender.notify();
    sender.reset();
    vi.advanceTimersByTime(60_000);
    expect(sent).toEqual([true]);
    sender.notify();
    expect(sent).toEqual([true, true]);
  });
});

describe('TypingReceiver', () => {
  it('falls back to idle after six seconds of silence, or the time that the sender announced', () => {
    const seen: boolean[] = [];
    const receiver = new TypingReceiver(() => seen.push(receiver.isTyping));
    receiver.set(true);
    vi.advanceTimersByTime(4000);
    receiver.set(true);
    vi.advanceTimersByTime(5999);
    expect(seen).toEqual([true]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual([true, false]);
    receiver.set(true, 60);
    vi.advanceTimersByTime(59_000);
    expect(receiver.isTyping).toBe(true);
    receiver.set(false);
    expect(seen).toEqual([true, false, true, false]);
  });
});

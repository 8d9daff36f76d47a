import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dialog, SipResponse } from '../signaling/signaling';
import { Liveness } from './liveness';

const header = () => undefined;
const headers = () => [];
const answer = (status: number): SipResponse => ({
  status,
  reason: '',
  local: false,
  body: '',
  contentType: '',
  header,
  headers,
});

describe('Liveness', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([404, 408, 410, 430, 477, 480, 481, 502, 503, 504])('finds nobody behind a %d', async (status) => {
    const left = [200, 405, 500, status];
    const request = vi.fn(async (_method: string) => answer(left.shift() ?? 200));
    const gone = vi.fn();
    new Liveness({ request } as unknown as Dialog, gone).start();
    await vi.advanceTimersByTimeAsync(39_999);
    expect(gone).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(request.mock.calls).toEqual([['OPTIONS'], ['OPTIONS'], ['OPTIONS'], ['OPTIONS']]);
    expect(gone.mock.calls).toEqual([[answer(status)]]);
  });

  it('asks nothing when it has been stopped, and hears no answer that comes after', async () => {
    let reply: (answer: SipResponse) => void = () => undefined;
    const request = vi.fn(() => new Promise<SipResponse>((resolve) => (reply = resolve)));
    const gone = vi.fn();
    const liveness = new Liveness({ request } as unknown as Dialog, gone);
    liveness.start();
    await vi.advanceTimersByTimeAsync(10_000);
    liveness.stop();
    reply(answer(481));
    await vi.advanceTimersByTimeAsync(100_000);
    expect(request).toHaveBeenCalledTimes(1);
    expect(gone).not.toHaveBeenCalled();
  });

  it('asks again when it could not ask', async () => {
    const failures = [new Error('not now'), new Error('nor now')];
    const request = vi.fn(async () => {
      const failure = failures.shift();
      if (failure) throw failure;
      return answer(481);
    });
    const gone = vi.fn();
    new Liveness({ request } as unknown as Dialog, gone).start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(gone).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(request).toHaveBeenCalledTimes(3);
    expect(gone).toHaveBeenCalledTimes(1);
  });
});

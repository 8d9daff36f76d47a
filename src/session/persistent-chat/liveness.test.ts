import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dialog, SipResponse } from '../signaling/signaling';
import { Liveness } from './liveness';

const answer = (status: number): SipResponse => ({
  status,
  reason: '',
  local: false,
  body: '',
  contentType: '',
  header: () => undefined,
  headers: () => [],
});

describe('Liveness', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['a dialog that the server does not know', [481], 1],
    ['nobody behind the edge, twice', [503, 477], 2],
    ['a moment without an answer', [408, 200, 503, 405], undefined],
    ['a server that does not know OPTIONS', [405, 501, 405, 405], undefined],
  ] as const)('meets %s', async (_, statuses, goneAfter) => {
    const left: number[] = [...statuses];
    const request = vi.fn(async (_method: string) => answer(left.shift() ?? 200));
    const gone = vi.fn();
    const liveness = new Liveness({ request } as unknown as Dialog, gone);
    liveness.start();
    await vi.advanceTimersByTimeAsync(20_000 * statuses.length);
    expect(request.mock.calls).toEqual(statuses.map(() => ['OPTIONS']));
    expect(gone).toHaveBeenCalledTimes(goneAfter === undefined ? 0 : 1);
    liveness.stop();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(request).toHaveBeenCalledTimes(statuses.length);
  });

  it('asks nothing more when the dialog is over', async () => {
    const request = vi.fn(async () => Promise.reject(new Error('over')));
    const gone = vi.fn();
    new Liveness({ request } as unknown as Dialog, gone).start();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(request).toHaveBeenCalledTimes(1);
    expect(gone).not.toHaveBeenCalled();
  });
});

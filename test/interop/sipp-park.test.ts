import { describe, expect, it } from 'vitest';
import { setStage, type Stage } from './support/stage';
import { sippAnswers, sippCalls, sippIsMissing } from './support/sipp';

function parked({ server }: Stage): { calls: number; free: number; legs: number } {
  const { callPark, media } = server.health() as unknown as {
    callPark: { parked: number; free: number };
    media: { legs: number };
  };
  return { calls: callPark.parked, free: callPark.free, legs: media.legs };
}

const nobody = { calls: 0, free: 10, legs: 0 };
const alice = { me: 'alice', other: 'dave' };
const dave = { me: 'dave' };
const bob = { me: 'bob', other: 'dave' };

describe.skipIf(sippIsMissing)('sipp (signalling only: its media is a description and no more)', () => {
  it('parks, is parked, and retrieves: the whole of a parked call', async () => {
    const stage = await setStage();
    const port = stage.server.sipTcpPort;
    const parkee = await sippAnswers('parkee', port, { ...dave, calls: 3 });
    const parker = await sippCalls('parker', port, alice);
    await expect.poll(() => parked(stage)).toEqual({ calls: 1, free: 9, legs: 1 });
    const retriever = await sippCalls('retriever', port, bob);
    await Promise.all([parker.done, retriever.done, parkee.done]);
    await expect.poll(() => parked(stage)).toEqual(nobody);
  });

  it('keeps the call parked when the parker never acknowledges and is gone', async () => {
    const stage = await setStage();
    const port = stage.server.sipTcpPort;
    await sippAnswers('parkee', port, { ...dave, calls: 3 });
    await (
      await sippCalls('parker-without-ack', port, alice)
    ).done;
    expect(parked(stage)).toEqual({ calls: 1, free: 9, legs: 1 });
    await (
      await sippCalls('retriever', port, bob)
    ).done;
    await expect.poll(() => parked(stage)).toEqual(nobody);
  });

  it('frees the orbit when the parkee vanishes while it is being replaced', async () => {
    const stage = await setStage();
    const port = stage.server.sipTcpPort;
    await sippAnswers('parkee-vanishes', port, { ...dave, calls: 2 });
    await (
      await sippCalls('parker-refused', port, alice)
    ).done;
    await expect.poll(() => parked(stage)).toEqual(nobody);
    expect(stage.complaints.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('leaves the call as it was when the parker cancels while the parkee is being replaced', async () => {
    const stage = await setStage();
    const port = stage.server.sipTcpPort;
    const parkee = await sippAnswers('parkee-rings', port, { ...dave, calls: 2 });
    const parker = await sippCalls('parker-cancels', port, alice);
    await Promise.all([parker.done, parkee.done]);
    await expect.poll(() => parked(stage)).toEqual(nobody);
  });
});

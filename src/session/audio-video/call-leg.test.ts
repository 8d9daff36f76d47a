import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dialog, RequestOptions, ResponseOptions, SipResponse } from '../signaling/signaling';
import { withResolvers } from '../resolvers';
import { CallLeg } from './call-leg';
import { answerTo, FakeConnection, sdpOf } from './testing/fake-media-engine';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const message = (body = '') => ({
  body,
  contentType: body ? 'application/sdp' : '',
  header: () => undefined,
  headers: () => [],
});
const response = (status: number, body?: string): SipResponse => ({
  ...message(body),
  status,
  reason: '',
  local: false,
});

/** A leg whose peer answers each offer with the next of `answers`; `busy`: the library refuses to send. */
async function talking(answers: (number | 'busy')[], { isCaller = true, random = 0.5 } = {}) {
  const offers: { at: number; body: string }[] = [];
  const agreements: string[] = [];
  const began = Date.now();
  const dialog: Dialog = {
    remoteUri: 'sip:bob@contoso.com',
    ids: { callId: 'a', localTag: 'b', remoteTag: 'c' },
    request: () => Promise.resolve(response(200)),
    bye: () => Promise.resolve(),
    reinvite: ({ body }: RequestOptions) => {
      offers.push({ at: Date.now() - began, body: body!.content });
      const next = answers.shift() ?? 200;
      if (next === 'busy')
        return Promise.reject(new Error('There is an ongoing re-INVITE server transaction.'));
      return Promise.resolve(response(next, next === 200 ? answerTo(body!.content) : ''));
    },
  };
  const media = new FakeConnection();
  const remote = { uri: 'sip:bob@contoso.com', displayName: 'Bob', isParkService: false };
  const handlers = {
    onAgreed: ({ audio }: CallLeg) => agreements.push(audio),
    onEnded: () => undefined,
    onRequest: () => undefined,
  };
  const leg = new CallLeg(media, handlers, isCaller, remote, () => random);
  await media.setTrack('audio', {} as MediaStreamTrack);
  const offer = await leg.firstOffer();
  await leg.begin(dialog, message(answerTo(offer.content)));
  const receive = async (body: string): Promise<{ status: number; body: string | undefined }> => {
    const { promise, resolve } = withResolvers<[number, ResponseOptions?]>();
    const request = {
      ...message(body),
      method: 'INVITE',
      fromUri: '',
      fromName: '',
      respond: (...args: [number, ResponseOptions?]) => resolve(args),
    };
    leg.dialogHandlers.onReinvite?.(request);
    const [status, options] = await promise;
    return { status, body: options?.body?.content };
  };
  return { leg, media, offers, agreements, receive };
}

describe('offers that cross', () => {
  it.each([
    [true, 0, 2100],
    [true, 0.9999, 4000],
    [false, 0, 0],
    [false, 0.9999, 2000],
  ])('are tried again (caller: %s, random %d) after %i ms', async (isCaller, random, wait) => {
    const { leg, media, offers } = await talking([491], { isCaller, random });
    const holding = leg.hold(true);
    await vi.advanceTimersByTimeAsync(Math.max(0, wait - 1));
    expect(offers).toHaveLength(wait === 0 ? 2 : 1);
    expect(leg.isHeldLocally).toBe(wait === 0);
    await vi.advanceTimersByTimeAsync(1);
    await holding;
    expect(offers.map(({ at }) => at)).toEqual([0, wait]);
    expect(leg.heldBy).toBe('local');
    expect(media.state).toBe('stable');
  });

  it('are given up after six attempts, and everything is as before', async () => {
    const { leg, media, offers } = await talking([491, 491, 491, 491, 491, 491]);
    const refused = expect(leg.hold(true)).rejects.toMatchObject({ details: { status: 491 } });
    await vi.advanceTimersByTimeAsync(60_000);
    await refused;
    expect(offers).toHaveLength(6);
    expect(leg.heldBy).toBeUndefined();
    expect(media.directions.get('audio')).toBe('sendrecv');
    expect(media.state).toBe('stable');
  });

  it('wait shortly for the ACK to an answer of ours', async () => {
    const { leg, offers } = await talking(['busy', 'busy', 200]);
    const holding = leg.hold(true);
    await vi.advanceTimersByTimeAsync(100);
    await holding;
    expect(offers.map(({ at }) => at)).toEqual([0, 50, 100]);
  });

  it('refuse the peer’s with 491 while ours is in the making', async () => {
    const { leg, media, receive } = await talking([]);
    let made: () => void = () => undefined;
    const createOffer = media.createOffer.bind(media);
    media.createOffer = (options) => new Promise((resolve) => (made = () => resolve(createOffer(options))));
    const holding = leg.hold(true);
    await vi.advanceTimersByTimeAsync(0);
    expect((await receive(sdpOf())).status).toBe(491);
    made();
    await holding;
    expect((await receive(sdpOf())).status).toBe(200);
  });
});

describe('an offer of the peer', () => {
  it('that cannot be used is refused with 488 and changes nothing', async () => {
    const { agreements, leg, receive } = await talking([]);
    expect((await receive(sdpOf({ audio: 'sendonly', extra: ['a=unusable'] }))).status).toBe(488);
    expect((await receive('')).status).toBe(488);
    expect(leg.heldBy).toBeUndefined();
    expect(agreements).toEqual([]);
    expect(await receive(sdpOf({ audio: 'sendonly' }))).toMatchObject({ status: 200 });
    expect(agreements).toEqual(['recvonly']);
  });
});

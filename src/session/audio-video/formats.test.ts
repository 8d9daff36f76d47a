import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaDirection } from '../contract';
import { agreed, mirrored, readAudioVideoSdp, receives, sends } from './audio-video-sdp';
import { isTones, parseDtmfRelay } from './dtmf';
import { captureError } from './media/browser-media-engine';
import { OneWayDetector, qualityOf } from './media/quality';
import { readStatistics } from './media/read-statistics';
import { buildReferTo, buildReplaces, matchesReplaces, parseReferTo, parseReplaces } from './replaces';
import { buildSipFragment, parseSipFragment } from './sip-fragment';

const direction = fc.constantFrom<MediaDirection>('sendrecv', 'sendonly', 'recvonly', 'inactive', 'none');
const token = fc.stringMatching(/^[\w.!%*+-]{1,30}$/);

describe('directions', () => {
  it('are agreed on the same by both ends', () => {
    fc.assert(
      fc.property(direction, direction, (ours, theirs) => {
        expect(agreed(ours, theirs)).toBe(mirrored(agreed(theirs, ours)));
        if (sends(agreed(ours, theirs))) expect(sends(ours) && receives(theirs)).toBe(true);
      }),
    );
  });

  it('are read of each medium, of the session, and of RFC 2543', () => {
    const read = (...lines: string[]) =>
      readAudioVideoSdp(['v=0', 'c=IN IP4 127.0.0.1', ...lines, ''].join('\r\n'));
    expect(read('m=audio 9 X 0')).toEqual({ audio: 'sendrecv', video: 'none', hasTelephoneEvent: false });
    expect(read('a=sendonly', 'm=audio 9 X 0').audio).toBe('sendonly');
    expect(read('m=audio 9 X 0', 'a=inactive', 'm=video 9 X 0', 'a=recvonly')).toMatchObject({
      audio: 'inactive',
      video: 'recvonly',
    });
    expect(read('m=audio 0 X 0', 'm=video 0 X 0')).toMatchObject({ audio: 'none', video: 'none' });
    expect(read('m=audio 9 X 0', 'c=IN IP4 0.0.0.0').audio).toBe('inactive');
    expect(read('m=audio 9 X 0', 'c=IN IP4 0.0.0.0', 'a=ice-ufrag:x').audio).toBe('sendrecv');
    expect(read('m=audio 9 X 0 101', 'a=rtpmap:101 telephone-event/8000').hasTelephoneEvent).toBe(true);
  });

  it('are read of anything without an error', () => {
    fc.assert(fc.property(fc.string(), (text) => void readAudioVideoSdp(text)));
  });
});

describe('Replaces and Refer-To', () => {
  it('come back as they were sent, seen from the other end', () => {
    fc.assert(
      fc.property(token, token, token, (callId, localTag, remoteTag) => {
        const ids = { callId, localTag, remoteTag };
        const parsed = parseReplaces(buildReplaces(ids))!;
        expect(matchesReplaces({ callId, localTag: remoteTag, remoteTag: localTag }, parsed)).toBe(true);
        if (localTag !== remoteTag) expect(matchesReplaces(ids, parsed)).toBe(false);
        expect(parseReferTo(buildReferTo('sip:carol@contoso.com', ids))).toEqual({
          uri: 'sip:carol@contoso.com',
          replaces: buildReplaces(ids),
        });
      }),
    );
  });

  it.each(['', 'abc', 'abc;to-tag=1', 'abc;from-tag=1', 'a;to-tag=1;from-tag=2,b;to-tag=1;from-tag=2'])(
    'refuse %j',
    (header) => {
      expect(parseReplaces(header)).toBeUndefined();
    },
  );

  it.each([
    undefined,
    '',
    '<http://x@y>',
    '<tel:1>',
    '<sip:carol>',
    '<sip:a@b?Replaces=%>',
    '<sip:a@b?Replaces=x>',
  ])('refuse to refer to %j', (header) => {
    expect(parseReferTo(header)).toBeUndefined();
  });

  it('take no header but Replaces out of an address', () => {
    expect(parseReferTo('<sip:a@b?From=x%0d%0aEvil%3a%201&Priority=urgent>')).toEqual({ uri: 'sip:a@b' });
    expect(parseReferTo('sip:a@b;method=INVITE')).toEqual({ uri: 'sip:a@b' });
  });

  it('read the status of a fragment', () => {
    expect(parseSipFragment(buildSipFragment(486, 'Busy\r\nHere'))).toEqual({
      status: 486,
      reason: 'Busy Here',
    });
    expect(parseSipFragment('INVITE sip:a@b SIP/2.0')).toBeUndefined();
  });
});

describe('digits', () => {
  it('are what a telephone has', () => {
    for (const good of ['1', '*#', 'aD', '1,2']) expect(isTones(good)).toBe(true);
    for (const bad of ['', 'E', '1 2', '1'.repeat(65)]) expect(isTones(bad)).toBe(false);
    expect(parseDtmfRelay('Signal= 5\r\nDuration= 160')).toBe('5');
    expect(parseDtmfRelay('signal=a')).toBe('A');
    expect(parseDtmfRelay('Signal=55')).toBeUndefined();
  });
});

describe('quality', () => {
  const look = (packetsReceived: number, packetsLost: number, jitter = 0.005, roundTrip?: number) => ({
    at: 0,
    packetsReceived,
    packetsLost,
    packetsSent: 0,
    jitter,
    ...(roundTrip !== undefined && { roundTrip }),
  });

  it.each([
    [look(100, 0), 'good'],
    [look(97, 3), 'good'],
    [look(92, 8), 'fair'],
    [look(88, 12), 'poor'],
    [look(70, 30), 'bad'],
    [look(100, 0, 0.005, 0.7), 'poor'],
    [look(100, 0, 0.3), 'bad'],
  ])('of %o is %s', (now, level) => {
    expect(qualityOf(look(0, 0), now)?.level).toBe(level);
  });

  it('never gets better with more loss, jitter or delay, and stays in its scale', () => {
    const number = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(200),
        number,
        number,
        fc.nat(50),
        number,
        number,
        (received, lost, jitter, trip, moreLost, moreJitter, moreTrip) => {
          const better = qualityOf(look(0, 0), look(received + moreLost, lost, jitter, trip));
          const worse = qualityOf(
            look(0, 0),
            look(received, lost + moreLost, jitter + moreJitter, trip + moreTrip),
          );
          if (!better || !worse) {
            expect(received + lost + moreLost).toBe(0);
            return;
          }
          expect(worse.score).toBeLessThanOrEqual(better.score + 1e-9);
          for (const { loss, score } of [better, worse]) {
            expect(score).toBeGreaterThanOrEqual(1);
            expect(score).toBeLessThanOrEqual(4.5);
            expect(loss).toBeGreaterThanOrEqual(0);
            expect(loss).toBeLessThanOrEqual(1);
          }
        },
      ),
      { examples: [[0, 0, 0, 0, 0, 0, 0]] },
    );
  });

  it('says that media flows one way only after a while, and only where it should flow', () => {
    const detector = new OneWayDetector();
    const silent = [look(5, 0), look(5, 0)] as const;
    const both = { receiving: true, sending: false };
    expect([1, 2, 3].map(() => detector.look(...silent, both))).toEqual([
      undefined,
      undefined,
      'not-receiving',
    ]);
    expect(detector.look(look(5, 0), look(6, 0), both)).toBeUndefined();
    expect([1, 2, 3].map(() => detector.look(...silent, { receiving: false, sending: true }))).toEqual([
      undefined,
      undefined,
      'not-sending',
    ]);
    expect(detector.look(...silent, { receiving: false, sending: false })).toBeUndefined();
  });

  it('is read of a browser’s report', () => {
    const report = [
      { type: 'inbound-rtp', kind: 'audio', packetsReceived: 10, packetsLost: 1, jitter: 0.01 },
      { type: 'inbound-rtp', kind: 'video', packetsReceived: 99 },
      { type: 'outbound-rtp', kind: 'audio', packetsSent: 7 },
      { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.05 },
    ];
    expect(readStatistics(report, 1)).toEqual({
      at: 1,
      packetsReceived: 10,
      packetsLost: 1,
      packetsSent: 7,
      jitter: 0.01,
      roundTrip: 0.05,
    });
    expect(readStatistics([], 1)).toMatchObject({ packetsReceived: 0, jitter: 0 });
  });
});

describe('devices', () => {
  it.each([
    ['NotAllowedError', 'permission-refused'],
    ['NotFoundError', 'device-not-found'],
    ['OverconstrainedError', 'device-not-found'],
    ['NotReadableError', 'device-in-use'],
    ['TypeError', 'media-failed'],
  ])('that raise %s are %s', (name, code) => {
    expect(captureError(Object.assign(new Error('x'), { name })).code).toBe(code);
  });
});

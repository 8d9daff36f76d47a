import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  RtpHeader,
  SrtpSession,
} from 'werift';
import { describe, expect, it } from 'vitest';
import { isRtp, SrtpReceiver, SrtpSender, type RtpFields, type SrtpKeys } from './srtp';

const profiles = [
  ['AES-GCM', ProtectionProfileAeadAes128Gcm],
  ['AES-CM with HMAC-SHA1', ProtectionProfileAes128CmHmacSha1_80],
] as const;

const packet = (fields: Partial<RtpFields> = {}): RtpFields => ({
  payloadType: 0,
  marker: false,
  sequenceNumber: 1000,
  timestamp: 160_000,
  ssrc: 0xdeadbeef,
  ...fields,
});
const payload = Buffer.from(Array.from({ length: 160 }, (_, i) => i));

/** Both ends' keys, derived by werift (RFC 3711 section 4.3), whose own SRTP is the judge. */
function keys(profile: number): { ours: SrtpKeys; theirs: SrtpSession } {
  const [key, salt] = [randomBytes(16), randomBytes(profile === ProtectionProfileAeadAes128Gcm ? 12 : 14)];
  const both = {
    localMasterKey: key,
    localMasterSalt: salt,
    remoteMasterKey: key,
    remoteMasterSalt: salt,
  };
  const theirs = new SrtpSession({ keys: both, profile });
  return { ours: theirs.localContext, theirs };
}

describe.each(profiles)('SRTP: %s', (_name, profile) => {
  it('is read by another implementation, over the wrap of the sequence numbers', () => {
    const { ours, theirs } = keys(profile);
    const sender = new SrtpSender(ours);
    for (let i = 0; i < 200; i++) {
      const fields = packet({ sequenceNumber: (65_436 + i) & 0xffff, marker: i === 0, payloadType: 8 });
      const clear = theirs.decrypt(sender.seal(fields, payload));
      const header = RtpHeader.deSerialize(clear);
      expect({ ...header }).toMatchObject(fields);
      expect(clear.subarray(header.payloadOffset)).toEqual(payload);
    }
  });

  it('reads another implementation, with sources, extensions and padding, over the wrap', () => {
    const { ours, theirs } = keys(profile);
    const receiver = new SrtpReceiver(ours);
    for (let i = 0; i < 200; i++) {
      const fields = packet({ sequenceNumber: (65_436 + i) & 0xffff, marker: i % 2 === 0, payloadType: 111 });
      const header = new RtpHeader({
        ...fields,
        ...(i % 3 === 0 && { csrc: [1, 2] }),
        ...(i % 4 === 0 && { extensions: [{ id: 1, payload: Buffer.from([7]) }] }),
        ...(i % 5 === 0 && { padding: true }),
      });
      const sent = i % 5 === 0 ? Buffer.concat([payload, Buffer.from([0, 0, 3])]) : payload;
      const opened = receiver.open(theirs.encrypt(sent, header));
      expect(opened?.header).toEqual(fields);
      expect(opened?.payload).toEqual(payload);
    }
  });

  it('takes each packet once, in whatever order it comes, and none that is too old to tell', () => {
    const { ours } = keys(profile);
    const sender = new SrtpSender(ours);
    const receiver = new SrtpReceiver(ours);
    const sealed = Array.from({ length: 100 }, (_, i) =>
      sender.seal(packet({ sequenceNumber: (65_500 + i) & 0xffff }), payload),
    );
    const isTaken = (i: number): boolean => receiver.open(sealed[i]!) !== undefined;
    expect([0, 40, 39, 41, 1].map(isTaken)).toEqual([true, true, true, true, true]);
    expect([0, 40, 39, 41, 1].map(isTaken)).toEqual([false, false, false, false, false]);
    expect(isTaken(99)).toBe(true);
    expect([34, 35, 36, 41].map(isTaken)).toEqual([false, false, true, false]);
  });

  it('takes nothing that somebody has written or changed, and goes on', () => {
    const { ours, theirs } = keys(profile);
    const stranger = keys(profile);
    const receiver = new SrtpReceiver(ours);
    const good = theirs.encrypt(payload, new RtpHeader(packet()));
    expect(receiver.open(stranger.theirs.encrypt(payload, new RtpHeader(packet())))).toBeUndefined();
    for (let at = 0; at < good.length; at++) {
      const changed = Buffer.from(good);
      changed[at] = changed[at]! ^ 1;
      expect([at, receiver.open(changed)]).toEqual([at, undefined]);
    }
    expect(receiver.open(good)?.payload).toEqual(payload);
  });

  it('survives anything', () => {
    const { ours } = keys(profile);
    const receiver = new SrtpReceiver(ours);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const data = Buffer.from(bytes);
        if (data.length > 0) data[0] = 0x80 | (data[0]! & 0x3f);
        if (isRtp(data)) expect(receiver.open(data)).toBeUndefined();
      }),
    );
  });

  it('knows several sources of one peer apart', () => {
    const { ours } = keys(profile);
    const [one, two] = [new SrtpSender(ours), new SrtpSender(ours)];
    const receiver = new SrtpReceiver(ours);
    for (let sequenceNumber = 0; sequenceNumber < 20; sequenceNumber++) {
      expect(receiver.open(one.seal(packet({ sequenceNumber, ssrc: 1 }), payload))).toBeDefined();
      expect(
        receiver.open(two.seal(packet({ sequenceNumber: sequenceNumber + 30_000, ssrc: 2 }), payload)),
      ).toBeDefined();
    }
  });
});

describe('isRtp', () => {
  it.each([
    [[0x80, 0], true],
    [[0xbf, 0xff], true],
    [[0x80, 200], false],
    [[0x80, 223], false],
    [[0x00, 1], false],
    [[20, 254], false],
    [[0x40, 0], false],
  ])('%j: %s', (start, expected) => {
    expect(isRtp(Buffer.concat([Buffer.from(start), Buffer.alloc(10)]))).toBe(expected);
    expect(isRtp(Buffer.from(start))).toBe(false);
  });
});

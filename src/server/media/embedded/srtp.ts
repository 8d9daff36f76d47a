import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { ProtectionProfileAeadAes128Gcm } from 'werift';

/** What RTP says of a packet (RFC 3550 section 5.1), as far as anybody here needs it. */
export interface RtpFields {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

export interface ReceivedRtp {
  readonly header: RtpFields;
  readonly payload: Buffer;
}

/** One direction's keys, as DTLS-SRTP made them (RFC 5764 section 4.2). */
export interface SrtpKeys {
  readonly profile: number;
  readonly srtpSessionKey: Buffer;
  readonly srtpSessionSalt: Buffer;
  readonly srtpSessionAuthTag: Buffer;
}

const HEADER = 12;
const GCM_TAG = 16;
const HMAC_TAG = 10;
/** Of what is late by this many packets nobody can tell any more whether it came before (RFC 3711 section 3.3.2: 64 at least). */
const WINDOW = 64;
/** Sources of one peer that are remembered; one sends at a time. */
const MAX_SOURCES = 8;

/** RFC 5761 section 4: RTCP's packet types lie where no payload type may. */
export const isRtp = (data: Uint8Array): boolean =>
  data.length >= HEADER && data[0]! >> 6 === 2 && (data[1]! < 192 || data[1]! > 223);

/** RFC 7714 section 8.1. */
function gcmVector(salt: Buffer, ssrc: number, rollover: number, sequenceNumber: number): Buffer {
  const vector = Buffer.alloc(12);
  vector.writeUInt32BE(ssrc, 2);
  vector.writeUInt32BE(rollover, 6);
  vector.writeUInt16BE(sequenceNumber, 10);
  for (let i = 0; i < 12; i++) vector[i] = vector[i]! ^ salt[i]!;
  return vector;
}

/** RFC 3711 section 4.1.1. */
function counter(salt: Buffer, ssrc: number, rollover: number, sequenceNumber: number): Buffer {
  const vector = Buffer.alloc(16);
  vector.writeUInt32BE(ssrc, 4);
  vector.writeUInt32BE(rollover, 8);
  vector.writeUInt16BE(sequenceNumber, 12);
  for (let i = 0; i < 14; i++) vector[i] = vector[i]! ^ salt[i]!;
  return vector;
}

/** RFC 3711 section 4.2: over what is sent and the rollover counter. */
function authenticate(key: Buffer, sent: Buffer, rollover: number): Buffer {
  const index = Buffer.alloc(4);
  index.writeUInt32BE(rollover);
  return createHmac('sha1', key).update(sent).update(index).digest().subarray(0, HMAC_TAG);
}

/**
 * Seals packets of one source. werift could; but it writes and reads each header bit by bit, by way of strings, which costs more than all the mixing.
 */
export class SrtpSender {
  #rollover = 0;
  #last: number | undefined;

  constructor(private readonly keys: SrtpKeys) {}

  seal({ marker, payloadType, sequenceNumber, ssrc, timestamp }: RtpFields, payload: Buffer): Buffer {
    if (this.#last !== undefined && sequenceNumber < this.#last) this.#rollover = (this.#rollover + 1) >>> 0;
    this.#last = sequenceNumber;
    const { profile, srtpSessionKey, srtpSessionSalt, srtpSessionAuthTag } = this.keys;
    const isGcm = profile === ProtectionProfileAeadAes128Gcm;
    const end = HEADER + payload.length;
    const sealed = Buffer.allocUnsafe(end + (isGcm ? GCM_TAG : HMAC_TAG));
    sealed[0] = 0x80;
    sealed[1] = (marker ? 0x80 : 0) | payloadType;
    sealed.writeUInt16BE(sequenceNumber, 2);
    sealed.writeUInt32BE(timestamp, 4);
    sealed.writeUInt32BE(ssrc, 8);
    if (isGcm) {
      const vector = gcmVector(srtpSessionSalt, ssrc, this.#rollover, sequenceNumber);
      const cipher = createCipheriv('aes-128-gcm', srtpSessionKey, vector);
      cipher.setAAD(sealed.subarray(0, HEADER));
      cipher.update(payload).copy(sealed, HEADER);
      cipher.final();
      cipher.getAuthTag().copy(sealed, end);
    } else {
      const vector = counter(srtpSessionSalt, ssrc, this.#rollover, sequenceNumber);
      createCipheriv('aes-128-ctr', srtpSessionKey, vector).update(payload).copy(sealed, HEADER);
      authenticate(srtpSessionAuthTag, sealed.subarray(0, end), this.#rollover).copy(sealed, end);
    }
    return sealed;
  }
}

interface Source {
  /** The highest index so far: rollover counter and sequence number (RFC 3711 section 3.3.1). */
  highest: number;
  /** By index modulo its length: what has come. */
  readonly seen: Float64Array;
}

/** Opens what one peer sends, whatever its sources. */
export class SrtpReceiver {
  readonly #sources = new Map<number, Source>();

  constructor(private readonly keys: SrtpKeys) {}

  /** Undefined for what is no RTP, is not authentic, or came before. */
  open(packet: Buffer): ReceivedRtp | undefined {
    const isGcm = this.keys.profile === ProtectionProfileAeadAes128Gcm;
    const end = packet.length - (isGcm ? GCM_TAG : HMAC_TAG);
    const start = payloadOffset(packet, end);
    if (start === undefined) return undefined;
    const sequenceNumber = packet.readUInt16BE(2);
    const ssrc = packet.readUInt32BE(8);
    const source = this.#sources.get(ssrc);
    const index = source ? indexOf(sequenceNumber, source.highest) : sequenceNumber;
    if (index < 0 || (source && isKnown(source, index))) return undefined;
    const rollover = Math.floor(index / 0x1_0000);
    const clear = isGcm
      ? this.#openGcm(
          packet,
          start,
          end,
          gcmVector(this.keys.srtpSessionSalt, ssrc, rollover, sequenceNumber),
        )
      : this.#openCounter(packet, start, end, rollover);
    const payload = clear && (packet[0]! & 0x20 ? withoutPadding(clear) : clear);
    if (!payload) return undefined;
    this.#remember(ssrc, source, index);
    const header = {
      payloadType: packet[1]! & 0x7f,
      marker: packet[1]! >= 0x80,
      sequenceNumber,
      timestamp: packet.readUInt32BE(4),
      ssrc,
    };
    return { header, payload };
  }

  #openGcm(packet: Buffer, start: number, end: number, vector: Buffer): Buffer | undefined {
    const decipher = createDecipheriv('aes-128-gcm', this.keys.srtpSessionKey, vector);
    decipher.setAAD(packet.subarray(0, start)).setAuthTag(packet.subarray(end));
    const clear = decipher.update(packet.subarray(start, end));
    try {
      decipher.final();
    } catch {
      // The only way that it tells that somebody else has written this: anybody who finds the port may.
      return undefined;
    }
    return clear;
  }

  #openCounter(packet: Buffer, start: number, end: number, rollover: number): Buffer | undefined {
    const { srtpSessionAuthTag, srtpSessionKey, srtpSessionSalt } = this.keys;
    const tag = authenticate(srtpSessionAuthTag, packet.subarray(0, end), rollover);
    if (!timingSafeEqual(tag, packet.subarray(end))) return undefined;
    const vector = counter(srtpSessionSalt, packet.readUInt32BE(8), rollover, packet.readUInt16BE(2));
    return createDecipheriv('aes-128-ctr', srtpSessionKey, vector).update(packet.subarray(start, end));
  }

  #remember(ssrc: number, known: Source | undefined, index: number): void {
    const source = known ?? { highest: index, seen: new Float64Array(WINDOW).fill(-1) };
    if (!known) {
      const [oldest] = this.#sources.keys();
      if (this.#sources.size >= MAX_SOURCES && oldest !== undefined) this.#sources.delete(oldest);
      this.#sources.set(ssrc, source);
    }
    source.highest = Math.max(source.highest, index);
    source.seen[index % WINDOW] = index;
  }
}

/** RFC 3711 section 3.3.1: of all indices with this sequence number the one that is nearest; negative: before the first. */
function indexOf(sequenceNumber: number, highest: number): number {
  const index = highest - (highest % 0x1_0000) + sequenceNumber;
  if (index - highest > 0x8000) return index - 0x1_0000;
  return highest - index > 0x8000 ? index + 0x1_0000 : index;
}

const isKnown = ({ highest, seen }: Source, index: number): boolean =>
  index <= highest - WINDOW || seen[index % WINDOW] === index;

/** Behind the header with its sources and extensions (RFC 3550 section 5.3.1); undefined if there is no room for it. */
function payloadOffset(packet: Buffer, end: number): number | undefined {
  if (end < HEADER) return undefined;
  let offset = HEADER + (packet[0]! & 0x0f) * 4;
  if (packet[0]! & 0x10) {
    if (offset + 4 > end) return undefined;
    offset += 4 + packet.readUInt16BE(offset + 2) * 4;
  }
  return offset <= end ? offset : undefined;
}

/** RFC 3550 section 5.1: its last byte says how long it is. */
function withoutPadding(payload: Buffer): Buffer | undefined {
  const length = payload.at(-1) ?? 0;
  return length > 0 && length <= payload.length ? payload.subarray(0, -length) : undefined;
}

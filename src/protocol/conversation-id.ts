import { decodeBase64, encodeBase64 } from './base64';

// Layout: MAPI conversation index ([MS-OXOMSG] 2.2.1.3), which mail calls Thread-Index.
const headerLength = 22;
const childLength = 5;
/** A thread of more steps than that starts anew rather than growing its header for ever. */
const maxLength = headerLength + 40 * childLength;
/** From 1601, where FILETIME starts, to 1970, in milliseconds. */
const epochOffset = 11_644_473_600_000;

/** Random bytes that `generateConversationId` and `deriveConversationId` take. */
export const conversationIdRandomBytes = 16;

/**
 * A new `Ms-Conversation-ID`: base64 of 22 bytes. `time` in milliseconds since 1970; `random` 16 bytes that nobody else has.
 * Throws `RangeError` if there are fewer.
 */
export function generateConversationId(time: number, random: Uint8Array): string {
  if (random.length < conversationIdRandomBytes) throw new RangeError('16 random bytes are needed.');
  const bytes = new Uint8Array(headerLength);
  // 48 high bits of the FILETIME (units of 100 ns): 10,000 / 65,536 per millisecond. Their first byte is 1 until the year 2057, as the format asks.
  writeInteger(bytes, 0, 6, Math.floor(((time + epochOffset) * 625) / 4096));
  bytes.set(random.subarray(0, 16), 6);
  return encodeBase64(bytes);
}

/**
 * The id of a conversation that continues `previous` (UCMA: `GetDerivedConversationId`): five bytes more. Ids are opaque, and
 * some clients send plain numbers: what is not in our form, or has become too long, is followed by a new id.
 */
export function deriveConversationId(previous: string, time: number, random: Uint8Array): string {
  const parent = decodeBase64(previous);
  const started = conversationIdTime(previous);
  if (!parent || started === undefined || parent.length + childLength > maxLength)
    return generateConversationId(time, random);
  if (!random.length) throw new RangeError('Random bytes are needed.');
  const bytes = new Uint8Array(parent.length + childLength);
  bytes.set(parent);
  const elapsed = Math.max(0, time - started) * 10_000;
  // 31 of the 63 bits of the time passed: up to 1.7 years without the low 18, later (first bit set) without the low 23.
  const units = Math.floor(elapsed / 2 ** 18);
  const delta = units < 2 ** 31 ? units : 2 ** 31 + (Math.floor(elapsed / 2 ** 23) % 2 ** 31);
  writeInteger(bytes, parent.length, 4, delta);
  bytes.set(random.subarray(0, 1), parent.length + 4);
  return encodeBase64(bytes);
}

/** When the thread was started, in milliseconds since 1970, to about 7 ms; undefined if the id is not in Thread-Index form. */
export function conversationIdTime(id: string): number | undefined {
  const bytes = decodeBase64(id);
  if (bytes?.[0] !== 1 || bytes.length < headerLength || (bytes.length - headerLength) % childLength)
    return undefined;
  const high = bytes.subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
  return (high * 4096) / 625 - epochOffset;
}

/** Whether a value may be kept as a conversation's id: one word of at most 512 printable characters. */
export function isConversationId(id: string): boolean {
  return /^[\x21-\x7E]{1,512}$/.test(id);
}

function writeInteger(bytes: Uint8Array, offset: number, length: number, value: number): void {
  for (let index = length - 1, rest = value; index >= 0; index--, rest = Math.floor(rest / 256)) {
    bytes[offset + index] = rest % 256;
  }
}

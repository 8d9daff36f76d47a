/** RFC 1321, 3.4: floor(2^32 * abs(sin(i))). */
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/**
 * MD5 (RFC 1321) of the UTF-8 of `text`, in hexadecimal. For digest authentication only: what else a browser hashes it can hash
 * itself, but not this.
 */
export function md5(text: string): string {
  const bytes = new TextEncoder().encode(text);
  // A bit, zeros, and the length fill the last block.
  const padded = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) << 6));
  new Uint8Array(padded.buffer).set(bytes);
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 8, bytes.length * 8, true);
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let block = 0; block < padded.byteLength; block += 64) {
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round]!;
      const word = [i, 5 * i + 1, 3 * i + 5, 7 * i][round]! % 16;
      const sum = a + mixed + SINES[i]! + padded.getUint32(block + word * 4, true);
      const shift = SHIFTS[round * 4 + (i % 4)]!;
      [a, d, c, b] = [d, c, b, b + ((sum << shift) | ((sum | 0) >>> (32 - shift)))];
    }
    // The array takes each sum modulo 2^32.
    [a, b, c, d].forEach((word, i) => (state[i]! += word));
  }
  return Array.from(new Uint8Array(state.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

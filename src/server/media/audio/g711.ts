/** ITU-T G.711: 8 bits a sample, 8,000 samples a second. Static RTP payload types 0 and 8 (RFC 3551 6). */
export interface G711 {
  readonly name: 'PCMU' | 'PCMA';
  readonly payloadType: 0 | 8;
  /** The byte that is silence. */
  readonly silence: number;
  /** By code byte. */
  readonly decoded: Int16Array;
  /** By sample, as an unsigned 16-bit index. */
  readonly encoded: Uint8Array;
}

/** Mu-law: all bits inverted; sign, 3 bits segment, 4 bits step; 33 (here ×4) is the bias. */
function decodeMu(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
  return bits & 0x80 ? -magnitude : magnitude;
}

/** A-law: even bits inverted; the sign bit is set for positive values; segment 0 is linear. */
function decodeA(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

/** The code whose value is nearest, for every sample. */
function nearest(decoded: Int16Array, silence: number): Uint8Array {
  const codes = Array.from({ length: 256 }, (_, code) => code)
    // Mu-law has two zeros: the one that means silence wins.
    .sort((a, b) => decoded[a]! - decoded[b]! || (a === silence ? -1 : b === silence ? 1 : a - b))
    .filter((code, i, all) => i === 0 || decoded[code] !== decoded[all[i - 1]!]);
  const table = new Uint8Array(65_536);
  let index = 0;
  for (let sample = -32_768; sample < 32_768; sample++) {
    while (
      index + 1 < codes.length &&
      Math.abs(decoded[codes[index + 1]!]! - sample) <= Math.abs(decoded[codes[index]!]! - sample)
    ) {
      index++;
    }
    table[sample & 0xffff] = codes[index]!;
  }
  return table;
}

function g711(
  name: G711['name'],
  payloadType: G711['payloadType'],
  silence: number,
  decode: (code: number) => number,
): G711 {
  const decoded = Int16Array.from({ length: 256 }, (_, code) => decode(code));
  return { name, payloadType, silence, decoded, encoded: nearest(decoded, silence) };
}

export const PCMU = g711('PCMU', 0, 0xff, decodeMu);
export const PCMA = g711('PCMA', 8, 0xd5, decodeA);

export function decode(codec: G711, payload: Uint8Array): Int16Array {
  const samples = new Int16Array(payload.length);
  const { decoded } = codec;
  for (let i = 0; i < samples.length; i++) samples[i] = decoded[payload[i]!]!;
  return samples;
}

export function encode(codec: G711, samples: Int16Array, into: Uint8Array): void {
  const { encoded } = codec;
  for (let i = 0; i < samples.length; i++) into[i] = encoded[samples[i]! & 0xffff]!;
}

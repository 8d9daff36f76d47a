import { MediaError } from '../media-error';
import { PCMA, PCMU } from './g711';

/** Audio as a file holds it, channels mixed to one. */
export interface WavAudio {
  readonly sampleRate: number;
  readonly samples: Int16Array;
}

const FORMAT = { pcm: 1, alaw: 6, mulaw: 7, extensible: 0xfffe } as const;

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

/**
 * RIFF WAVE with PCM of 8 or 16 bits, A-law or mu-law, 1 to 8 channels, 4,000 to 192,000 samples a second. A file that is cut
 * short plays as far as it goes.
 * @throws MediaError `audio-format`
 */
export function parseWav(bytes: Uint8Array, file: string): WavAudio {
  const bad = (message: string): MediaError => new MediaError('audio-format', message, { file });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const id = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || id(0) !== 'RIFF' || id(8) !== 'WAVE') throw bad('is not a WAV file');

  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    if (id(at) === 'fmt ') {
      if (length < 16 || start + length > bytes.length) throw bad('has a broken format chunk');
      format = readFormat(view, start, length);
    } else if (id(at) === 'data') {
      if (!format) throw bad('has no format chunk before its data');
      const problem = formatProblem(format);
      if (problem) throw bad(problem);
      // Some writers stream and leave the length 0 or 0xFFFFFFFF.
      const end = length === 0 ? bytes.length : Math.min(bytes.length, start + length);
      const samples = readSamples(bytes.subarray(start, end), format);
      if (samples.length === 0) throw bad('has no audio in it');
      return { sampleRate: format.sampleRate, samples };
    }
    at = start + length + (length & 1);
  }
  throw bad(format ? 'has no data chunk' : 'has no format chunk');
}

function readFormat(view: DataView, at: number, length: number): Format {
  const code = view.getUint16(at, true);
  return {
    // WAVE_FORMAT_EXTENSIBLE: the first two bytes of the sub-format's GUID are the code.
    code: code === FORMAT.extensible && length >= 26 ? view.getUint16(at + 24, true) : code,
    channels: view.getUint16(at + 2, true),
    sampleRate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
}

function formatProblem({ code, channels, sampleRate, bits }: Format): string | undefined {
  const known =
    (code === FORMAT.pcm && (bits === 8 || bits === 16)) ||
    ((code === FORMAT.alaw || code === FORMAT.mulaw) && bits === 8);
  if (!known)
    return `is coded in a way that is not supported (format ${code}, ${bits} bits); use PCM 16, A-law or mu-law`;
  if (channels < 1 || channels > 8) return `has ${channels} channels; use 1 or 2`;
  if (sampleRate < 4000 || sampleRate > 192_000)
    return `has ${sampleRate} samples a second; use 8,000 to 48,000`;
  return undefined;
}

function readSamples(data: Uint8Array, { code, channels, bits }: Format): Int16Array {
  const frame = (channels * bits) / 8;
  const samples = new Int16Array(Math.floor(data.length / frame));
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read =
    code === FORMAT.alaw
      ? (at: number) => PCMA.decoded[data[at]!]!
      : code === FORMAT.mulaw
        ? (at: number) => PCMU.decoded[data[at]!]!
        : bits === 8
          ? (at: number) => (data[at]! - 128) << 8 // 8-bit PCM is unsigned
          : (at: number) => view.getInt16(at, true);
  for (let i = 0; i < samples.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(i * frame + (channel * bits) / 8);
    samples[i] = sum / channels;
  }
  return samples;
}

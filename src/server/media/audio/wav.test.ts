import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error';
import { pcm16, wavFile } from '../testing/wav-file';
import { parseWav } from './wav';

const parsed = (bytes: Uint8Array): number[] => [...parseWav(bytes, 'x.wav').samples];

describe('parseWav', () => {
  it('reads PCM 16, wherever the chunks are', () => {
    const samples = [0, 1, -1, 32_767, -32_768];
    expect(parsed(wavFile(pcm16(samples)))).toEqual(samples);
    expect(parsed(wavFile(pcm16(samples), { extraChunk: true }))).toEqual(samples);
    expect(parsed(wavFile(pcm16(samples), { extensible: true }))).toEqual(samples);
    expect(parseWav(wavFile(pcm16(samples), { sampleRate: 44_100 }), 'x').sampleRate).toBe(44_100);
  });

  it('reads PCM 8, A-law and mu-law', () => {
    expect(parsed(wavFile(Uint8Array.of(128, 255, 0), { bits: 8 }))).toEqual([0, 32_512, -32_768]);
    expect(parsed(wavFile(Uint8Array.of(0xd5, 0xaa), { bits: 8, code: 6 }))).toEqual([8, 32_256]);
    expect(parsed(wavFile(Uint8Array.of(0xff, 0x80), { bits: 8, code: 7 }))).toEqual([0, 32_124]);
  });

  it('mixes channels', () => {
    expect(parsed(wavFile(pcm16([100, 300, -50, 50]), { channels: 2 }))).toEqual([200, 0]);
  });

  it('plays what is there of a file that is cut short, or whose writer did not know its length', () => {
    expect(parsed(wavFile(pcm16([1, 2, 3]), { dataLength: 0xffffffff }))).toEqual([1, 2, 3]);
    expect(parsed(wavFile(pcm16([1, 2, 3]), { dataLength: 0 }))).toEqual([1, 2, 3]);
    expect(parsed(wavFile(pcm16([1, 2, 3])).subarray(0, -1))).toEqual([1, 2]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['another file', Buffer.from('ID3 this is an MP3 file, is it not')],
    ['no data', wavFile(Buffer.alloc(0))],
    ['MP3 in WAV', wavFile(pcm16([1]), { code: 0x55 })],
    ['24 bits', wavFile(Buffer.alloc(6), { bits: 24 })],
    ['no channels', wavFile(pcm16([1]), { channels: 0 })],
    ['too many channels', wavFile(pcm16([1]), { channels: 99 })],
    ['no rate', wavFile(pcm16([1]), { sampleRate: 0 })],
    ['cut within the format', wavFile(pcm16([1])).subarray(0, 24)],
    ['no data chunk', wavFile(pcm16([1])).subarray(0, 36)],
  ])('refuses %s, and names the file', (_, bytes) => {
    try {
      parseWav(bytes, 'prompts/x.wav');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(MediaError);
      expect(error).toMatchObject({ code: 'audio-format', file: 'prompts/x.wav' });
      expect((error as MediaError).message).toContain('prompts/x.wav');
    }
  });

  it('survives anything: audio or a MediaError', () => {
    const valid = wavFile(pcm16([1, 2, 3, 4, 5, 6]), { extraChunk: true });
    const mutated = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = Buffer.from(valid);
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          expect(parseWav(bytes, 'x.wav').samples.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

export interface WavOptions {
  readonly code?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  readonly extensible?: boolean;
  /** Written in place of the true length of the data. */
  readonly dataLength?: number;
  /** A chunk of an odd length before the format. */
  readonly extraChunk?: boolean;
}

/** A WAV file of the given data bytes. */
export function wavFile(data: Uint8Array, options: WavOptions = {}): Buffer {
  const { code = 1, channels = 1, sampleRate = 8000, bits = 16, extensible = false } = options;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(code, 24);
  const chunk = (id: string, content: Uint8Array, length = content.length): Buffer => {
    const head = Buffer.alloc(8);
    head.write(id, 'latin1');
    head.writeUInt32LE(length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length & 1)]);
  };
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    ...(options.extraChunk ? [chunk('LIST', Buffer.from('odd'))] : []),
    chunk('fmt ', format),
    chunk('data', data, options.dataLength),
  ]);
  return chunk('RIFF', body);
}

export function pcm16(samples: Iterable<number>): Buffer {
  return Buffer.from(Int16Array.from(samples).buffer);
}

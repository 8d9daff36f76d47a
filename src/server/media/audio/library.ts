import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { MediaError } from '../media-error';
import type { AudioSource } from '../media-service';
import { holdMusic } from './hold-music';
import { resample } from './resample';
import { parseWav } from './wav';

/** Ten minutes of CD quality; as samples in memory at most 100 MB, as 8,000 Hz much less. */
const MAX_FILE_BYTES = 110_000_000;
const MAX_CACHED_FILES = 64;

interface Cached {
  readonly version: string;
  readonly samples: Promise<Int16Array>;
}

/** Sources as samples of 8,000 Hz. A file is decoded once for everybody who hears it, and again when it has changed. */
export class AudioLibrary {
  readonly #files = new Map<string, Cached>();

  /** `directory`: what relative file names are relative to. */
  constructor(private readonly directory = process.cwd()) {}

  /** @throws MediaError `file-missing`, `file-unreadable`, `file-too-large`, `audio-format` */
  async load(source: AudioSource): Promise<Int16Array> {
    if ('samples' in source) return source.samples;
    if ('builtIn' in source) return holdMusic();
    return this.#file(source.file);
  }

  async #file(name: string): Promise<Int16Array> {
    const file = path.resolve(this.directory, name);
    const { size, mtimeMs, isFile } = await this.#examine(file, name);
    if (!isFile) throw new MediaError('file-unreadable', 'is not a file', { file: name });
    if (size > MAX_FILE_BYTES) {
      throw new MediaError('file-too-large', `has ${size} bytes; ${MAX_FILE_BYTES} is the most`, {
        file: name,
      });
    }
    const version = `${size} ${mtimeMs}`;
    const cached = this.#files.get(file);
    if (cached?.version === version) return cached.samples;

    const samples = this.#decode(file, name);
    if (this.#files.size >= MAX_CACHED_FILES) {
      const oldest = this.#files.keys().next();
      if (!oldest.done) this.#files.delete(oldest.value);
    }
    this.#files.set(file, { version, samples });
    try {
      return await samples;
    } catch (error) {
      this.#files.delete(file);
      throw error;
    }
  }

  async #examine(file: string, name: string): Promise<{ size: number; mtimeMs: number; isFile: boolean }> {
    try {
      const found = await stat(file);
      return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() };
    } catch (cause) {
      throw fileError(name, cause);
    }
  }

  async #decode(file: string, name: string): Promise<Int16Array> {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch (cause) {
      throw fileError(name, cause);
    }
    const { samples, sampleRate } = parseWav(bytes, name);
    return resample(samples, sampleRate);
  }
}

function fileError(file: string, cause: unknown): MediaError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new MediaError('file-missing', 'there is no such file', { file, cause })
    : new MediaError('file-unreadable', `cannot be read (${code})`, { file, cause });
}

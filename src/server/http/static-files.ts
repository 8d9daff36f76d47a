import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { contentTypeOf, isCompressible } from './content-types';

export interface StaticMount {
  readonly path: string;
  readonly directory: string;
  /** Whether pages of any origin may read its files; they are the same for everybody, so nothing is given away. */
  readonly crossOrigin?: boolean | undefined;
  readonly immutable?: string | undefined;
}

const compress = promisify(gzip);
const maximumToCompress = 4 * 1024 * 1024;
const cacheBytes = 32 * 1024 * 1024;
/** `app-1f3a9c2b.js`, `chunk.Bx3_k9Qz.css`: a hash of eight characters or more with a digit in it. */
const hashedName = /[.-](?=[\w-]*\d)[\w-]{8,}\.\w+$/;

interface Found {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Serves files of the mounts; the mount with the longest path that fits answers. */
export class StaticFiles {
  readonly #mounts: readonly { prefix: string; directory: string; crossOrigin: boolean; immutable: RegExp }[];
  readonly #compressed = new Map<string, { tag: string; bytes: Buffer }>();
  #compressedBytes = 0;

  constructor(mounts: readonly StaticMount[]) {
    this.#mounts = mounts
      .map((mount) => ({
        prefix: mount.path.endsWith('/') ? mount.path : `${mount.path}/`,
        directory: path.resolve(mount.directory),
        crossOrigin: mount.crossOrigin ?? false,
        immutable: mount.immutable === undefined ? hashedName : new RegExp(mount.immutable),
      }))
      .sort((a, b) => b.prefix.length - a.prefix.length);
  }

  /** False when no file answers to this path; nothing was sent then. `pathname` is as it came, percent-encoded. */
  async serve(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean> {
    const mount = this.#mounts.find(({ prefix }) => pathname.startsWith(prefix) || `${pathname}/` === prefix);
    if (mount === undefined) return false;
    const relative = safeRelativePath(pathname.slice(mount.prefix.length));
    if (relative === undefined) return false;
    let found = await this.#find(mount.directory, relative);
    if (found === 'directory') {
      if (!pathname.endsWith('/')) {
        response.writeHead(301, { Location: `${path.posix.basename(pathname)}/`, 'Content-Length': 0 }).end();
        return true;
      }
      found = await this.#find(mount.directory, path.join(relative, 'index.html'));
    }
    if (found === undefined || found === 'directory') return false;
    if (mount.crossOrigin) response.setHeader('Access-Control-Allow-Origin', '*');
    await this.#send(request, response, found, mount.immutable.test(path.basename(found.file)));
    return true;
  }

  async #find(directory: string, relative: string): Promise<Found | 'directory' | undefined> {
    try {
      const root = await realpath(directory);
      const file = await realpath(path.join(root, relative));
      // A link may not lead out of the mount either.
      if (file !== root && !file.startsWith(root + path.sep)) return undefined;
      const info = await stat(file);
      if (info.isDirectory()) return 'directory';
      return info.isFile() ? { file, size: info.size, mtimeMs: info.mtimeMs } : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    found: Found,
    immutable: boolean,
  ): Promise<void> {
    const type = contentTypeOf(found.file);
    const tag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
    response.setHeader('Content-Type', type);
    response.setHeader('ETag', tag);
    response.setHeader('Last-Modified', new Date(found.mtimeMs).toUTCString());
    response.setHeader('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (isCompressible(type)) response.setHeader('Vary', 'Accept-Encoding');
    if (isUnchanged(request, tag, found.mtimeMs)) {
      response.writeHead(304).end();
      return;
    }
    const encoded = isCompressible(type) ? await this.#encoded(request, found, tag) : undefined;
    if (encoded !== undefined) response.setHeader('Content-Encoding', encoded.encoding);
    response.setHeader('Content-Length', encoded?.bytes.length ?? found.size);
    response.writeHead(200);
    if (request.method === 'HEAD') response.end();
    else if (encoded !== undefined) response.end(encoded.bytes);
    else
      createReadStream(found.file)
        .on('error', () => response.destroy())
        .pipe(response);
  }

  async #encoded(
    request: IncomingMessage,
    found: Found,
    tag: string,
  ): Promise<{ encoding: 'br' | 'gzip'; bytes: Buffer } | undefined> {
    const accepted = String(request.headers['accept-encoding'] ?? '');
    for (const [encoding, suffix] of [
      ['br', '.br'],
      ['gzip', '.gz'],
    ] as const) {
      if (!new RegExp(`\\b${encoding}\\b(?!;\\s*q=0(?:\\.0+)?\\b)`).test(accepted)) continue;
      const bytes = await this.#remember(found.file + suffix, tag, () => precompressed(found, suffix));
      if (bytes !== undefined) return { encoding, bytes };
      if (encoding === 'gzip' && found.size > 512 && found.size <= maximumToCompress) {
        const made = await this.#remember(found.file, tag, async () =>
          compress(await readFile(found.file), { level: 9 }),
        );
        if (made !== undefined) return { encoding, bytes: made };
      }
    }
    return undefined;
  }

  async #remember(
    key: string,
    tag: string,
    make: () => Promise<Buffer | undefined>,
  ): Promise<Buffer | undefined> {
    const kept = this.#compressed.get(key);
    if (kept?.tag === tag) return kept.bytes;
    const bytes = await make();
    if (kept !== undefined) this.#compressedBytes -= kept.bytes.length;
    this.#compressed.delete(key);
    if (bytes !== undefined && bytes.length < cacheBytes) {
      this.#compressed.set(key, { tag, bytes });
      this.#compressedBytes += bytes.length;
      for (const [oldest, entry] of this.#compressed) {
        if (this.#compressedBytes <= cacheBytes) break;
        this.#compressed.delete(oldest);
        this.#compressedBytes -= entry.bytes.length;
      }
    }
    return bytes;
  }
}

/** The decoded path below the mount, or undefined when it tries to leave it or is no text. */
export function safeRelativePath(encoded: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(encoded);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const segments = decoded.split('/');
  // Also no dot files: they are nobody's page.
  if (segments.some((segment) => segment.startsWith('.'))) return undefined;
  return segments.join(path.sep);
}

async function precompressed(found: Found, suffix: string): Promise<Buffer | undefined> {
  try {
    const info = await stat(found.file + suffix);
    // An older one is of an older file.
    if (info.mtimeMs < found.mtimeMs) return undefined;
    return await readFile(found.file + suffix);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** RFC 9110, 13.1.3: `If-None-Match` decides where it is there. */
function isUnchanged(request: IncomingMessage, tag: string, mtimeMs: number): boolean {
  const match = request.headers['if-none-match'];
  if (match !== undefined) {
    return match === '*' || match.split(',').some((entry) => entry.trim().replace(/^W\//, '') === tag);
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && Math.floor(mtimeMs / 1000) * 1000 <= since;
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES'].includes(String(error.code))
  );
}

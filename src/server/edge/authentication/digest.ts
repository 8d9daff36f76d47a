import { createHash } from 'node:crypto';

export type DigestAlgorithm = 'MD5' | 'SHA-256';

/** What a client sent in `Authorization` or `Proxy-Authorization`. */
export interface DigestCredentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  /** As received: it is hashed so, even when it is SIPE's `(null)`. */
  readonly uri: string;
  readonly response: string;
  readonly algorithm?: string;
  readonly qop?: string;
  readonly nc?: string;
  readonly cnonce?: string;
}

const hashes = { MD5: 'md5', 'SHA-256': 'sha256' } as const;

export function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(hashes[algorithm]).update(text, 'latin1').digest('hex');
}

/** RFC 7616, 3.4.2: H(A1). Byte strings. */
export function digestHa1(
  algorithm: DigestAlgorithm,
  username: string,
  realm: string,
  password: string,
): string {
  return hash(algorithm, `${username}:${realm}:${password}`);
}

/** RFC 7616, 3.4.1 with qop `auth`; without qop as in RFC 2617, 3.2.2.1, for the vectors of old. */
export function digestResponse(
  algorithm: DigestAlgorithm,
  ha1: string,
  method: string,
  credentials: Pick<DigestCredentials, 'nonce' | 'uri' | 'qop' | 'nc' | 'cnonce'>,
): string {
  const ha2 = hash(algorithm, `${method}:${credentials.uri}`);
  const { nonce, qop, nc, cnonce } = credentials;
  if (qop === undefined) return hash(algorithm, `${ha1}:${nonce}:${ha2}`);
  return hash(algorithm, `${ha1}:${nonce}:${nc ?? ''}:${cnonce ?? ''}:${qop}:${ha2}`);
}

const parameter = /\s*([\w!%*.+`'~-]+)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s,"]*))\s*(?:,|$)/y;

/** Undefined for another scheme, or when anything needed is missing, doubled or malformed. Never throws. */
export function parseDigest(value: string): DigestCredentials | undefined {
  if (!/^digest\s/i.test(value)) return undefined;
  const found = new Map<string, string>();
  parameter.lastIndex = 'digest '.length;
  while (parameter.lastIndex < value.length) {
    const match = parameter.exec(value);
    if (match === null) return undefined;
    const name = match[1]!.toLowerCase();
    if (found.has(name) || found.size >= 20) return undefined;
    found.set(name, match[2] === undefined ? match[3]! : match[2].replace(/\\([\s\S])/g, '$1'));
  }
  const [username, realm, nonce, uri, response] = ['username', 'realm', 'nonce', 'uri', 'response'].map(
    (name) => found.get(name),
  );
  if (
    username === undefined ||
    realm === undefined ||
    nonce === undefined ||
    uri === undefined ||
    response === undefined
  ) {
    return undefined;
  }
  const optional = (name: 'algorithm' | 'qop' | 'nc' | 'cnonce'): Record<string, string> => {
    const text = found.get(name);
    return text === undefined ? {} : { [name]: text };
  };
  return {
    username,
    realm,
    nonce,
    uri,
    response,
    ...optional('algorithm'),
    ...optional('qop'),
    ...optional('nc'),
    ...optional('cnonce'),
  };
}

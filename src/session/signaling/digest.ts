import type { Core } from 'sip.js';
import { uuid } from '../uuid';
import { md5 } from './md5';
import type { SignalingIdentity } from './signaling';

/** As the library reads it from a challenge, or as it came with the credentials. */
export interface DigestChallenge {
  readonly realm?: string;
  readonly nonce?: string;
  readonly opaque?: string;
  readonly algorithm?: string;
  readonly qop?: string | readonly string[];
}

/** What of a request is signed. */
export type DigestRequest = Pick<Core.OutgoingRequestMessage, 'method' | 'ruri' | 'body'>;

/**
 * The client's digest (RFC 3261 section 22.4, RFC 2617, MD5), in place of the library's. One object serves all requests of a
 * connection, so that the nonce count goes on over requests and starts again with a new nonce, as servers that watch for replay expect.
 */
export class ConnectionDigest {
  #nonce: string | undefined;
  #count = 0;
  #header = '';

  constructor(private readonly identity: SignalingIdentity) {}

  /** Signs a request, for `toString` to give. False if the challenge asks for what we do not know. */
  authenticate(request: DigestRequest, challenge: DigestChallenge): boolean {
    const { realm, nonce, opaque, algorithm = 'MD5' } = challenge;
    const offered = String(challenge.qop ?? '').split(/[\s,]+/);
    const qop = ['auth', 'auth-int'].find((known) => offered.includes(known));
    if (algorithm !== 'MD5' || !realm || !nonce || (challenge.qop?.length && !qop)) return false;
    if (nonce !== this.#nonce) this.#count = 0;
    this.#nonce = nonce;
    const { username, password } = this.identity;
    const uri = String(request.ruri);
    const nc = (++this.#count).toString(16).padStart(8, '0');
    const cnonce = uuid();
    const signed = `${request.method}:${uri}${qop === 'auth-int' ? `:${md5(request.body?.body ?? '')}` : ''}`;
    const count = qop ? `${nc}:${cnonce}:${qop}:` : '';
    const response = md5(`${md5(`${username}:${realm}:${password}`)}:${nonce}:${count}${md5(signed)}`);
    this.#header = [
      `Digest algorithm=MD5`,
      `username="${username.replace(/["\\]/g, '\\$&')}"`,
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${uri}"`,
      `response="${response}"`,
      ...(opaque ? [`opaque="${opaque}"`] : []),
      ...(qop ? [`qop=${qop}`, `cnonce="${cnonce}"`, `nc=${nc}`] : []),
    ].join(', ');
    return true;
  }

  /** Value of `Authorization` or `Proxy-Authorization` for what was signed last. */
  toString(): string {
    return this.#header;
  }

  /** Answers a challenge that came with the credentials before it is asked (saves a round trip). A stale one is asked again by the server. */
  authorize(request: Core.OutgoingRequestMessage): void {
    const { challenge } = this.identity;
    if (!challenge || !this.authenticate(request, challenge)) return;
    request.setHeader(
      request.method === 'REGISTER' ? 'authorization' : 'proxy-authorization',
      this.toString(),
    );
  }
}

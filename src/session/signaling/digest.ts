import { Core } from 'sip.js';
import type { SignalingIdentity } from './signaling';

/**
 * The client's digest (RFC 2617, MD5: the library knows no other). One object serves all requests of a connection, so that the
 * nonce count goes on over requests and starts again with a new nonce, as servers that watch for replay expect.
 */
export class ConnectionDigest extends Core.DigestAuthentication {
  #nonce: string | undefined;

  constructor(
    loggers: Core.LoggerFactory,
    private readonly identity: SignalingIdentity,
  ) {
    super(loggers, undefined, identity.username, identity.password);
  }

  override authenticate(
    request: Core.OutgoingRequestMessage,
    challenge: { readonly nonce?: string },
    body?: string,
  ): boolean {
    if (challenge.nonce !== this.#nonce) {
      this.#nonce = challenge.nonce;
      // Private in the library, which never starts again: its own objects serve one request each.
      this['nc'] = 0;
    }
    return super.authenticate(request, challenge, body);
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

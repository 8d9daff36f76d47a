import { createHmac } from 'node:crypto';
import { equalSecrets } from '../authentication/guests';

/** The connections a dialog was set up over: who asked, and who answered. */
export interface FlowPair {
  readonly a: string;
  readonly b: string;
}

/**
 * The user part of our Record-Route (RFC 5626, 5.2): both connections of the dialog under an HMAC, so that an in-dialog
 * request finds its way, and only one who takes part can have it sent.
 */
export class FlowTokens {
  constructor(private readonly secret: string) {}

  create(a: string, b: string): string {
    return `~${a}.${b}.${this.#mac(a, b)}`;
  }

  /** Undefined for what we did not make. */
  read(token: string): FlowPair | undefined {
    const [a, b, mac, more] = token.slice(1).split('.');
    if (!isToken(token) || a === undefined || b === undefined || mac === undefined || more !== undefined)
      return undefined;
    return equalSecrets(mac, this.#mac(a, b)) ? { a, b } : undefined;
  }

  #mac(a: string, b: string): string {
    return createHmac('sha256', this.secret).update(`${a}.${b}`).digest('base64url').slice(0, 16);
  }
}

/** Whether a user part looks like a token; no user's name begins so. */
export function isToken(user: string | undefined): user is string {
  return user?.charCodeAt(0) === 126;
}

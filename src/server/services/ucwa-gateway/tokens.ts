import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { UcwaUser } from './services';

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

interface Claims {
  readonly uri: string;
  readonly kind: UcwaUser['kind'];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Bearer tokens that prove themselves: who, until when, and an HMAC over both. */
export class Tokens {
  constructor(
    private readonly options: {
      readonly secret: string;
      /** Seconds. */
      readonly lifetime: Readonly<Record<UcwaUser['kind'], number>>;
      readonly now: () => number;
    },
  ) {}

  issue({ uri, kind }: UcwaUser): IssuedToken {
    const expiresIn = this.options.lifetime[kind];
    const expiresAt = this.options.now() + expiresIn * 1000;
    const salt = randomBytes(9).toString('base64url');
    const payload = Buffer.from(JSON.stringify([uri, kind, expiresAt, salt]), 'utf8').toString('base64url');
    return { token: `cwt=${payload}.${this.#mac(payload)}`, expiresIn };
  }

  /** Whose token it is; undefined when it is not ours or has expired. */
  verify(token: string): Claims | undefined {
    const match = /^cwt=([\w-]{1,2048})\.([\w-]{43})$/.exec(token);
    if (!match) return undefined;
    const [, payload = '', mac = ''] = match;
    if (!timingSafeEqual(Buffer.from(mac), Buffer.from(this.#mac(payload)))) return undefined;
    // Ours, so it has this form.
    const [uri, kind, expiresAt] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [
      string,
      UcwaUser['kind'],
      number,
    ];
    return expiresAt > this.options.now() ? { uri, kind, expiresAt } : undefined;
  }

  #mac(payload: string): string {
    return createHmac('sha256', this.options.secret).update(`ucwa ${payload}`).digest('base64url');
  }
}

import type { IncomingMessage } from 'node:http';
import { mediaTypeOf } from '../../../../protocol/content-type';
import { buildChallenge } from '../../../../protocol/ucwa';
import { applicationsPath } from '../hrefs';
import type { UcwaUser } from '../services';
import type { Tokens } from '../tokens';
import { ok, readBody, type Answer } from './answer';
import { UcwaFailure } from '../failure';

/** What became of an attempt to sign in. */
export type SignInResult =
  | { readonly kind: 'user'; readonly user: UcwaUser }
  | { readonly kind: 'refused' }
  /** Too many wrong passwords. `retryAfter` in seconds. */
  | { readonly kind: 'limited'; readonly retryAfter: number };

export type SignIn = (attempt: {
  readonly username: string;
  readonly password: string;
  readonly address: string;
}) => SignInResult;

export const autodiscoverPath = '/Autodiscover/AutodiscoverService.svc/root';
export const tokenPath = '/WebTicket/oauthtoken';

const grantTypes = ['password'];
/** The well-known id of this kind of server; nobody but us issues tokens. */
const bearerChallenge = 'Bearer trusted_issuers="", client_id="00000004-0000-0ff1-ce00-000000000000"';
const maxForm = 8_192;

/** The way in: where to get a token, the token, and where the applications are. DOC AuthenticationInUCWA, CreateAnApplication. */
export class SignInDesk {
  constructor(
    private readonly options: {
      readonly domain: string;
      /** Origin that clients reach us at; the one they asked for when absent. */
      readonly publicUrl: string | undefined;
      readonly tokens: Tokens;
      readonly signIn: SignIn;
    },
  ) {}

  /** GET root. */
  root(request: IncomingMessage): Answer {
    const base = this.#base(request);
    const self = base + autodiscoverPath;
    const { domain } = this.options;
    return ok({
      _links: {
        self: { href: self },
        user: { href: `${self}/oauth/user?originalDomain=${domain}` },
      },
    });
  }

  /** GET user, with a token. */
  user(request: IncomingMessage): Answer {
    const base = this.#base(request);
    return ok({
      _links: {
        self: { href: `${base}${autodiscoverPath}/oauth/user` },
        applications: { href: base + applicationsPath },
      },
    });
  }

  /** POST oauthtoken: RFC 6749, 4.3 and 5. */
  async token(request: IncomingMessage): Promise<Answer> {
    const form = await readForm(request);
    if (!form) return refusal('invalid_request', 'The form cannot be read.');
    const [grant, username, password] = ['grant_type', 'username', 'password'].map((name) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    });
    if (grant !== 'password') {
      return grant === ''
        ? refusal('invalid_request', 'grant_type is missing')
        : refusal('unsupported_grant_type', 'Only the grant type password is supported.');
    }
    if (!username || !password) return refusal('invalid_request', 'username or password is missing');
    const result = this.options.signIn({ username, password, address: request.socket.remoteAddress ?? '' });
    switch (result.kind) {
      case 'limited':
        return {
          status: 429,
          body: { error: 'temporarily_unavailable', error_description: 'Too many wrong passwords.' },
          headers: { 'Retry-After': String(result.retryAfter) },
        };
      case 'refused':
        return refusal('invalid_grant', 'Wrong user name or password.', {
          'X-Ms-Diagnostics': `28020;source="${this.options.domain}";reason="No valid security token."`,
        });
      case 'user': {
        const { token, expiresIn } = this.options.tokens.issue(result.user);
        return ok({
          access_token: token,
          expires_in: expiresIn,
          ms_rtc_identityscope: 'local',
          token_type: 'Bearer',
        });
      }
    }
  }

  /** 401, which says where to get a token. */
  challenge(request: IncomingMessage): Answer {
    const href = this.#base(request) + tokenPath;
    return {
      status: 401,
      body: { code: 'Unauthorized', message: 'A valid token is required.' },
      // Two lines, as captures have them: clients look for the second one.
      headers: { 'WWW-Authenticate': [bearerChallenge, buildChallenge({ href, grantTypes })] },
    };
  }

  #base({ headers }: IncomingMessage): string {
    const { publicUrl } = this.options;
    if (publicUrl !== undefined) return publicUrl;
    // What somebody else might have written there must not become a link.
    const host = /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i.test(headers.host ?? '')
      ? headers.host
      : 'localhost';
    return `http://${host}`;
  }
}

/** RFC 6749 has forms URL-encoded; some clients send `multipart/form-data` (RFC 7578). Undefined for one that is broken. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | FormData | undefined> {
  const contentType = request.headers['content-type'] ?? '';
  const type = mediaTypeOf(contentType);
  const isMultipart = type === 'multipart/form-data';
  if (!isMultipart && type !== 'application/x-www-form-urlencoded')
    throw new UcwaFailure('UnsupportedMediaType', undefined, 'A form is expected.');
  const body = await readBody(request, maxForm);
  if (!isMultipart) return new URLSearchParams(body.toString('utf8'));
  try {
    return await new Response(new Uint8Array(body), { headers: { 'Content-Type': contentType } }).formData();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** RFC 6749, 5.2. */
function refusal(error: string, description: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 400, body: { error, error_description: description }, headers };
}

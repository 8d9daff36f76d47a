import type { IncomingMessage, ServerResponse } from 'node:http';
import { BucketTable, type BucketLimit } from '../../../token-bucket';
import type { Applications } from '../applications';
import { UcwaFailure } from '../failure';
import { applicationsPath } from '../hrefs';
import type { GatewayServices, UcwaUser } from '../services';
import type { Tokens } from '../tokens';
import { failed, noContent, send, type Answer } from './answer';
import { answerCors } from './cors';
import { Exchange, readJsonBody } from './exchange';
import { routes } from './routes';
import { autodiscoverPath, tokenPath, type SignInDesk } from './sign-in';

export interface FrontOptions {
  readonly services: GatewayServices;
  readonly applications: Applications;
  readonly tokens: Tokens;
  readonly desk: SignInDesk;
  readonly isAllowedOrigin: (origin: string | undefined, host: string | undefined) => boolean;
  /** Requests of one user. */
  readonly limit: BucketLimit;
}

type Place = 'root' | 'user' | 'token' | 'applications';

const places = new Map<string, Place>([
  [autodiscoverPath.toLowerCase(), 'root'],
  [`${autodiscoverPath.toLowerCase()}/oauth/user`, 'user'],
  [tokenPath.toLowerCase(), 'token'],
]);

const methods: Readonly<Record<Exclude<Place, 'applications'>, string>> = {
  root: 'GET',
  user: 'GET',
  token: 'POST',
};

/** Everything of the gateway that is HTTP: whose request it is, what it asks for, and the answer. */
export class Front {
  readonly #perUser: BucketTable;

  constructor(private readonly options: FrontOptions) {
    this.#perUser = new BucketTable(options.limit);
  }

  /** False when the path is none of ours; nothing was sent then. Never rejects for a reason of the request. */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    query: string,
  ): Promise<boolean> {
    const place = placeOf(pathname);
    if (!place) return false;
    if (answerCors(request, response, this.options.isAllowedOrigin)) return true;
    let answer: Answer;
    try {
      answer = await this.#answer(place, request, response, pathname, new URLSearchParams(query));
    } catch (error) {
      if (error instanceof UcwaFailure) answer = failed(error);
      else {
        // Whoever went away while sending waits for no answer.
        if (request.destroyed && !request.complete) throw error;
        this.options.services.log.error('ucwa-request-failed', { error });
        answer = failed(new UcwaFailure('ServiceFailure', undefined, 'An internal error.'));
      }
    }
    if (!response.destroyed) send(response, answer);
    return true;
  }

  async #answer(
    place: Place,
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    query: URLSearchParams,
  ): Promise<Answer> {
    const { desk } = this.options;
    if (place === 'applications') return this.#applications(request, response, pathname, query);
    if (methodOf(request) !== methods[place]) throw notAllowed([methods[place]]);
    if (place === 'root') return desk.root(request);
    if (place === 'token') return desk.token(request);
    return this.#user(request) ? desk.user(request) : desk.challenge(request);
  }

  async #applications(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    query: URLSearchParams,
  ): Promise<Answer> {
    const { applications, desk } = this.options;
    const user = this.#user(request);
    if (!user) return desk.challenge(request);
    this.#checkRate(user);
    checkVersion(request);
    const [id, ...segments] = pathname.slice(applicationsPath.length).split('/').slice(1);
    if (id === undefined || id === '') {
      if (request.method !== 'POST') throw notAllowed(['POST']);
      const { application, created } = applications.create(user, await readJsonBody(request));
      const headers = { Location: application.hrefs.application };
      return { status: created ? 201 : 200, body: application.resource(), headers };
    }
    const application = applications.find(id, user);
    if (segments.length === 0 && request.method === 'DELETE') {
      await applications.delete(application);
      return noContent;
    }
    const match = routes.match(methodOf(request), segments);
    if (match.kind === 'other-method') throw notAllowed(match.allow);
    if (match.kind === 'none')
      throw new UcwaFailure('NotFound', undefined, 'There is nothing at this address.');
    return match.handler(new Exchange(application, request, response, match.places, query));
  }

  /** Whose valid token the request carries. */
  #user({ headers }: IncomingMessage): UcwaUser | undefined {
    const token = /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
    const claims = token === undefined ? undefined : this.options.tokens.verify(token);
    if (!claims) return undefined;
    const { uri, kind } = claims;
    if (kind === 'guest') return { uri, kind, name: '' };
    const person = this.options.services.directory.find(uri);
    // Users may be gone since.
    return person && { uri, kind, name: person.name };
  }

  #checkRate({ uri }: UcwaUser): void {
    const now = this.options.services.clock.now();
    const bucket = this.#perUser.get(uri, now);
    if (bucket.take(now)) return;
    throw new UcwaFailure('TooManyRequests', undefined, 'Too many requests.', {
      headers: { 'Retry-After': String(bucket.retryAfter(now)) },
    });
  }
}

/** RFC 9110, 9.3.2: HEAD is GET, and the body of its answer is not sent. */
function methodOf({ method = 'GET' }: IncomingMessage): string {
  return method === 'HEAD' ? 'GET' : method;
}

function placeOf(pathname: string): Place | undefined {
  const lower = pathname.toLowerCase().replace(/\/$/, '');
  const path = applicationsPath.toLowerCase();
  return lower === path || lower.startsWith(`${path}/`) ? 'applications' : places.get(lower);
}

function notAllowed(allow: readonly string[]): UcwaFailure {
  return new UcwaFailure('MethodNotAllowed', undefined, 'The method is not allowed here.', {
    headers: { Allow: allow.join(', ') },
  });
}

/** DOC Versioning: revision 2.0 is the newest there is. */
function checkVersion({ headers }: IncomingMessage): void {
  const wanted = headers['x-ms-requiresminresourceversion'];
  if (wanted !== undefined && Number(wanted) > 2)
    throw new UcwaFailure('NotFound', 'APIVersionNotSupported', 'The newest revision is 2.0.');
}

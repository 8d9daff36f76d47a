import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BucketLimit } from '../../token-bucket';
import { parseUri } from '../../sip/message';
import { Applications } from './applications';
import { Front } from './http/front';
import { SignInDesk, type SignIn } from './http/sign-in';
import type { GatewayServices } from './services';
import { Tokens } from './tokens';

export interface UcwaGatewayOptions extends GatewayServices {
  /** Host part of the contacts that applications register; nobody else's. */
  readonly contactHost: string;
  readonly tokenSecret: string;
  /** Seconds. */
  readonly tokenLifetime: { readonly user: number; readonly guest: number };
  readonly publicUrl?: string;
  readonly signIn: SignIn;
  readonly isAllowedOrigin: (origin: string | undefined, host: string | undefined) => boolean;
  /** HTTP requests of one user. */
  readonly limit: BucketLimit;
}

export interface UcwaGatewaySnapshot {
  readonly applications: number;
  /** Clients that wait for events just now. */
  readonly pollers: number;
}

/** User part of the contact of an application. */
const contactPrefix = 'ucwa-';

/** UCWA 2.0 over HTTP in front of SIP: each application is an ordinary user agent on the other side. */
export class UcwaGateway {
  readonly #applications: Applications;
  readonly #front: Front;
  readonly #stopHandling: () => void;

  constructor(options: UcwaGatewayOptions) {
    const { clock, contactHost, endpoint } = options;
    const services: GatewayServices = options;
    const now = (): number => clock.now();
    const tokens = new Tokens({ secret: options.tokenSecret, lifetime: options.tokenLifetime, now });
    this.#applications = new Applications(
      services,
      (id) => `sip:${contactPrefix}${id}@${contactHost};transport=tcp`,
    );
    const desk = new SignInDesk({
      ...{ domain: options.settings.domain, publicUrl: options.publicUrl, tokens },
      signIn: options.signIn,
    });
    const { isAllowedOrigin, limit } = options;
    this.#front = new Front({
      ...{ services, applications: this.#applications, tokens, desk, isAllowedOrigin, limit },
    });
    this.#stopHandling = endpoint.handle((request) => this.#applicationAt(request.uri) !== undefined, {
      invite: (invite) => this.#applicationAt(invite.request.uri)?.receive(invite),
    });
  }

  /** False when the path is none of the gateway's; nothing was sent then. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    query: string,
  ): Promise<boolean> {
    return this.#front.serve(request, response, pathname, query);
  }

  snapshot(): UcwaGatewaySnapshot {
    return { applications: this.#applications.size, pollers: this.#applications.pollers };
  }

  /** Ends all conversations and lets who polls go. Never rejects. */
  async close(): Promise<void> {
    await this.#applications.close();
    this.#stopHandling();
  }

  #applicationAt(uri: string): ReturnType<Applications['get']> {
    const user = parseUri(uri)?.user ?? '';
    return user.startsWith(contactPrefix)
      ? this.#applications.get(user.slice(contactPrefix.length))
      : undefined;
  }
}

import { randomBytes } from 'node:crypto';
import type { UcwaBody } from './body';
import { UcwaApplication, type ApplicationInit } from './application';
import { UcwaFailure } from './failure';
import type { GatewayServices, UcwaUser } from './services';

/** Applications that are gone, and why, for their clients to be told: so many are remembered. */
const maxGone = 10_000;
const maxText = 100;

/** All applications: made, found by those they belong to, and ended. */
export class Applications {
  readonly #byId = new Map<string, UcwaApplication>();
  readonly #byUser = new Map<string, Set<UcwaApplication>>();
  readonly #gone = new Map<string, { readonly owner: string; readonly failure: UcwaFailure }>();

  constructor(
    private readonly services: GatewayServices,
    /** The URI that calls for an application come to. */
    private readonly contactOf: (id: string) => string,
  ) {}

  get size(): number {
    return this.#byId.size;
  }

  get pollers(): number {
    return [...this.#byId.values()].filter(({ channel }) => channel.isWaiting).length;
  }

  /** For calls; whoever calls has reached the contact of it. */
  get(id: string): UcwaApplication | undefined {
    return this.#byId.get(id);
  }

  /** Throws `UcwaFailure`: somebody else's application is as one that does not exist. */
  find(id: string, user: UcwaUser): UcwaApplication {
    const found = this.#byId.get(id);
    if (found?.user.uri === user.uri) return found;
    const gone = this.#gone.get(id);
    if (gone?.owner === user.uri) throw gone.failure;
    throw new UcwaFailure(
      'NotFound',
      'ApplicationNotFound',
      'An error occurred. Please retry. If the problem persists, contact your support team.',
    );
  }

  /** `created` is false when the same client had made it before. Throws `UcwaFailure`. */
  create(
    user: UcwaUser,
    body: UcwaBody,
  ): { readonly application: UcwaApplication; readonly created: boolean } {
    const [type, instanceId] = [body.text('type', maxText), body.text('instanceId', maxText)];
    const init: ApplicationInit = {
      userAgent: body.required('userAgent', maxText),
      endpointId: body.required('endpointId', maxText),
      culture: body.required('culture', maxText),
      ...(type !== undefined && { type }),
      ...(instanceId !== undefined && { instanceId }),
    };
    const own = this.#byUser.get(user.uri) ?? new Set();
    const known = [...own].find((application) => application.isOf(user, init));
    if (known) return { application: known, created: false };
    if (this.#byId.size >= this.services.settings.maxApplications)
      throw new UcwaFailure('ServiceUnavailable', 'Unavailable', 'Too many are signed in.', {
        headers: { 'Retry-After': '30' },
      });
    const [oldest] = own;
    if (oldest && own.size >= this.services.settings.maxApplicationsPerUser)
      this.#expire(oldest, 'TooManyApplications', 'Another application of this user took its place.');
    const id = randomBytes(12).toString('hex');
    const application = new UcwaApplication({
      ...{ services: this.services, user, init, id, contact: this.contactOf(id) },
      onExpired: (expired) =>
        this.#expire(expired, 'InactiveApplicationExpired', 'The events were not asked for in time.'),
    });
    this.#byId.set(id, application);
    own.add(application);
    this.#byUser.set(user.uri, own);
    return { application, created: true };
  }

  /** The client has said goodbye. Never rejects. */
  delete(application: UcwaApplication): Promise<void> {
    this.#remove(application);
    const failure = new UcwaFailure('NotFound', 'ApplicationNotFound', 'The application was deleted.');
    return application.close(failure, { cause: 200, text: 'Signed out', isPatient: true });
  }

  /** The server stops. */
  async close(): Promise<void> {
    const failure = new UcwaFailure('ServiceUnavailable', 'Unavailable', 'The service is shutting down.', {
      headers: { 'Retry-After': '5' },
    });
    const all = [...this.#byId.values()];
    for (const application of all) this.#remove(application);
    await Promise.all(
      all.map((application) => application.close(failure, { cause: 503, text: 'Service is shutting down' })),
    );
  }

  #expire(
    application: UcwaApplication,
    subcode: 'InactiveApplicationExpired' | 'TooManyApplications',
    message: string,
  ): void {
    this.#remove(application);
    const failure = new UcwaFailure('Gone', subcode, message);
    this.#gone.set(application.id, { owner: application.user.uri, failure });
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= maxGone) break;
      this.#gone.delete(oldest);
    }
    void application.close(failure, { cause: 480, text: 'The client is gone' });
  }

  #remove(application: UcwaApplication): void {
    this.#byId.delete(application.id);
    const own = this.#byUser.get(application.user.uri);
    own?.delete(application);
    if (own?.size === 0) this.#byUser.delete(application.user.uri);
  }
}

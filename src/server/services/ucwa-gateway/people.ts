import { randomBytes } from 'node:crypto';
import { parsePidf, pidfContentType, type Presence } from '../../../protocol/presence';
import { buildUcwaDate, ucwaAvailabilityOf, type UcwaResource } from '../../../protocol/ucwa';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { XmlError } from '../../../protocol/xml/xml-error';
import type { Timer } from '../../sip/clock';
import type { Subscription } from '../../sip/endpoint';
import { addressOfRecord } from '../../sip/message';
import type { UcwaBody } from './body';
import type { EventChannel } from './events/event-channel';
import { UcwaFailure } from './failure';
import type { Hrefs } from './hrefs';
import type { GatewayServices, UcwaPerson, UcwaUser } from './services';

const maxWatched = 100;
const usualLimit = 20;
const mostFound = 100;

interface Watched {
  readonly person: UcwaPerson;
  presence: Presence | undefined;
  /** Milliseconds since 1970. */
  changedAt: number;
  subscription: Subscription | undefined;
  /** Ids of the presence subscriptions that name this person. */
  readonly wantedBy: Set<string>;
}

/** Whom the person knows of: search, contacts, and whether those they watch are there. */
export class People {
  readonly #watched = new Map<string, Watched>();
  readonly #subscriptions = new Map<string, Timer>();
  #closed = false;

  constructor(
    private readonly options: {
      readonly services: GatewayServices;
      readonly user: UcwaUser;
      readonly channel: EventChannel;
      readonly hrefs: Hrefs;
      /** Whom the person talks to, who may be somebody the directory does not know. */
      readonly peer: (uri: string) => UcwaPerson | undefined;
    },
  ) {}

  resource(): UcwaResource {
    const { people } = this.options.hrefs;
    const isUser = this.options.user.kind === 'user';
    return {
      rel: 'people',
      _links: {
        self: { href: people },
        ...(isUser && {
          presenceSubscriptions: { href: `${people}/presenceSubscriptions` },
          search: { href: `${people}/search` },
        }),
      },
    };
  }

  search(query: URLSearchParams): UcwaResource {
    this.#mustBeUser();
    const text = (query.get('query') ?? '').trim();
    if (text === '') throw UcwaFailure.parameter('query', 'is required');
    if (text.length > 100) throw UcwaFailure.parameter('query', 'must have at most 100 characters');
    const wanted = Number(query.get('limit') ?? usualLimit);
    if (!Number.isInteger(wanted) || wanted < 1) throw UcwaFailure.parameter('limit', 'must be a number');
    const limit = Math.min(wanted, mostFound);
    const found = this.options.services.directory.search(text, limit + 1);
    return {
      rel: 'search',
      moreResultsAvailable: found.length > limit,
      _links: { self: { href: `${this.options.hrefs.people}/search?${query.toString()}` } },
      _embedded: { contact: found.slice(0, limit).map((person) => this.#contact(person)) },
    };
  }

  /** `address` as it stands in the link. Guests know of those they talk to, and of nobody else. */
  contact(address: string): UcwaResource {
    const { peer, services, user } = this.options;
    const uri = uriOf(address);
    const known = services.directory.find(uri);
    const mayKnow = user.kind === 'user' || known?.isPublished;
    return this.#contact(peer(uri) ?? (mayKnow ? known : undefined) ?? nobody());
  }

  /** As watched; else as it is just now. Rejects with `UcwaFailure`. */
  async presence(address: string): Promise<UcwaResource> {
    this.#mustBeUser();
    const person = this.#find(address);
    const watched = this.#watched.get(person.uri);
    return this.#presence(person, watched?.presence ?? (await this.#fetch(person)), watched?.changedAt);
  }

  /** POST presenceSubscriptions: the new subscription. */
  subscribe(body: UcwaBody): UcwaResource {
    this.#mustBeUser();
    const minutes = body.number('duration') ?? 30;
    if (!(minutes >= 1 && minutes <= 1_440))
      throw UcwaFailure.parameter('duration', 'must be 1 to 1440 minutes');
    const uris = body.texts('uris') ?? [];
    if (uris.length === 0) throw UcwaFailure.parameter('uris', 'is required');
    const persons = uris.map((uri) => this.#find(uri));
    const added = persons.filter(({ uri }) => !this.#watched.has(uri));
    if (this.#watched.size + added.length > maxWatched)
      throw new UcwaFailure('TooManyRequests', undefined, `At most ${maxWatched} people can be watched.`);
    const id = randomBytes(6).toString('hex');
    this.#extend(id, minutes);
    for (const person of persons) this.#watch(person, id);
    return this.#subscription(id);
  }

  /** GET presenceSubscriptions: those that go on. */
  subscriptions(): UcwaResource {
    this.#mustBeUser();
    return {
      rel: 'presenceSubscriptions',
      _links: { self: { href: `${this.options.hrefs.people}/presenceSubscriptions` } },
      _embedded: {
        presenceSubscription: [...this.#subscriptions.keys()].map((id) => this.#subscription(id)),
      },
    };
  }

  /** GET a presence subscription. */
  subscription(id: string): UcwaResource {
    this.#mustExist(id);
    return this.#subscription(id);
  }

  /** POST to a presence subscription: goes on for so many minutes. */
  extend(id: string, query: URLSearchParams): UcwaResource {
    this.#mustExist(id);
    const minutes = Number(query.get('duration') ?? 30);
    if (!(minutes >= 1 && minutes <= 1_440))
      throw UcwaFailure.parameter('duration', 'must be 1 to 1440 minutes');
    this.#extend(id, minutes);
    return this.#subscription(id);
  }

  unsubscribe(id: string): void {
    this.#mustExist(id);
    this.#end(id);
  }

  close(): void {
    this.#closed = true;
    for (const id of [...this.#subscriptions.keys()]) this.#end(id);
  }

  #find(address: string): UcwaPerson {
    return this.options.services.directory.find(uriOf(address)) ?? nobody();
  }

  #mustBeUser(): void {
    if (this.options.user.kind === 'guest')
      throw new UcwaFailure('Forbidden', 'AnonymousNotAllowed', 'Guests know of nobody.');
  }

  #mustExist(id: string): void {
    if (!this.#subscriptions.has(id))
      throw new UcwaFailure('NotFound', undefined, 'The subscription is not there any more.');
  }

  #extend(id: string, minutes: number): void {
    this.#subscriptions.get(id)?.cancel();
    const timer = this.options.services.clock.setTimeout(() => this.#end(id), minutes * 60_000);
    this.#subscriptions.set(id, timer);
  }

  #watch(person: UcwaPerson, id: string): void {
    const known = this.#watched.get(person.uri);
    if (known) return void known.wantedBy.add(id);
    const watched: Watched = {
      ...{ person, presence: undefined, changedAt: this.options.services.clock.now() },
      ...{ subscription: undefined, wantedBy: new Set([id]) },
    };
    this.#watched.set(person.uri, watched);
    this.#subscribe(watched).catch((error: unknown) => {
      this.options.services.log.info('contact-not-watched', { uri: person.uri, error });
      if (this.#watched.get(person.uri) === watched) this.#watched.delete(person.uri);
    });
  }

  async #subscribe(watched: Watched): Promise<void> {
    const { uri } = watched.person;
    const subscription = await this.#ask(uri, 3_600, {
      onPresence: (presence) => this.#changed(watched, presence),
      onTerminated: () => {
        watched.subscription = undefined;
        if (this.#watched.get(uri) === watched) this.#watched.delete(uri);
      },
    });
    watched.subscription = subscription;
    if (watched.wantedBy.size === 0) await subscription.unsubscribe();
  }

  /** RFC 3856: a subscription of no length is a question. Undefined when nobody answers it. */
  #fetch({ uri }: UcwaPerson): Promise<Presence | undefined> {
    return new Promise((resolve) => {
      this.#ask(uri, 0, { onPresence: resolve, onTerminated: () => resolve(undefined) }).catch(
        (error: unknown) => {
          this.options.services.log.info('presence-not-fetched', { uri, error });
          resolve(undefined);
        },
      );
    });
  }

  #ask(
    uri: string,
    expires: number,
    handlers: { onPresence(presence: Presence): void; onTerminated(): void },
  ): Promise<Subscription> {
    const { services, user } = this.options;
    return services.endpoint.subscribe(uri, {
      from: user.uri,
      headers: [['P-Asserted-Identity', `<${user.uri}>`]],
      ...{ event: 'presence', expires, accept: pidfContentType },
      onNotify: ({ body }) => {
        const presence = this.#read(uri, body.toString('utf8'));
        if (presence) handlers.onPresence(presence);
      },
      onTerminated: () => handlers.onTerminated(),
    });
  }

  #read(uri: string, document: string): Presence | undefined {
    if (document.trim() === '') return undefined;
    try {
      return parsePidf(document);
    } catch (error) {
      if (!(error instanceof XmlError || error instanceof WireFormatError)) throw error;
      this.options.services.log.warn('presence-unreadable', { uri, error });
      return undefined;
    }
  }

  #changed(watched: Watched, presence: Presence): void {
    if (this.#closed) return;
    watched.presence = presence;
    watched.changedAt = this.options.services.clock.now();
    const href = `${this.options.hrefs.contact(watched.person.uri)}/presence`;
    const sender = { rel: 'people', href: this.options.hrefs.people };
    // A link only, as documented: who wants to know asks.
    const event = { link: { rel: 'contactPresence', href }, type: 'updated' } as const;
    this.options.channel.publish([{ sender, event }], { priority: 'medium', replaces: href });
  }

  #end(id: string): void {
    this.#subscriptions.get(id)?.cancel();
    this.#subscriptions.delete(id);
    for (const [uri, watched] of this.#watched) {
      if (!watched.wantedBy.delete(id) || watched.wantedBy.size > 0) continue;
      this.#watched.delete(uri);
      void watched.subscription?.unsubscribe();
    }
  }

  #subscription(id: string): UcwaResource {
    const self = `${this.options.hrefs.people}/presenceSubscriptions/${id}`;
    return { rel: 'presenceSubscription', id, _links: { self: { href: self } } };
  }

  #contact({ uri, name }: UcwaPerson): UcwaResource {
    const self = this.options.hrefs.contact(uri);
    const { services, user } = this.options;
    const known = services.directory.find(uri);
    const hasPresence = user.kind === 'user' && known !== undefined && !known.isPublished;
    const presence = hasPresence && { contactPresence: { href: `${self}/presence` } };
    return {
      rel: 'contact',
      uri,
      name,
      sourceNetwork: 'SameEnterprise',
      type: 'User',
      _links: { self: { href: self }, ...presence },
    };
  }

  #presence(person: UcwaPerson, known: Presence | undefined, changedAt: number | undefined): UcwaResource {
    return {
      rel: 'contactPresence',
      availability: known ? ucwaAvailabilityOf(known.availability) : 'Offline',
      deviceType: 'Unknown',
      ...(changedAt !== undefined && { lastActive: buildUcwaDate(changedAt) }),
      ...(known?.note !== undefined && { note: known.note }),
      _links: { self: { href: `${this.options.hrefs.contact(person.uri)}/presence` } },
    };
  }
}

function uriOf(address: string): string {
  return addressOfRecord(/^sips?:/i.test(address) ? address : `sip:${address}`);
}

function nobody(): never {
  throw new UcwaFailure('NotFound', undefined, 'There is nobody of this address.');
}

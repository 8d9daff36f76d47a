import { linkOf, parseDataUri } from '../../../protocol/ucwa';
import type { UcwaEvent, UcwaEvents, UcwaLink, UcwaResource } from '../../../protocol/ucwa';

export interface UcwaAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  json<T = UcwaResource>(): T;
}

/** What a test sees of an event. */
export interface SeenEvent extends UcwaEvent {
  readonly sender: string;
}

/** A client that does nothing by itself. It follows links. */
export class UcwaTestClient {
  token = '';
  application!: UcwaResource;
  /** The next address of the event channel. */
  next = '';
  readonly seen: SeenEvent[] = [];

  constructor(readonly origin: string) {}

  async send(method: string, href: string, options: RequestInit = {}): Promise<UcwaAnswer> {
    const headers = new Headers(options.headers);
    if (this.token !== '') headers.set('Authorization', `Bearer ${this.token}`);
    const response = await fetch(new URL(href, this.origin), { ...options, method, headers });
    const body = await response.text();
    return {
      ...{ status: response.status, headers: response.headers, body },
      json: <T>() => JSON.parse(body) as T,
    };
  }

  get(href: string): Promise<UcwaAnswer> {
    return this.send('GET', href);
  }

  /** An object is sent as JSON, a text as text/plain. */
  post(href: string, body?: object | string, headers: Record<string, string> = {}): Promise<UcwaAnswer> {
    if (body === undefined) return this.send('POST', href, { headers });
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    return this.send('POST', href, {
      headers: { 'Content-Type': type, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async signIn(username: string, password: string): Promise<UcwaAnswer> {
    const answer = await this.send('POST', '/WebTicket/oauthtoken', {
      body: new URLSearchParams({ grant_type: 'password', username, password }),
    });
    if (answer.status === 200) this.token = answer.json<{ access_token: string }>().access_token;
    return answer;
  }

  async createApplication(extra: Record<string, string> = {}): Promise<UcwaAnswer> {
    const answer = await this.post('/ucwa/oauth/v1/applications', {
      UserAgent: 'Test',
      EndpointId: 'a917c6f4-976c-4cf3-847d-cdfffa28ccdf',
      Culture: 'en-US',
      ...extra,
    });
    this.application = answer.json();
    this.next = hrefOf(this.application, 'events');
    return answer;
  }

  embedded(rel: string): UcwaResource {
    return this.application._embedded![rel] as UcwaResource;
  }

  makeMeAvailable(body: object = { SupportedModalities: ['Messaging'] }): Promise<UcwaAnswer> {
    return this.post(hrefOf(this.embedded('me'), 'makeMeAvailable'), body);
  }

  /** One answer of the event channel. */
  async poll(href = this.next): Promise<UcwaEvents> {
    const answer = await this.get(href);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body}`);
    const events = answer.json<UcwaEvents>();
    this.next = (events._links.next ?? events._links.resync)!.href;
    for (const { rel, events: list } of events.sender)
      this.seen.push(...list.map((event) => ({ ...event, sender: rel })));
    return events;
  }

  /** Polls until an event fits; returns the answer it came in. */
  async until(fits: (event: SeenEvent) => boolean): Promise<{ event: SeenEvent; batch: UcwaEvents }> {
    for (;;) {
      const before = this.seen.length;
      const batch = await this.poll();
      const event = this.seen.slice(before).find(fits);
      if (event) return { event, batch };
    }
  }

  /** An incoming message with this in it that has come, or will. */
  async untilText(text: string): Promise<SeenEvent> {
    const fits = (each: SeenEvent): boolean => incoming(each) && textOf(each).includes(text);
    return this.seen.find(fits) ?? (await this.until(fits)).event;
  }

  /** Starts a conversation, and polls until it is connected. */
  async connect(to: string, extra: object = {}): Promise<{ conversation: string; sendMessage: string }> {
    const answer = await this.post(hrefOf(this.embedded('communication'), 'startMessaging'), {
      importance: 'Normal',
      to,
      ...extra,
    });
    if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.body}`);
    const { event } = await this.until(is('messaging', 'updated', (each) => each.state === 'Connected'));
    const messaging = event._embedded!.messaging!;
    return { conversation: hrefOf(messaging, 'conversation'), sendMessage: hrefOf(messaging, 'sendMessage') };
  }

  async signOut(): Promise<void> {
    await this.send('DELETE', hrefOf(this.application, 'self'));
  }
}

export function hrefOf(resource: UcwaResource, rel: string): string {
  const link = resource._links[rel] as UcwaLink | undefined;
  if (!link) throw new Error(`no link ${rel} in ${JSON.stringify(resource)}`);
  return link.href;
}

/** The text of a message event. */
export function textOf({ _embedded }: SeenEvent): string {
  const message = _embedded?.message;
  const link = message && (linkOf(message, 'plainMessage') ?? linkOf(message, 'htmlMessage'));
  return parseDataUri(link?.href ?? '')?.text ?? '';
}

/** Whether an event brings a text of somebody else. */
export const incoming = (event: SeenEvent): boolean =>
  event.link.rel === 'message' &&
  event.type === 'completed' &&
  event._embedded?.message?.direction === 'Incoming';

/** Whether an event is of this rel and type, and its resource fits. */
export function is(
  rel: string,
  type: UcwaEvent['type'],
  fits: (resource: UcwaResource) => boolean = () => true,
): (event: SeenEvent) => boolean {
  return (event) =>
    event.link.rel === rel && event.type === type && fits(event._embedded?.[rel] ?? ({} as UcwaResource));
}

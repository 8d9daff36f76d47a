import {
  buildAgentCommand,
  parseAgentState,
  type AgentCommand,
  type AgentState,
} from '../../../../protocol/agent-state';
import { buildPidf, type PresenceAvailability } from '../../../../protocol/presence';
import {
  parseQueueStatus,
  queueStatusContentType,
  type QueueStatus,
} from '../../../../protocol/queue-status';
import { buildMessageAnswer, buildMessageOffer, sdpContentType } from '../../../../protocol/sdp-message';
import {
  parseSessionInvite,
  sessionInviteContentType,
  type SessionInvite,
} from '../../../../protocol/session-invite';
import type { MediaService } from '../../../media';
import { createMemoryStore, type Store } from '../../../store';
import { ManualClock } from '../../../sip/clock';
import { memoryPair, type SipConnection } from '../../../sip/connection';
import {
  SipEndpoint,
  type IncomingInvite,
  type IncomingRequest,
  type InviteDialog,
  type Notifier,
} from '../../../sip/endpoint';
import { createLogger, type Logger } from '../../../sip/log';
import { parseUri, serialize, type SipMessage, type SipResponse } from '../../../sip/message';
import { settle, until } from './waiting';
import { startContactCenter, type ContactCenter, type ContactCenterConfiguration } from '..';

export { settle, until };

export const salesUri = 'sip:sales@contoso.com';
export const cardApplication = '40499119-4b60-45a6-9a7a-dc7a384d5670';
export const adminApplication = '11111111-2222-3333-4444-555555555555';

export const configuration: ContactCenterConfiguration = {
  domain: 'contoso.com',
  queues: [
    {
      uri: salesUri,
      name: 'Sales',
      skills: [{ name: 'sales' }],
      welcome: 'Welcome!',
      hold: { text: 'Still here?', everySeconds: 60 },
      maxWaitSeconds: 300,
      maxLength: 3,
      offerSeconds: 20,
      overflow: { text: 'Nobody is free.' },
      wrapUpSeconds: 0,
      contextApplications: [cardApplication, adminApplication],
      farewell: 'Goodbye!',
    },
    {
      uri: 'sip:support@contoso.com',
      name: 'Support',
      skills: [{ name: 'support' }],
      maxWaitSeconds: 100,
      maxLength: 1,
      offerSeconds: 10,
      wrapUpSeconds: 30,
      contextApplications: [],
    },
  ],
  agents: [
    {
      uri: 'sip:alice@contoso.com',
      displayName: 'Ms A.',
      skills: [{ name: 'sales' }],
      roles: ['agent'],
      capacity: 2,
    },
    {
      uri: 'sip:bob@contoso.com',
      displayName: 'Mr B.',
      skills: [{ name: 'sales' }],
      roles: ['agent', 'supervisor'],
    },
  ],
  contextApplications: [
    {
      id: cardApplication,
      name: 'Customer',
      toast: 'A customer',
      toCustomer: ['application/vnd.contoso.offer+json'],
    },
    { id: adminApplication, name: 'Supervision', roles: ['supervisor'] },
  ],
  missedOffersLimit: 3,
  exclusionSeconds: 60,
  reconnectGraceSeconds: 30,
  siteSecret: 'site secret',
  drainSeconds: 5,
};

/** The contact centre, an edge that forwards everything, and people on the other side of it; time stands still until turned. */
export class World {
  readonly clock = new ManualClock(1_700_000_000_000);
  readonly logged: Record<string, unknown>[] = [];
  readonly log: Logger;
  readonly endpoint: SipEndpoint;
  readonly outside: SipEndpoint;
  readonly centre: ContactCenter;
  /** Every message the centre sent. */
  readonly sent: string[] = [];
  /** The way from the people to the centre loses ACKs. */
  loseAcks = false;

  constructor(
    config: Partial<ContactCenterConfiguration> = {},
    readonly store: Store = createMemoryStore(),
    media?: (world: World) => MediaService,
  ) {
    const write = (line: string) => void this.logged.push(JSON.parse(line) as Record<string, unknown>);
    this.log = createLogger({ level: 'info', write });
    const [inner, outer] = memoryPair();
    tap(outer, (message) => !(this.loseAcks && message.kind === 'request' && message.method === 'ACK'));
    tap(inner, (message) => this.sent.push(serialize(message).toString('utf8')) > 0);
    const { clock, log } = this;
    this.endpoint = new SipEndpoint({ connection: inner, contact: 'sip:services.invalid', clock, log });
    this.outside = new SipEndpoint({ connection: outer, contact: 'sip:outside.invalid', clock, log });
    this.centre = startContactCenter({
      ...{ endpoint: this.endpoint, store: this.store, clock, log },
      config: { ...configuration, ...config },
      ...(media && { media: this.#lazily(media) }),
    });
  }

  /** As the server does: nothing before the first call. */
  #lazily(media: (world: World) => MediaService): () => Promise<MediaService> {
    let opened: MediaService | undefined;
    return async () => (opened ??= media(this));
  }

  agent(name: string): AgentPeer {
    return new AgentPeer(this, name);
  }

  visitor(name = 'guest-1', displayName = 'Jane Doe'): VisitorPeer {
    return new VisitorPeer(this, `sip:${name}@contoso.com`, displayName);
  }

  errors(): Record<string, unknown>[] {
    return this.logged.filter(({ level }) => level === 'error');
  }

  async close(): Promise<void> {
    this.centre.close();
    await settle();
    await Promise.all([this.endpoint.close(), this.outside.close()]);
  }
}

/** `onSend` sees what is sent; what it says false to is lost. */
function tap(connection: SipConnection, onSend: (message: SipMessage) => boolean): void {
  const send = connection.send.bind(connection);
  connection.send = (message) => {
    if (Buffer.isBuffer(message) || onSend(message)) send(message);
  };
}

export interface Said {
  readonly text: string;
  readonly type: string;
  readonly notice: string | undefined;
  readonly id: string | undefined;
}

function said({ request }: IncomingRequest): Said {
  const { headers, body } = request;
  return {
    text: body.toString('utf8'),
    type: headers.get('Content-Type') ?? '',
    notice: headers.get('Ms-Notice'),
    id: headers.get('Ms-Message-Id'),
  };
}

export interface CallOptions {
  readonly to?: string;
  readonly conversationId?: string;
  readonly headers?: [string, string][];
  readonly contentType?: string;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

/** A person's side of one chat. */
export abstract class Peer {
  readonly heard: Said[] = [];
  readonly info: { type: string; body: string }[] = [];
  /** The status this side answers MESSAGE and INFO with; 0: not at all. */
  answer = 200;
  dialog: InviteDialog | undefined;
  ended: string | undefined;
  readonly callIds: string[] = [];

  constructor(
    readonly world: World,
    readonly uri: string,
  ) {}

  get identity(): [string, string] {
    return ['P-Asserted-Identity', `<${this.uri}>`];
  }

  attach(dialog: InviteDialog): void {
    this.dialog = dialog;
    this.callIds.push(dialog.callId);
    this.ended = undefined;
    dialog.onRequest = (incoming) => this.received(incoming);
    void dialog.terminated.then((end) => {
      if (this.dialog === dialog) this.ended = `${end.by}: ${end.reason ?? ''}`;
    });
  }

  received(incoming: IncomingRequest): void {
    if (this.answer === 0) return;
    const { method, headers, body } = incoming.request;
    if (this.answer < 300) {
      if (method === 'MESSAGE') this.heard.push(said(incoming));
      if (method === 'INFO')
        this.info.push({ type: headers.get('Content-Type') ?? '', body: body.toString('utf8') });
    }
    incoming.respond(this.answer);
  }

  async request(
    method: string,
    contentType: string,
    body: string | Buffer,
    headers: [string, string][] = [],
  ): Promise<SipResponse> {
    if (!this.dialog) throw new Error('There is no dialog.');
    return this.dialog.request(method, { headers: [this.identity, ...headers], contentType, body });
  }

  async say(text: string, type = 'text/plain; charset=UTF-8', headers?: [string, string][]): Promise<number> {
    return (await this.request('MESSAGE', type, text, headers)).status;
  }

  /** What persons said, without notices. */
  get texts(): string[] {
    return this.heard.filter(({ notice }) => notice === undefined).map(({ text }) => text);
  }

  get notices(): string[] {
    return this.heard.flatMap(({ notice, text }) => (notice === undefined ? [] : [`${notice}: ${text}`]));
  }
}

export class VisitorPeer extends Peer {
  constructor(
    world: World,
    uri: string,
    readonly displayName: string,
  ) {
    super(world, uri);
  }

  async call(options: CallOptions = {}): Promise<InviteDialog> {
    const { to = salesUri, conversationId = 'AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==', headers = [] } = options;
    const dialog = await this.world.outside.invite(to, {
      from: `"${this.displayName}" <${this.uri}>`,
      headers: [this.identity, ['Ms-Conversation-ID', conversationId], ...headers],
      contentType: options.contentType ?? sdpContentType,
      body: options.body ?? buildMessageOffer(),
      ...(options.signal && { signal: options.signal }),
    });
    this.attach(dialog);
    return dialog;
  }

  get statuses(): QueueStatus[] {
    return this.info
      .filter(({ type }) => type === queueStatusContentType)
      .map(({ body }) => parseQueueStatus(body));
  }

  get status(): QueueStatus | undefined {
    return this.statuses.at(-1);
  }
}

export interface ChannelPeer {
  readonly invite: SessionInvite;
  readonly headers: IncomingInvite['request']['headers'];
  readonly dialog: InviteDialog;
  readonly data: { type: string; body: string }[];
}

export class AgentPeer extends Peer {
  /** What this agent's client does with an offer. */
  onOffer: (invite: IncomingInvite) => void = (invite) => void this.accept(invite);
  onChannel: (invite: IncomingInvite) => void = (invite) => void this.acceptChannel(invite);
  readonly offers: IncomingInvite[] = [];
  readonly channels: ChannelPeer[] = [];
  /** Headers for the next 200. */
  acceptHeaders: [string, string][] = [];
  #presence: Notifier | undefined;
  #availability: PresenceAvailability = 'offline';
  #onThePhone = false;
  readonly #stop: () => void;

  constructor(world: World, name: string) {
    super(world, `sip:${name}@contoso.com`);
    this.#stop = world.outside.handle((request) => parseUri(request.uri)?.user === name, {
      invite: (invite) => {
        const isChannel = invite.request.headers.get('Content-Type') === sessionInviteContentType;
        if (isChannel) return this.onChannel(invite);
        this.offers.push(invite);
        this.onOffer(invite);
      },
      subscribe: (subscribe) => {
        this.#presence = subscribe.accept({ expires: 3600 });
        this.#notifyPresence();
      },
    });
  }

  /** The client is gone: nothing reaches this agent any more. */
  unregister(): void {
    this.#stop();
  }

  async publish(availability: PresenceAvailability, onThePhone = false): Promise<void> {
    this.#availability = availability;
    this.#onThePhone = onThePhone;
    await until(() => this.#presence !== undefined, 'a subscription to presence');
    this.#notifyPresence();
    await settle();
  }

  #notifyPresence(): void {
    const document = buildPidf({
      ...{ entity: this.uri, tupleId: 't1' },
      ...{ availability: this.#availability, onThePhone: this.#onThePhone },
    });
    this.#presence?.notify(document, 'application/pidf+xml');
  }

  async accept(invite: IncomingInvite): Promise<void> {
    const dialog = await invite.accept({
      headers: [['Content-Disposition', 'session'], ...this.acceptHeaders],
      contentType: sdpContentType,
      body: buildMessageAnswer(this.uri),
    });
    this.attach(dialog);
  }

  async acceptChannel(invite: IncomingInvite): Promise<void> {
    const session = parseSessionInvite(invite.request.body.toString('utf8'));
    const dialog = await invite.accept({
      headers: [['Content-Disposition', 'session']],
      contentType: 'text/plain',
      body: session.applicationId,
    });
    const channel: ChannelPeer = { invite: session, headers: invite.request.headers, dialog, data: [] };
    this.channels.push(channel);
    dialog.onRequest = (incoming) => {
      const { headers, body } = incoming.request;
      channel.data.push({ type: headers.get('Content-Type') ?? '', body: body.toString('utf8') });
      incoming.respond(200);
    };
  }

  /** Subscribes to the own state at the centre. */
  async watchSelf(): Promise<AgentState[]> {
    const states: AgentState[] = [];
    await this.world.outside.subscribe('sip:contact-center@contoso.com', {
      from: this.uri,
      headers: [this.identity],
      event: 'vnd.lync-widgets.agent',
      expires: 600,
      accept: 'application/vnd.lync-widgets.agent+json',
      onNotify: ({ body }) => {
        if (body.length > 0) states.push(parseAgentState(body.toString('utf8')));
      },
      onTerminated: () => undefined,
    });
    await settle();
    return states;
  }

  async command(command: AgentCommand | string): Promise<SipResponse> {
    const response = await this.world.outside.request('PUBLISH', 'sip:contact-center@contoso.com', {
      from: this.uri,
      headers: [this.identity, ['Event', 'vnd.lync-widgets.agent']],
      contentType: 'application/vnd.lync-widgets.agent+json',
      body: typeof command === 'string' ? command : buildAgentCommand(command),
    });
    await settle();
    return response;
  }
}

import { expect } from 'vitest';
import {
  buildCccpRequest,
  cccpContentType,
  parseCccp,
  parseCccpResponse,
  type CccpCommand,
  type CccpResponse,
} from '../../../protocol/conferencing/cccp';
import { parseConferenceInfo } from '../../../protocol/conferencing/conference-info';
import {
  conferenceInfoContentType,
  focusFactoryUri,
  mcuUri,
} from '../../../protocol/conferencing/conference-info-names';
import { applyConferenceInfo, type Roster } from '../../../protocol/conferencing/roster';
import { parseImdn, imdnContentType, type Imdn } from '../../../protocol/imdn';
import { buildMessageOffer, defaultAcceptTypes, sdpContentType } from '../../../protocol/sdp-message';
import { Edge } from '../../edge/edge';
import type { MediaService } from '../../media';
import {
  Conferencing,
  conferencingAddresses,
  defaultConferencing,
  type ConferencingConfiguration,
} from '../../services/conferencing';
import { MediaDouble } from '../../services/contact-center/voice/testing/media-double';
import {
  ManualClock,
  memoryPair,
  parseNameAddr,
  silentLog,
  SipEndpoint,
  type Clock,
  type DialogEnd,
  type IncomingInvite,
  type IncomingRequest,
  type InviteDialog,
  type SipConnection,
  type SipResponse,
  type Subscription,
} from '../../sip';

export const domain = 'contoso.com';
export const uriOf = (name: string): string => `sip:${name}@${domain}`;

/** The real edge with conferencing behind it, and people on connections in memory. */
export class ConferenceWorld {
  readonly clock: ManualClock;
  readonly edge: Edge;
  readonly conferencing: Conferencing;
  readonly media: MediaService;
  readonly service: SipEndpoint;

  constructor(
    options: {
      config?: Partial<ConferencingConfiguration>;
      media?: (clock: Clock) => MediaService;
      /** Of everything; turned by hand when absent. */
      clock?: Clock;
    } = {},
  ) {
    const clock = options.clock ?? new ManualClock(1_700_000_000_000);
    this.clock = clock as ManualClock;
    const log = silentLog;
    this.edge = new Edge({
      domain,
      accounts: { find: () => undefined },
      auth: { algorithm: 'MD5', guestSecret: 'x', nonceSecret: 'y', nonceTtl: 600 },
      portals: [],
      ...{ clock, log },
    });
    const [ours, theirs] = memoryPair();
    this.service = new SipEndpoint({
      ...{ connection: theirs, clock, log },
      contact: `sip:conferencing.${domain};transport=tcp`,
      extensions: ['timer', 'replaces'],
    });
    const media = options.media?.(clock) ?? new MediaDouble(clock);
    this.media = media;
    this.conferencing = new Conferencing({
      ...{ endpoint: this.service, clock, log },
      config: { ...defaultConferencing, domain, ...options.config },
      media: async () => media,
      displayNameOf: (uri) =>
        /^sip:(?!guest)[a-z]+\d*@contoso\.com$/.test(uri) ? `The ${uri.slice(4, -12)}` : undefined,
      mayOrganize: (uri) => uri !== uriOf('mallory'),
      isGuest: (uri) => uri.startsWith('sip:guest-'),
    });
    this.edge.attach(ours, { kind: 'application', addresses: conferencingAddresses(domain) });
  }

  /** Somebody whose identity the edge vouches for. */
  person(name: string, identity?: string): Person {
    return new Person(name, this, identity);
  }

  /** Lets everything that is under way arrive, and what is told a moment later. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 12; i++) await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.clock instanceof ManualClock) this.clock.advance(25);
    }
    for (let i = 0; i < 12; i++) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Time passes, in steps short enough that whoever is asked something can answer. */
  async pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 10) {
      this.clock.advance(Math.min(left, 10) * 1000);
      await this.settle();
    }
  }

  async close(): Promise<void> {
    this.conferencing.close();
    await this.settle();
    this.edge.close();
    await this.media.close();
  }
}

export interface Heard {
  readonly sender: string | undefined;
  readonly text: string;
  readonly id: string | undefined;
}

/** A participant that does what it is told, and answers as clients do. */
export class Person {
  readonly uri: string;
  readonly endpoint: SipEndpoint;
  readonly connection: SipConnection;
  readonly heard: Heard[] = [];
  readonly typing: (string | undefined)[] = [];
  readonly reports: Imdn[] = [];
  readonly responses: CccpResponse[] = [];
  readonly ends: { readonly of: string; readonly end: DialogEnd }[] = [];
  roster: Roster | undefined;
  /** Of the subscription: why it ended. */
  unsubscribed: string | undefined;
  documents = 0;
  focus: InviteDialog | undefined;
  chat: InviteDialog | undefined;
  audio: InviteDialog | undefined;
  subscription: Subscription | undefined;
  /** What is answered to a MESSAGE. */
  messageStatus: () => number | Promise<number> = () => 200;
  onInvite: (invite: IncomingInvite) => void = (invite) => invite.reject(480);
  #request = 0;

  constructor(
    private readonly name: string,
    readonly world: ConferenceWorld,
    identity = uriOf(name),
  ) {
    this.uri = identity;
    const [ours, theirs] = memoryPair();
    this.connection = theirs;
    this.endpoint = new SipEndpoint({
      ...{ connection: theirs, clock: world.clock, log: silentLog },
      contact: `sip:${name}.invalid;transport=tcp`,
    });
    // A trusted peer needs no password; the edge vouches for its From all the same.
    world.edge.attach(ours, { kind: 'application', addresses: [identity] });
    this.endpoint.handle(() => true, { invite: (invite) => this.onInvite(invite) });
  }

  /** SERVICE to the own focus factory. */
  async factory(
    command: CccpCommand,
  ): Promise<{ status: number; response?: CccpResponse; raw: SipResponse }> {
    const to = focusFactoryUri(this.uri);
    const raw = await this.endpoint.request('SERVICE', to, {
      from: `<${this.uri}>`,
      body: buildCccpRequest({ requestId: String(++this.#request), from: this.uri, to, command }),
      contentType: cccpContentType,
    });
    const body = raw.body.toString('utf8');
    return { status: raw.status, raw, ...(body && { response: parseCccpResponse(body) }) };
  }

  /** Resolves with the focus URI. */
  async create(id = 'JL3GPNYP', description: Record<string, string> = {}): Promise<string> {
    const { status, response } = await this.factory({
      name: 'addConference',
      conference: {
        entity: '',
        state: 'full',
        description: { conferenceId: id, subject: 'Review', ...description },
      },
    });
    expect(status).toBe(200);
    return response!.conference!.entity;
  }

  async join(
    focusUri: string,
    { entity = '{1}', headers = [] }: { entity?: string; headers?: [string, string][] } = {},
  ): Promise<CccpResponse> {
    const dialog = await this.endpoint.invite(focusUri, {
      from: `<${this.uri}>`,
      headers: [['Contact', this.contact], ...headers],
      body: buildCccpRequest({
        ...{ requestId: '0', from: this.uri, to: focusUri },
        command: {
          name: 'addUser',
          confEntity: focusUri,
          user: { entity: this.uri, roles: ['attendee'], endpoints: [{ entity }] },
        },
      }),
      contentType: cccpContentType,
    });
    this.focus = dialog;
    dialog.onRequest = (request) => this.#focusRequest(request);
    this.#watch('focus', dialog);
    return parseCccpResponse(dialog.inviteResponse!.body.toString('utf8'));
  }

  async subscribe(focusUri: string): Promise<void> {
    this.subscription = await this.endpoint.subscribe(focusUri, {
      from: `<${this.uri}>`,
      headers: [['Contact', this.contact]],
      ...{ event: 'conference', expires: 600, accept: conferenceInfoContentType },
      onNotify: ({ body }) => this.read(body),
      onTerminated: (reason) => (this.unsubscribed = reason),
    });
  }

  read(body: Buffer): void {
    if (body.length === 0) return;
    this.documents++;
    const update = applyConferenceInfo(this.roster, parseConferenceInfo(body.toString('utf8')));
    if (update.kind === 'applied') this.roster = update.roster;
    if (update.kind === 'ended') this.roster = undefined;
    if (update.kind === 'out-of-sync') throw new Error('out of sync');
  }

  /** `alice:presenter[focus chat]`, sorted. */
  get sees(): string[] {
    return (this.roster?.users ?? [])
      .map(
        ({ entity, roles, endpoints = [] }) =>
          `${entity.slice(4, -12)}:${roles?.[0]}[${endpoints.map(({ sessionType }) => sessionType).join(' ')}]`,
      )
      .sort();
  }

  async openChat(focusUri: string, acceptTypes = defaultAcceptTypes): Promise<void> {
    const dialog = await this.endpoint.invite(mcuUri(focusUri, 'chat'), {
      from: `<${this.uri}>`,
      headers: [['Contact', this.contact]],
      body: buildMessageOffer(acceptTypes),
      contentType: sdpContentType,
    });
    this.useChat(dialog);
  }

  useChat(dialog: InviteDialog): void {
    this.chat = dialog;
    dialog.onRequest = (request) => void this.#chatRequest(request);
    this.#watch('chat', dialog);
  }

  async openAudio(focusUri: string, sdp: string): Promise<string> {
    const dialog = await this.endpoint.invite(mcuUri(focusUri, 'audio-video'), {
      from: `<${this.uri}>`,
      headers: [['Contact', this.contact]],
      body: sdp,
      contentType: sdpContentType,
    });
    this.useAudio(dialog);
    return dialog.inviteResponse!.body.toString('utf8');
  }

  useAudio(dialog: InviteDialog): void {
    this.audio = dialog;
    dialog.onRequest = (request) => request.respond(200);
    this.#watch('audio', dialog);
  }

  say(text: string, headers: [string, string][] = [], contentType = 'text/plain'): Promise<SipResponse> {
    return this.chat!.request('MESSAGE', { body: text, contentType, headers });
  }

  /** INFO in the focus dialog: the status, and what came after a 202. */
  async command(command: CccpCommand): Promise<{ status: number; raw: SipResponse; requestId: string }> {
    const requestId = String(++this.#request);
    const to = parseNameAddr(`<${this.focus!.remoteUri}>`)!.uri;
    const raw = await this.focus!.request('INFO', {
      body: buildCccpRequest({ requestId, from: this.uri, to, command }),
      contentType: cccpContentType,
    });
    return { status: raw.status, raw, requestId };
  }

  /** The same, and the response that followed. */
  async done(command: CccpCommand): Promise<CccpResponse | undefined> {
    const { requestId, status } = await this.command(command);
    expect(status).toBe(202);
    await this.world.settle();
    return this.responses.find((response) => response.requestId === requestId);
  }

  private get contact(): string {
    return `<sip:${this.name}@device.invalid;transport=tcp>`;
  }

  #watch(of: string, dialog: InviteDialog): void {
    void dialog.terminated.then((end) => this.ends.push({ of, end }));
  }

  #focusRequest(incoming: IncomingRequest): void {
    const { body, method } = incoming.request;
    if (method === 'INFO') {
      const document = parseCccp(body.toString('utf8'));
      if (document.kind === 'response') this.responses.push(document.response);
    }
    incoming.respond(method === 'INFO' ? 200 : 501);
  }

  async #chatRequest(incoming: IncomingRequest): Promise<void> {
    const { body, headers, method } = incoming.request;
    const sender = parseNameAddr(headers.get('Ms-Sender') ?? '')?.uri;
    if (method === 'BENOTIFY') {
      expect(headers.get('Content-Type')).toBe(imdnContentType);
      this.reports.push(parseImdn(body.toString('utf8')));
    } else if (method === 'MESSAGE' && headers.get('Content-Type') !== 'application/im-iscomposing+xml') {
      const status = await this.messageStatus();
      if (status < 300)
        this.heard.push({ sender, text: body.toString('utf8'), id: headers.get('Message-Id') });
      incoming.respond(status);
    } else {
      if (method !== 'OPTIONS') this.typing.push(sender);
      incoming.respond(200);
    }
  }
}

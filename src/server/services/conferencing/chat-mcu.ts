import { mediaTypeOf } from '../../../protocol/content-type';
import type { ImdnRecipient } from '../../../protocol/imdn';
import {
  buildMessageAnswer,
  buildMessageOffer,
  parseMessageSdp,
  sdpContentType,
} from '../../../protocol/sdp-message';
import type { IncomingInvite, IncomingRequest, InviteDialog } from '../../sip';
import { TokenBucket } from '../../token-bucket';
import { ChatLeg } from './chat-leg';
import { ChatOrphans } from './chat-orphans';
import { chatAcceptTypes, kindOf, type ChatMessage } from './chat-message';
import type { Conference } from './conference';
import { dialOut, type DialOutTarget } from './dial-out';
import { deviceOf, fromName, goodbyes, identityOf, nameOf, newEntity, type NewUser } from './leg';
import { ConferenceRefusal, refuse } from './refusal';

/** Messages of one person that are remembered, to tell one that is repeated. */
const remembered = 64;

/** What applications of ours hear. */
export type ChatListener = (message: ChatMessage) => void;

/** `app:conf:chat`: what one participant says, all others are told, in the order in which it came ([MS-CONFIM]). */
export class ChatMcu {
  readonly #legs = new Set<ChatLeg>();
  readonly #listeners = new Set<ChatListener>();
  readonly #rates = new Map<string, TokenBucket>();
  /** By sender: the id that its client gave, and the one that we gave. */
  readonly #taken = new Map<string, Map<string, string>>();
  readonly #orphans: ChatOrphans;
  #count = 0;

  constructor(private readonly conference: Conference) {
    this.#orphans = new ChatOrphans(conference.services, conference.endpoints);
  }

  /** A participant dials in, without an addUser before: the focus does that ([MS-CONFBAS]). Throws `ConferenceRefusal`. */
  async invited(invite: IncomingInvite): Promise<void> {
    const { conference } = this;
    const { request } = invite;
    const uri = identityOf(invite);
    const role = conference.admit(uri);
    if (mediaTypeOf(request.headers.get('Content-Type')) !== sdpContentType)
      throw new ConferenceRefusal('unsupported');
    const offer = parseMessageSdp(request.body.toString('utf8'));
    if (!offer) throw new ConferenceRefusal('bad-media');
    const { chatUri, services } = conference;
    const dialog = await conference.reserve(() =>
      invite.accept({
        headers: [
          ['Contact', `<${chatUri}>`],
          ['Supported', 'ms-sender'],
          ['Content-Disposition', 'session'],
        ],
        body: buildMessageAnswer(chatUri, chatAcceptTypes),
        contentType: sdpContentType,
      }),
    );
    const user = { uri, displayName: nameOf(uri, fromName(request), services), role };
    const device = deviceOf(request);
    // A device that comes again takes its own place.
    const old = [...this.#legs].find(
      (leg) => leg.user === uri && device !== undefined && leg.device === device,
    );
    this.#join(user, old?.entity ?? newEntity(), device, dialog, offer.acceptTypes);
  }

  /** Resolves when somebody who was called is there. Throws `ConferenceRefusal`. */
  async dialOut(target: DialOutTarget): Promise<void> {
    const { chatUri } = this.conference;
    await dialOut(this.conference, {
      ...{ target, sessionType: 'chat', mcuUri: chatUri },
      offer: buildMessageOffer(chatAcceptTypes),
      joined: (dialog) => {
        const answer = parseMessageSdp(dialog.inviteResponse?.body.toString('utf8') ?? '');
        if (!answer) {
          void dialog.bye(goodbyes.left);
          throw new ConferenceRefusal('bad-media');
        }
        this.#join(target.user, target.entity, undefined, dialog, answer.acceptTypes, true);
      },
    });
  }

  /** An application of ours says something. Resolves with those who could not be told. */
  say(
    sender: string,
    text: string,
    contentType = 'text/plain; charset=UTF-8',
  ): Promise<readonly ImdnRecipient[]> {
    return this.#tell({ contentType, body: Buffer.from(text), sender, messageId: this.#nextId() });
  }

  /** What is said from now on, by whomever. Returns how to stop. */
  listen(listener: ChatListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #join(
    user: NewUser,
    entity: string,
    device: string | undefined,
    dialog: InviteDialog,
    acceptTypes: readonly string[],
    dialedOut = false,
  ): void {
    const leg = new ChatLeg(user.uri, entity, device, dialog, acceptTypes, {
      services: this.conference.services,
      mcuUri: this.conference.chatUri,
      received: (from, incoming) => this.#received(from, incoming),
      missed: (missed) => this.conference.suspect(missed.user, missed.device),
      gone: (gone, undelivered) => {
        this.#legs.delete(gone);
        if (undelivered) this.#orphans.keep(gone, undelivered);
        this.conference.left(gone);
      },
    });
    this.#legs.add(leg);
    this.conference.join(leg, user, { entity, sessionType: 'chat', status: 'connected', dialedOut });
    leg.adopt(this.#orphans.take(leg));
  }

  // --------------------------------------------------------------------------------------------------------------- messages

  #received(from: ChatLeg, incoming: IncomingRequest): void {
    const kind = kindOf(incoming.request);
    const { config, clock } = this.conference.services;
    if (kind === 'report') return incoming.respond(200);
    if (kind === 'typing') {
      incoming.respond(200);
      if (incoming.request.body.length <= longestHint) this.#hint(from, incoming);
      return;
    }
    if (kind === 'unsupported') {
      const accept: [string, string] = ['Accept', chatAcceptTypes.join(', ')];
      refuse(incoming, new ConferenceRefusal('unsupported'), config.domain, { headers: [accept] });
    } else if (incoming.request.body.length > config.maxMessageBytes) {
      refuse(incoming, new ConferenceRefusal('too-large'), config.domain);
    } else {
      const rate = this.#rate(from.user);
      const known = this.#repeated(from.user, incoming);
      // What was taken already costs nothing.
      if (known !== undefined) return incoming.respond(202, { headers: [['Message-Id', known]] });
      if (rate.take(clock.now())) return void this.#said(from, incoming);
      const headers: [string, string][] = [['Retry-After', String(rate.retryAfter(clock.now()))]];
      refuse(incoming, new ConferenceRefusal('too-fast'), config.domain, { headers });
    }
  }

  async #said(from: ChatLeg, incoming: IncomingRequest): Promise<void> {
    const { request } = incoming;
    const messageId = this.#nextId();
    const clientId = clientIdOf(incoming);
    if (clientId !== undefined) this.#remember(from.user, clientId, messageId);
    // [MS-CONFIM] 4.2.2: 202, and what became of it comes by imdn; who does not read that is told that it is taken.
    const isReported = from.takesReports;
    incoming.respond(isReported ? 202 : 200, { headers: [['Message-Id', messageId]] });
    const message: ChatMessage = {
      contentType: request.headers.get('Content-Type') ?? 'text/plain',
      body: request.body,
      sender: from.user,
      author: from,
      messageId,
      ...(clientId !== undefined && { clientId }),
    };
    const failed = await this.#tell(message, from);
    if (isReported) from.report(messageId, failed);
  }

  async #tell(message: ChatMessage, from?: ChatLeg): Promise<readonly ImdnRecipient[]> {
    for (const listener of [...this.#listeners]) listener(message);
    const deliveries = this.#others(from).map((leg) =>
      leg.deliver(message).then((status) => ({ uri: leg.user, status })),
    );
    deliveries.push(...this.#orphans.add(message));
    return (await Promise.all(deliveries)).filter(({ status }) => status >= 300);
  }

  #hint(from: ChatLeg, { request }: IncomingRequest): void {
    const message: ChatMessage = {
      contentType: request.headers.get('Content-Type') ?? '',
      body: request.body,
      sender: from.user,
    };
    const now = this.conference.services.clock.now();
    if (!this.#rate(`${from.user} typing`).take(now)) return;
    for (const leg of this.#others(from)) leg.hint(message, request.method);
  }

  /** All but the author, who shows it already; nor what is left of the connection that the author had before. */
  #others(from: ChatLeg | undefined): ChatLeg[] {
    const { endpoints } = this.conference;
    return [...this.#legs].filter((leg) => leg !== from && !(from && endpoints.areOne(leg, from)));
  }

  #rate(key: string): TokenBucket {
    const { config, clock } = this.conference.services;
    const known = this.#rates.get(key) ?? new TokenBucket(config.messageRate, clock.now());
    this.#rates.set(key, known);
    return known;
  }

  #repeated(user: string, incoming: IncomingRequest): string | undefined {
    const clientId = clientIdOf(incoming);
    return clientId === undefined ? undefined : this.#taken.get(user)?.get(clientId);
  }

  #remember(user: string, clientId: string, messageId: string): void {
    const ids = this.#taken.get(user) ?? new Map<string, string>();
    this.#taken.set(user, ids.set(clientId, messageId));
    for (const oldest of ids.keys()) {
      if (ids.size <= remembered) return;
      ids.delete(oldest);
    }
  }

  #nextId(): string {
    return String(++this.#count);
  }
}

const longestHint = 4096;

function clientIdOf({ request }: IncomingRequest): string | undefined {
  const id = request.headers.get('Ms-Message-ID');
  return id !== undefined && /^[\x21-\x7E]{1,128}$/.test(id) ? id : undefined;
}

import { mediaTypeOf } from '../../../protocol/content-type';
import {
  isComposingContentType,
  keyboardActivityContentType,
  parseTyping,
} from '../../../protocol/is-composing';
import {
  parseVisitorContext,
  visitorContextContentType,
  type VisitorContext,
} from '../../../protocol/visitor-context';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { XmlError } from '../../../protocol/xml/xml-error';
import { parseMessageSdp } from '../../../protocol/sdp-message';
import type { SupervisionMode } from '../../../protocol/supervision';
import { detached, parseNameAddr } from '../../sip/message';
import { TokenBucket } from '../../token-bucket';
import { sessionAnswer } from './session-answer';
import type { IncomingRequest } from '../../sip/endpoint';
import type { ContactCenterServices } from './contact-center-services';
import type { ContactRecord } from './contact-record';
import { diagnosticsHeader } from './diagnostics';
import { bridgedTypes } from './session-offer';
import { messageIdHeader } from './leg';
import type { Delivery } from './message-pump';

/** Longest message, in bytes. */
export const maxMessageBytes = 32_768;
/** Messages and contexts a visitor may send at once, and per second after that. */
const visitorLimit = { burst: 30, perSecond: 5 };
/** Ids that are remembered per contact, and how long they may be. */
const rememberedIds = 1000;
const maxMessageId = 128;

interface InboxHooks {
  typing(isTyping: boolean): void;
  /** Whether a message of so many bytes may wait for the other side. */
  hasRoom(bytes: number): boolean;
  /** A message that is stored; `answer` is due. */
  message(delivery: Delivery): void;
  /** The peer said where it is now. */
  refreshed(): void;
}

/** What either side may send within the dialog: messages and typing. Everything is checked and stored before it goes on. */
abstract class Inbox {
  /** Ids of messages that are stored: a client that lost our answer sends again. */
  readonly #taken = new Set<string>();
  readonly #storing = new Set<string>();

  constructor(
    protected readonly services: ContactCenterServices,
    protected readonly record: ContactRecord,
    private readonly author: { readonly role: 'visitor' | 'agent'; readonly uri: string },
    private readonly hooks: InboxHooks,
  ) {}

  readonly receive = (incoming: IncomingRequest): void => {
    this.handle(incoming).catch((error: unknown) => {
      this.services.log.error('request-failed', { method: incoming.request.method, error });
      incoming.respond(500);
    });
  };

  /** False for an id that was taken before; else it is taken now. */
  takes(messageId: string): boolean {
    if (this.#taken.has(messageId)) return false;
    if (messageId.length > maxMessageId) return true;
    this.#taken.add(detached(messageId));
    const [oldest] = this.#taken;
    if (this.#taken.size > rememberedIds && oldest !== undefined) this.#taken.delete(oldest);
    return true;
  }

  protected async handle(incoming: IncomingRequest): Promise<void> {
    const { method, headers } = incoming.request;
    const type = mediaTypeOf(headers.get('Content-Type'));
    switch (method) {
      case 'MESSAGE':
        return type === isComposingContentType ? this.#typing(incoming) : this.#message(incoming, type);
      case 'INFO':
        return type === keyboardActivityContentType ? this.#typing(incoming) : this.info(incoming, type);
      case 'OPTIONS':
        return incoming.respond(200);
      case 'INVITE':
      case 'UPDATE':
        return this.#refresh(incoming);
      default:
        return incoming.respond(405, { headers: [['Allow', 'MESSAGE, INFO, OPTIONS, BYE, ACK, CANCEL']] });
    }
  }

  /** What a message is in the transcript. */
  protected get kind(): string {
    return 'message';
  }

  protected info(incoming: IncomingRequest, type: string): void {
    incoming.respond(415, { headers: [diagnosticsHeader('type-not-supported', type)] });
  }

  /** RFC 3261 section 14: the session stays what it is, but the peer may be somewhere else now. */
  #refresh(incoming: IncomingRequest): void {
    const { body, headers, method } = incoming.request;
    const offer = body.length > 0 ? parseMessageSdp(body.toString('utf8')) : undefined;
    if (body.length > 0 && !offer) {
      return incoming.respond(488, { headers: [diagnosticsHeader('no-message-session')] });
    }
    const self = parseNameAddr(headers.get('To') ?? '')?.uri ?? this.services.uri;
    if (body.length === 0 && method === 'UPDATE') incoming.respond(200);
    else incoming.respond(200, sessionAnswer(self, false));
    this.hooks.refreshed();
  }

  #typing(incoming: IncomingRequest): void {
    try {
      const typing = parseTyping(incoming.request.body.toString('utf8'));
      if (typing) this.hooks.typing(typing.isTyping);
      incoming.respond(200);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      incoming.respond(400, { headers: [diagnosticsHeader('malformed-body', error.message)] });
    }
  }

  async #message(incoming: IncomingRequest, type: string): Promise<void> {
    const { headers, body } = incoming.request;
    if (!bridgedTypes.includes(type)) {
      const accept: [string, string] = ['Accept', bridgedTypes.join(', ')];
      return incoming.respond(415, { headers: [accept, diagnosticsHeader('type-not-supported', type)] });
    }
    if (body.length > maxMessageBytes) return incoming.respond(413);
    if (!this.hooks.hasRoom(body.length)) {
      const diagnostics = diagnosticsHeader('rate-limited', 'too much waits to be delivered');
      return incoming.respond(503, { headers: [['Retry-After', '30'], diagnostics] });
    }
    const messageId = headers.get(messageIdHeader);
    if (messageId !== undefined && !this.takes(messageId)) {
      // Being stored at this moment: whether it will be is not known yet.
      const status = this.#storing.has(messageId) ? 503 : 200;
      return incoming.respond(status, status === 503 ? { headers: [['Retry-After', '1']] } : {});
    }
    const copy = Buffer.from(body);
    const number = await this.#store(copy, type, messageId);
    if (number === undefined) {
      return incoming.respond(503, { headers: [['Retry-After', '5'], diagnosticsHeader('store-failure')] });
    }
    this.hooks.message({
      number,
      contentType: headers.get('Content-Type') ?? type,
      body: copy,
      answer: (status) => {
        // Not delivered: the writer may try again with the same id.
        if (messageId !== undefined && status >= 300) this.#taken.delete(messageId);
        incoming.respond(status);
      },
    });
  }

  /** The number of the line; undefined when the store failed. */
  async #store(body: Buffer, format: string, messageId = ''): Promise<number | undefined> {
    const { role: author, uri: authorUri } = this.author;
    this.#storing.add(messageId);
    try {
      return await this.record.say({
        author,
        authorUri,
        kind: this.kind,
        format,
        body: body.toString('utf8'),
      });
    } catch (error) {
      this.services.log.error('message-not-stored', { error });
      this.#taken.delete(messageId);
      return undefined;
    } finally {
      this.#storing.delete(messageId);
    }
  }
}

export class AgentInbox extends Inbox {
  constructor(services: ContactCenterServices, record: ContactRecord, uri: string, hooks: InboxHooks) {
    super(services, record, { role: 'agent', uri }, hooks);
  }

  /** Lync's clients announce a new subject; it changes nothing for the visitor. */
  protected override info(incoming: IncomingRequest, type: string): void {
    if (type === 'application/xml+conversationinfo') return incoming.respond(200);
    super.info(incoming, type);
  }
}

export interface SupervisorInboxHooks extends InboxHooks {
  mode(): SupervisionMode;
}

/** What somebody may send who listens in: nothing, until they say to whom. */
export class SupervisorInbox extends Inbox {
  constructor(
    services: ContactCenterServices,
    record: ContactRecord,
    uri: string,
    private readonly supervisorHooks: SupervisorInboxHooks,
  ) {
    super(services, record, { role: 'agent', uri }, supervisorHooks);
  }

  protected override get kind(): string {
    return this.supervisorHooks.mode() === 'whisper' ? 'whisper' : 'message';
  }

  protected override async handle(incoming: IncomingRequest): Promise<void> {
    const { method, headers } = incoming.request;
    const isMessage =
      method === 'MESSAGE' && mediaTypeOf(headers.get('Content-Type')) !== isComposingContentType;
    if (this.supervisorHooks.mode() !== 'monitor' || !isMessage) return super.handle(incoming);
    incoming.respond(403, { headers: [diagnosticsHeader('not-allowed', 'monitoring')] });
  }
}

export interface VisitorInboxHooks extends InboxHooks {
  context(context: VisitorContext): void;
}

export class VisitorInbox extends Inbox {
  readonly #bucket: TokenBucket;

  constructor(
    services: ContactCenterServices,
    record: ContactRecord,
    uri: string,
    private readonly visitorHooks: VisitorInboxHooks,
  ) {
    super(services, record, { role: 'visitor', uri }, visitorHooks);
    this.#bucket = new TokenBucket(visitorLimit, services.clock.now());
  }

  protected override async handle(incoming: IncomingRequest): Promise<void> {
    if (this.#bucket.take(this.services.clock.now())) return super.handle(incoming);
    incoming.respond(429, {
      headers: [['Retry-After', '1'], diagnosticsHeader('rate-limited')],
    });
  }

  protected override info(incoming: IncomingRequest, type: string): void {
    if (type !== visitorContextContentType) return super.info(incoming, type);
    let context: VisitorContext;
    try {
      context = parseVisitorContext(incoming.request.body.toString('utf8'));
    } catch (error) {
      if (!(error instanceof WireFormatError)) throw error;
      const tooLarge = error.code === 'too-large';
      const code = tooLarge ? 'context-too-large' : 'malformed-context';
      return incoming.respond(tooLarge ? 413 : 400, { headers: [diagnosticsHeader(code, error.message)] });
    }
    this.visitorHooks.context(context);
    incoming.respond(200);
  }
}

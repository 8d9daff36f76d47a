import { buildDataUri, parseDataUri } from '../../protocol/ucwa';
import type { UcwaReason, UcwaResource } from '../../protocol/ucwa';
import { linkOf } from '../../protocol/ucwa';
import type { MessageSnapshot } from '../contract';
import { asSessionError } from '../failures';
import type { DeliveryOutcome, OutgoingMessage } from '../im/message-queue';
import { Messaging } from '../im/messaging';
import type { MessagingHost } from '../im/messaging';
import { htmlToText } from '../im/read-message';
import { uuid } from '../uuid';
import type { UcwaConnection } from './connection';
import { failureOf } from './reasons';
import { isLost } from './refusals';

/** The invitation's body has at most 64 KiB; a text that would fill more than half of it is sent when it has been accepted. */
const MAX_EMBEDDED = 32_768;
/** What our gateway tells in words to clients that do not show `queue`. */
const QUEUE_STATUS = 'queue-status';
/** The gateway says when somebody has ceased to type; this many seconds later we no longer believe that they do. */
const TYPING_LASTS = 120;

/** By what attempts to send are called: which message each was. */
export type Operations = readonly (readonly [operation: string, messageId: string])[];

export interface UcwaMessagingHost extends MessagingHost {
  readonly connection: UcwaConnection;
}

/** The messages of one conversation: a POST each, and the event that says what became of it. */
export class UcwaMessaging extends Messaging {
  #send: string | undefined;
  #typing: string | undefined;
  #readsHtml = false;
  readonly #operations = new Map<string, string>();
  /** Taken by the server: an event will say what became of them. */
  readonly #taken = new Set<string>();
  #embedded: string | undefined;

  constructor(protected override readonly host: UcwaMessagingHost) {
    super(host);
  }

  /** The text to carry in the invitation, as a data URI. */
  embed(): string | undefined {
    let uri = '';
    const message = this.queue.embed((candidate) => {
      uri = buildDataUri(candidate.body, candidate.format);
      return uri.length <= MAX_EMBEDDED;
    });
    if (!message) return undefined;
    this.#embedded = message.id;
    this.#taken.add(message.id);
    return uri;
  }

  /** `messaging` of a connected conversation: what can be sent, and where. */
  update(messaging: UcwaResource): void {
    this.#send = this.#href(messaging, 'sendMessage');
    this.#typing = this.#href(messaging, 'setIsTyping');
    const { negotiatedMessageFormats: formats } = messaging;
    this.#readsHtml =
      Array.isArray(formats) && formats.some((format) => String(format).toLowerCase() === 'html');
  }

  open(): void {
    if (this.#send) this.queue.open();
  }

  /** A new invitation: nothing of the conversation before it is known to the server. */
  forget(): void {
    this.#send = this.#typing = this.#embedded = undefined;
    this.#taken.clear();
    this.#operations.clear();
  }

  /** What a reloaded page has to know of messages that were on their way. */
  get operations(): Operations {
    const waiting = new Set(this.queue.unconfirmed.map(({ id }) => id));
    return [...this.#operations].filter(([, id]) => waiting.has(id));
  }

  restoreOperations(operations: Operations): void {
    for (const [operation, id] of operations) this.#operations.set(operation, id);
  }

  override async retry(messageId: string): Promise<MessageSnapshot> {
    // What has failed was an operation that is over: the same again would be taken for a repetition.
    this.#taken.delete(messageId);
    for (const [operation, id] of this.#operations) if (id === messageId) this.#operations.delete(operation);
    return super.retry(messageId);
  }

  /** A `message` event, perhaps not for the first time. */
  onMessage(message: UcwaResource, id: string, reason: UcwaReason | undefined): void {
    if (String(message.direction).toLowerCase() === 'incoming') return this.#received(message, id);
    const operation = message.operationId;
    const own = typeof operation === 'string' ? this.#operations.get(operation) : this.#embedded;
    if (own === undefined) return;
    this.queue.conclude(own, reason ? failureOf(reason, 'message') : 'delivered');
    this.#taken.delete(own);
  }

  onTyping(isTyping: boolean): void {
    this.remoteTyping.set(isTyping, TYPING_LASTS);
  }

  protected async deliver({ body, format, id }: OutgoingMessage): Promise<DeliveryOutcome> {
    // An event concludes it.
    const pending = { confirmed: new Promise<DeliveryOutcome>(() => undefined) };
    if (this.#taken.has(id)) return pending;
    if (!this.#send) return 'returned';
    const asHtml = format === 'text/html' && this.#readsHtml;
    const text = asHtml
      ? { contentType: 'text/html', body }
      : { contentType: 'text/plain', body: format === 'text/html' ? htmlToText(body) : body };
    const url = new URL(this.#send);
    url.searchParams.set('operationId', this.#operationOf(id));
    try {
      await this.host.connection.send('POST', url.href, { text });
      this.#taken.add(id);
      return pending;
    } catch (error) {
      // Asked again under the same name, the server does nothing that it has done.
      if (isLost(error)) return 'returned';
      return asSessionError(error, 'server-error', 'The message could not be sent').toSnapshot();
    }
  }

  /** There is no way to say that somebody has ceased to type: the server finds that out. */
  protected async sendTyping(isTyping: boolean): Promise<void> {
    // The next one says it again, or the connection's loss is seen elsewhere.
    if (isTyping && this.#typing)
      await this.host.connection.send('POST', this.#typing).catch(() => undefined);
  }

  #received(message: UcwaResource, id: string): void {
    const notice = typeof message.notice === 'string' ? message.notice : undefined;
    if (notice === QUEUE_STATUS) return;
    const link = linkOf(message, 'htmlMessage') ?? linkOf(message, 'plainMessage');
    const data = link && parseDataUri(link.href);
    if (!data) return;
    this.show(data.contentType === 'text/html' ? 'text/html' : 'text/plain', data.text, id, notice);
  }

  #operationOf(id: string): string {
    for (const [operation, message] of this.#operations) if (message === id) return operation;
    const operation = uuid();
    this.#operations.set(operation, id);
    return operation;
  }

  #href(messaging: UcwaResource, rel: string): string | undefined {
    const link = linkOf(messaging, rel);
    return link && this.host.connection.resolve(link.href);
  }
}

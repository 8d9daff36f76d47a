import { acceptsType } from '../../protocol/content-type';
import { isDanglingDialog } from '../../protocol/failure-map';
import { buildKeyboardActivity, keyboardActivityContentType } from '../../protocol/is-composing';
import { MessageEvent_, SessionError } from '../contract';
import type {
  FailureSnapshot,
  InstantMessagingContract,
  MessageDelivery,
  MessageFormat,
  MessageSnapshot,
  ParticipantSnapshot,
} from '../contract';
import { asSessionError, responseError } from '../failures';
import { withResolvers } from '../resolvers';
import type { Resolvers } from '../resolvers';
import { SignalingError } from '../signaling/signaling';
import type { Dialog, IncomingRequest, SipBody } from '../signaling/signaling';
import { fitsTextFormat, messageIdHeader } from './im-invite';
import { MessageQueue } from './message-queue';
import type { DeliveryOutcome, OutgoingMessage } from './message-queue';
import { htmlToText, MAX_MESSAGE, readContent } from './read-message';
import { TypingReceiver, TypingSender } from './typing';
import { uuid } from '../uuid';

/** How long a delivery notification may take after its 202, in milliseconds. */
const CONFIRM_TIMEOUT = 60_000;
/** How many message ids of the peer are remembered to recognise repetitions. */
const REMEMBERED = 500;

/** What messaging asks of its conversation. */
export interface MessagingHost {
  readonly self: ParticipantSnapshot;
  readonly peer: ParticipantSnapshot;
  canInvoke(action: 'send-message' | 'send-typing'): boolean;
  /** Something in `messages` changed. */
  touch(): void;
  dispatchEvent(event: Event): boolean;
  onUnread(): void;
  /** A message waits. */
  onQueued(): void;
  /** The dialog is dead on the other side. */
  onDangling(error: SessionError): void;
  /** Calls the peer again after the end, for a retry. False if that cannot be. */
  restart(): boolean;
}

type Sending = Resolvers<MessageSnapshot>;

export class InstantMessaging implements InstantMessagingContract {
  #messages: readonly MessageSnapshot[] = Object.freeze([]);
  #dialog: Dialog | undefined;
  #acceptTypes: readonly string[] = [];
  readonly #sendings = new Map<string, Sending>();
  readonly #notifications = new Map<string, (outcome: DeliveryOutcome) => void>();
  readonly #seen = new Set<string>();
  readonly #queue = new MessageQueue({
    deliver: (message) => this.#deliver(message),
    onDelivery: (message, delivery, failure) => this.#onDelivery(message, delivery, failure),
  });
  readonly #typing = new TypingSender((isTyping) => void this.#sendTyping(isTyping));
  readonly remoteTyping = new TypingReceiver(() => {
    this.host.touch();
    this.host.dispatchEvent(new Event('typing-changed'));
  });

  constructor(private readonly host: MessagingHost) {}

  get messages(): readonly MessageSnapshot[] {
    return this.#messages;
  }

  send(
    body: string,
    { format = 'text/plain', signal }: { format?: MessageFormat; signal?: AbortSignal } = {},
  ) {
    if (!this.host.canInvoke('send-message')) {
      return Promise.reject<MessageSnapshot>(new SessionError('invalid-state', 'The conversation has ended'));
    }
    if (body.length > MAX_MESSAGE) {
      const message = `A message has at most ${MAX_MESSAGE} characters`;
      return Promise.reject<MessageSnapshot>(new SessionError('too-large', message));
    }
    if (signal?.aborted) return Promise.reject<MessageSnapshot>(new SessionError('aborted', 'Aborted'));
    const id = uuid();
    this.#typing.reset();
    this.#append({
      id,
      direction: 'outgoing',
      kind: 'message',
      from: this.host.self,
      format,
      body,
      delivery: 'queued',
    });
    const promise = this.#expect(id);
    this.#queue.add({ id, body, format });
    this.host.onQueued();
    signal?.addEventListener('abort', () => this.#abort(id), { once: true });
    return promise;
  }

  async retry(messageId: string): Promise<MessageSnapshot> {
    const failed = this.#messages.find(({ delivery, id }) => id === messageId && delivery === 'failed');
    if (!failed) throw new SessionError('invalid-argument', 'There is no failed message of that id');
    if (!this.host.canInvoke('send-message') && !this.host.restart()) {
      throw new SessionError('invalid-state', 'The conversation has ended');
    }
    const promise = this.#expect(messageId);
    // One that had been delivered to some waits no longer.
    if (!this.#queue.retry(messageId)) this.#queue.add(failed);
    this.host.onQueued();
    return promise;
  }

  notifyTyping(): void {
    if (this.host.canInvoke('send-typing')) this.#typing.notify();
  }

  /** The message to carry in the INVITE. */
  embed(): OutgoingMessage | undefined {
    return this.#queue.embed(fitsTextFormat);
  }

  open(dialog: Dialog, acceptTypes: readonly string[], embeddedTaken: boolean): void {
    this.#dialog = dialog;
    this.#acceptTypes = acceptTypes;
    this.#queue.open(embeddedTaken);
  }

  /** The dialog is gone for now; what is unconfirmed waits. */
  close(): void {
    this.#dialog = undefined;
    this.#typing.reset();
    this.remoteTyping.set(false);
    this.#notifications.clear();
    this.#queue.close();
  }

  /** The conversation is over; what is unconfirmed has failed. */
  fail(failure: FailureSnapshot): void {
    this.close();
    this.#queue.fail(failure);
  }

  /** Messages of before a page reload; what was not confirmed then is sent once more, under its old id. */
  restore(messages: readonly MessageSnapshot[]): void {
    this.#messages = Object.freeze([...messages]);
    for (const { body, delivery, direction, format, id } of messages) {
      if (direction === 'incoming') this.#seen.add(id);
      else if (delivery === 'queued' || delivery === 'sending') this.#queue.add({ id, body, format });
    }
  }

  receive(request: IncomingRequest): void {
    if (request.body.length > MAX_MESSAGE * 2) return request.respond(413);
    let content;
    try {
      content = readContent(request);
    } catch (error) {
      return request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
    }
    switch (content.kind) {
      case 'text':
        this.show(content.format, content.body, request.header(messageIdHeader), request.header('ms-notice'));
        break;
      case 'typing':
        this.remoteTyping.set(content.typing.isTyping, content.typing.refresh);
        break;
      case 'delivery':
        this.onNotification(content.messageId, content.failedStatus);
        break;
      case 'unknown':
        return request.respond(415, {
          headers: [['Accept', 'text/plain, text/html, multipart/alternative']],
        });
    }
    request.respond(200);
  }

  /** Shows what the peer said, unless it is a repetition. */
  show(
    format: MessageFormat,
    body: string,
    id: string = uuid(),
    notice?: string,
    author: ParticipantSnapshot = this.host.peer,
  ): void {
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    for (const oldest of this.#seen) {
      if (this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(oldest);
    }
    const kind = notice === undefined ? 'message' : 'notice';
    if (kind === 'message') this.remoteTyping.set(false);
    const from = { ...author, isTyping: false };
    const message = this.#append({
      id,
      direction: 'incoming',
      kind,
      ...(notice && { notice }),
      from,
      format,
      body,
      delivery: 'delivered',
    });
    this.host.onUnread();
    this.host.dispatchEvent(new MessageEvent_('message-received', message));
  }

  /** It reached somebody, and not everybody. */
  markFailed(id: string, failure: FailureSnapshot): void {
    const message = this.#messages.find((each) => each.id === id);
    if (message) this.#onDelivery(message, 'failed', failure);
  }

  /** A delivery notification, wherever it came from (instant-messaging guide, section 6). */
  onNotification(messageId: string, failedStatus?: number): void {
    const failure = {
      code: 'unreachable',
      message: 'Not delivered',
      ...(failedStatus && { status: failedStatus }),
    };
    this.#notifications.get(messageId)?.(failedStatus === undefined ? 'delivered' : failure);
  }

  async #deliver(message: OutgoingMessage): Promise<DeliveryOutcome> {
    const dialog = this.#dialog;
    if (!dialog) return 'returned';
    try {
      const headers = [[messageIdHeader, message.id]] as const;
      const response = await dialog.request('MESSAGE', { headers, body: this.#bodyOf(message) });
      if (response.status < 300) {
        const id = response.status === 202 && response.header('message-id');
        return id ? { confirmed: this.#notified(id) } : 'delivered';
      }
      if (response.local && response.status === 503) return 'returned';
      const error = responseError(response, 'message');
      if (!response.local && isDanglingDialog(response.status)) this.host.onDangling(error);
      return error.toSnapshot();
    } catch (error) {
      // The connection or the dialog went before an answer: the conversation hears of that by itself.
      if (error instanceof SignalingError) return 'returned';
      return asSessionError(error, 'invalid-argument', 'The message could not be sent').toSnapshot();
    }
  }

  #notified(id: string): Promise<DeliveryOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: DeliveryOutcome) => {
        clearTimeout(timer);
        this.#notifications.delete(id);
        resolve(outcome);
      };
      const timer = setTimeout(
        () => settle({ code: 'timeout', message: 'Delivery was not confirmed' }),
        CONFIRM_TIMEOUT,
      );
      this.#notifications.set(id, settle);
    });
  }

  #bodyOf({ body, format }: OutgoingMessage): SipBody {
    const plainOnly = this.#acceptTypes.length > 0 && !acceptsType(this.#acceptTypes, format);
    return format === 'text/html' && plainOnly
      ? { contentType: 'text/plain; charset=UTF-8', content: htmlToText(body) }
      : { contentType: `${format}; charset=UTF-8`, content: body };
  }

  async #sendTyping(isTyping: boolean): Promise<void> {
    const body = { contentType: keyboardActivityContentType, content: buildKeyboardActivity(isTyping) };
    // Nobody is told when a typing notification fails: the next one says it again, or the connection's loss is seen elsewhere.
    await this.#dialog?.request('INFO', { body }).catch(() => undefined);
  }

  #onDelivery({ id }: OutgoingMessage, delivery: MessageDelivery, failure?: FailureSnapshot): void {
    const old = this.#messages.find((message) => message.id === id);
    if (!old || (old.delivery === delivery && !failure)) return;
    const { failure: _, ...rest } = old;
    const message = Object.freeze({ ...rest, delivery, ...(failure && { failure }) });
    this.#messages = Object.freeze(this.#messages.map((each) => (each === old ? message : each)));
    this.host.touch();
    if (delivery === 'delivered') {
      this.#settle(id, (sending) => sending.resolve(message));
      this.host.dispatchEvent(new MessageEvent_('message-sent', message));
    } else if (failure) {
      const { code, ...details } = failure;
      this.#settle(id, (sending) =>
        sending.reject(new SessionError(code as SessionError['code'], failure.message, details)),
      );
      this.host.dispatchEvent(new MessageEvent_('message-failed', message));
    }
  }

  #abort(id: string): void {
    if (!this.#queue.withdraw(id)) return;
    this.#messages = Object.freeze(this.#messages.filter((message) => message.id !== id));
    this.host.touch();
    this.#settle(id, (sending) => sending.reject(new SessionError('aborted', 'Aborted')));
  }

  #expect(id: string): Promise<MessageSnapshot> {
    const sending = withResolvers<MessageSnapshot>();
    // Who does not wait for the promise reads the outcome from the snapshot: that is no unhandled rejection.
    sending.promise.catch(() => undefined);
    this.#sendings.set(id, sending);
    return sending.promise;
  }

  #settle(id: string, act: (sending: Sending) => void): void {
    const sending = this.#sendings.get(id);
    this.#sendings.delete(id);
    if (sending) act(sending);
  }

  #append(message: Omit<MessageSnapshot, 'at'>): MessageSnapshot {
    const added = Object.freeze({ ...message, from: Object.freeze(message.from), at: Date.now() });
    this.#messages = Object.freeze([...this.#messages, added]);
    this.host.touch();
    return added;
  }
}

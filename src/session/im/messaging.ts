import { MessageEvent_, SessionError } from '../contract';
import type {
  FailureSnapshot,
  InstantMessagingContract,
  MessageDelivery,
  MessageFormat,
  MessageSnapshot,
  ParticipantSnapshot,
} from '../contract';
import { withResolvers } from '../resolvers';
import type { Resolvers } from '../resolvers';
import { MessageQueue } from './message-queue';
import type { DeliveryOutcome, OutgoingMessage } from './message-queue';
import { MAX_MESSAGE } from './read-message';
import { TypingReceiver, TypingSender } from './typing';
import { uuid } from '../uuid';

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
  /** Calls the peer again after the end, for a retry. False if that cannot be. */
  restart(): boolean;
}

type Sending = Resolvers<MessageSnapshot>;

/** The messages of a conversation and what becomes of them, whatever carries them. */
export abstract class Messaging implements InstantMessagingContract {
  #messages: readonly MessageSnapshot[] = Object.freeze([]);
  readonly #sendings = new Map<string, Sending>();
  readonly #seen = new Set<string>();
  protected readonly queue = new MessageQueue({
    deliver: (message) => this.deliver(message),
    onDelivery: (message, delivery, failure) => this.#onDelivery(message, delivery, failure),
  });
  readonly #typing = new TypingSender((isTyping) => void this.sendTyping(isTyping));
  readonly remoteTyping = new TypingReceiver(() => {
    this.host.touch();
    this.host.dispatchEvent(new Event('typing-changed'));
  });

  constructor(protected readonly host: MessagingHost) {}

  /** Sends one message; never rejects. */
  protected abstract deliver(message: OutgoingMessage): Promise<DeliveryOutcome>;
  protected abstract sendTyping(isTyping: boolean): Promise<void>;

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
    this.queue.add({ id, body, format });
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
    if (!this.queue.retry(messageId)) this.queue.add(failed);
    this.host.onQueued();
    return promise;
  }

  notifyTyping(): void {
    if (this.host.canInvoke('send-typing')) this.#typing.notify();
  }

  /** The way is gone for now; what is unconfirmed waits. */
  close(): void {
    this.#typing.reset();
    this.remoteTyping.set(false);
    this.queue.close();
  }

  /** The conversation is over; what is unconfirmed has failed. */
  fail(failure: FailureSnapshot): void {
    this.close();
    this.queue.fail(failure);
  }

  /** Messages of before a page reload; what was not confirmed then is sent once more, under its old id. */
  restore(messages: readonly MessageSnapshot[]): void {
    this.#messages = Object.freeze([...messages]);
    for (const { body, delivery, direction, format, id } of messages) {
      if (direction === 'incoming') this.#seen.add(id);
      else if (delivery === 'queued' || delivery === 'sending') this.queue.add({ id, body, format });
    }
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
    if (!this.queue.withdraw(id)) return;
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

import {
  MessageEvent_,
  SessionError,
  type InstantMessagingContract,
  type MessageDelivery,
  type MessageFormat,
  type MessageSnapshot,
  type ParticipantSnapshot,
  type SessionErrorCode,
} from '../session/contract';
import type { MockConversation } from './mock-conversation';

interface Waiting {
  readonly resolve: (message: MessageSnapshot) => void;
  readonly reject: (error: SessionError) => void;
}

const SERVICE: ParticipantSnapshot = Object.freeze({
  uri: 'sip:contact-center@contoso.com',
  displayName: '',
  isSelf: false,
  isTyping: false,
});

/** Messages of a {@link MockConversation}: one ordered queue, confirmed by the mock itself or, when `manual`, by hand. */
export class MockMessaging implements InstantMessagingContract {
  /** True: what is sent stays `sending` until `confirm()`. */
  manual = false;
  /** How often `notifyTyping()` was called. */
  typingNotifications = 0;
  /** Milliseconds from sending to confirmation, on the session's clock. */
  delay = 0;
  #failures: SessionErrorCode[] = [];
  readonly #waiting = new Map<string, Waiting>();

  constructor(private readonly conversation: MockConversation) {}

  async send(
    body: string,
    options: { format?: MessageFormat; signal?: AbortSignal } = {},
  ): Promise<MessageSnapshot> {
    if (!this.conversation.canInvoke('send-message')) {
      throw new SessionError('invalid-state', 'The conversation takes no messages now.');
    }
    const { home } = this.conversation;
    const message: MessageSnapshot = Object.freeze({
      id: home.nextId('message'),
      direction: 'outgoing',
      kind: 'message',
      from: home.self,
      format: options.format ?? 'text/plain',
      body,
      at: home.clock.now(),
      delivery: 'queued',
    });
    this.#setMessages([...this.#messages, message]);
    return this.#deliver(message.id);
  }

  async retry(messageId: string): Promise<MessageSnapshot> {
    if (this.#find(messageId)?.delivery !== 'failed') {
      throw new SessionError('invalid-argument', 'Only a failed message can be sent again.');
    }
    if (!this.conversation.canInvoke('send-message')) {
      throw new SessionError('invalid-state', 'The conversation takes no messages now.');
    }
    this.#patch(messageId, { delivery: 'queued', failure: undefined });
    return this.#deliver(messageId);
  }

  notifyTyping(): void {
    this.typingNotifications += 1;
  }

  /** The other side writes. */
  receive(
    body: string,
    options: {
      format?: MessageFormat;
      kind?: MessageSnapshot['kind'];
      notice?: string;
      from?: ParticipantSnapshot;
      at?: number;
    },
  ): MessageSnapshot {
    const { home, snapshot } = this.conversation;
    const { notice } = options;
    const kind = options.kind ?? (notice ? 'notice' : 'message');
    const message: MessageSnapshot = Object.freeze({
      id: home.nextId('message'),
      direction: 'incoming',
      kind,
      ...(notice && { notice }),
      from: options.from ?? (kind === 'notice' ? SERVICE : (snapshot.participants[0] ?? SERVICE)),
      format: options.format ?? 'text/plain',
      body,
      at: options.at ?? home.clock.now(),
      delivery: 'delivered',
    });
    this.conversation.update({ unread: snapshot.unread + (kind === 'message' ? 1 : 0) });
    this.#setMessages([...this.#messages, message]);
    this.conversation.dispatchEvent(new MessageEvent_('message-received', message));
    return message;
  }

  failNext(code: SessionErrorCode, count: number): void {
    for (let i = 0; i < count; i++) this.#failures.push(code);
  }

  confirm(messageId = this.#messages.find(({ delivery }) => delivery === 'sending')?.id): void {
    if (messageId) this.#settle(messageId);
  }

  /** Sends what waited for the conversation or the connection. */
  flush(): void {
    for (const { id, delivery } of this.#messages) if (delivery === 'queued') this.#transmit(id);
  }

  /** The conversation is over: nothing that waits will be delivered. */
  failWaiting(): void {
    for (const id of [...this.#waiting.keys()]) this.#fail(id, 'unreachable');
  }

  #deliver(id: string): Promise<MessageSnapshot> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const { state } = this.conversation.snapshot;
      if (this.conversation.home.isConnected && (state === 'established' || state === 'conferenced'))
        this.#transmit(id);
    });
  }

  #transmit(id: string): void {
    this.#patch(id, { delivery: 'sending' });
    if (!this.manual) this.conversation.home.clock.setTimeout(() => this.#settle(id), this.delay);
  }

  #settle(id: string): void {
    if (!this.#waiting.has(id)) return;
    const code = this.#failures.shift();
    if (code) return this.#fail(id, code);
    const message = this.#patch(id, { delivery: 'delivered' });
    this.conversation.dispatchEvent(new MessageEvent_('message-sent', message));
    this.#waiting.get(id)?.resolve(message);
    this.#waiting.delete(id);
  }

  #fail(id: string, code: SessionErrorCode): void {
    const error = new SessionError(code, 'The message was not delivered.');
    const message = this.#patch(id, { delivery: 'failed', failure: error.toSnapshot() });
    this.conversation.dispatchEvent(new MessageEvent_('message-failed', message));
    this.#waiting.get(id)?.reject(error);
    this.#waiting.delete(id);
  }

  #patch(id: string, patch: Partial<MessageSnapshot> & { delivery: MessageDelivery }): MessageSnapshot {
    const before = this.#find(id);
    if (!before) throw new SessionError('not-found', `There is no message ${id}.`);
    const after = Object.freeze({ ...before, ...patch });
    this.#setMessages(this.#messages.map((message) => (message.id === id ? after : message)));
    return after;
  }

  #find(id: string): MessageSnapshot | undefined {
    return this.#messages.find((message) => message.id === id);
  }

  get #messages(): readonly MessageSnapshot[] {
    return this.conversation.snapshot.messages;
  }

  #setMessages(messages: readonly MessageSnapshot[]): void {
    this.conversation.update({ messages: Object.freeze(messages) });
  }
}

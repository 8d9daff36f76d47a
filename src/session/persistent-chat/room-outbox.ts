import { isDanglingDialog } from '../../protocol/failure-map';
import type { RoomMessage } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type { ChatRoomMessageSnapshot, FailureSnapshot, MessageDelivery } from '../contract';
import { responseError } from '../failures';
import { MessageQueue } from '../im/message-queue';
import type { DeliveryOutcome } from '../im/message-queue';
import { withResolvers } from '../resolvers';
import type { Resolvers } from '../resolvers';
import type { SipResponse } from '../signaling/signaling';

export interface RoomOutboxHandlers {
  onSent(message: ChatRoomMessageSnapshot): void;
  onFailed(message: ChatRoomMessageSnapshot): void;
  onChanged(): void;
}

type Post = (message: ChatRoomMessageSnapshot) => Promise<SipResponse>;

/**
 * Own messages until the server shows them in the room. Each goes with an id of ours: sent again after a lost connection it is stored once. What the history shows to be stored
 * is not sent again at all, so that servers which do not know the id do not store it twice either.
 */
export class RoomOutbox {
  /** In the order sent. */
  #messages: readonly ChatRoomMessageSnapshot[] = Object.freeze([]);
  /** As the room shows them, until the acknowledgement is there too. */
  readonly #stored = new Map<string, ChatRoomMessageSnapshot>();
  readonly #sendings = new Map<string, Resolvers<ChatRoomMessageSnapshot>>();
  /** Shown by the room, and not yet passed on as such. */
  readonly #shown = new Set<string>();
  /** May have reached the server. */
  readonly #attempted = new Set<string>();
  #post: Post | undefined;
  readonly #queue = new MessageQueue<ChatRoomMessageSnapshot>({
    deliver: (message) => this.#deliver(message),
    onDelivery: ({ id }, delivery, failure) => this.#onDelivery(id, delivery, failure),
  });

  constructor(private readonly handlers: RoomOutboxHandlers) {}

  /** Those that the room does not show yet. */
  get messages(): readonly ChatRoomMessageSnapshot[] {
    return this.#messages;
  }

  send(message: ChatRoomMessageSnapshot): Promise<ChatRoomMessageSnapshot> {
    this.#setMessages([...this.#messages, message]);
    const sending = this.#expect(message.id);
    this.#queue.add(message);
    return sending;
  }

  async retry(id: string): Promise<ChatRoomMessageSnapshot> {
    this.#failed(id);
    const sending = this.#expect(id);
    this.#queue.retry(id);
    return sending;
  }

  discard(id: string): void {
    this.#failed(id);
    this.#queue.withdraw(id);
    this.#forget(id);
  }

  /** The room is joined and its history read: what waits is sent. */
  open(post: Post): void {
    // Stored, but not shown by the history that was read: it is further back.
    this.#setMessages(this.#messages.filter(({ delivery }) => delivery !== 'delivered'));
    this.#post = post;
    this.#queue.open();
  }

  /** The connection went: what is not acknowledged waits. */
  close(): void {
    this.#post = undefined;
    this.#queue.close();
  }

  /** Nothing will be sent any more. */
  fail(failure: FailureSnapshot): void {
    this.#post = undefined;
    this.#queue.fail(failure);
  }

  /** The room shows an own message. `raw` is as it came, `shown` as the page sees it. */
  onShown(raw: RoomMessage, shown: ChatRoomMessageSnapshot): void {
    const match = this.#messages.find(({ body, id }) =>
      raw.clientId === undefined ? this.#attempted.has(id) && body === raw.text : id === raw.clientId,
    );
    if (!match) return;
    const { id } = match;
    this.#shown.add(shown.id);
    this.#setMessages(this.#messages.filter((each) => each !== match));
    if (match.delivery === 'delivered') return this.#forget(id);
    this.#stored.set(id, shown);
    // Waits for another connection, or was given up: it had arrived all the same.
    if (this.#queue.withdraw(id)) this.#onDelivery(id, 'delivered');
  }

  /** True once for a message of the room that was sent here. */
  takeShown(id: string): boolean {
    return this.#shown.delete(id);
  }

  async #deliver(message: ChatRoomMessageSnapshot): Promise<DeliveryOutcome> {
    const post = this.#post;
    if (!post) return 'returned';
    this.#attempted.add(message.id);
    let response;
    try {
      response = await post(message);
    } catch {
      // No answer: the connection went with it, and its end is told elsewhere. The message waits for the next one.
      return 'returned';
    }
    if (response.status < 300) return 'delivered';
    return isDanglingDialog(response.status) ? 'returned' : responseError(response, 'message').toSnapshot();
  }

  #onDelivery(id: string, delivery: MessageDelivery, failure?: FailureSnapshot): void {
    const stored = this.#stored.get(id);
    // The room shows it: whatever else is said, it is stored.
    if (stored) {
      if (delivery === 'sending') return;
      if (delivery !== 'delivered') this.#queue.withdraw(id);
      this.#settle(id, stored);
      return this.#forget(id);
    }
    const before = this.#messages.find((message) => message.id === id);
    if (!before) return;
    const { failure: _, ...rest } = before;
    const message = Object.freeze({ ...rest, delivery, ...(failure && { failure }) });
    this.#setMessages(this.#messages.map((each) => (each.id === id ? message : each)));
    if (delivery === 'delivered') this.#settle(id, message);
    else if (delivery === 'failed' && failure) this.#fail(message, failure);
  }

  #settle(id: string, message: ChatRoomMessageSnapshot): void {
    this.handlers.onSent(message);
    this.#sendings.get(id)?.resolve(message);
    this.#sendings.delete(id);
  }

  #fail(
    message: ChatRoomMessageSnapshot,
    { code, diagnostics, message: text, status }: FailureSnapshot,
  ): void {
    this.handlers.onFailed(message);
    const details = {
      ...(status !== undefined && { status }),
      ...(diagnostics !== undefined && { diagnostics }),
    };
    this.#sendings.get(message.id)?.reject(new SessionError(code as SessionError['code'], text, details));
    this.#sendings.delete(message.id);
  }

  #expect(id: string): Promise<ChatRoomMessageSnapshot> {
    const sending = withResolvers<ChatRoomMessageSnapshot>();
    // Who does not wait learns of a failure by its event.
    sending.promise.catch(() => undefined);
    this.#sendings.set(id, sending);
    return sending.promise;
  }

  #failed(id: string): void {
    if (!this.#messages.some((message) => message.id === id && message.delivery === 'failed'))
      throw new SessionError('invalid-argument', 'There is no failed message of that id');
  }

  #forget(id: string): void {
    this.#stored.delete(id);
    this.#attempted.delete(id);
    this.#setMessages(this.#messages.filter((message) => message.id !== id));
  }

  #setMessages(messages: readonly ChatRoomMessageSnapshot[]): void {
    this.#messages = Object.freeze(messages);
    this.handlers.onChanged();
  }
}

import { isConversationId } from '../../protocol/conversation-id';
import {
  ConversationAddedEvent,
  ConversationRemovedEvent,
  InvitationReceivedEvent,
  SessionError,
} from '../contract';
import type { FailureSnapshot, InvitationSnapshot, StartConversationOptions } from '../contract';
import type { UcwaResource } from '../../protocol/ucwa';
import type { ConversationInit } from '../conversation-init';
import { ADDRESS, MAX_ENDED } from '../conversation-registry';
import { newConversationId } from '../im/receive-im-invite';
import { invitationContext } from '../share-context';
import { UcwaConversation } from './conversation';
import type { UcwaConversationHost } from './conversation';
import type { LegAddress } from './conversation-leg';
import type { ResumableUcwaConversation } from './resume';

export interface ConversationListHost extends Omit<UcwaConversationHost, 'onEnded'> {
  dispatchEvent(event: Event): boolean;
  onConversationsChanged(): void;
  onConversationEnded(conversation: UcwaConversation): void;
}

/** The conversations of a session over UCWA, by id. */
export class ConversationList {
  readonly #byId = new Map<string, UcwaConversation>();

  constructor(private readonly host: ConversationListHost) {}

  get all(): readonly UcwaConversation[] {
    return [...this.#byId.values()];
  }

  get(id: string): UcwaConversation | undefined {
    return this.#byId.get(id);
  }

  start(to: string, options: StartConversationOptions): UcwaConversation {
    const {
      context,
      conversationId = newConversationId(),
      firstMessage,
      importance,
      modality,
      subject,
    } = options;
    if (!ADDRESS.test(to)) throw new SessionError('invalid-argument', `Not a SIP address: ${to}`);
    if (modality) throw new SessionError('type-not-supported', 'UCWA carries messages only');
    if (!isConversationId(conversationId))
      throw new SessionError('invalid-argument', 'Not a conversation id');
    const existing = this.#byId.get(conversationId);
    if (existing && existing.state !== 'terminated')
      throw new SessionError('invalid-state', 'There is a live conversation of that id');
    // Throws now what would otherwise fail when the connection is there.
    invitationContext(context, undefined);
    const conversation = this.#add({
      id: conversationId,
      direction: 'outgoing',
      peerUri: to,
      ...(subject !== undefined && { subject }),
      ...(importance && { importance }),
      ...(context && { context }),
    });
    conversation.start(firstMessage);
    return conversation;
  }

  /** Goes on with one of before a page reload. */
  resume({ address, messages, operations, ...init }: ResumableUcwaConversation): UcwaConversation {
    const conversation = this.#add(init, address);
    conversation.resume(messages, operations);
    return conversation;
  }

  addIncoming(init: ConversationInit, invitation: UcwaResource, snapshot: InvitationSnapshot): void {
    const conversation = this.#add(init);
    conversation.receive(invitation, snapshot);
    this.host.dispatchEvent(new InvitationReceivedEvent(conversation));
  }

  /** Forgets an ended conversation. False if it is live or unknown. */
  remove(id: string): boolean {
    const conversation = this.#byId.get(id);
    if (conversation?.state !== 'terminated') return false;
    this.#byId.delete(id);
    this.host.onConversationsChanged();
    this.host.dispatchEvent(new ConversationRemovedEvent(conversation));
    return true;
  }

  attach(): void {
    for (const conversation of this.all) conversation.attach();
  }

  detach(): void {
    for (const conversation of this.all) conversation.detach();
  }

  onApplicationGone(): void {
    for (const conversation of this.all) conversation.onApplicationGone();
  }

  /** The session has failed: nothing will be sent any more. */
  fail(failure: FailureSnapshot): void {
    for (const conversation of this.all) conversation.end('unreachable', failure);
  }

  #add(init: ConversationInit, address?: LegAddress): UcwaConversation {
    this.remove(init.id);
    const { host } = this;
    const conversation = new UcwaConversation(
      {
        get self() {
          return host.self;
        },
        get signedContext() {
          return host.signedContext;
        },
        connection: host.connection,
        onAddress: (href, of) => host.onAddress(href, of),
        wake: () => host.wake(),
        onEnded: (ended) => this.#onEnded(ended),
      },
      init,
      address,
    );
    this.#byId.set(init.id, conversation);
    host.onConversationsChanged();
    host.dispatchEvent(new ConversationAddedEvent(conversation));
    return conversation;
  }

  #onEnded(ended: UcwaConversation): void {
    this.host.onConversationEnded(ended);
    const { direction, messages } = ended.snapshot;
    // An invitation that came to nothing leaves nothing to look at.
    if (direction === 'incoming' && messages.length === 0 && !ended.wasEstablished)
      return void this.remove(ended.id);
    const gone = this.all.filter(({ state }) => state === 'terminated');
    for (const { id } of gone.slice(0, Math.max(0, gone.length - MAX_ENDED))) this.remove(id);
  }
}

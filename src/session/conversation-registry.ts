import { isConversationId } from '../protocol/conversation-id';
import {
  ConversationAddedEvent,
  ConversationRemovedEvent,
  InvitationReceivedEvent,
  SessionError,
} from './contract';
import type { FailureSnapshot, InvitationSnapshot, StartConversationOptions } from './contract';
import { Conversation } from './conversation';
import type { ConversationInit } from './conversation';
import type { ConversationHost } from './conversation-host';
import { addressOf } from './identity';
import { newConversationId } from './im/receive-im-invite';
import type { ResumableConversation } from './resume-token';
import { invitationContext } from './share-context';
import type { IncomingInvite } from './signaling/signaling';

/** Ended conversations that are kept for whoever still shows them. */
export const MAX_ENDED = 50;
/** A user part, a host, nothing that could end the header it goes into. */
export const ADDRESS = /^sips?:[^\s@<>"]+@[^\s@<>"]+$/i;

export interface RegistryHost extends Omit<ConversationHost, 'onEnded'> {
  dispatchEvent(event: Event): boolean;
  onConversationsChanged(): void;
}

/** The conversations of a session, by id. */
export class ConversationRegistry {
  readonly #byId = new Map<string, Conversation>();
  #resumable: readonly ResumableConversation[] = [];

  constructor(private readonly host: RegistryHost) {}

  get all(): readonly Conversation[] {
    return [...this.#byId.values()];
  }

  get resumable(): readonly ResumableConversation[] {
    return this.#resumable;
  }

  set resumable(conversations: readonly ResumableConversation[]) {
    this.#resumable = conversations;
  }

  get(id: string): Conversation | undefined {
    return this.#byId.get(id);
  }

  start(to: string, options: StartConversationOptions): Conversation {
    if (!ADDRESS.test(to)) throw new SessionError('invalid-argument', `Not a SIP address: ${to}`);
    const {
      context,
      conversationId = newConversationId(),
      firstMessage,
      importance,
      modality,
      subject,
    } = options;
    if (!isConversationId(conversationId))
      throw new SessionError('invalid-argument', 'Not a conversation id');
    const existing = this.#byId.get(conversationId);
    if (existing && existing.state !== 'terminated') {
      throw new SessionError('invalid-state', 'There is a live conversation of that id');
    }
    // Throws now what would otherwise fail when the connection is there.
    invitationContext(context, undefined);
    const conversation = this.#add({
      id: conversationId,
      direction: 'outgoing',
      peerUri: to,
      ...(subject !== undefined && { subject }),
      ...(importance && { importance }),
      ...(context && { context }),
      ...(modality && { modality }),
      ...(/;opaque=app:conf:focus:/i.test(to) && { isConference: true }),
    });
    conversation.start(firstMessage);
    return conversation;
  }

  addIncoming(
    init: ConversationInit,
    /** Of messages; undefined for a call. */
    invite: IncomingInvite | undefined,
    invitation: InvitationSnapshot,
    silent: boolean,
    begun?: (conversation: Conversation) => void,
  ): void {
    const resumable = this.#take(init.id);
    const conversation = this.#add(init);
    if (resumable) conversation.messaging.restore(resumable.messages);
    conversation.receive(invite, invitation, silent);
    begun?.(conversation);
    if (!silent) this.host.dispatchEvent(new InvitationReceivedEvent(conversation));
  }

  resume(id: string | undefined): Conversation {
    const found = this.#take(id ?? this.#resumable[0]?.id ?? '');
    if (!found) throw new SessionError('not-found', 'There is no conversation to resume');
    const { messages, ...init } = found;
    const conversation = this.#add(init);
    conversation.resume(messages);
    return conversation;
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
    // Nobody calls who was in a conference: they come back by themselves.
    for (const { id, isConference } of this.#resumable) if (isConference) this.resume(id);
  }

  detach(): void {
    for (const conversation of this.all) conversation.detach();
  }

  /** The session has failed: nothing will be sent any more. */
  fail(failure: FailureSnapshot): void {
    for (const conversation of this.all) conversation.end('unreachable', failure);
  }

  isResumable(id: string, peerUri: string): boolean {
    return this.#resumable.some((each) => each.id === id && addressOf(each.peerUri) === peerUri);
  }

  #take(id: string): ResumableConversation | undefined {
    const found = this.#resumable.find((each) => each.id === id);
    if (found) this.#resumable = this.#resumable.filter((each) => each !== found);
    return found;
  }

  #add(init: ConversationInit): Conversation {
    this.remove(init.id);
    const { host } = this;
    const conversation = new Conversation(
      {
        get self() {
          return host.self;
        },
        get signaling() {
          return host.signaling;
        },
        get signedContext() {
          return host.signedContext;
        },
        recoveryTimeout: host.recoveryTimeout,
        wake: () => host.wake(),
        offersCalls: host.offersCalls,
        loadCalls: () => host.loadCalls(),
        offersConferences: host.offersConferences,
        loadConferences: () => host.loadConferences(),
        report: (failure) => host.report(failure),
        onEnded: (ended) => this.#onEnded(ended),
      },
      init,
    );
    this.#byId.set(init.id, conversation);
    host.onConversationsChanged();
    host.dispatchEvent(new ConversationAddedEvent(conversation));
    return conversation;
  }

  #onEnded(ended: Conversation): void {
    const { direction, messages } = ended.snapshot;
    // An invitation that came to nothing leaves nothing to look at.
    if (direction === 'incoming' && messages.length === 0 && !ended.wasEstablished)
      return void this.remove(ended.id);
    const gone = this.all.filter(({ state }) => state === 'terminated');
    for (const { id } of gone.slice(0, Math.max(0, gone.length - MAX_ENDED))) this.remove(id);
  }
}

import { isConversationId } from '../protocol/conversation-id';
import { ConversationAddedEvent, ConversationRemovedEvent, SessionError } from './contract';
import type {
  ConversationContract,
  ConversationState,
  FailureSnapshot,
  StartConversationOptions,
} from './contract';
import type { ConversationInit } from './conversation-init';
import { newConversationId } from './im/receive-im-invite';
import { invitationContext } from './share-context';

/** Ended conversations that are kept for whoever still shows them. */
const MAX_ENDED = 50;
/** A user part, a host, nothing that could end the header it goes into. */
const ADDRESS = /^sips?:[^\s@<>"]+@[^\s@<>"]+$/i;

export interface HeldConversation extends ConversationContract {
  readonly id: string;
  readonly state: ConversationState;
  readonly wasEstablished: boolean;
  attach(): void;
  detach(): void;
  end(reason: string, failure?: FailureSnapshot): void;
}

export interface HeldConversationsHost {
  dispatchEvent(event: Event): boolean;
  onConversationsChanged(): void;
}

/** The conversations of a session by id, whatever carries them. */
export abstract class HeldConversations<C extends HeldConversation, Host extends HeldConversationsHost> {
  readonly #byId = new Map<string, C>();

  constructor(protected readonly host: Host) {}

  get all(): readonly C[] {
    return [...this.#byId.values()];
  }

  get(id: string): C | undefined {
    return this.#byId.get(id);
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

  /** The session has failed: nothing will be sent any more. */
  fail(failure: FailureSnapshot): void {
    for (const conversation of this.all) conversation.end('unreachable', failure);
  }

  /** What to begin with somebody. Throws a `SessionError` now for what would otherwise fail when the connection is there. */
  protected outgoing(
    to: string,
    {
      context,
      conversationId = newConversationId(),
      importance,
      modality,
      subject,
    }: StartConversationOptions,
  ): ConversationInit {
    if (!ADDRESS.test(to)) throw new SessionError('invalid-argument', `Not a SIP address: ${to}`);
    if (!isConversationId(conversationId))
      throw new SessionError('invalid-argument', 'Not a conversation id');
    const existing = this.get(conversationId);
    if (existing && existing.state !== 'terminated')
      throw new SessionError('invalid-state', 'There is a live conversation of that id');
    invitationContext(context, undefined);
    return {
      id: conversationId,
      direction: 'outgoing',
      peerUri: to,
      ...(subject !== undefined && { subject }),
      ...(importance && { importance }),
      ...(context && { context }),
      ...(modality && { modality }),
    };
  }

  /** In the place of an ended one of the same id. */
  protected hold(conversation: C): C {
    this.remove(conversation.id);
    this.#byId.set(conversation.id, conversation);
    this.host.onConversationsChanged();
    this.host.dispatchEvent(new ConversationAddedEvent(conversation));
    return conversation;
  }

  protected onEnded(ended: C): void {
    const { direction, messages } = ended.snapshot;
    // An invitation that came to nothing leaves nothing to look at.
    if (direction === 'incoming' && messages.length === 0 && !ended.wasEstablished)
      return void this.remove(ended.id);
    const gone = this.all.filter(({ state }) => state === 'terminated');
    for (const { id } of gone.slice(0, Math.max(0, gone.length - MAX_ENDED))) this.remove(id);
  }
}

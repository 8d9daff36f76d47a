import { InvitationReceivedEvent, SessionError } from './contract';
import type { InvitationSnapshot, StartConversationOptions } from './contract';
import { Conversation } from './conversation';
import type { ConversationInit } from './conversation';
import type { ConversationHost } from './conversation-host';
import { HeldConversations, type HeldConversationsHost } from './held-conversations';
import { addressOf } from './identity';
import type { ResumableConversation } from './resume-token';
import type { IncomingInvite } from './signaling/signaling';

export interface RegistryHost extends Omit<ConversationHost, 'onEnded'>, HeldConversationsHost {}

/** The conversations of a session over SIP, and those that a reloaded page can go on with. */
export class ConversationRegistry extends HeldConversations<Conversation, RegistryHost> {
  #resumable: readonly ResumableConversation[] = [];

  get resumable(): readonly ResumableConversation[] {
    return this.#resumable;
  }

  set resumable(conversations: readonly ResumableConversation[]) {
    this.#resumable = conversations;
  }

  start(to: string, options: StartConversationOptions): Conversation {
    const conversation = this.#add({
      ...this.outgoing(to, options),
      ...(/;opaque=app:conf:focus:/i.test(to) && { isConference: true }),
    });
    conversation.start(options.firstMessage);
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

  override attach(): void {
    super.attach();
    // Nobody calls who was in a conference: they come back by themselves.
    for (const { id, isConference } of this.#resumable) if (isConference) this.resume(id);
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
    const { host } = this;
    return this.hold(
      new Conversation(
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
          onEnded: (ended) => this.onEnded(ended),
        },
        init,
      ),
    );
  }
}

import type { UcwaResource } from '../../protocol/ucwa';
import { InvitationReceivedEvent, SessionError } from '../contract';
import type { InvitationSnapshot, StartConversationOptions } from '../contract';
import type { ConversationInit } from '../conversation-init';
import { HeldConversations, type HeldConversationsHost } from '../held-conversations';
import { UcwaConversation } from './conversation';
import type { UcwaConversationHost } from './conversation';
import type { LegAddress } from './conversation-leg';
import type { ResumableUcwaConversation } from './resume';

export interface ConversationListHost extends Omit<UcwaConversationHost, 'onEnded'>, HeldConversationsHost {
  onConversationEnded(conversation: UcwaConversation): void;
}

/** The conversations of a session over UCWA. */
export class ConversationList extends HeldConversations<UcwaConversation, ConversationListHost> {
  start(to: string, options: StartConversationOptions): UcwaConversation {
    if (options.modality) throw new SessionError('type-not-supported', 'UCWA carries messages only');
    const conversation = this.#add(this.outgoing(to, options));
    conversation.start(options.firstMessage);
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

  onApplicationGone(): void {
    for (const conversation of this.all) conversation.onApplicationGone();
  }

  #add(init: ConversationInit, address?: LegAddress): UcwaConversation {
    const { host } = this;
    return this.hold(
      new UcwaConversation(
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
          onEnded: (ended) => this.onEnded(ended),
        },
        init,
        address,
      ),
    );
  }

  protected override onEnded(ended: UcwaConversation): void {
    this.host.onConversationEnded(ended);
    super.onEnded(ended);
  }
}

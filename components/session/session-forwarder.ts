import type {
  ChatRoomInvitationReceivedEvent,
  ConversationAddedEvent,
  ConversationRemovedEvent,
  InvitationReceivedEvent,
  SessionContract,
  SessionErrorEvent,
  SessionStateChangedEvent,
} from '../../src/session/contract';
import { LyncErrorEvent } from '../internal/events/error-event';
import { LyncChatRoomInvitationReceivedEvent } from './events/chat-room-invitation-received-event';
import { LyncConversationAddedEvent } from './events/conversation-added-event';
import { LyncConversationRemovedEvent } from './events/conversation-removed-event';
import { LyncInvitationReceivedEvent } from './events/invitation-received-event';
import { LyncSessionStateChangedEvent } from './events/session-state-changed-event';

/** Raises a session's events again as `lync-…` events of an element. */
export class SessionForwarder {
  #session: SessionContract | undefined;

  constructor(
    private readonly element: Element,
    private readonly stateChanged: () => void,
  ) {}

  follow(session: SessionContract | undefined): void {
    if (session === this.#session) return;
    this.#toggle('removeEventListener');
    this.#session = session;
    this.#toggle('addEventListener');
  }

  #toggle(act: 'addEventListener' | 'removeEventListener'): void {
    const listeners: Record<string, (event: never) => void> = {
      'state-changed': this.#state,
      'conversation-added': this.#added,
      'conversation-removed': this.#removed,
      'invitation-received': this.#invited,
      'chat-room-invitation-received': this.#invitedToRoom,
      error: this.#failed,
    };
    for (const [type, listener] of Object.entries(listeners))
      this.#session?.[act](type, listener as EventListener);
  }

  readonly #state = ({ previousState, state, failure }: SessionStateChangedEvent): void => {
    this.stateChanged();
    this.element.dispatchEvent(new LyncSessionStateChangedEvent(previousState, state, failure));
  };

  readonly #added = ({ conversation }: ConversationAddedEvent): void => {
    this.element.dispatchEvent(new LyncConversationAddedEvent(conversation));
  };

  readonly #removed = ({ conversation }: ConversationRemovedEvent): void => {
    this.element.dispatchEvent(new LyncConversationRemovedEvent(conversation));
  };

  readonly #invited = (event: InvitationReceivedEvent): void => {
    if (!this.element.dispatchEvent(new LyncInvitationReceivedEvent(event.conversation)))
      event.preventDefault();
  };

  readonly #invitedToRoom = (event: ChatRoomInvitationReceivedEvent): void => {
    if (!this.element.dispatchEvent(new LyncChatRoomInvitationReceivedEvent(event.invitation)))
      event.preventDefault();
  };

  readonly #failed = ({ failure }: SessionErrorEvent): void => {
    this.element.dispatchEvent(new LyncErrorEvent(failure));
  };
}

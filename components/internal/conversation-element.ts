import { property } from './decorators';
import type { ConversationContract } from '../../src/session/contract';
import { LyncElement } from './element';
import { CONVERSATION_CHANGES, SESSION_CHANGES, SnapshotController } from './snapshot-controller';

/** An element about one conversation: the one it was given, else the one its session has under `conversation-id`. */
export class LyncConversationElement extends LyncElement {
  /** The conversation's `Ms-Conversation-ID`, looked up in the session. */
  @property({ attribute: 'conversation-id' }) conversationId = '';

  #given: ConversationContract | undefined;

  constructor() {
    super();
    new SnapshotController(this, () => this.session, SESSION_CHANGES);
    new SnapshotController(this, () => this.conversation, CONVERSATION_CHANGES);
  }

  /** The conversation in use. Setting it wins over `conversation-id`. */
  @property({ attribute: false })
  get conversation(): ConversationContract | undefined {
    return (
      this.#given ?? (this.conversationId ? this.session?.getConversation(this.conversationId) : undefined)
    );
  }

  set conversation(conversation: ConversationContract | undefined) {
    this.#given = conversation;
  }
}

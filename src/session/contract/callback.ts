import type { ConversationImportance } from './session';
import type { VisitorContext } from './visitor-context';

/** Where and when somebody wants to be called; at this session's own address when neither `phone` nor `uri` is there. */
export interface CallbackOptions {
  /** 3 to 15 digits, perhaps with a leading `+`; blanks, dots, dashes and brackets do not count. */
  readonly phone?: string;
  /** SIP address, where the service allows it. */
  readonly uri?: string;
  /** Of the person to be called. */
  readonly name?: string;
  /** Milliseconds since 1970; now when absent. */
  readonly at?: number;
  readonly subject?: string;
  readonly importance?: ConversationImportance;
  /** What the visitor agreed to share; at most 4,096 bytes as JSON. */
  readonly context?: VisitorContext;
  /** The conversation that the call shall belong to: a chat with the queue that runs. */
  readonly conversationId?: string;
}

/** A call that the service has promised. */
export interface CallbackSnapshot {
  readonly queueUri: string;
  /** The call comes with this `Ms-Conversation-ID`: as `invitation-received` when it comes to this session. */
  readonly conversationId: string;
  /** Milliseconds since 1970; absent: at once. */
  readonly at?: number;
}

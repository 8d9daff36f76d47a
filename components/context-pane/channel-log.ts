import type {
  ContextChannelContract,
  ConversationContract,
  SessionContract,
} from '../../src/session/contract';
import type { ContextData } from '../context-application/protocol';
import { CUSTOMER_TYPE } from './customer-card';

const LIMIT = 100;

/**
 * What came over one channel. A channel keeps none of it (only its initial context), but an application may load, and an agent may
 * come back to a conversation, long after.
 */
export class ChannelLog {
  /** Oldest first; the newest 100. */
  data: readonly ContextData[] = [];
  /** The newest card, from the initial context or from data since. */
  card: string | undefined;

  constructor(channel: ContextChannelContract) {
    this.card = channel.snapshot.initialContext;
    channel.addEventListener('initial-context-received', () => {
      this.card = channel.snapshot.initialContext;
    });
    channel.addEventListener('data-received', ({ contentType, body }) => {
      this.data = [...this.data, { contentType, body, at: Date.now() }].slice(-LIMIT);
      if (mediaType(contentType) === CUSTOMER_TYPE) this.card = body;
    });
  }
}

function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

const logs = new WeakMap<ContextChannelContract, ChannelLog>();
const observed = new WeakSet<ConversationContract | SessionContract>();

/** The log of a channel, begun at the first call and kept as long as the channel lives. */
export function logOf(channel: ContextChannelContract): ChannelLog {
  let log = logs.get(channel);
  if (!log) logs.set(channel, (log = new ChannelLog(channel)));
  return log;
}

/** Begins the log of every channel of `session` as it appears, whichever conversation is on show. */
export function logSession(session: SessionContract): void {
  if (observed.has(session)) return;
  observed.add(session);
  session.conversations.forEach(logConversation);
  session.addEventListener('conversation-added', ({ conversation }) => logConversation(conversation));
}

export function logConversation(conversation: ConversationContract): void {
  if (observed.has(conversation)) return;
  observed.add(conversation);
  conversation.contextChannels.forEach(logOf);
  conversation.addEventListener('context-channel-added', ({ channel }) => void logOf(channel));
}

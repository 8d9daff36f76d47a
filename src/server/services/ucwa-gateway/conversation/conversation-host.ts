import type { ConversationImportance } from '../../../../protocol/importance';
import type { UcwaMessageFormat } from '../../../../protocol/ucwa';
import type { EventChannel } from '../events/event-channel';
import type { Hrefs } from '../hrefs';
import type { GatewayServices, UcwaUser } from '../services';
import type { UserAgent } from '../sip/user-agent';
import type { UcwaConversation } from './conversation';

export interface ConversationInit {
  readonly id: string;
  /** `Ms-Conversation-ID` on the SIP side. */
  readonly threadId: string;
  readonly subject: string;
  readonly importance: ConversationImportance;
}

/** What a conversation needs of the application it belongs to. */
export interface ConversationHost {
  readonly services: GatewayServices;
  readonly user: UcwaUser;
  readonly agent: UserAgent;
  readonly channel: EventChannel;
  readonly hrefs: Hrefs;
  /** What the client reads. */
  readonly formats: readonly UcwaMessageFormat[];
  onConversationEnded(conversation: UcwaConversation): void;
}

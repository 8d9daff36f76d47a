import type {
  ContextChannelState,
  ContextChannelTransitionReason,
} from '../../protocol/context-channel-states';
import type {
  ContextChannelStateChangedEvent,
  ContextDataReceivedEvent,
  ContextDataSentEvent,
} from './context-channel-events';
import type { ConversationContract } from './conversation';
import type { FailureSnapshot } from './errors';
import type { TypedEventTarget } from './typed-event-target';

export type { ContextChannelState, ContextChannelTransitionReason };

/** One registered application; see the elements guide. `url` or `element` says where it runs. */
export interface ContextApplication {
  readonly id: string;
  readonly name: string;
  readonly url?: string;
  readonly element?: string;
  readonly installLink?: string;
  readonly size?: 'small' | 'medium' | 'large';
  readonly default?: boolean;
  readonly roles?: readonly string[];
}

export interface ContextChannelSnapshot {
  readonly id: string;
  /** GUID, lower case, without braces. */
  readonly applicationId: string;
  readonly applicationName: string;
  readonly state: ContextChannelState;
  readonly reason: ContextChannelTransitionReason;
  readonly toast?: string;
  readonly simpleLink?: string;
  readonly installLink?: string;
  readonly remoteUri: string;
  /** Registered here and allowed to this agent's roles. A channel that is not is refused and shown with name and installer link. */
  readonly registered: boolean;
  /** The most recent initial context, decoded. */
  readonly initialContext?: string;
  /** Milliseconds since 1970 of the last data received. */
  readonly updatedAt?: number;
  readonly failure?: FailureSnapshot;
}

export interface ContextChannelEvents {
  'state-changed': ContextChannelStateChangedEvent;
  'initial-context-received': Event;
  'data-received': ContextDataReceivedEvent;
  'data-sent': ContextDataSentEvent;
}

export interface ContextChannelContract extends TypedEventTarget<ContextChannelEvents> {
  readonly snapshot: ContextChannelSnapshot;
  readonly conversation: ConversationContract;
  /** At most 64,000 characters. Rejects unless established. */
  sendData(contentType: string, body: string): Promise<void>;
  terminate(): Promise<void>;
}

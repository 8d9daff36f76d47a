import type {
  AgentStateSnapshot,
  CallModality,
  ContextApplication,
  ConversationImportance,
} from '../session/contract';
import type { MockClock } from './mock-clock';
import type { MockConferenceOptions } from './mock-conference';

export interface MockSessionOptions {
  readonly uri?: string;
  readonly displayName?: string;
  readonly isGuest?: boolean;
  readonly agent?: AgentStateSnapshot;
  readonly contextApplications?: readonly ContextApplication[];
  readonly clock?: MockClock;
  /** Milliseconds that connecting takes. */
  readonly connectDelay?: number;
  /** Calls are possible, in every conversation. */
  readonly calls?: boolean;
  /** Conversations of two may become conferences. */
  readonly conferences?: boolean;
}

export interface MockInvitationOptions {
  readonly id?: string;
  readonly toast?: string;
  readonly fromUri?: string;
  readonly fromName?: string;
  readonly subject?: string;
  readonly importance?: ConversationImportance;
  /** Milliseconds after which it ends by itself. */
  readonly expiresIn?: number;
  /** It is a call. */
  readonly modality?: CallModality;
  /** It is to a conference. */
  readonly conference?: MockConferenceOptions;
}

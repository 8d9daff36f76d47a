import type { CallModality, ConversationImportance, VisitorContext } from './contract';

export interface ConversationInit {
  readonly id: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly peerUri: string;
  readonly peerName?: string;
  readonly subject?: string;
  readonly importance?: ConversationImportance;
  readonly context?: VisitorContext;
  readonly startedAt?: number;
  /** It began as a call. */
  readonly modality?: CallModality;
  /** It began as a conference, whose focus is `peerUri`. */
  readonly isConference?: boolean;
}

import type { CallModality, ConferenceModality, ConversationImportance, VisitorContext } from './contract';

/** What a page was in a conference with when it was reloaded. */
export interface LeftConference {
  /** GUID: the focus gives the place of before to who has it. */
  readonly endpoint: string;
  readonly modalities: readonly ConferenceModality[];
  /** Who was not heard is not heard now. */
  readonly isMuted: boolean;
}

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
  /** The page was in that conference before it was reloaded. */
  readonly left?: LeftConference;
}

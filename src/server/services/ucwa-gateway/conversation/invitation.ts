import type { ConversationImportance } from '../../../../protocol/importance';
import type { UcwaInvitationState } from '../../../../protocol/ucwa';
import type { TextContent } from '../sip/read-content';

export interface InvitationInit {
  readonly id: string;
  readonly direction: 'Incoming' | 'Outgoing';
  /** Chosen by who asked for it. */
  readonly operationId?: string;
  readonly importance: ConversationImportance;
  readonly subject: string;
  /** The first text, or what is shown before somebody has accepted. */
  readonly message?: TextContent;
}

/** An invitation to a conversation, in either direction. */
export class UcwaInvitation {
  state: UcwaInvitationState = 'Connecting';
  /** Incoming: whether the person can still say yes or no. */
  isOpen = true;

  constructor(readonly init: InvitationInit) {}

  get id(): string {
    return this.init.id;
  }
}

import type { ConversationImportance, SessionContract, VisitorContext } from '../../src/session/contract';

export type ChatMode = 'chat' | 'call' | 'callback';

/** What the panel sees of the button that opened it. Empty strings are attributes that are not set. */
export interface ChatLauncher extends HTMLElement {
  readonly queue: string;
  readonly mode: ChatMode | '';
  readonly label: string;
  readonly subject: string;
  readonly importance: ConversationImportance | '';
  readonly placement: 'end' | 'start' | 'inline' | '';
  readonly capture: string;
  readonly consent: 'opt-in' | 'opt-out' | '';
  readonly server: string;
  readonly credentialsUrl: string;
  readonly contact: VisitorContext['contact'];
  readonly context: VisitorContext['data'];
  readonly session: SessionContract | undefined;
}

import { createSession as create } from '../../src/session/create-session';
import type { ConversationContract, SessionContract } from '../../src/session/contract';
import type { LyncSessionOptions } from '../../src/session/session-options';

export type SessionSettings = Pick<
  LyncSessionOptions,
  | 'server'
  | 'uri'
  | 'displayName'
  | 'credentials'
  | 'credentialsUrl'
  | 'credentialsResponse'
  | 'contextApplications'
  | 'trustedApplications'
  | 'agent'
  | 'calls'
  | 'conferences'
  | 'roles'
  | 'resume'
>;

/** A session that can say what a reloaded page needs to go on, and go on. */
export type ResumableSession = SessionContract & {
  readonly resumeToken?: string;
  /** What the token brought and nobody has resumed yet. */
  readonly resumableConversations?: readonly { readonly id: string }[];
  resumeConversation?(id?: string): ConversationContract;
};

/** By `server`: over SIP, or over UCWA where that is named and nothing better can be reached. The code of either is a chunk of its own. */
export const createSession = (settings: SessionSettings): Promise<ResumableSession> => create(settings);

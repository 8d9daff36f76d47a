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

/** Starts loading the SIP session, which is a chunk of its own: a page that brings its own session never loads it. */
export const loadSession = () => import('../../src/session/lync-session');

export async function createSession(settings: SessionSettings): Promise<ResumableSession> {
  const { LyncSession } = await loadSession();
  return new LyncSession(settings);
}

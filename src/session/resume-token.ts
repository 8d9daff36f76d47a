import type { ConversationImportance, MessageSnapshot, SessionCredentials } from './contract';
import { addressOf } from './identity';
import type { Conversation } from './conversation';
import type { LeftConference } from './conversation-init';

/** A conversation that a page left behind when it was reloaded. */
export interface ResumableConversation {
  readonly id: string;
  readonly peerUri: string;
  readonly peerName: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly subject: string;
  readonly importance: ConversationImportance;
  readonly startedAt: number;
  readonly messages: readonly MessageSnapshot[];
  /** It was a conference, with its focus as `peerUri`: the session joins it again by itself. */
  readonly isConference?: boolean;
  readonly left?: LeftConference;
}

export interface ResumeState {
  /** A guest's, which are short-lived; a user's password is never in a token. */
  readonly credentials?: SessionCredentials;
  readonly conversations: readonly ResumableConversation[];
}

const VERSION = 1;
/** sessionStorage holds some megabytes; older messages are left out. */
const MAX_MESSAGES = 200;

/** JSON for `sessionStorage`: what a reloaded page needs to go on. */
export function buildResumeToken(
  credentials: SessionCredentials | undefined,
  conversations: readonly Conversation[],
): string {
  const live = conversations.filter(
    ({ conference, init, messaging, state, supervision }) =>
      // Nobody is called back to what they only listened in on.
      !supervision &&
      (state === 'conferenced' ||
        ((state === 'establishing' || state === 'established' || state === 'recovering') &&
          // A call does not outlive its page.
          (conference || !init.modality || messaging.messages.length > 0))),
  );
  const state: ResumeState = {
    ...(credentials && isGuest(credentials.uri) && { credentials }),
    conversations: live.map(({ conference, init, snapshot }) => ({
      id: snapshot.id,
      peerUri: init.peerUri,
      peerName: snapshot.participants[0]?.displayName ?? '',
      direction: snapshot.direction,
      subject: snapshot.subject,
      importance: snapshot.importance,
      startedAt: snapshot.startedAt,
      messages: snapshot.messages.slice(-MAX_MESSAGES),
      ...conference?.left,
    })),
  };
  return JSON.stringify({ version: VERSION, ...state });
}

/** Undefined for a token of another version or one that is none: the page then starts anew. */
export function readResumeToken(token: string | undefined): ResumeState | undefined {
  if (!token) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(token);
  } catch {
    // What a storage holds may be anything.
    return undefined;
  }
  return isResumeState(value) ? value : undefined;
}

export function isGuest(uri: string): boolean {
  return addressOf(uri).startsWith('sip:guest-');
}

function isResumeState(value: unknown): value is ResumeState {
  if (typeof value !== 'object' || value === null) return false;
  const { conversations, version } = value as { conversations?: unknown; version?: unknown };
  return version === VERSION && Array.isArray(conversations) && conversations.every(isResumable);
}

function isResumable(value: unknown): value is ResumableConversation {
  if (typeof value !== 'object' || value === null) return false;
  const { id, messages, peerUri } = value as Partial<ResumableConversation>;
  return typeof id === 'string' && typeof peerUri === 'string' && Array.isArray(messages);
}

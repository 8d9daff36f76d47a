import type { SessionCredentials } from '../contract';
import { isGuest } from '../resume-token';
import type { ResumableConversation } from '../resume-token';
import type { UcwaConversation } from './conversation';
import type { LegAddress } from './conversation-leg';
import type { Operations } from './messaging';

/** A conversation that a page left behind when it was reloaded, and where it is at the server. */
export interface ResumableUcwaConversation extends ResumableConversation {
  readonly address: LegAddress;
  readonly operations: Operations;
}

export interface UcwaResumeState {
  /** Where autodiscovery begins. */
  readonly server: string;
  readonly endpointId: string;
  /** A guest's, which are short-lived; a user's password is never in a token. */
  readonly credentials?: SessionCredentials;
  readonly conversations: readonly ResumableUcwaConversation[];
}

/** The version of SIP sessions' tokens too, which the other kind of session takes for what it can use of them. */
const VERSION = 1;
/** sessionStorage holds some megabytes; older messages are left out. */
const MAX_MESSAGES = 200;

export function buildUcwaResumeToken(
  { endpointId, server }: Pick<UcwaResumeState, 'endpointId' | 'server'>,
  credentials: SessionCredentials | undefined,
  conversations: readonly UcwaConversation[],
): string {
  return JSON.stringify({
    ...{ version: VERSION, transport: 'ucwa', server, endpointId },
    ...(credentials && isGuest(credentials.uri) && { credentials }),
    conversations: conversations.flatMap(resumable),
  });
}

function resumable({
  address,
  init,
  messaging,
  snapshot,
  state,
}: UcwaConversation): ResumableUcwaConversation[] {
  // What was not established yet has nobody who would miss it.
  if (!address || (state !== 'established' && state !== 'recovering')) return [];
  const { direction, id, importance, messages, participants, startedAt, subject } = snapshot;
  return [
    {
      ...{ id, direction, subject, importance, startedAt, address },
      peerUri: init.peerUri,
      peerName: participants[0]?.displayName ?? '',
      messages: messages.slice(-MAX_MESSAGES),
      operations: messaging.operations,
    },
  ];
}

/** Undefined for a token of another version or kind, or one that is none: the page then starts anew. */
export function readUcwaResumeToken(token: string | undefined): UcwaResumeState | undefined {
  if (!token) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(token);
  } catch {
    // What a storage holds may be anything.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { conversations, endpointId, server, transport, version } = value as Record<string, unknown>;
  if (version !== VERSION || transport !== 'ucwa' || typeof endpointId !== 'string') return undefined;
  if (typeof server !== 'string' || !/^https?:/i.test(server)) return undefined;
  if (!Array.isArray(conversations) || !conversations.every(isResumable)) return undefined;
  return value as UcwaResumeState;
}

function isResumable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { address, id, messages, operations, peerUri } = value as Partial<ResumableUcwaConversation>;
  return (
    typeof id === 'string' &&
    typeof peerUri === 'string' &&
    typeof address?.conversation === 'string' &&
    typeof address.messaging === 'string' &&
    Array.isArray(messages) &&
    Array.isArray(operations)
  );
}

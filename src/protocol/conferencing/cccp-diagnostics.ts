import { buildDiagnostics } from '../diagnostics';

interface ConferenceFailure {
  readonly id: number;
  readonly reason: string;
  readonly status: number;
}

/**
 * [MS-OCER] 7.4: ids and texts. Statuses: [MS-CONFBAS] has 400 for what cannot be read, 603 for a command that fails and must not be tried again,
 * 503 for one that may be. The ids from 51301 are ours.
 */
export const conferenceFailures = {
  'bad-from': { id: 3000, reason: 'Bad From in C3P Request', status: 400 },
  'bad-to': { id: 3001, reason: 'Bad To in C3P Request', status: 400 },
  'invalid-target-user': { id: 3002, reason: 'Invalid Target User', status: 603 },
  'conference-entity-invalid': { id: 3003, reason: 'Conference entity is invalid', status: 404 },
  'not-implemented': { id: 3004, reason: 'Command is not implemented', status: 603 },
  'cannot-target-mcu': { id: 3005, reason: 'Request cannot target a MCU', status: 603 },
  'parse-failed': { id: 3006, reason: 'Failed to parse the C3P request', status: 400 },
  'add-user-invalid': { id: 3007, reason: 'AddUser C3P request is invalid', status: 400 },
  'access-method': { id: 3008, reason: 'Access or authentication method is not acceptable', status: 603 },
  'endpoint-entity': { id: 3009, reason: 'Malformed endpoint entity', status: 400 },
  'no-session-timer': { id: 3010, reason: 'Bad request without Session-Timer extension', status: 400 },
  'mcu-contact': { id: 3011, reason: 'Failed Ms-Mcu-Contact', status: 603 },
  'invalid-conference-uri': { id: 3012, reason: 'Invalid conference URI', status: 404 },
  'invalid-mcu-uri': { id: 3013, reason: 'Invalid MCU URI', status: 603 },
  'not-authorized': { id: 3014, reason: 'Failed authorization', status: 603 },
  'no-dial-out': { id: 3015, reason: 'Attendees may not dial out', status: 603 },
  'invalid-role': { id: 3016, reason: 'Supplied role is invalid', status: 603 },
  locked: { id: 51301, reason: 'The conference is locked', status: 403 },
  'not-invited': { id: 51302, reason: 'Not invited to this conference', status: 403 },
  full: { id: 51303, reason: 'The conference is full', status: 503 },
  'too-many-conferences': { id: 51304, reason: 'Too many conferences of this organizer', status: 503 },
  duplicate: { id: 51305, reason: 'There is a conference with this id', status: 603 },
  'too-large': { id: 51306, reason: 'The body is too large', status: 413 },
  'media-unavailable': { id: 51307, reason: 'No audio is to be had now', status: 503 },
  'bad-media': { id: 51308, reason: 'No session description that can be answered', status: 488 },
  'shutting-down': { id: 51309, reason: 'Service is shutting down', status: 503 },
  ended: { id: 51310, reason: 'The conference has ended', status: 404 },
  'too-fast': { id: 51311, reason: 'Too many messages', status: 429 },
  unsupported: { id: 51312, reason: 'Not a content type of this service', status: 415 },
  'no-such-dialog': { id: 51314, reason: 'There is no such dialog to replace', status: 481 },
  internal: { id: 51313, reason: 'General processing error', status: 500 },
} as const satisfies Readonly<Record<string, ConferenceFailure>>;

export type ConferenceFailureCode = keyof typeof conferenceFailures;

const codeOfId: ReadonlyMap<number, ConferenceFailureCode> = new Map(
  Object.entries(conferenceFailures).map(([code, { id }]) => [id, code as ConferenceFailureCode]),
);

/** What an id of `ms-diagnostics` says about conferences; undefined for the ids of others. */
export function conferenceFailureOf(errorId: number | undefined): ConferenceFailureCode | undefined {
  return errorId === undefined ? undefined : codeOfId.get(errorId);
}

/** A value of `ms-diagnostics`. `source` is the host that says it; `detail` is for a developer who reads the trace. */
export function buildConferenceDiagnostics(
  code: ConferenceFailureCode,
  source: string,
  detail?: string,
): string {
  const { id, reason } = conferenceFailures[code];
  return buildDiagnostics(id, {
    reason,
    source,
    component: 'Conferencing',
    ...(detail !== undefined && { detail }),
  });
}

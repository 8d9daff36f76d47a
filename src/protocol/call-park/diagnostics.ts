import { buildDiagnostics } from '../diagnostics';

interface CallParkFailure {
  readonly id: number;
  readonly reason: string;
  /** Status of the response that carries it. Those without one go with a BYE. */
  readonly status?: number;
}

/**
 * [MS-OCER] 7.25: ids and texts. The status codes are our choice, because the document pairs none with them; so is the end of the text of
 * 35017, which is not known.
 */
export const callParkFailures = {
  'orbit-not-found': { id: 35000, reason: 'Orbit not found.', status: 404 },
  'processing-error': { id: 35001, reason: 'General processing error.', status: 500 },
  'no-orbit-available': { id: 35002, reason: 'No more available orbits.', status: 480 },
  'outside-enterprise': { id: 35003, reason: 'Cannot un-park from outside of enterprise.', status: 403 },
  'park-timeout': { id: 35004, reason: 'Park request time-out.', status: 504 },
  'ucas-error': { id: 35005, reason: 'Error accessing UCAS.', status: 500 },
  'double-park': { id: 35006, reason: 'Double park.', status: 400 },
  'replaces-error': { id: 35007, reason: 'Invite with replaces error.', status: 480 },
  'version-not-understood': { id: 35008, reason: 'Version not understood.', status: 400 },
  'bad-request': { id: 35009, reason: 'Bad request.', status: 400 },
  'could-not-safe-retrieve': { id: 35010, reason: 'Could not safe retrieve.', status: 404 },
  'could-not-forward': { id: 35011, reason: 'Could not forward to parking server.', status: 504 },
  draining: { id: 35012, reason: 'Parking server is in draining mode.', status: 503 },
  'park-time-expired': { id: 35013, reason: 'Park time expired. Terminating parkee call leg.' },
  'parker-dialog-terminated': { id: 35014, reason: 'Terminating dialog with parker.' },
  'park-time-expired-after-fallback': {
    id: 35015,
    reason: 'Park time expired. Terminating parkee call leg.',
  },
  'no-conversation': {
    id: 35016,
    reason: 'There is no valid conversation to park a call.',
    status: 481,
  },
  'retrieve-failed': {
    id: 35017,
    reason: "Retrieve action failed since the parked call couldn't be transferred.",
    status: 480,
  },
} as const satisfies Readonly<Record<string, CallParkFailure>>;

export type CallParkFailureCode = keyof typeof callParkFailures;

const codeOfId: ReadonlyMap<number, CallParkFailureCode> = new Map(
  Object.entries(callParkFailures).map(([code, { id }]) => [id, code as CallParkFailureCode]),
);

/** What an id of `ms-diagnostics` says about call park; undefined for the ids of others. */
export function callParkFailureOf(errorId: number | undefined): CallParkFailureCode | undefined {
  return errorId === undefined ? undefined : codeOfId.get(errorId);
}

/** A value of `ms-diagnostics`. `source` is the host that says it; `detail` is for a developer who reads the trace. */
export function buildCallParkDiagnostics(code: CallParkFailureCode, source: string, detail?: string): string {
  const { id, reason } = callParkFailures[code];
  return buildDiagnostics(id, {
    reason,
    source,
    component: 'CallPark',
    ...(detail !== undefined && { detail }),
  });
}

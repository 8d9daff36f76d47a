import type { CccpResponse } from '../../protocol/conferencing/cccp';
import { conferenceFailureOf } from '../../protocol/conferencing/cccp-diagnostics';
import type { ConferenceFailureCode } from '../../protocol/conferencing/cccp-diagnostics';
import { parseDiagnostics } from '../../protocol/diagnostics';
import { SessionError } from '../contract';
import type { SessionErrorCode } from '../contract';
import { responseError } from '../failures';
import { SignalingError } from '../signaling/signaling';
import type { SipResponse } from '../signaling/signaling';

const codes: Readonly<Partial<Record<ConferenceFailureCode, SessionErrorCode>>> = {
  locked: 'conference-locked',
  full: 'conference-full',
  ended: 'not-found',
  'invalid-conference-uri': 'not-found',
  'conference-entity-invalid': 'not-found',
  'invalid-target-user': 'not-found',
  'not-invited': 'forbidden',
  'not-authorized': 'forbidden',
  'no-dial-out': 'forbidden',
  'invalid-role': 'forbidden',
  'too-fast': 'rate-limited',
  'too-large': 'too-large',
};

/** What a refusal of the focus, the factory or an MCU means: its `ms-diagnostics` say more than its status. */
export function conferenceError(response: SipResponse): SessionError {
  const diagnostics = response.header('ms-diagnostics');
  const parsed = parseDiagnostics(diagnostics);
  const failure = conferenceFailureOf(parsed?.errorId);
  if (!failure) return responseError(response);
  const { status } = response;
  return new SessionError(codes[failure] ?? 'conference-failed', parsed?.reason ?? failure, {
    status,
    ...(diagnostics !== undefined && { diagnostics }),
  });
}

/** A command that was understood and not done. `diagnostics` is the raw header of what carried the response. */
export function commandError(
  { command, reason }: CccpResponse,
  diagnostics: string | undefined,
): SessionError {
  const parsed = parseDiagnostics(diagnostics);
  const failure = conferenceFailureOf(parsed?.errorId);
  const code: SessionErrorCode = /^(?:endpoint|user)DoesntExist$/i.test(reason ?? '')
    ? 'not-found'
    : 'conference-failed';
  return new SessionError(
    (failure && codes[failure]) ?? code,
    parsed?.reason ?? reason ?? `${command} failed`,
    diagnostics === undefined ? {} : { diagnostics },
  );
}

/** The connection went, which says nothing of the conference. */
export const isConnectionLoss = (error: unknown): boolean =>
  error instanceof SignalingError || (error instanceof SessionError && error.code === 'connection-failed');

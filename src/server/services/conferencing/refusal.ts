import {
  buildConferenceDiagnostics,
  conferenceFailures,
  type ConferenceFailureCode,
} from '../../../protocol/conferencing/cccp-diagnostics';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { XmlError } from '../../../protocol/xml/xml-error';
import type { IncomingRequest, RespondOptions } from '../../sip';

/** What was asked for is not done, and why. */
export class ConferenceRefusal extends Error {
  override readonly name = 'ConferenceRefusal';
  readonly status: number;
  readonly detail: string | undefined;

  constructor(
    readonly code: ConferenceFailureCode,
    options: { readonly detail?: string; readonly status?: number; readonly cause?: unknown } = {},
  ) {
    const failure = conferenceFailures[code];
    super(options.detail === undefined ? failure.reason : `${failure.reason}: ${options.detail}`, {
      cause: options.cause,
    });
    this.status = options.status ?? failure.status;
    this.detail = options.detail;
  }
}

/** Anything thrown, as a refusal: what cannot be read is 3006, what is nobody's mistake but ours `internal`. */
export function asRefusal(error: unknown): ConferenceRefusal {
  if (error instanceof ConferenceRefusal) return error;
  if (error instanceof WireFormatError || error instanceof XmlError) {
    const code = error.code === 'too-large' ? 'too-large' : 'parse-failed';
    return new ConferenceRefusal(code, { detail: error.message, cause: error });
  }
  return new ConferenceRefusal('internal', { cause: error });
}

/** Answers with the refusal's status and `ms-diagnostics`. `source` is our host. */
export function refuse(
  incoming: IncomingRequest,
  error: unknown,
  source: string,
  options: RespondOptions = {},
): ConferenceRefusal {
  const refusal = asRefusal(error);
  const headers = [...(options.headers ?? []), diagnosticsHeader(refusal, source)];
  if (refusal.status === 503) headers.push(['Retry-After', '30']);
  incoming.respond(refusal.status, { ...options, headers });
  return refusal;
}

export function diagnosticsHeader({ code, detail }: ConferenceRefusal, source: string): [string, string] {
  return ['ms-diagnostics', buildConferenceDiagnostics(code, source, detail)];
}

import {
  buildCallParkDiagnostics,
  callParkFailures,
  type CallParkFailureCode,
} from '../../../protocol/call-park';
import type { IncomingRequest } from '../../sip';

/** What the caller asked for is not done, and why. */
export class CallParkRefusal extends Error {
  override readonly name = 'CallParkRefusal';
  readonly status: number;
  readonly detail: string | undefined;

  constructor(
    readonly code: CallParkFailureCode,
    options: { readonly detail?: string; readonly status?: number; readonly cause?: unknown } = {},
  ) {
    const failure = callParkFailures[code];
    super(options.detail ?? failure.reason, { cause: options.cause });
    this.status = options.status ?? ('status' in failure ? failure.status : 500);
    this.detail = options.detail;
  }
}

const retryAfterSeconds = '30';

/** Answers with the refusal's status and `ms-diagnostics`; with anything else as 35001. `source` is our host. */
export function refuse(incoming: IncomingRequest, error: unknown, source: string): CallParkRefusal {
  const refusal =
    error instanceof CallParkRefusal ? error : new CallParkRefusal('processing-error', { cause: error });
  incoming.respond(refusal.status, {
    headers: [
      diagnosticsHeader(refusal.code, source, refusal.detail),
      ...(refusal.code === 'draining' ? [['Retry-After', retryAfterSeconds] as [string, string]] : []),
    ],
  });
  return refusal;
}

export function diagnosticsHeader(
  code: CallParkFailureCode,
  source: string,
  detail?: string,
): [string, string] {
  return ['ms-diagnostics', buildCallParkDiagnostics(code, source, detail)];
}

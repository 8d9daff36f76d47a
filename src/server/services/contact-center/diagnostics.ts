import { buildDiagnostics } from '../../../protocol/diagnostics';

/** Our error ids in `ms-diagnostics`; stable, because clients may look at them. */
const ids = {
  'malformed-body': 51001,
  'malformed-context': 51002,
  'context-too-large': 51003,
  'no-message-session': 51004,
  'unknown-queue': 51005,
  'queue-full': 51006,
  draining: 51007,
  'store-failure': 51008,
  'rate-limited': 51009,
  'type-not-supported': 51010,
  'malformed-command': 51011,
  'not-an-agent': 51012,
  'no-identity': 51013,
  'no-such-contact': 51014,
  'agent-busy': 51015,
  'media-failed': 51016,
  'not-allowed': 51017,
  'no-such-dialog': 51018,
  'no-offer': 51019,
  'not-a-supervisor': 51020,
  'nobody-else': 51021,
  'already-there': 51022,
} as const;

export type DiagnosticCode = keyof typeof ids;

/** A header for the answer that refuses: why, for a developer who reads the trace. */
export function diagnosticsHeader(code: DiagnosticCode, detail?: string): [string, string] {
  const reason = detail === undefined ? code : `${code}: ${detail}`;
  return ['ms-diagnostics', buildDiagnostics(ids[code], { source: 'contact-center', reason })];
}

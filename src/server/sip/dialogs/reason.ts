import { parseParams, splitCommas } from '../message';

/** RFC 3326. */
export function reasonHeader(reason: { cause: number; text: string }): string {
  return `SIP;cause=${reason.cause};text="${reason.text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The first value of a Reason header: its text (else all of it), and its cause if the protocol is SIP. */
export function parseReason(value: string | undefined): { reason?: string; status?: number } {
  if (value === undefined) return {};
  const first = splitCommas(value)[0] ?? '';
  const semicolon = first.indexOf(';');
  const params = semicolon < 0 ? undefined : parseParams(first, semicolon);
  const cause = Number(params?.get('cause'));
  const isSip = /^sip\s*(;|$)/i.test(first);
  return {
    reason: params?.get('text') ?? first,
    ...(isSip && Number.isInteger(cause) ? { status: cause } : {}),
  };
}

export const sipFragmentContentType = 'message/sipfrag;version=2.0';

/** The status line of a `message/sipfrag` (RFC 3420). Undefined if it begins otherwise. */
export function parseSipFragment(
  body: string,
): { readonly status: number; readonly reason: string } | undefined {
  const match = /^\s*SIP\/2\.0 ([1-6]\d\d)(?: ([^\r\n]*))?/.exec(body);
  return match?.[1] ? { status: Number(match[1]), reason: match[2] ?? '' } : undefined;
}

export function buildSipFragment(status: number, reason: string): string {
  return `SIP/2.0 ${status} ${reason.replace(/[\r\n]+/g, ' ')}\r\n`;
}

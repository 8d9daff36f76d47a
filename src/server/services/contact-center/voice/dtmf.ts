/** One digit in an INFO: what gateways and clients without RFC 4733 send. */
export const dtmfRelayContentType = 'application/dtmf-relay';
/** The same without a duration. */
const plainContentType = 'application/dtmf';
/** Milliseconds; that of the press is not known here. */
const duration = 160;

export function buildDtmfRelay(digit: string): string {
  return `Signal=${digit}\r\nDuration=${duration}\r\n`;
}

export function isDtmf(contentType: string): boolean {
  return contentType === dtmfRelayContentType || contentType === plainContentType;
}

/** The digit; undefined if there is none. */
export function parseDtmf(contentType: string, body: string): string | undefined {
  const pattern =
    contentType === plainContentType ? /^\s*([0-9A-D*#])\s*$/i : /^\s*signal\s*=\s*([0-9A-D*#])\s*$/im;
  return pattern.exec(body)?.[1]?.toUpperCase();
}

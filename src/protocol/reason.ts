import { parseValues, quote, toParameters } from './parameters';

/** One value of a `Reason` header (RFC 3326). */
export interface Reason {
  /** `SIP`, `Q.850`, … */
  readonly protocol: string;
  readonly cause?: number;
  readonly text?: string;
}

/** `SIP;cause=480;text="application not installed"`. The text's line ends become blanks. */
export function buildReason({ protocol, cause, text }: Reason): string {
  return (
    protocol +
    (cause === undefined ? '' : `;cause=${cause}`) +
    (text === undefined ? '' : `;text=${quote(text)}`)
  );
}

/** All values in order; none if the header is malformed or missing. */
export function parseReason(header: string | undefined): readonly Reason[] {
  return (parseValues(header ?? '') ?? []).flatMap(([first, ...pairs]) => {
    if (!first) return [];
    const { cause = '', text } = toParameters(pairs);
    return [
      {
        protocol: first[0],
        ...(/^\d{1,4}$/.test(cause) && { cause: Number(cause) }),
        ...(text !== undefined && { text }),
      },
    ];
  });
}

/** The first value with protocol SIP. */
export function sipReasonOf(header: string | undefined): Reason | undefined {
  return parseReason(header).find(({ protocol }) => protocol.toUpperCase() === 'SIP');
}

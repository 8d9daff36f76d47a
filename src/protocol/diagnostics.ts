import { parseValues, quote, toParameters } from './parameters';
import type { Parameters } from './parameters';

/** A value of `ms-diagnostics` ([MS-OCER] 2.2): why a server of Lync's family refused. */
export interface Diagnostics {
  /** Error id, e.g. 6001. */
  readonly errorId: number;
  readonly source?: string;
  /** For people. */
  readonly reason?: string;
  /** All parameters by lower-case name. */
  readonly parameters: Parameters;
}

/** `6001;reason="Request Timeout";source="server.contoso.com"` and whatever else `parameters` holds. */
export function buildDiagnostics(errorId: number, parameters: Readonly<Record<string, string>>): string {
  return [
    String(errorId),
    ...Object.entries(parameters).map(([name, value]) => `${name}=${quote(value)}`),
  ].join(';');
}

/** Undefined if the header is malformed or missing. */
export function parseDiagnostics(header: string | undefined): Diagnostics | undefined {
  const [first, ...pairs] = parseValues(header ?? '')?.[0] ?? [];
  if (!first || !/^\d{1,9}$/.test(first[0])) return undefined;
  const parameters = toParameters(pairs);
  const { source, reason } = parameters;
  return {
    errorId: Number(first[0]),
    ...(source !== undefined && { source }),
    ...(reason !== undefined && { reason }),
    parameters,
  };
}

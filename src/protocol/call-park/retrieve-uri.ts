/** What somebody wants who calls the call park service: the call at an orbit, or with `msParkedCall` exactly one call, safely. */
export interface RetrieveTarget {
  readonly orbit: string;
  readonly msParkedCall?: string;
}

// How Lync writes these is not known; the two parameters are our choice.
const orbitParameter = 'orbit';
const parkedCallParameter = 'ms-parked-call';

/** Lync's limits of an orbit: `*` or `#` before up to nine digits. */
export const orbitForm = /^[*#]?\d{1,9}$/;

/** The address of an orbit itself: `sip:100@contoso.com`, `sip:%23100@contoso.com`. */
export function orbitUri(orbit: string, domain: string): string {
  return `sip:${encodeURIComponent(orbit)}@${domain}`;
}

/** The same asked of the service; with `msParkedCall` the safe retrieval URI. `serviceUri` is what provisioning says, `callParkServerUri`. */
export function buildRetrieveUri(serviceUri: string, { orbit, msParkedCall }: RetrieveTarget): string {
  const safe =
    msParkedCall === undefined ? '' : `;${parkedCallParameter}=${encodeURIComponent(msParkedCall)}`;
  return `${serviceUri};${orbitParameter}=${encodeURIComponent(orbit)}${safe}`;
}

/** Reads the parameters of a URI of the service. Undefined if it names no orbit, or not in this form. Never throws. */
export function parseRetrieveUri(uri: string): RetrieveTarget | undefined {
  const at = uri.indexOf('@');
  const [, ...parameters] = (uri.slice(at + 1).split('?', 1)[0] ?? '').split(';');
  const valueOf = (name: string): string | undefined => {
    const found = parameters.filter((parameter) => parameter.toLowerCase().startsWith(`${name}=`));
    return found.length === 1 ? decoded(found[0]!.slice(name.length + 1)) : undefined;
  };
  const orbit = valueOf(orbitParameter);
  if (orbit === undefined || !orbitForm.test(orbit)) return undefined;
  const named = parameters.some((parameter) => parameter.toLowerCase().startsWith(parkedCallParameter));
  // An unreadable capability is a wrong one: never a retrieval by orbit.
  return { orbit, ...(named && { msParkedCall: valueOf(parkedCallParameter) ?? '' }) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

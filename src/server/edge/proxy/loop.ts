import type { SipRequest } from '../../sip/message';
import { parseVia } from '../../sip/message';

/**
 * RFC 3261, 16.3, step 4 and 16.6, step 8: the part of our branch that is the same when the same request comes back for
 * the same address. What differs in a spiral is in it: the Request-URI, and the way that is left, which is shorter when another edge in between
 * sends a request of a dialog back here.
 */
export function loopHash(request: SipRequest): string {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  };
  add(request.uri);
  add(request.headers.get('Call-ID') ?? '');
  add(request.headers.get('CSeq') ?? '');
  for (const route of request.headers.getAll('Route')) add(route);
  return (hash >>> 0).toString(36);
}

/** Whether one of the Vias is ours for this very request. Most requests have one Via, which is not. */
export function isLoop(request: SipRequest, domain: string, hash: string): boolean {
  const vias = request.headers.list('Via');
  if (vias.length < 2) return false;
  return vias.some((value) => {
    const via = parseVia(value);
    return via?.host === domain && via.branch?.endsWith(`.${hash}`) === true;
  });
}

import type { SipRequest } from '../../sip/message';

/**
 * Whether a request is from a Lync client: one that reads a digest challenge only from a 407, and expects the headers
 * of a Lync registrar. Their `User-Agent` says so, or the features they list when they register.
 */
export function isLyncClient(request: SipRequest, protocol: string): boolean {
  const agent = request.headers.get('User-Agent');
  if (agent !== undefined && /\b(?:UCCAPI|[A-Z]*RTC)\/|\bSipe\//.test(agent)) return true;
  if (protocol !== 'TCP' && protocol !== 'TLS') return false;
  return request.headers.getAll('Supported').some((value) => value.includes('msrtc'));
}

/**
 * What a Lync client wants to read in the 200 to its REGISTER. One line each: SIPE compares whole lines and does not trim.
 * It also looks at the header `Expires` only and registers again just when that is over, so the header is less than the
 * binding's `expires` seconds, which are in Contact: else the user would be gone for a moment each time.
 */
export function lyncRegistrationHeaders(request: SipRequest, expires: number): [string, string][] {
  const again = expires > 1 ? Math.floor(expires * 0.9) : expires;
  const headers: [string, string][] = [['Expires', String(again)]];
  if (request.headers.list('Supported').includes('msrtc-event-categories')) {
    headers.push(['Supported', 'msrtc-event-categories'], ['Supported', 'adhoclist']);
    headers.push([
      'Allow-Events',
      'vnd-microsoft-provisioning-v2,vnd-microsoft-roaming-contacts,vnd-microsoft-roaming-self,presence',
    ]);
  }
  if (request.headers.has('ms-keep-alive')) {
    headers.push(['ms-keep-alive', 'UAS; tcp=no; hop-hop=yes; end-end=no; timeout=300']);
  }
  return headers;
}

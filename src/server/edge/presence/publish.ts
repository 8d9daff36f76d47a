import { parsePidf, pidfContentType, type Presence } from '../../../protocol/presence';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { XmlError } from '../../../protocol/xml/xml-error';
import {
  checkContentType,
  createResponse,
  deltaSeconds,
  rejectionResponse,
  type SipRequest,
  type SipResponse,
} from '../../sip/message';
import type { Flow } from '../flow';
import type { Publications } from './publications';

export const publicationSeconds = { least: 10, usual: 3_600, most: 3_600 };

/** PUBLISH for the own address of record, `Event: presence`: RFC 3903, 6. */
export function handlePublish(
  request: SipRequest,
  aor: string,
  flow: Flow,
  publications: Publications,
): SipResponse {
  if (eventOf(request) !== 'presence')
    return createResponse(request, 489, { headers: [['Allow-Events', 'presence']] });
  const seconds = Math.min(
    deltaSeconds(request.headers.get('Expires')) ?? publicationSeconds.usual,
    publicationSeconds.most,
  );
  if (seconds > 0 && seconds < publicationSeconds.least) {
    return createResponse(request, 423, { headers: [['Min-Expires', String(publicationSeconds.least)]] });
  }
  const etag = request.headers.get('SIP-If-Match');
  if (etag !== undefined && !publications.has(aor, etag)) return createResponse(request, 412);
  if (etag !== undefined && seconds === 0) {
    publications.remove(aor, etag);
    return published(request, etag, 0);
  }
  const presence = presenceIn(request, etag === undefined ? undefined : publications.presenceOf(aor, etag));
  if (!('availability' in presence)) return presence;
  // Published for no time at all (6, step 6): nothing is kept.
  if (seconds === 0) return published(request, 'none', 0);
  if (etag === undefined && publications.isFull(aor))
    return createResponse(request, 403, { reason: 'Too Many Publications' });
  return published(request, publications.put(aor, presence, flow, seconds, etag), seconds);
}

/** What the body says; without one, the publication it refreshes; or why neither. */
function presenceIn(request: SipRequest, refreshed: Presence | undefined): Presence | SipResponse {
  if (request.body.length === 0)
    return refreshed ?? createResponse(request, 400, { reason: 'Missing Presence Document' });
  const rejection = checkContentType(request, [pidfContentType]);
  if (rejection !== undefined) return rejectionResponse(request, rejection);
  try {
    const { entity: _claimed, ...presence } = parsePidf(request.body.toString('utf8'));
    return presence;
  } catch (error) {
    if (error instanceof XmlError || error instanceof WireFormatError) {
      return createResponse(request, 400, { reason: 'Malformed Presence Document' });
    }
    throw error;
  }
}

function published(request: SipRequest, etag: string, seconds: number): SipResponse {
  return createResponse(request, 200, {
    headers: [
      ['SIP-ETag', etag],
      ['Expires', String(seconds)],
    ],
  });
}

/** The event package, without its parameters, in lower case. */
export function eventOf(request: SipRequest): string {
  const value = request.headers.get('Event') ?? '';
  const semicolon = value.indexOf(';');
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
}

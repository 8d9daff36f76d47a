import type { Presence, PresenceAvailability } from '../../../protocol/presence';
import { childOf, childText, readXml, type XmlElement } from '../../../protocol/xml/read';
import { XmlError } from '../../../protocol/xml/xml-error';
import { createResponse, type SipRequest, type SipResponse } from '../../sip/message';
import type { Flow } from '../flow';
import type { Publications } from '../presence/publications';

const published = 'application/msrtc-category-publish+xml';
const containers = 'application/msrtc-setcontainermembers+xml';
/** Lync's state lasts as long as the endpoint; it ends with its connection. */
const endpointSeconds = 86_400;

/** SERVICE to the own address: how Lync clients publish. Their user state becomes the user's presence. */
export function handleService(
  request: SipRequest,
  aor: string,
  flow: Flow,
  publications: Publications,
): SipResponse {
  const type = (request.headers.get('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === containers) return createResponse(request, 200);
  if (type !== published)
    return createResponse(request, 415, { headers: [['Accept', `${published}, ${containers}`]] });
  let document: XmlElement;
  try {
    document = readXml(request.body.toString('utf8').trim());
  } catch (error) {
    if (error instanceof XmlError)
      return createResponse(request, 400, { reason: 'Malformed Category Document' });
    throw error;
  }
  const presence = presenceIn(document);
  const etag = `lync-${flow.id}`;
  const kept = publications.presenceOf(aor, etag);
  if (presence !== undefined) {
    const note = presence.note ?? kept?.note;
    const availability = presence.availability ?? kept?.availability ?? 'online';
    publications.put(
      aor,
      note === undefined ? { availability } : { availability, note },
      flow,
      endpointSeconds,
      etag,
      etag,
    );
  }
  return createResponse(request, 200);
}

/** What the publications say; undefined when they are of other categories (device, calendar, …). */
function presenceIn(document: XmlElement): Partial<Presence> | undefined {
  const publications = document.children
    .filter(({ name }) => name === 'publications')
    .flatMap(({ children }) => children);
  const states = publications
    .map((publication) => childOf(publication, 'state'))
    .filter((state) => state !== undefined);
  const user = states.find((state) => typeOf(state) === 'userState');
  const machine = states.find((state) => typeOf(state) === 'machineState');
  const availability = availabilityOf(user) ?? availabilityOf(machine);
  const note = publications
    .map((publication) => childOf(publication, 'note'))
    .map((element) => (element === undefined ? undefined : childText(element, 'body')))
    .find((text) => text !== undefined);
  if (availability === undefined && note === undefined) return undefined;
  return { ...(availability === undefined ? {} : { availability }), ...(note === undefined ? {} : { note }) };
}

function typeOf(state: XmlElement): string {
  const type = state.attributes['{http://www.w3.org/2001/XMLSchema-instance}type'] ?? '';
  return type.slice(type.indexOf(':') + 1);
}

function availabilityOf(state: XmlElement | undefined): PresenceAvailability | undefined {
  const value = state === undefined ? undefined : Number(childText(state, 'availability'));
  return value === undefined || !Number.isInteger(value) || value <= 0 ? undefined : fromLync(value);
}

/** The ranges of Lync's availability numbers. Idle ones count as what they are idle from. */
export function fromLync(value: number): PresenceAvailability {
  if (value < 3_000) return 'offline';
  if (value < 6_000) return 'online';
  if (value < 9_000) return 'busy';
  if (value < 12_000) return 'do-not-disturb';
  if (value < 15_000) return 'be-right-back';
  if (value < 18_000) return 'away';
  return 'offline';
}

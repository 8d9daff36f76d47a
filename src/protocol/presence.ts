import { WireFormatError } from './wire-format-error';
import { childOf, childText, readXml } from './xml/read';
import { writeXml } from './xml/write';
import type { XmlElement } from './xml/read';
import type { XmlOutput } from './xml/write';

export const pidfContentType = 'application/pidf+xml';

/** What a person's presence says of their being there. */
export type PresenceAvailability =
  'online' | 'busy' | 'do-not-disturb' | 'be-right-back' | 'away' | 'offline';

export interface Presence {
  readonly availability: PresenceAvailability;
  /** With `busy`: by nothing but a call (RPID on-the-phone). */
  readonly onThePhone?: boolean;
  readonly note?: string;
}

export interface PresenceDocument extends Presence {
  /** `pres:` or `sip:` URI of whom it speaks; empty if the document does not say. */
  readonly entity: string;
}

/** Longest note kept, in characters. */
export const maxNoteLength = 512;

// RFC 4480 section 3.2, by what each means for somebody who would like an answer. Not listed: unknown, looking-for-work, …
const busy =
  'busy on-the-phone meeting appointment presentation performance playing shopping spectator tv working-out'.split(
    ' ',
  );
const onThePhoneActivity = 'on-the-phone';
const away =
  'away breakfast dinner holiday in-transit meal permanent-absence sleeping steering travel vacation worship'.split(
    ' ',
  );
/** Ours before the activity they are written beside. */
const ranking: readonly PresenceAvailability[] = ['do-not-disturb', 'busy', 'be-right-back', 'away'];
const namespaces = {
  xmlns: 'urn:ietf:params:xml:ns:pidf',
  'xmlns:dm': 'urn:ietf:params:xml:ns:pidf:data-model',
  'xmlns:rpid': 'urn:ietf:params:xml:ns:pidf:rpid',
};

/**
 * Reads PIDF (RFC 3863) with RPID activities (RFC 4480) of tuples and persons: offline unless a tuple is open; else the least
 * available of what open tuples and persons say. Throws `XmlError`, or `WireFormatError` if it is no presence document.
 */
export function parsePidf(xml: string): PresenceDocument {
  const root = readXml(xml.trim());
  if (root.name !== 'presence') throw new WireFormatError('malformed', root.name);
  const open = root.children.filter((child) => child.name === 'tuple' && basicOf(child) === 'open');
  const persons = root.children.filter(({ name }) => name === 'person');
  const words = [...open, ...persons].flatMap(activityWordsOf);
  const found = new Set(words.flatMap(availabilityOf));
  const availability = open.length ? (ranking.find((value) => found.has(value)) ?? 'online') : 'offline';
  const tuples = root.children.filter(({ name }) => name === 'tuple');
  const note = [...persons, root, ...tuples].map((element) => childText(element, 'note')).find(Boolean);
  return {
    entity: root.attributes.entity ?? '',
    availability,
    ...(availability === 'busy' &&
      words.every((word) => word === onThePhoneActivity || !busy.includes(word)) && { onThePhone: true }),
    ...(note && { note: note.slice(0, maxNoteLength) }),
  };
}

/** `tupleId` tells this endpoint's state from that of others of the same user; an XML name. */
export function buildPidf(document: PresenceDocument & { readonly tupleId: string }): string {
  const { entity, availability, onThePhone, note, tupleId } = document;
  const activities: XmlOutput[] =
    availability === 'busy' && onThePhone ? [[`rpid:${onThePhoneActivity}`, {}]] : activitiesOf(availability);
  const notes: XmlOutput[] = note ? [['note', {}, note.slice(0, maxNoteLength)]] : [];
  const basic: XmlOutput = ['status', {}, ['basic', {}, availability === 'offline' ? 'closed' : 'open']];
  const person: XmlOutput[] = activities.length
    ? [['dm:person', { id: `${tupleId}-person` }, ['rpid:activities', {}, ...activities]]]
    : [];
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    writeXml(['presence', { ...namespaces, entity }, ['tuple', { id: tupleId }, basic, ...notes], ...person])
  );
}

/** RPID knows no do-not-disturb and no be-right-back: the nearest activity, which anybody understands, and `other` with ours. */
function activitiesOf(availability: PresenceAvailability): XmlOutput[] {
  switch (availability) {
    case 'busy':
    case 'away':
      return [[`rpid:${availability}`, {}]];
    case 'do-not-disturb':
      return [
        ['rpid:busy', {}],
        ['rpid:other', {}, availability],
      ];
    case 'be-right-back':
      return [
        ['rpid:away', {}],
        ['rpid:other', {}, availability],
      ];
    default:
      return [];
  }
}

function basicOf(tuple: XmlElement): string | undefined {
  const status = childOf(tuple, 'status');
  return status && childText(status, 'basic')?.toLowerCase();
}

function activityWordsOf(element: XmlElement): string[] {
  // Older documents put the activities into the tuple's status.
  const holders = [element, ...element.children.filter(({ name }) => name === 'status')];
  const activities = holders.flatMap((holder) => holder.children.filter(({ name }) => name === 'activities'));
  return activities.flatMap(({ children }) =>
    children.map(({ name, text }) => (name === 'other' ? text.trim() : name)),
  );
}

function availabilityOf(word: string): PresenceAvailability[] {
  if (word === 'do-not-disturb' || word === 'be-right-back') return [word];
  return busy.includes(word) ? ['busy'] : away.includes(word) ? ['away'] : [];
}

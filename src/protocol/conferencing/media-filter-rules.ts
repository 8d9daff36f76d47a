import { childText, type XmlElement } from '../xml/read';
import type { XmlOutput } from '../xml/write';

/**
 * What the A/V MCU does with those who are no presenters (mute-all). [MS-CONFBAS] 4.4.10 puts it into the `entity-view` of the MCU; the names below that follow UCC's properties
 * of a filter rule: role, ingress filter, may modify own filters.
 */
export interface MediaFilterRules {
  /** `block`: attendees are muted, also those who come later. */
  readonly attendeeIngress?: 'block' | 'unblock';
  /** False: only a presenter unmutes them. */
  readonly attendeesMayUnmute?: boolean;
}

const attendees = ['attendee', 'default'];

/** Of an entry of `media`. Hyphens and case of names do not matter; what is not said is not in the result. */
export function readFilterRules(entry: XmlElement): MediaFilterRules | undefined {
  const rules = named(entry, 'mediafiltersrules')[0];
  if (!rules) return undefined;
  const ruleOf = (name: string): XmlElement | undefined =>
    named(rules, name).find((rule) =>
      attendees.includes(childText(rule, 'role')?.toLowerCase() ?? 'default'),
    );
  const initial = ruleOf('initialfilters');
  const own = ruleOf('maymodifyownfilters');
  const ingress = initial && named(initial, 'ingressfilter')[0]?.text.trim().toLowerCase();
  const may = own && childText(own, 'value')?.toLowerCase();
  return {
    ...((ingress === 'block' || ingress === 'unblock') && { attendeeIngress: ingress }),
    ...((may === 'true' || may === 'false') && { attendeesMayUnmute: may === 'true' }),
  };
}

export function writeFilterRules({ attendeeIngress, attendeesMayUnmute }: MediaFilterRules): XmlOutput {
  const rules: XmlOutput[] = [];
  const role: XmlOutput = ['msci:role', {}, 'attendee'];
  if (attendeesMayUnmute !== undefined)
    rules.push(['msci:may-modify-own-filters', {}, role, ['msci:value', {}, String(attendeesMayUnmute)]]);
  if (attendeeIngress !== undefined)
    rules.push(['msci:initial-filters', {}, role, ['msci:ingress-filter', {}, attendeeIngress]]);
  return ['msci:media-filters-rules', {}, ...rules];
}

function named({ children }: XmlElement, wanted: string): XmlElement[] {
  return children.filter(({ name }) => name.replaceAll('-', '').toLowerCase() === wanted);
}

import type { ConferenceFailureCode } from '../../../../protocol/conferencing/cccp-diagnostics';
import type { ConferenceRole } from '../../../../protocol/conferencing/conference-info-names';

/** `closedAuthenticated`: those on the list. `openAuthenticated`: every user, and those on the list. `anonymous`: whoever has the address, guests not. */
export type AdmissionPolicy = 'closedAuthenticated' | 'openAuthenticated' | 'anonymous';

export const admissionPolicies: readonly AdmissionPolicy[] = [
  'closedAuthenticated',
  'openAuthenticated',
  'anonymous',
];

export interface Applicant {
  readonly uri: string;
  /** A visitor: gets in by invitation of a trusted application only. */
  readonly isGuest: boolean;
}

export interface AdmissionRules {
  readonly organizer: string;
  readonly policy: AdmissionPolicy;
  readonly locked: boolean;
  /** Those who were let in by name, with the role they are to have. */
  readonly allowed: ReadonlyMap<string, ConferenceRole>;
  /** Role of who is there already: a second device of theirs, or the same one again. */
  readonly present: ConferenceRole | undefined;
  readonly isFull: boolean;
}

export type Admission =
  | { readonly admitted: true; readonly role: ConferenceRole }
  | { readonly admitted: false; readonly code: ConferenceFailureCode };

/** Who gets in, and as what. The organizer is not locked out. */
export function admit({ uri, isGuest }: Applicant, rules: AdmissionRules): Admission {
  const { allowed, isFull, locked, organizer, policy, present } = rules;
  if (present) return { admitted: true, role: present };
  const listed = allowed.get(uri);
  const isOrganizer = uri === organizer;
  const isKnown = isOrganizer || listed !== undefined || (policy !== 'closedAuthenticated' && !isGuest);
  if (!isKnown) return { admitted: false, code: 'not-invited' };
  if (locked && !isOrganizer) return { admitted: false, code: 'locked' };
  if (isFull) return { admitted: false, code: 'full' };
  return { admitted: true, role: isOrganizer ? 'presenter' : (listed ?? 'attendee') };
}

/** Conferences: focus, chat and A/V MCUs, as Lync clients know them, and for applications of ours. */
export { Conferencing, type ConferencingSnapshot } from './conferencing';
export type * from './conferencing-service';
export type { AudioMode } from './audio-members';
export type { AdmissionPolicy } from './domain/admission';
export type { RosterEndpoint, RosterUser } from './domain/roster';
export { defaultConferencing, type ConferencingConfiguration } from './configuration';
export { ConferenceRefusal } from './refusal';
export type { ConferenceServices } from './services';

/** For the edge: every address of conferencing in the domain, whosever its user part is. */
export const conferencingAddresses = (domain: string): readonly string[] => [
  `sip:*@${domain};opaque=app:conf:*`,
];

import type { MediaFilterRules } from '../../../protocol/conferencing/media-filter-rules';
import type { Conference } from './conference';

/**
 * Mute-all, as UCMA describes its mode: everybody but the presenter who asks is muted, whoever comes later as an attendee as well; presenters can always unmute
 * themselves, attendees unless `rules` say so cannot. When it ends who was muted stays so, and may unmute themselves.
 */
export function muteAudience(conference: Conference, by: string, rules: MediaFilterRules): void {
  const { audioVideo, roster } = conference;
  const attendeeIngress = rules.attendeeIngress ?? roster.filterRules?.attendeeIngress ?? 'unblock';
  const isMuted = attendeeIngress === 'block';
  const attendeesMayUnmute =
    rules.attendeesMayUnmute ?? (isMuted ? (roster.filterRules?.attendeesMayUnmute ?? false) : true);
  const hasRules = isMuted || !attendeesMayUnmute;
  roster.setFilterRules(hasRules ? { attendeeIngress, attendeesMayUnmute } : undefined);
  if (rules.attendeeIngress === 'block') audioVideo.muteAllBut(by);
  conference.changed();
}

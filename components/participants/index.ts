import type { LyncParticipants } from './participants';
import { registerParticipants } from './register';

export { LyncParticipants } from './participants';
export { registerParticipants } from './register';
export type { Person } from '../park-panel/sharing';
export { LyncParticipantAddedEvent } from '../conversation/events/participant-added-event';
export { LyncParticipantRemovedEvent } from '../conversation/events/participant-removed-event';
export { LyncParticipantChangedEvent } from './events/participant-changed-event';
export { LyncConferenceStateChangedEvent } from './events/conference-state-changed-event';
export { LyncInviteRequestEvent } from './events/invite-request-event';
export { LyncErrorEvent } from '../internal/events/error-event';

registerParticipants();

declare global {
  interface HTMLElementTagNameMap {
    'lync-participants': LyncParticipants;
  }
}

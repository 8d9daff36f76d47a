import type { ConferenceParticipantSnapshot, ConferenceState } from './conference';

export class ConferenceStateChangedEvent extends Event {
  constructor(
    readonly previousState: ConferenceState,
    readonly state: ConferenceState,
    readonly reason?: string,
  ) {
    super('state-changed');
  }
}

/** `participant` as they are now; of somebody who is gone, as they were. */
export class ConferenceParticipantEvent extends Event {
  constructor(
    type: 'participant-added' | 'participant-removed' | 'participant-changed',
    readonly participant: ConferenceParticipantSnapshot,
    readonly previous?: ConferenceParticipantSnapshot,
  ) {
    super(type);
  }
}

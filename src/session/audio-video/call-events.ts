import type { CallState, FailureSnapshot } from '../contract';

export class CallStateChangedEvent extends Event {
  constructor(
    readonly previousState: CallState,
    readonly state: CallState,
    readonly reason?: string,
    readonly failure?: FailureSnapshot,
  ) {
    super('call-state-changed');
  }
}

/** Digits of the other side that came by INFO. Those of RFC 4733 are in the audio and reach no page. */
export class DtmfReceivedEvent extends Event {
  constructor(readonly tones: string) {
    super('dtmf-received');
  }
}

export class TransferRequestedEvent extends Event {
  constructor(
    /** Where this call is to go. */
    readonly transferTarget: string,
    readonly referredBy: string,
  ) {
    super('transfer-requested', { cancelable: true });
  }
}

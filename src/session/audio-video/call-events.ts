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
  #decision: Promise<boolean> | undefined;

  constructor(
    /** Where this call is to go. */
    readonly transferTarget: string,
    readonly referredBy: string,
  ) {
    super('transfer-requested', { cancelable: true });
  }

  /** What became of `decideWith`; undefined: nobody is asked. */
  get decision(): Promise<boolean> | undefined {
    return this.#decision;
  }

  /** Somebody is asked first: the call goes there once this resolves with true, and stays with false. The first who asks decides. */
  decideWith(decision: Promise<boolean>): void {
    this.#decision ??= decision;
  }
}

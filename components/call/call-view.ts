import type { CallSnapshot, ConversationAction, FailureSnapshot } from '../../src/session/contract';
import type { CallStrings } from './strings';

export type Drawer = 'keypad' | 'devices' | 'transfer';

/** What the templates of a call are made from. */
export interface CallView {
  readonly t: CallStrings;
  readonly call: CallSnapshot;
  /** Who is at the other end. */
  readonly name: string;
  /** The other side has parked this call: a service is at the other end. */
  readonly isParked: boolean;
  readonly can: (action: ConversationAction) => boolean;
  readonly drawer: Drawer | undefined;
  /** Asked for, and not confirmed yet. */
  readonly isPending: (what: string) => boolean;
  readonly toggleDrawer: (drawer: Drawer) => void;
  readonly do: CallDeeds;
}

/** What a person can do with a call. Each shows its own failure. */
export interface CallDeeds {
  accept(video: boolean): void;
  decline(): void;
  end(): void;
  mute(isMuted: boolean): void;
  hold(isHeld: boolean): void;
  video(isOn: boolean): void;
  park(): void;
  again(): void;
  pickUp(): void;
  dismiss(): void;
  playSound(): void;
}

/** A failure that is shown: what it is, and how the person may get on. */
export interface ShownFailure {
  readonly failure: FailureSnapshot;
  readonly text: string;
}

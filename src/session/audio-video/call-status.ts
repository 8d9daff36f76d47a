import { SessionError } from '../contract';
import type { CallSnapshot, CallState } from '../contract';
import type { Conversation } from '../conversation';
import { CallStateChangedEvent } from './call-events';
import { nextCallState } from './call-states';
import type { CallTransition } from './call-states';

/** What of the snapshot is not read from elsewhere. */
export type CallFacts = {
  -readonly [K in keyof Omit<CallSnapshot, 'state' | 'isMuted' | 'devices'>]: CallSnapshot[K];
};

const nothing: CallFacts = { audio: 'none', video: 'none', dtmfSent: '' };

/** State, facts and events of a call. Every change goes through here. */
export class CallStatus {
  state: CallState = 'idle';
  facts: CallFacts = nothing;
  #snapshot: CallSnapshot | undefined;
  #isQueued = false;

  constructor(
    private readonly conversation: Conversation,
    private readonly live: () => Pick<CallSnapshot, 'isMuted' | 'devices'>,
  ) {}

  get snapshot(): CallSnapshot {
    return (this.#snapshot ??= Object.freeze({ state: this.state, ...this.live(), ...this.facts }));
  }

  can(on: CallTransition): boolean {
    return nextCallState(this.state, on) !== undefined;
  }

  /** Throws `SessionError` `invalid-state` where the table has no such row. `facts` change with the state, at once. */
  transition(on: CallTransition, facts: Partial<CallFacts> = {}): void {
    const previous = this.state;
    const next = nextCallState(previous, on);
    if (!next) throw new SessionError('invalid-state', `A call that is ${previous} cannot ${on}`);
    this.state = next;
    this.facts = on === 'start' || on === 'invite' ? { ...nothing, ...facts } : { ...this.facts, ...facts };
    this.touch();
    const { endReason, failure } = this.facts;
    const make = () => new CallStateChangedEvent(previous, next, endReason, failure);
    this.conversation.audioVideo.dispatchEvent(make());
    this.conversation.refreshActions(make());
  }

  set(facts: Partial<CallFacts>): void {
    this.facts = { ...this.facts, ...facts };
    this.touch();
  }

  /** A new snapshot, and `changed` once per task. */
  touch(): void {
    this.#snapshot = undefined;
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      this.conversation.audioVideo.dispatchEvent(new Event('changed'));
    });
  }
}

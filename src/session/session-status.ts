import {
  AgentStateChangedEvent,
  PresenceChangedEvent,
  SessionErrorEvent,
  SessionStateChangedEvent,
} from './contract';
import type {
  AgentStateSnapshot,
  FailureSnapshot,
  PresenceSnapshot,
  SessionError,
  SessionSnapshot,
  SessionState,
} from './contract';
import { withResolvers } from './resolvers';
import { isGuest } from './resume-token';

/** What a session shows of itself, the events that say so, and who waits for it to be connected. */
export class SessionStatus {
  state: SessionState = 'idle';
  failure: FailureSnapshot | undefined;
  agentState: AgentStateSnapshot | undefined;
  #nextAttemptAt: number | undefined;
  #presence: PresenceSnapshot = Object.freeze({ availability: 'offline' });
  #snapshot: SessionSnapshot | undefined;
  #connecting = withResolvers<void>();

  constructor(private readonly target: EventTarget) {}

  snapshot(
    self: { readonly uri: string; readonly displayName: string },
    conversations: readonly { readonly id: string }[],
  ): SessionSnapshot {
    return (this.#snapshot ??= Object.freeze({
      state: this.state,
      transport: 'sip',
      ...self,
      isGuest: isGuest(self.uri),
      conversationIds: Object.freeze(conversations.map(({ id }) => id)),
      presence: this.#presence,
      ...(this.agentState && { agent: this.agentState }),
      ...(this.failure && { failure: this.failure }),
      ...(this.#nextAttemptAt !== undefined && { nextAttemptAt: this.#nextAttemptAt }),
    }));
  }

  /** Settles with the next end of connecting. */
  get connecting(): Promise<void> {
    return this.#connecting.promise;
  }

  /** From now on there is something to wait for again. */
  renew(): void {
    this.#connecting = withResolvers<void>();
    this.#connecting.promise.catch(() => undefined);
  }

  connected(): void {
    this.set('connected');
    this.#connecting.resolve();
  }

  failed(error: SessionError): FailureSnapshot {
    this.failure = error.toSnapshot();
    this.set('failed');
    this.giveUp(error);
    return this.failure;
  }

  /** Nobody needs to wait any longer. */
  giveUp(error: SessionError): void {
    this.#connecting.reject(error);
  }

  set(state: SessionState): void {
    const previous = this.state;
    if (state !== 'lost') this.#nextAttemptAt = undefined;
    this.state = state;
    this.touch();
    if (state !== previous)
      this.target.dispatchEvent(new SessionStateChangedEvent(previous, state, this.failure));
  }

  retryAt(at: number | undefined): void {
    this.#nextAttemptAt = at;
    this.touch();
  }

  present(presence: PresenceSnapshot): void {
    this.#presence = presence;
    this.touch();
    this.target.dispatchEvent(new PresenceChangedEvent(presence));
  }

  agent(state: AgentStateSnapshot | undefined): void {
    this.agentState = state;
    this.touch();
    this.target.dispatchEvent(new AgentStateChangedEvent(state));
  }

  report(failure: FailureSnapshot): void {
    this.target.dispatchEvent(new SessionErrorEvent(failure));
  }

  /** The snapshot is made anew when it is asked for. */
  touch(): void {
    this.#snapshot = undefined;
  }
}

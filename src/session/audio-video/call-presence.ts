import type { CallState, FailureSnapshot, PresenceSnapshot, SessionContract } from '../contract';
import { asSessionError } from '../failures';

type PresentSession = Pick<SessionContract, 'snapshot' | 'publishPresence'>;

/** Somebody is talked to, or called. What only rings here, and what waits at the call park service, keeps nobody busy. */
const TALKING = new Set<CallState>([
  'connecting',
  'ringing',
  'connected',
  'held',
  'recovering',
  'parking',
  'transferring',
]);

/** Says `on-the-phone` (RFC 4480) while there is a call, so that nobody is offered another, and afterwards what was said before. */
export class CallPresence {
  /** What was said before the call; there while this has said something else. */
  #before: PresenceSnapshot | undefined;
  #chain: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: PresentSession,
    private readonly report: (failure: FailureSnapshot) => void,
  ) {}

  /** `states`: of all calls. */
  follow(states: readonly CallState[]): void {
    const isTalking = states.some((state) => TALKING.has(state));
    if (isTalking === (this.#before !== undefined)) return;
    if (isTalking) this.#begin();
    else this.#end();
  }

  #begin(): void {
    const { presence } = this.session.snapshot;
    if (!this.#countsAsPresent(presence)) return;
    this.#before = presence;
    this.#publish(() => this.session.publishPresence('busy', presence.note, { onThePhone: true }));
  }

  #end(): void {
    const before = this.#before;
    this.#before = undefined;
    this.#publish(async () => {
      // What the person has said meanwhile counts.
      if (!before || !this.session.snapshot.presence.onThePhone) return;
      const { availability, note } = before;
      await this.session.publishPresence(availability === 'offline' ? 'online' : availability, note);
    });
  }

  /** Whoever said nothing is present to the contact centre by being here. Whoever said anything else than `online` is not to be called anyway. */
  #countsAsPresent({ availability }: PresenceSnapshot): boolean {
    const { agent } = this.session.snapshot;
    if (availability === 'offline') return agent !== undefined && agent.state !== 'not-present';
    return availability === 'online';
  }

  /** One after the other: the later says what counts (RFC 3903 section 4.1). */
  #publish(act: () => Promise<void>): void {
    this.#chain = this.#chain.then(act).catch((error: unknown) => {
      this.report(asSessionError(error, 'connection-failed', 'Presence was not published').toSnapshot());
    });
  }
}

import { SessionError } from '../../src/session/contract';
import type {
  CallParkOrbit,
  CallSnapshot,
  CallState,
  ConversationContract,
  FailureSnapshot,
  SessionContract,
} from '../../src/session/contract';
import { readOrbits, writeOrbits } from './orbit-store';

/** Codes of what is gone for good: what is kept of it helps nobody any more. */
export const GONE = new Set(['could-not-safe-retrieve', 'orbit-not-found', 'park-time-expired']);

export interface ParkedCall {
  readonly orbit: CallParkOrbit;
  /** Undefined for a call that was parked before this page was loaded: only the orbit is kept. */
  readonly conversation?: ConversationContract;
  /** Milliseconds since 1970; undefined if nobody here saw it. */
  readonly since?: number;
  /** Milliseconds since 1970, where the service says so. */
  readonly ringBackAt?: number;
}

type UnparkReason = NonNullable<CallSnapshot['unparked']>['reason'];

export interface ParkedCallsHost {
  requestUpdate(): void;
  onParked(conversation: ConversationContract, orbit: CallParkOrbit): void;
  onParkFailed(conversation: ConversationContract, failure: FailureSnapshot): void;
  onUnparked(parked: ParkedCall, reason: UnparkReason, target: string | undefined): void;
}

interface Followed {
  readonly abort: AbortController;
  state: CallState;
}

/** The calls this user has parked: those of the session's conversations, and the orbits of before. Whoever parks, it is seen here. */
export class ParkedCalls {
  #calls: readonly ParkedCall[] = [];
  #session: SessionContract | undefined;
  #uri = '';
  readonly #followed = new Map<ConversationContract, Followed>();

  constructor(private readonly host: ParkedCallsHost) {}

  get all(): readonly ParkedCall[] {
    return this.#calls;
  }

  at(orbit: string): ParkedCall | undefined {
    return this.#calls.find((one) => one.orbit.friendlyOrbit === orbit);
  }

  /** Looks at the session as it is now; before each update. */
  follow(session: SessionContract | undefined): void {
    const uri = session?.snapshot.uri ?? '';
    if (session !== this.#session || uri !== this.#uri) {
      this.unfollow();
      this.#session = session;
      this.#uri = uri;
      this.#calls = uri ? readOrbits(uri).map((orbit) => ({ orbit })) : [];
    }
    const conversations = session?.conversations ?? [];
    for (const one of conversations) this.#look(one);
    for (const [one, { abort }] of this.#followed) {
      if (conversations.includes(one)) continue;
      this.#onChange(one);
      abort.abort();
      this.#followed.delete(one);
    }
  }

  unfollow(): void {
    for (const { abort } of this.#followed.values()) abort.abort();
    this.#followed.clear();
    this.#session = undefined;
  }

  /** Takes over orbits that a page has kept itself. */
  set(orbits: readonly CallParkOrbit[]): void {
    this.#write(orbits.map((orbit) => this.#calls.find((one) => isSame(one.orbit, orbit)) ?? { orbit }));
  }

  remove(parked: ParkedCall): void {
    this.#write(this.#calls.filter((one) => !isSame(one.orbit, parked.orbit)));
  }

  #look(conversation: ConversationContract): void {
    if (this.#followed.has(conversation)) return;
    const { audioVideo } = conversation;
    if (!audioVideo) return;
    const abort = new AbortController();
    this.#followed.set(conversation, { abort, state: audioVideo.snapshot.state });
    const { signal } = abort;
    const look = (): void => this.#onChange(conversation);
    audioVideo.addEventListener('call-state-changed', look, { signal });
    audioVideo.addEventListener('changed', look, { signal });
    conversation.addEventListener('action-availability-changed', () => this.host.requestUpdate(), { signal });
    const { orbit, state, ringBackAt } = audioVideo.snapshot;
    // Parked before the panel was there.
    if (state === 'parked' && orbit) this.#add({ orbit, conversation, ...(ringBackAt && { ringBackAt }) });
  }

  #onChange(conversation: ConversationContract): void {
    const followed = this.#followed.get(conversation);
    const call = conversation.audioVideo?.snapshot;
    if (!followed || !call) return;
    const before = followed.state;
    followed.state = call.state;
    const { orbit, failure, ringBackAt } = call;
    if (call.state === 'parked' && before === 'parking' && orbit) {
      this.#add({ orbit, conversation, since: Date.now(), ...(ringBackAt && { ringBackAt }) });
      this.host.onParked(conversation, orbit);
    }
    if (before === 'parking' && call.state !== 'parked' && call.state !== 'parking' && failure)
      this.host.onParkFailed(conversation, failure);
    this.#settle(conversation, call);
    this.host.requestUpdate();
  }

  /** A parked call is parked until the service says otherwise, or it has rung back and was answered. */
  #settle(conversation: ConversationContract, call: CallSnapshot): void {
    const parked = this.#calls.find((one) => one.conversation === conversation);
    if (!parked) return;
    const isBack = call.state === 'connected' || call.state === 'held';
    const { reason, target } = call.unparked ?? {};
    if (reason || isBack) {
      this.remove(parked);
      this.host.onUnparked(parked, reason ?? 'ringback', target);
    } else if (call.state === 'ended' || call.state === 'idle') {
      // We hear no more of it, yet it may be there.
      this.#write(this.#calls.map((one) => (one === parked ? { orbit: one.orbit } : one)));
    }
  }

  #add(parked: ParkedCall): void {
    this.#write([...this.#calls.filter((one) => !isSame(one.orbit, parked.orbit)), parked]);
  }

  #write(calls: readonly ParkedCall[]): void {
    this.#calls = calls;
    if (this.#uri) {
      // A page that can pick it up by nothing but the number must not take another's call for this one.
      const kept = calls.map(({ orbit }) => orbit).filter(({ safeRetrieveUri }) => safeRetrieveUri !== null);
      writeOrbits(this.#uri, kept);
    }
    this.host.requestUpdate();
  }
}

/** The capability tells calls apart; an orbit's number is used again. */
const isSame = (a: CallParkOrbit, b: CallParkOrbit): boolean =>
  a.friendlyOrbit === b.friendlyOrbit && a.msParkedCall === b.msParkedCall;

export const isRingingBack = ({ conversation }: ParkedCall): boolean =>
  conversation?.audioVideo?.snapshot.state === 'incoming';

/** A call of one's own that rings back is answered: the service is handing it over already. Rejects with `SessionError`. */
export async function pickUp(
  session: SessionContract,
  target: string,
  own: ParkedCall | undefined,
): Promise<ConversationContract> {
  if (own?.conversation && isRingingBack(own)) {
    await own.conversation.audioVideo?.accept();
    return own.conversation;
  }
  if (!session.retrieve) throw new SessionError('park-not-available', 'This session has no calls');
  return session.retrieve(target);
}

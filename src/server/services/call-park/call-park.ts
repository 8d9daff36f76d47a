import {
  orbitUri,
  parseRetrieveUri,
  type ParkRequest,
  type RetrieveTarget,
} from '../../../protocol/call-park';
import type { WatchedDialog } from '../../../protocol/dialog-info';
import { parseReplaces, type Replaces } from '../../../protocol/replaces';
import {
  addressOfRecord,
  SipTransactionError,
  type Clock,
  type IncomingInvite,
  type IncomingSubscribe,
  type Logger,
  type SipEndpoint,
  type SipRequest,
} from '../../sip';
import type { OrbitStore } from '../../store/orbit-store';
import type { CallParkServices } from './call-park-services';
import { capabilityMatches, noCapabilityHash } from './capability';
import { checkConfiguration, type CallParkConfiguration } from './configuration';
import { orbitNames } from './orbit-names';
import { Orbits } from './orbits';
import { OrbitWatchers, watchedCall, watchedLoss } from './orbit-watchers';
import type { ParkMedia } from './park-media';
import { dialogKey, isResume, readParkRequest } from './park-request';
import { ParkedCall, type ParkedCallFacts } from './parked-call';
import type { ParkedCallState } from './parked-call-states';
import { enterprisePolicy, type CallParkPolicy, type DialogWitness } from './policy';
import { CallParkRefusal, refuse } from './refusal';
import { within } from './waiting';

export interface CallParkOptions {
  /** May be shared with other services. */
  readonly endpoint: SipEndpoint;
  readonly config: CallParkConfiguration;
  readonly store: { readonly orbits: OrbitStore };
  readonly media: ParkMedia;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where requests in our dialogs are to be sent, if the service's address does not lead to this very process. */
  readonly contact?: string;
  /** What is not given is as `enterprisePolicy` has it. */
  readonly policy?: Partial<CallParkPolicy>;
  readonly witness?: DialogWitness;
}

export interface CallParkSnapshot {
  readonly orbits: number;
  readonly free: number;
  readonly draining: boolean;
  readonly watchers: number;
  readonly calls: readonly {
    readonly orbit: string;
    readonly state: ParkedCallState;
    readonly parkerUri: string;
    readonly parkeeUri: string;
    readonly parkedAt?: number;
    readonly ringBackAt?: number;
    readonly attempts: number;
  }[];
}

const goodbyeMs = 3000;

/** The call park service: answers its own address and those of its orbits. */
export class CallPark {
  /** Resolves when what an earlier process left behind is known. Never rejects. */
  readonly ready: Promise<void>;
  readonly #services: CallParkServices;
  readonly #orbits: Orbits;
  readonly #watchers: OrbitWatchers;
  readonly #calls = new Map<string, ParkedCall>();
  /** Dialogs that are parked or being parked, from whichever side. */
  readonly #dialogs = new Set<string>();
  readonly #orbitOfName: ReadonlyMap<string, string>;
  readonly #orbitOfAddress: ReadonlyMap<string, string>;
  readonly #goodbyes = new Set<Promise<unknown>>();
  readonly #stopHandling: () => void;
  #whenEmpty: (() => void) | undefined;
  #draining = false;
  #closed = false;

  constructor(options: CallParkOptions) {
    const { endpoint, store, media, clock, log, witness } = options;
    const configuration = checkConfiguration(options.config);
    const { domain, uri } = configuration;
    this.#services = {
      ...{ configuration, endpoint, orbits: store.orbits, media, clock, log, witness },
      policy: { ...enterprisePolicy(domain), ...options.policy },
      contact: `<${options.contact ?? uri}>;isCps`,
    };
    this.#orbits = new Orbits(this.#services);
    this.#watchers = new OrbitWatchers(this.#services, (orbit) => this.#dialogsAt(orbit));
    this.#orbitOfName = orbitNames(configuration.orbits);
    this.#orbitOfAddress = new Map(
      [...this.#orbitOfName].map(([name, orbit]) => [addressOfRecord(orbitUri(name, domain)), orbit]),
    );
    this.#stopHandling = endpoint.handle((request) => this.#isForUs(request), {
      invite: (invite) => this.#invited(invite),
      subscribe: (subscribe) => void this.ready.then(() => this.#subscribed(subscribe)),
    });
    this.ready = this.#orbits.load().catch((error: unknown) => log.error('orbits-not-loaded', { error }));
  }

  snapshot(): CallParkSnapshot {
    return {
      orbits: this.#orbits.size,
      free: this.#orbits.free,
      draining: this.#draining,
      watchers: this.#watchers.size,
      calls: [...this.#calls.values()].map(({ facts, state, attempts, parkedAt, ringBackAt }) => ({
        orbit: facts.orbit,
        state,
        parkerUri: facts.parkerUri,
        parkeeUri: addressOfRecord(facts.request.target),
        ...(parkedAt !== undefined && { parkedAt }),
        ...(ringBackAt !== undefined && { ringBackAt }),
        attempts,
      })),
    };
  }

  /** Takes no more calls (35012), has the parked ones ring back now, ends what is left after `drainSeconds`, and resolves when all is said. */
  async drain(): Promise<void> {
    const { clock, configuration } = this.#services;
    this.#draining = true;
    const empty = new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    if (this.#calls.size > 0) {
      for (const call of [...this.#calls.values()]) call.ringBackNow();
      await within(clock, configuration.drainSeconds * 1000, empty);
    }
    this.close();
    await within(clock, goodbyeMs, Promise.all(this.#goodbyes));
  }

  /** Ends everything now. Twice does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = this.#draining = true;
    this.#stopHandling();
    for (const call of [...this.#calls.values()]) call.shutDown();
    this.#watchers.close();
  }

  // --------------------------------------------------------------------------------------------------------------- requests

  #isForUs(request: SipRequest): boolean {
    const address = addressOfRecord(request.uri);
    return address === this.#services.configuration.uri || this.#orbitOfAddress.has(address);
  }

  #subscribed(subscribe: IncomingSubscribe): void {
    const { uri } = subscribe.request;
    const orbit = this.#targetOf(uri)?.orbit;
    if (orbit === undefined || this.#orbits.has(orbit)) return this.#watchers.subscribe(subscribe, orbit);
    refuse(subscribe, new CallParkRefusal('orbit-not-found'), this.#services.configuration.domain);
  }

  #invited(invite: IncomingInvite): void {
    const { configuration, log } = this.#services;
    this.#answer(invite).catch((error: unknown) => {
      if (invite.signal.aborted) return log.info('call-park-cancelled', { uri: configuration.uri });
      const refusal = refuse(invite, error, configuration.domain);
      // A peer or a flow that is gone is nobody's mistake.
      const isFault = refusal.code === 'processing-error' && !(error instanceof SipTransactionError);
      if (isFault) log.error('call-park-failed', { error });
      else log.info('call-park-refused', { code: refusal.code, error: refusal });
    });
  }

  async #answer(invite: IncomingInvite): Promise<void> {
    const { request } = invite;
    const replaces = request.headers.get('Replaces');
    if (replaces !== undefined) return this.#takeBack(invite, parseReplaces(replaces));
    const target = this.#targetOf(request.uri);
    if (target) return this.#retrieve(invite, target);
    if (/;\s*(?:orbit|ms-parked-call)\s*(?:=|;|$)/i.test(request.uri))
      throw new CallParkRefusal('orbit-not-found', { detail: 'that is no orbit' });
    await this.#park(invite);
  }

  /** RFC 3891 section 3: there is no dialog here that somebody may take over, but who is parked their own, after a loss. */
  async #takeBack(invite: IncomingInvite, replaces: Replaces | undefined): Promise<void> {
    const call = [...this.#calls.values()].find(
      (one) =>
        replaces && one.isWith(replaces) && addressOfRecord(one.facts.request.target) === invite.identity,
    );
    if (!call) throw new CallParkRefusal('no-conversation');
    await call.parkeeReturns(invite);
  }

  /** Which call an address means, if it is not that of the service itself. */
  #targetOf(uri: string): RetrieveTarget | undefined {
    const orbit = this.#orbitOfAddress.get(addressOfRecord(uri));
    if (orbit !== undefined) return { orbit };
    const target = parseRetrieveUri(uri);
    return target && { ...target, orbit: this.#orbitOfName.get(target.orbit) ?? target.orbit };
  }

  // ------------------------------------------------------------------------------------------------------------------- park

  async #park(invite: IncomingInvite): Promise<void> {
    const { policy } = this.#services;
    const { identity: parkerUri } = invite;
    if (parkerUri === undefined || !policy.mayPark(parkerUri))
      throw new CallParkRefusal('bad-request', { status: 403, detail: 'you may not park calls' });
    const request = readParkRequest(invite.request);
    if (isResume(invite.request)) return this.#resume(invite, parkerUri, request);
    if (this.#draining) throw new CallParkRefusal('draining');
    this.#refuseDoublePark(request);
    const key = dialogKey(request);
    this.#dialogs.add(key);
    let facts: ParkedCallFacts;
    try {
      await this.#orbits.load();
      await this.#refuseStranger(parkerUri, request);
      facts = await this.#orbits.reserve({ parkerUri, request });
    } catch (error) {
      this.#dialogs.delete(key);
      throw error;
    }
    await this.#parkAt(facts, invite);
  }

  /** The same request of the same parker again: it gets the same answer, if the call is still here. */
  #resume(invite: IncomingInvite, parkerUri: string, request: ParkRequest): void {
    const key = dialogKey(request);
    const call = [...this.#calls.values()].find(
      ({ facts }) =>
        facts.parkerUri === parkerUri &&
        facts.request.requestId === request.requestId &&
        dialogKey(facts.request) === key,
    );
    if (!call?.resume(invite)) throw new CallParkRefusal('no-conversation');
  }

  /** Only who takes part in a conversation may park it; a stranger is told no more than about one that does not exist. */
  async #refuseStranger(parkerUri: string, { callId, fromTag, toTag }: ParkRequest): Promise<void> {
    const parties = await this.#services.witness?.partiesOf({ callId, tags: [fromTag, toTag] });
    if (parties && !parties.includes(parkerUri)) throw new CallParkRefusal('no-conversation');
  }

  async #parkAt(facts: ParkedCallFacts, invite: IncomingInvite): Promise<void> {
    const call = new ParkedCall(facts, this.#services, {
      changed: (changed) => this.#watchers.changed(changed),
      ended: (ended) => this.#ended(ended),
    });
    this.#calls.set(facts.orbit, call);
    // The store may have taken its time.
    if (this.#draining || invite.signal.aborted) {
      call.shutDown();
      throw new CallParkRefusal('draining');
    }
    await call.park(invite);
  }

  /** Neither twice the same conversation, nor one with us: the parkee of a parked call is not parked again. */
  #refuseDoublePark(request: ParkRequest): void {
    const target = addressOfRecord(request.target);
    const isWithUs =
      target === this.#services.configuration.uri ||
      this.#orbitOfAddress.has(target) ||
      [...this.#calls.values()].some(({ audioCallId }) => audioCallId === request.callId);
    if (isWithUs || this.#dialogs.has(dialogKey(request))) throw new CallParkRefusal('double-park');
  }

  #ended(call: ParkedCall): void {
    const { facts, goodbyes } = call;
    this.#calls.delete(facts.orbit);
    this.#dialogs.delete(dialogKey(facts.request));
    this.#orbits.release(facts);
    this.#goodbyes.add(goodbyes);
    void goodbyes.finally(() => this.#goodbyes.delete(goodbyes));
    if (this.#calls.size === 0) this.#whenEmpty?.();
  }

  // --------------------------------------------------------------------------------------------------------------- retrieve

  async #retrieve(invite: IncomingInvite, target: RetrieveTarget): Promise<void> {
    const { identity } = invite;
    if (identity === undefined || !this.#services.policy.mayRetrieve(identity))
      throw new CallParkRefusal('outside-enterprise');
    await this.#orbits.load();
    const call = this.#calls.get(target.orbit);
    const { msParkedCall } = target;
    const notFound = msParkedCall === undefined ? 'orbit-not-found' : 'could-not-safe-retrieve';
    const lost = this.#orbits.lost(target.orbit);
    const hash = call?.facts.capability.hash ?? lost?.call?.capabilityHash ?? noCapabilityHash;
    const isSafe = msParkedCall === undefined || capabilityMatches(msParkedCall, hash);
    if (!isSafe) throw new CallParkRefusal('could-not-safe-retrieve');
    if (!call) {
      if (this.#orbits.has(target.orbit) && (await this.#orbits.isElsewhere(target.orbit)))
        throw new CallParkRefusal('could-not-forward');
      throw new CallParkRefusal(notFound, lost && { detail: 'the call was lost when the service restarted' });
    }
    if (call.state === 'ringing-back' || call.state === 'falling-back')
      throw new CallParkRefusal('retrieve-failed', { detail: 'the call is being transferred' });
    // `replacing`: not there yet. `retrieving`: somebody was faster.
    if (call.state !== 'parked') throw new CallParkRefusal(notFound);
    await call.retrieve(invite, identity);
  }

  #dialogsAt(orbit?: string): WatchedDialog[] {
    const calls = [...this.#calls.values()].filter(
      ({ facts }) => orbit === undefined || facts.orbit === orbit,
    );
    const lost = this.#orbits.allLost().filter((entry) => orbit === undefined || entry.orbit === orbit);
    return [
      ...calls.map((call) => watchedCall(call, this.#services)),
      ...lost.flatMap((entry) => watchedLoss(entry, this.#services)),
    ];
  }
}

import { replacesOf, type ParkRequest, type UnparkReason } from '../../../protocol/call-park';
import { matchesReplaces, type Replaces } from '../../../protocol/replaces';
import { formatUri, parseUri, type IncomingInvite, type Timer } from '../../sip';
import type { CallParkServices } from './call-park-services';
import type { ParkedCallCapability } from './capability';
import { ControlDialog } from './control-dialog';
import type { MediaDialog } from './media-dialog';
import {
  IllegalTransitionError,
  transitionOf,
  type ParkedCallEvent,
  type ParkedCallState,
} from './parked-call-states';
import { parkeeName, replaceParker } from './parkee';
import type { Refer } from './refer';
import { CallParkRefusal, diagnosticsHeader } from './refusal';
import { answerCaller, isRetrieved } from './retriever';
import { within } from './waiting';

/** How long the parker, or the fallback, may let it ring before the transfer counts as failed. */
const ringMs = 60_000;
/** Headers of the park INVITE that its INVITE to the parkee repeats. */
const conversationHeaders = ['Ms-Conversation-ID'];

export interface ParkedCallFacts {
  readonly id: string;
  readonly capability: ParkedCallCapability;
  readonly orbit: string;
  readonly parkerUri: string;
  readonly request: ParkRequest;
}

export interface ParkedCallListener {
  changed(call: ParkedCall): void;
  /** Once, before the last `changed`: the orbit is free from now on. */
  ended(call: ParkedCall): void;
}

interface Ending {
  /** Who has the call now. */
  readonly target?: string;
  /** Of the BYE to the parkee. */
  readonly byeHeaders?: [string, string][];
}

/** One call at one orbit: the control dialog to the parker, the audio dialog to the parkee, the timer, the attempts. */
export class ParkedCall {
  parkedAt: number | undefined;
  /** Display name of who is parked, if it is known. */
  parkeeName: string | undefined;
  /** When the timer runs out; undefined while it is stopped. */
  ringBackAt: number | undefined;
  /** Ring-backs that failed. */
  attempts = 0;
  /** What the parker was told; undefined while it goes on, and when the call was never parked. */
  unparkReason: UnparkReason | undefined;
  /** Resolves when everybody was told that the call has ended. */
  goodbyes: Promise<unknown> = Promise.resolve();
  #state: ParkedCallState = 'replacing';
  #parkee: MediaDialog | undefined;
  #control: ControlDialog | undefined;
  #retriever: MediaDialog | undefined;
  /** That of the retriever, while it goes on. */
  #transfer: Refer | undefined;
  /** Whose `retrieving` it is. */
  #claim: symbol | undefined;
  #timer: Timer | undefined;
  /** The service is draining: no further attempt is made. */
  #lastAttempt = false;
  readonly #shutDown = new AbortController();

  constructor(
    readonly facts: ParkedCallFacts,
    private readonly services: CallParkServices,
    private readonly listener: ParkedCallListener,
  ) {}

  get state(): ParkedCallState {
    return this.#state;
  }

  /** The Call-ID of the audio dialog, once there is one. */
  get audioCallId(): string | undefined {
    return this.#parkee?.dialog.callId;
  }

  /** Whether this is the dialog with who is parked. */
  isWith(replaces: Replaces): boolean {
    return this.#parkee !== undefined && matchesReplaces(this.#parkee.dialog, replaces);
  }

  /** Replaces the parker at the parkee, then answers the park INVITE. Rejects when the call was not parked; it has ended then. */
  async park(invite: IncomingInvite): Promise<void> {
    const { parkerUri, request } = this.facts;
    const { clock, configuration } = this.services;
    let parkee: MediaDialog | undefined;
    try {
      const signal = AbortSignal.any([invite.signal, this.#shutDown.signal]);
      const headers = conversationHeaders.flatMap((name): [string, string][] =>
        invite.request.headers.getAll(name).map((value) => [name, value]),
      );
      parkee = await replaceParker(this.services, { parkerUri, request, headers, signal });
      signal.throwIfAborted();
      // [MS-SIPAPP] 3.1.5.2: the 200 says that the dialog with the parkee is there, not that it will be.
      this.#control = this.#answer(invite);
    } catch (error) {
      void parkee?.hangUp();
      if (this.#state === 'replacing') this.#fire('replace-failed');
      throw this.#shutDown.signal.aborted ? new CallParkRefusal('draining', { cause: error }) : error;
    }
    this.#hold(parkee);
    this.parkeeName = parkeeName(parkee.dialog);
    this.parkedAt = clock.now();
    this.#fire('replaced');
    this.#startTimer(this.#lastAttempt ? 0 : configuration.ringBackSeconds * 1000);
  }

  #hold(parkee: MediaDialog): void {
    this.#parkee = parkee;
    void parkee.gone.then(() => {
      if (parkee === this.#parkee) this.#parkeeGone();
    });
  }

  /**
   * The parkee is back after a loss: another audio dialog takes the place of the one that went. Rejects when the INVITE is to be refused; the call is as
   * before then.
   */
  async parkeeReturns(invite: IncomingInvite): Promise<void> {
    const { music } = this.services.configuration;
    const old = this.#parkee;
    // A transfer that is under way means the dialog of before.
    const isParked = (): boolean => this.#state === 'parked' && this.#parkee === old;
    if (!isParked())
      throw new CallParkRefusal('retrieve-failed', { detail: 'the call is being transferred' });
    const parkee = await answerCaller(this.services, invite, { music, isParked });
    if (!isParked()) return parkee.hangUp();
    this.#hold(parkee);
    void old?.hangUp([['Reason', 'SIP;cause=200;text="resumed elsewhere"']]);
  }

  /** The parker is back after a loss: another control dialog takes the place of the one that went. False if the call is not parked yet. */
  resume(invite: IncomingInvite): boolean {
    const old = this.#control;
    if (!old) return false;
    this.#control = this.#answer(invite);
    void old.replaced();
    return true;
  }

  #answer(invite: IncomingInvite): ControlDialog {
    const { request, orbit, capability } = this.facts;
    const response = { requestId: request.requestId, orbit, msParkedCall: capability.text };
    return new ControlDialog(invite, response, this.services, () => this.#ringBackSeconds());
  }

  /** Undefined while somebody is being called, or a retriever transferred. */
  #ringBackSeconds(): number | undefined {
    const { clock, configuration } = this.services;
    if (this.#state === 'replacing') return configuration.ringBackSeconds;
    return this.ringBackAt && Math.max(1, Math.ceil((this.ringBackAt - clock.now()) / 1000));
  }

  /**
   * Answers the retriever and transfers it to the parkee. Call it in state `parked` only. Rejects when the INVITE is to be refused; the
   * call is parked as before then, unless the parkee has gone.
   */
  async retrieve(invite: IncomingInvite, retrieverUri: string): Promise<void> {
    const claim = (this.#claim = Symbol());
    const isRetrieving = (): boolean => this.#state === 'retrieving' && this.#claim === claim;
    this.#fire('retriever-invited');
    let left = this.#stopTimer();
    const giveBack = (): void => {
      if (isRetrieving()) this.#parkAgain('retriever-transfer-failed', left);
    };
    let retriever: MediaDialog;
    try {
      const options = { music: false, isParked: isRetrieving, onUnconfirmed: giveBack };
      retriever = await answerCaller(this.services, invite, options);
    } catch (error) {
      giveBack();
      throw error;
    }
    // The ACK was late, and nobody else has come meanwhile.
    if (this.#state === 'parked') {
      this.#claim = claim;
      this.#fire('retriever-invited');
      left = this.#stopTimer();
    }
    const parkee = this.#parkee;
    if (!parkee || !isRetrieving()) return this.#failRetriever(retriever);
    this.#retriever = retriever;
    this.#transfer = retriever.refer(this.#urlOf(parkee), (transferred) => {
      // What an earlier retriever says late is not about this one.
      if (this.#transfer === transferred) this.#transferred('retriever-transferred', retrieverUri);
    });
    const retrieved = await isRetrieved(this.services, this.#transfer, parkee);
    this.#transfer = undefined;
    // It said so itself, or the service ends.
    if (!isRetrieving()) return;
    if (retrieved) return this.#transferred('retriever-transferred', retrieverUri);
    this.#retriever = undefined;
    void this.#failRetriever(retriever);
    if (parkee.isUp) giveBack();
    else this.#fire('parkee-gone');
  }

  /** The service is draining: the call rings back at once, for the last time. */
  ringBackNow(): void {
    this.#lastAttempt = true;
    if (this.#timer) this.#startTimer(0);
  }

  /** Ends it now, whatever its state. */
  shutDown(): void {
    if (this.#state === 'ended') return;
    const bye: [string, string] = ['Reason', 'SIP;cause=503;text="Service is shutting down"'];
    this.#fire('shut-down', { byeHeaders: [bye] });
    this.#shutDown.abort();
  }

  // ------------------------------------------------------------------------------------------------------------- transfers

  async #ringBack(): Promise<void> {
    const { configuration } = this.services;
    const { parkerUri } = this.facts;
    this.#fire('auto-ringback-timer');
    await this.#transferParkee(parkerUri, 'ringback-transferred');
    if (this.#state !== 'ringing-back') return;
    if (!this.#parkee?.isUp) return this.#fire('parkee-gone');
    this.attempts++;
    if (this.attempts < configuration.attempts && !this.#lastAttempt)
      return this.#parkAgain('ringback-failed', configuration.ringBackSeconds * 1000);
    if (configuration.fallbackUri !== undefined) {
      this.#fire('attempts-exhausted');
      return this.#fallBack(configuration.fallbackUri);
    }
    this.#fire('park-time-expired', {
      byeHeaders: [diagnosticsHeader('park-time-expired', configuration.domain)],
    });
  }

  async #fallBack(fallbackUri: string): Promise<void> {
    await this.#transferParkee(fallbackUri, 'fallback-transferred');
    if (this.#state !== 'falling-back') return;
    if (!this.#parkee?.isUp) return this.#fire('parkee-gone');
    this.#fire('fallback-failed', {
      byeHeaders: [diagnosticsHeader('park-time-expired-after-fallback', this.services.configuration.domain)],
    });
  }

  /** Resolves when it has failed or nobody has answered in time; success, also a late one because nobody can stop what rings there, is an event. */
  async #transferParkee(uri: string, on: ParkedCallEvent): Promise<void> {
    const refer = this.#parkee?.refer(uri, () => this.#transferred(on, uri));
    if (refer) await within(this.services.clock, ringMs, refer.outcome);
  }

  /** Done at once: who has the call now may park it again with the next message, and finds the orbit free. */
  #transferred(on: ParkedCallEvent, target: string): void {
    if (transitionOf(this.#state, on)) this.#fire(on, { target });
  }

  #parkeeGone(): void {
    if (this.#state === 'ended') return;
    // [MS-SIPAPP] 3.1.5.5: while the retriever is being transferred, its outcome decides what this was.
    if (this.#state === 'retrieving' && this.#transfer) return;
    this.#fire('parkee-gone');
  }

  async #failRetriever(retriever: MediaDialog): Promise<void> {
    const { domain } = this.services.configuration;
    await retriever.hangUp([
      diagnosticsHeader('retrieve-failed', domain),
      ['Reason', 'SIP;cause=480;text="The parked call could not be transferred"'],
    ]);
  }

  /** Where the retriever reaches the parkee, with the audio dialog it shall replace there (RFC 3891). */
  #urlOf({ dialog }: MediaDialog): string {
    const { domain } = this.services.configuration;
    const uris = [dialog.remoteTarget, this.facts.request.target].map((text) => parseUri(text));
    // A contact of another host is reached from here only; what the parker reached, the retriever reaches too.
    const uri = uris.find((candidate) => candidate?.host.toLowerCase() === domain) ?? uris[1];
    const target = uri ? formatUri({ ...uri, headers: undefined }) : this.facts.request.target;
    const { callId, localTag, remoteTag } = dialog;
    const replaces = replacesOf({ callId, receiverTag: remoteTag, replacedTag: localTag });
    return `${target}?Replaces=${encodeURIComponent(replaces)}`;
  }

  // ------------------------------------------------------------------------------------------------------- states and timer

  #parkAgain(on: 'retriever-transfer-failed' | 'ringback-failed', ms: number): void {
    this.#fire(on);
    this.#startTimer(this.#lastAttempt ? 0 : ms);
  }

  #startTimer(ms: number): void {
    const { clock, log } = this.services;
    this.#timer?.cancel();
    this.ringBackAt = clock.now() + ms;
    this.#timer = clock.setTimeout(() => {
      this.#timer = this.ringBackAt = undefined;
      this.#ringBack().catch((error: unknown) => {
        log.error('ring-back-failed', { call: this.facts.id, error });
        this.shutDown();
      });
    }, ms);
  }

  /** The milliseconds that were left. */
  #stopTimer(): number {
    const left = Math.max(0, (this.ringBackAt ?? 0) - this.services.clock.now());
    this.#timer?.cancel();
    this.#timer = this.ringBackAt = undefined;
    return left;
  }

  #fire(on: ParkedCallEvent, ending: Ending = {}): void {
    const transition = transitionOf(this.#state, on);
    if (!transition) throw new IllegalTransitionError(this.#state, on);
    this.#state = transition.to;
    this.services.log.info('parked-call', {
      call: this.facts.id,
      orbit: this.facts.orbit,
      on,
      state: this.#state,
    });
    if (this.#state === 'ended') this.#end(transition.reason, ending);
    this.listener.changed(this);
  }

  #end(reason: UnparkReason | undefined, { target, byeHeaders }: Ending): void {
    this.#stopTimer();
    this.unparkReason = reason;
    this.goodbyes = Promise.all([
      reason === 'retrieval' ? this.#parkee?.leave() : this.#parkee?.hangUp(byeHeaders),
      this.#retriever?.hangUp(),
      reason && this.#control?.end(reason, target),
    ]);
    this.listener.ended(this);
  }
}

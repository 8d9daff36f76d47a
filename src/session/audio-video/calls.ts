import { orbitForm, orbitUri, buildRetrieveUri } from '../../protocol/call-park/retrieve-uri';
import { SessionError } from '../contract';
import type {
  CallbackOptions,
  CallbackSnapshot,
  CallSnapshot,
  OrbitListener,
  SessionContract,
} from '../contract';
import type { Conversation } from '../conversation';
import type { ConversationRegistry, RegistryHost } from '../conversation-registry';
import { asSessionError } from '../failures';
import { domainOf } from '../identity';
import { isGuest } from '../resume-token';
import type { LyncSessionOptions } from '../session-options';
import type { IncomingInvite, Signaling } from '../signaling/signaling';
import { AudioVideoCall } from './call';
import type { CallHost } from './call';
import { cancelCallback, requestCallback } from './callback';
import { CallPresence } from './call-presence';
import { browserMediaEngine } from './media/browser-media-engine';
import { hasWebRtc } from './media/has-web-rtc';
import type { MediaEngine } from './media/media-engine';
import { OrbitWatch } from './orbit-watch';
import { withDiagnostics } from './park';
import { fetchProvisioning } from './provisioning';
import type { Provisioning } from './provisioning';
import { receiveCall } from './receive-call';

/** Milliseconds that the call park service has to hand over a call after it has answered. */
const HANDOVER_TIMEOUT = 15_000;

export type CallsHost = RegistryHost & { readonly iceServers: readonly RTCIceServer[] | undefined };

/** Everything of calls in a session, loaded with the first of them. */
export class Calls {
  readonly #byConversation = new Map<Conversation, AudioVideoCall>();
  #provisioning: Provisioning | undefined;
  #engine: MediaEngine | undefined;
  #waiting: ((signaling: Signaling) => void)[] = [];
  readonly #host: CallHost;
  readonly #orbits: OrbitWatch;
  readonly #presence: CallPresence;

  constructor(
    private readonly host: CallsHost,
    private readonly registry: ConversationRegistry,
    private readonly options: LyncSessionOptions,
    session: SessionContract,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters of an object literal have a `this` of their own
    const calls = this;
    this.#presence = new CallPresence(session, (failure) => host.report(failure));
    this.#orbits = new OrbitWatch((failure) => host.report(failure));
    this.#host = {
      get engine() {
        return (calls.#engine ??= options.mediaEngine ?? browserMediaEngine());
      },
      hasEngine: options.mediaEngine !== undefined || hasWebRtc(),
      get iceServers() {
        return [...(host.iceServers ?? []), ...(options.iceServers ?? [])];
      },
      get signedContext() {
        return host.signedContext;
      },
      get provisioning() {
        return calls.#provisioning;
      },
      recoveryTimeout: host.recoveryTimeout,
      random: Math.random,
      whenSendable: (signal) => this.#whenSendable(signal),
      report: (failure) => host.report(failure),
    };
    this.attach();
    // From now on calls are among what can be done in every conversation.
    for (const conversation of registry.all) this.of(conversation);
    session.addEventListener('conversation-added', (event) => this.of(event.conversation as Conversation));
  }

  get provisioning(): Provisioning | undefined {
    return this.#provisioning;
  }

  /** The call of a conversation; made when first asked for. */
  of(conversation: Conversation): AudioVideoCall {
    let call = this.#byConversation.get(conversation);
    if (!call) {
      for (const [old] of this.#byConversation)
        if (old.state === 'terminated') this.#byConversation.delete(old);
      call = new AudioVideoCall(conversation, this.#host);
      this.#byConversation.set(conversation, call);
      conversation.audioVideo.call = call;
      conversation.audioVideo.addEventListener('call-state-changed', this.#followPresence);
      conversation.refreshActions();
    }
    return call;
  }

  readonly #followPresence = (): void => {
    if (isGuest(this.host.self.uri)) return;
    this.#presence.follow([...this.#byConversation.values()].map(({ status }) => status.state));
  };

  /** Requests may be sent (again). */
  attach(): void {
    const { self, signaling } = this.host;
    if (!signaling) return;
    for (const resolve of this.#waiting.splice(0)) resolve(signaling);
    // A guest may call what is published, and nothing is provisioned for them.
    if (!isGuest(self.uri)) void this.#provision(signaling, self.uri);
  }

  async receive(invite: IncomingInvite): Promise<void> {
    const { host, registry } = this;
    if (!this.#host.hasEngine) return invite.reject(488);
    await receiveCall(invite, {
      host: this.#host,
      registry,
      calls: [...this.#byConversation.values()],
      of: (conversation) => this.of(conversation),
      dispatchEvent: (event) => host.dispatchEvent(event),
    });
  }

  /** Rejects with `SessionError`; the conversation has ended then. */
  async retrieve(target: string): Promise<Conversation> {
    const conversation = this.registry.start(this.#addressOf(target), { modality: 'audio' });
    const snapshot = await handedOver(conversation);
    if (snapshot.state !== 'ended') {
      const { remote } = snapshot;
      if (remote && !remote.isParkService) conversation.handOver(remote.uri, remote.displayName);
      return conversation;
    }
    const {
      code = snapshot.endReason,
      diagnostics,
      message = 'The call could not be retrieved',
    } = snapshot.failure ?? {};
    const failure = new SessionError(
      (code ?? 'unreachable') as SessionError['code'],
      message,
      snapshot.failure ?? {},
    );
    throw withDiagnostics(failure, diagnostics) ?? failure;
  }

  watchOrbits(listener: OrbitListener, signal: AbortSignal): void {
    this.#orbits.watch(listener, signal);
  }

  /** Rejects with `SessionError`. */
  async requestCallback(queueUri: string, options: CallbackOptions): Promise<CallbackSnapshot> {
    return requestCallback(await this.#sendable(), queueUri, options, this.host.signedContext);
  }

  /** Rejects with `SessionError`. */
  async cancelCallback(callback: CallbackSnapshot): Promise<void> {
    await cancelCallback(await this.#sendable(), callback);
  }

  #addressOf(target: string): string {
    if (!orbitForm.test(target)) return target;
    const service = this.#provisioning?.callParkServerUri;
    return service
      ? buildRetrieveUri(service, { orbit: target })
      : orbitUri(target, domainOf(this.host.self.uri));
  }

  async #provision(signaling: Signaling, uri: string): Promise<void> {
    try {
      this.#provisioning = await fetchProvisioning(signaling, uri);
    } catch (error) {
      // Without it there is no park; the next connection asks again.
      return this.host.report(
        asSessionError(error, 'server-error', 'The provisioning cannot be read').toSnapshot(),
      );
    }
    for (const { conversation } of this.#byConversation.values()) conversation.refreshActions();
    const { callParkServerUri } = this.#provisioning ?? {};
    if (callParkServerUri && signaling === this.host.signaling)
      this.#orbits.attach(signaling, callParkServerUri);
  }

  #sendable(): Promise<Signaling> {
    return this.#whenSendable(new AbortController().signal);
  }

  #whenSendable(signal: AbortSignal): Promise<Signaling> {
    const { recoveryTimeout, signaling } = this.host;
    if (signaling) return Promise.resolve(signaling);
    this.host.wake();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting = this.#waiting.filter((each) => each !== onSignaling);
        act();
      };
      const onSignaling = (found: Signaling) => settle(() => resolve(found));
      const onAbort = () => settle(() => reject(new SessionError('cancelled', 'The call was given up')));
      const timer = setTimeout(
        () => settle(() => reject(new SessionError('connection-failed', 'There is no connection'))),
        recoveryTimeout,
      );
      signal.addEventListener('abort', onAbort);
      this.#waiting.push(onSignaling);
    });
  }
}

/** Resolves when the call is with a person, or ended. A service that bridges and never hands over is who we talk to. */
function handedOver({ audioVideo }: Conversation): Promise<CallSnapshot> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const { snapshot } = audioVideo;
      const isAtService = snapshot.state === 'connected' && snapshot.remote?.isParkService;
      if (isAtService) timer ??= setTimeout(done, HANDOVER_TIMEOUT);
      if (
        snapshot.state === 'ended' ||
        ((snapshot.state === 'connected' || snapshot.state === 'held') && !isAtService)
      )
        done();
    };
    const done = () => {
      clearTimeout(timer);
      audioVideo.removeEventListener('changed', look);
      resolve(audioVideo.snapshot);
    };
    audioVideo.addEventListener('changed', look);
    look();
  });
}

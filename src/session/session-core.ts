import { hasWebRtc } from './audio-video/media/has-web-rtc';
import type { Connector } from './connection/connector';
import type { AgentStateSnapshot, FailureSnapshot, SessionContract } from './contract';
import { ConversationRegistry } from './conversation-registry';
import type { RegistryHost } from './conversation-registry';
import type { CredentialsStore } from './credentials';
import { LazyPart } from './lazy-part';
import { DefaultReconnectPolicy } from './reconnect-policy';
import { isGuest } from './resume-token';
import type { LyncSessionOptions } from './session-options';
import type { SessionStatus } from './session-status';
import { uuid } from './uuid';

const RECOVERY_TIMEOUT = 30_000;

/** The parts of a session, those that are loaded when they are needed included, and what they need of it. */
export class SessionCore implements RegistryHost {
  /** Set before anything is done. */
  connector: Connector | undefined;
  readonly instanceId = uuid();
  readonly policy;
  readonly recoveryTimeout: number;
  readonly offersCalls: boolean;
  readonly offersConferences: boolean;
  readonly conversations = new ConversationRegistry(this);

  /** Presence and agent state: visitors never load it. */
  readonly agent = new LazyPart(async () => {
    const { Agent } = await import('./agent/agent');
    const agent = new Agent(this, this.subscribes);
    if (this.signaling) agent.attach(this.signaling);
    return agent;
  });

  readonly calls = new LazyPart(async () => {
    const { Calls } = await import('./audio-video/calls');
    return new Calls(this, this.conversations, this.options, this.session);
  });

  readonly conferences = new LazyPart(async () => {
    const { Conferences } = await import('./conference/conferences');
    return new Conferences(this, this.conversations);
  });

  readonly contactCenter = new LazyPart(async () => {
    const { ContactCenter } = await import('./contact-center/contact-center');
    return new ContactCenter(this, this.conversations);
  });

  constructor(
    private readonly options: LyncSessionOptions,
    private readonly credentials: CredentialsStore,
    private readonly session: SessionContract,
    private readonly status: SessionStatus,
  ) {
    this.policy = options.reconnectPolicy ?? new DefaultReconnectPolicy();
    this.recoveryTimeout = options.recoveryTimeout ?? RECOVERY_TIMEOUT;
    this.offersCalls = options.calls === 'on-demand' && (!!options.mediaEngine || hasWebRtc());
    this.offersConferences = options.conferences ?? false;
  }

  get self(): { uri: string; displayName: string } {
    const { current } = this.credentials;
    const displayName = this.options.displayName ?? current?.displayName ?? '';
    return { uri: current?.uri ?? this.options.uri ?? '', displayName };
  }

  get uri(): string {
    return this.self.uri;
  }

  get signaling() {
    return this.connector?.signaling;
  }

  get signedContext() {
    return this.credentials.current?.signedContext;
  }

  get iceServers() {
    return this.credentials.current?.iceServers;
  }

  /** Guests are no agents; anybody else is told by the contact centre. */
  get subscribes(): boolean {
    return this.options.agent ?? !isGuest(this.uri);
  }

  /** Of this agent. */
  get roles(): readonly string[] {
    return [...(this.options.roles ?? []), ...(this.status.agentState?.roles ?? [])];
  }

  loadCalls() {
    return this.calls.get();
  }

  loadConferences() {
    return this.conferences.get();
  }

  wake(): void {
    // Its failure is an event, and the conversation's own.
    if (this.status.state === 'failed') this.session.connect().catch(() => undefined);
  }

  onConversationsChanged(): void {
    this.status.touch();
  }

  onAgentState(state: AgentStateSnapshot | undefined): void {
    this.status.agent(state);
  }

  report(failure: FailureSnapshot): void {
    this.status.report(failure);
  }

  dispatchEvent(event: Event): boolean {
    return this.session.dispatchEvent(event);
  }
}

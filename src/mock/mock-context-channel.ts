import {
  ContextChannelStateChangedEvent,
  ContextDataReceivedEvent,
  ContextDataSentEvent,
  SessionError,
  type ContextChannelContract,
  type ContextChannelEvents,
  type ContextChannelSnapshot,
  type ContextChannelState,
  type ContextChannelTransitionReason,
  type ConversationContract,
  type TypedEventTarget,
} from '../session/contract';
import type { MockClock } from './mock-clock';

const LONGEST_DATA = 64_000;

export interface MockContextChannelOptions {
  /** GUID of the application. */
  readonly applicationId: string;
  readonly applicationName?: string;
  readonly toast?: string;
  readonly simpleLink?: string;
  readonly installLink?: string;
  readonly remoteUri?: string;
  /** Default: whether the session's registry has the application. */
  readonly registered?: boolean;
  readonly initialContext?: string;
  /** Default `established`, or `terminated` for an application that is not registered. */
  readonly state?: ContextChannelState;
}

/** A context channel without a network. What is sent stays in `sent`; the other side is played by `receive…()`. */
export class MockContextChannel
  extends (EventTarget as new () => TypedEventTarget<ContextChannelEvents>)
  implements ContextChannelContract
{
  /** What `sendData()` was given, oldest first. */
  readonly sent: { readonly contentType: string; readonly body: string }[] = [];
  #snapshot: ContextChannelSnapshot;

  constructor(
    readonly conversation: ConversationContract,
    id: string,
    registered: boolean,
    options: MockContextChannelOptions,
    private readonly clock: MockClock,
  ) {
    super();
    this.#snapshot = Object.freeze({
      id,
      applicationId: options.applicationId.replace(/[{}]/g, '').toLowerCase(),
      applicationName: options.applicationName ?? 'Customer card',
      state: options.state ?? (registered ? 'established' : 'terminated'),
      reason: registered ? 'none' : 'establish-failed',
      toast: options.toast,
      simpleLink: options.simpleLink,
      installLink: options.installLink,
      remoteUri: options.remoteUri ?? 'sip:contact-1@contoso.com',
      registered,
      initialContext: options.initialContext,
      updatedAt: options.initialContext === undefined ? undefined : clock.now(),
    });
  }

  get snapshot(): ContextChannelSnapshot {
    return this.#snapshot;
  }

  async sendData(contentType: string, body: string): Promise<void> {
    if (this.#snapshot.state !== 'established')
      throw new SessionError('invalid-state', 'The channel is not established.');
    if (body.length > LONGEST_DATA)
      throw new SessionError('too-large', `Data is at most ${LONGEST_DATA} characters.`);
    this.sent.push({ contentType, body });
    this.dispatchEvent(new ContextDataSentEvent(contentType, body));
  }

  async terminate(): Promise<void> {
    if (this.#snapshot.state === 'terminated') return;
    this.setState('terminating', 'terminated-locally');
    this.setState('terminated', 'terminated-locally');
  }

  /** Moves the channel to `state`, as the wire would. */
  setState(state: ContextChannelState, reason: ContextChannelTransitionReason = 'none'): void {
    const previous = this.#snapshot.state;
    this.#update({ state, reason });
    this.dispatchEvent(new ContextChannelStateChangedEvent(previous, state, reason));
  }

  /** The application says (again) what the conversation is about. */
  receiveInitialContext(initialContext: string): void {
    this.#update({ initialContext, updatedAt: this.clock.now() });
    this.dispatchEvent(new Event('initial-context-received'));
  }

  receiveData(contentType: string, body: string): void {
    this.#update({ updatedAt: this.clock.now() });
    this.dispatchEvent(new ContextDataReceivedEvent('data-received', contentType, body));
  }

  #update(patch: Partial<ContextChannelSnapshot>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...patch });
  }
}

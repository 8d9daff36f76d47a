import { canTransition, transition } from '../../protocol/context-channel-states';
import type { ContextChannelEvent } from '../../protocol/context-channel-states';
import type { SessionInvite } from '../../protocol/session-invite';
import {
  ContextChannelStateChangedEvent,
  ContextDataReceivedEvent,
  ContextDataSentEvent,
  SessionError,
} from '../contract';
import type {
  ContextChannelContract,
  ContextChannelEvents,
  ContextChannelSnapshot,
  ContextChannelState,
  ContextChannelTransitionReason,
  FailureSnapshot,
} from '../contract';
import type { Conversation } from '../conversation';
import { asSessionError, responseError } from '../failures';
import type {
  Dialog,
  DialogHandlers,
  IncomingInvite,
  IncomingRequest,
  SipBody,
} from '../signaling/signaling';
import { typedEventTarget } from '../typed-event-target';
import { uuid } from '../uuid';

/** Largest piece of context data, in characters (Lync SDK: `BeginSendContextData`). */
export const MAX_CONTEXT_DATA = 64_000;

/** RFC 3261 section 25.1 media-type; what is no such type could end the header. */
const MEDIA_TYPE = /^[\w.!%*+`'~-]+\/[\w.!%*+`'~-]+(\s*;\s*[\w.!%*+`'~-]+=([\w.!%*+`'~-]+|"[^"\\\r\n]*"))*$/;

/** One application's channel in one conversation, over as many dialogs as its connection needs. The browser only receives channels. */
export class ContextChannel
  extends typedEventTarget<ContextChannelEvents>()
  implements ContextChannelContract
{
  readonly id = uuid();
  #state: ContextChannelState = 'idle';
  #reason: ContextChannelTransitionReason = 'none';
  #invite: SessionInvite;
  #updatedAt: number | undefined;
  #failure: FailureSnapshot | undefined;
  #snapshot: ContextChannelSnapshot | undefined;
  #dialog: Dialog | undefined;
  #current: object | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly conversation: Conversation,
    invite: SessionInvite,
    private readonly options: {
      readonly remoteUri: string;
      /** From the registry, which is believed before the invitation. */
      readonly applicationName: string;
      readonly registered: boolean;
      /** Milliseconds that the other side has to come back. */
      readonly recoveryTimeout: number;
    },
  ) {
    super();
    this.#invite = invite;
  }

  get state(): ContextChannelState {
    return this.#state;
  }

  get applicationId(): string {
    return this.#invite.applicationId;
  }

  get snapshot(): ContextChannelSnapshot {
    const { applicationId, data, installLink, simpleLink, toast } = this.#invite;
    return (this.#snapshot ??= Object.freeze({
      id: this.id,
      applicationId,
      applicationName: this.options.applicationName,
      state: this.#state,
      reason: this.#reason,
      ...(toast !== undefined && { toast }),
      ...(simpleLink !== undefined && { simpleLink }),
      ...(installLink !== undefined && { installLink }),
      remoteUri: this.options.remoteUri,
      registered: this.options.registered,
      ...(data !== undefined && { initialContext: data }),
      ...(this.#updatedAt !== undefined && { updatedAt: this.#updatedAt }),
      ...(this.#failure && { failure: this.#failure }),
    }));
  }

  /** Takes the invitation. Rejects with `SessionError`; the channel has ended then. */
  async receive(invite: IncomingInvite): Promise<void> {
    this.#apply('establish');
    try {
      await this.#accept(invite);
      this.#apply('established');
    } catch (error) {
      this.#fail('establish-failed', asSessionError(error, 'unreachable', 'The channel could not be opened'));
      throw error;
    }
    this.#received();
  }

  /** A second invitation for the same application in the same conversation goes to the same instance. */
  async replace(invite: IncomingInvite, content: SessionInvite): Promise<void> {
    const old = this.#dialog;
    try {
      await this.#accept(invite);
    } catch (error) {
      this.#fail('fatal-failure');
      throw error;
    } finally {
      void old?.bye().catch(() => undefined);
    }
    this.#invite = content;
    if (this.#state === 'recovering') this.#apply('connection-restored');
    this.#received();
  }

  /** Shows an invitation that was refused: what it was for, and where to get that. */
  refuse(failure: FailureSnapshot): void {
    this.#apply('establish');
    this.#failure = failure;
    this.#apply('establish-failed');
    this.#apply('terminated', 'establish-failed');
  }

  async sendData(contentType: string, body: string): Promise<void> {
    if (!MEDIA_TYPE.test(contentType))
      throw new SessionError('invalid-argument', `Not a content type: ${contentType}`);
    if (body.length > MAX_CONTEXT_DATA) {
      throw new SessionError('too-large', `Context data has at most ${MAX_CONTEXT_DATA} characters`);
    }
    if (this.#state !== 'established' || !this.#dialog) {
      throw new SessionError('invalid-state', `The channel is ${this.#state}`);
    }
    let response;
    try {
      response = await this.#dialog.request('INFO', { body: { contentType, content: body } });
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The data was not confirmed');
    }
    if (response.status >= 300) throw responseError(response, 'message');
    this.dispatchEvent(new ContextDataSentEvent(contentType, body));
  }

  async terminate(): Promise<void> {
    if (!canTransition(this.#state, 'terminate')) return;
    this.#apply('terminate');
    const dialog = this.#dialog;
    this.#drop();
    await dialog?.bye().catch(() => undefined);
    this.#apply('terminated', 'terminated-locally');
  }

  /** Our connection went. */
  detach(): void {
    this.#drop();
    if (this.#state === 'established') this.#apply('connection-lost', 'first-hop-unreachable');
  }

  /** The conversation is back: the inviter has a bounded time to open the channel again. */
  attach(): void {
    if (this.#state !== 'recovering') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail('recovery-failed'), this.options.recoveryTimeout);
  }

  /** A channel does not outlive its conversation. */
  endWithConversation(): void {
    // The table has no way from establishing to terminating but failure: the acceptance that is on its way fails.
    if (this.#state === 'establishing') this.#drop();
    void this.terminate();
  }

  async #accept(invite: IncomingInvite): Promise<void> {
    const current = (this.#current = {});
    // Wire guide, "The context channel": the application id is the answer's body.
    const body: SipBody = { contentType: 'text/plain', content: `{${this.applicationId}}` };
    const dialog = await invite.accept({ body }, this.#handlers(current));
    if (this.#current !== current) {
      void dialog.bye().catch(() => undefined);
      throw new SessionError('cancelled', 'The channel was closed meanwhile');
    }
    clearTimeout(this.#timer);
    this.#dialog = dialog;
  }

  #handlers(current: object): DialogHandlers {
    return {
      onRequest: (request) => (this.#current === current ? this.#onRequest(request) : request.respond(481)),
      onEnded: ({ by }) => {
        if (this.#current === current) this.#fail(by === 'remote' ? 'terminated-remotely' : 'fatal-failure');
      },
    };
  }

  /** INFO is data of whatever type: UCMA's own sample sends its first with the type of the invitation. */
  #onRequest(request: IncomingRequest): void {
    if (request.method !== 'INFO')
      return request.respond(405, { headers: [['Allow', 'INVITE, ACK, BYE, CANCEL, INFO']] });
    const { body, contentType } = request;
    if (body.length > MAX_CONTEXT_DATA) return request.respond(413);
    request.respond(200);
    this.#updatedAt = Date.now();
    this.#touch();
    this.dispatchEvent(new ContextDataReceivedEvent('data-received', contentType, body));
  }

  #received(): void {
    this.#updatedAt = Date.now();
    this.#touch();
    this.dispatchEvent(new Event('initial-context-received'));
  }

  #fail(
    event: 'establish-failed' | 'terminated-remotely' | 'fatal-failure' | 'recovery-failed',
    error?: SessionError,
  ): void {
    if (!canTransition(this.#state, event)) return;
    this.#drop();
    this.#failure = error?.toSnapshot();
    this.#apply(event);
    this.#apply('terminated', this.#reason);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#current = this.#dialog = undefined;
  }

  #apply(event: ContextChannelEvent, reason?: ContextChannelTransitionReason): void {
    const previous = this.#state;
    const next = transition(previous, event, reason);
    this.#state = next.state;
    this.#reason = next.reason;
    this.#touch();
    this.dispatchEvent(new ContextChannelStateChangedEvent(previous, next.state, next.reason));
  }

  #touch(): void {
    this.#snapshot = undefined;
    this.conversation.touch();
  }
}

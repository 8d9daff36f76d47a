import { parseContentType } from '../../../protocol/content-type';
import {
  canTransition,
  transition,
  type ContextChannelEvent,
  type ContextChannelState,
  type ContextChannelTransitionReason,
} from '../../../protocol/context-channel-states';
import { isConversationId } from '../../../protocol/conversation-id';
import {
  buildSessionInvite,
  normalizeApplicationId,
  sessionInviteContentType,
} from '../../../protocol/session-invite';
import type { Clock } from '../../sip/clock';
import type { IncomingRequest, InviteDialog, SipEndpoint } from '../../sip/endpoint';
import type { Logger } from '../../sip/log';
import type { ChannelConversation, ChannelRemote, EstablishOptions } from './conversation';
import { ContextChannelError } from './errors';
import { Recovery } from './recovery';
import { establishFailure, isConnectionLoss, isDefinitiveRefusal, unreachableReason } from './failures';

export interface ContextChannelServices {
  readonly endpoint: SipEndpoint;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a lost peer has to come back. */
  readonly recoverySeconds: number;
}

export type ContextChannelNotification =
  | {
      readonly type: 'state-changed';
      readonly previousState: ContextChannelState;
      readonly state: ContextChannelState;
      readonly reason: ContextChannelTransitionReason;
    }
  | {
      readonly type: 'data-received';
      readonly contentType: string;
      readonly body: Buffer;
      /** For a listener that decides the answer to the sender; to be called before the listener returns. Without it the answer is 200. */
      readonly answerWith: (status: Promise<number>) => void;
    };

/** A SIP message is 64 kB at most, with its headers. */
export const maxDataBytes = 62_000;

const ended = { cause: 200, text: 'context channel ended' };

/**
 * The side of a trusted application (UCMA: ConversationContextChannel): starts one application at a participant's endpoint and exchanges data with
 * it, in a dialog of its own. Used once; the states and their nine transitions are those of `protocol/context-channel-states`.
 */
export class ConversationContextChannel {
  readonly applicationId: string;
  #state: ContextChannelState = 'idle';
  #reason: ContextChannelTransitionReason = 'none';
  #dialog: InviteDialog | undefined;
  #options: EstablishOptions = {};
  /** Withdraws the first INVITE on its way. */
  #attempt: AbortController | undefined;
  #recovery: Recovery | undefined;
  readonly #listeners = new Set<(event: ContextChannelNotification) => void>();
  readonly #forget: () => void;
  readonly #ended: Promise<void>;
  #resolveEnded: () => void = () => undefined;

  /** Throws `ContextChannelError`: `invalid-argument` for what is no GUID, `invalid-state` when the conversation is ending. */
  constructor(
    readonly conversation: ChannelConversation,
    readonly remote: ChannelRemote,
    applicationId: string,
    private readonly services: ContextChannelServices,
  ) {
    if (conversation.state === 'terminating' || conversation.state === 'terminated') {
      throw new ContextChannelError('invalid-state', 'The conversation has ended.');
    }
    this.applicationId = normalizeApplicationId(applicationId);
    this.#ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#forget = conversation.onTerminated(() => void this.terminate());
  }

  get state(): ContextChannelState {
    return this.#state;
  }

  /** Why it is in this state. */
  get reason(): ContextChannelTransitionReason {
    return this.#reason;
  }

  listen(listener: (event: ContextChannelNotification) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Asks the peer to start the application. Checked before anything is sent: throws `ContextLimitError` or `WireFormatError` for the options and
   * leaves the channel idle. Rejects with `ContextChannelError`, after which the channel is used up.
   */
  async establish(options: EstablishOptions = {}, signal?: AbortSignal): Promise<void> {
    if (this.#state !== 'idle')
      throw new ContextChannelError('invalid-state', `The channel is ${this.#state}.`);
    const { state } = this.conversation;
    if (state !== 'established' && state !== 'conferenced') {
      throw new ContextChannelError(
        'invalid-state',
        `A conversation that is ${state} has no context channels.`,
      );
    }
    const body = this.#bodyOf(options);
    const target = this.remote.target();
    if (target === undefined) throw new ContextChannelError('invalid-state', 'The peer has no address yet.');
    this.#options = options;
    this.#apply('establish');
    const attempt = (this.#attempt = new AbortController());
    const abort = () => attempt.abort();
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    try {
      const dialog = await this.#invite(target, body, attempt.signal, []);
      this.#attach(dialog);
      this.#apply('established');
    } catch (error) {
      this.#apply('establish-failed', unreachableReason(error) ?? 'establish-failed');
      this.#finish();
      throw establishFailure(error, attempt.signal.aborted);
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#attempt = undefined;
    }
    // Whoever gave up while the 200 was on its way gets a channel that ends, not one that stays.
    if (attempt.signal.aborted) {
      await this.terminate();
      throw new ContextChannelError('aborted', 'The channel was withdrawn.');
    }
  }

  /** What a restored channel starts the application with; for data that changes while the channel lives. Checked like the first. */
  updateOptions(options: EstablishOptions): void {
    this.#bodyOf(options);
    this.#options = options;
  }

  /** Sends data of any content type, at most `maxDataBytes`. Rejects with `ContextChannelError`; `rejected` leaves the channel as it is. */
  async sendData(contentType: string, body: string | Buffer): Promise<void> {
    if (this.#state !== 'established' || !this.#dialog) {
      throw new ContextChannelError('invalid-state', `A channel that is ${this.#state} sends nothing.`);
    }
    if (!parseContentType(contentType)) {
      throw new ContextChannelError('invalid-argument', 'The content type is malformed.');
    }
    if (Buffer.byteLength(body) > maxDataBytes) {
      throw new ContextChannelError('invalid-argument', `More than ${maxDataBytes} bytes of data.`);
    }
    const dialog = this.#dialog;
    try {
      const { status } = await dialog.request('INFO', { body, contentType });
      if (status >= 200 && status < 300) return;
      if (!isConnectionLoss({ status })) {
        throw new ContextChannelError('rejected', `The peer answered ${status}.`, status);
      }
      throw new ContextChannelError('fatal-server-error', 'The peer is not reachable.', status);
    } catch (error) {
      if (error instanceof ContextChannelError && error.code === 'rejected') throw error;
      this.#connectionLost(dialog, unreachableReason(error) ?? 'remote-unreachable');
      if (error instanceof ContextChannelError) throw error;
      throw new ContextChannelError('fatal-server-error', 'The peer is not reachable.', undefined, error);
    }
  }

  /** Ends the channel, or withdraws its invitation; resolves when it is terminated. In any state. */
  async terminate(): Promise<void> {
    this.#attempt?.abort();
    if (canTransition(this.#state, 'terminate')) {
      this.#apply('terminate');
      this.#recovery?.stop();
      const dialog = this.#dialog;
      if (dialog?.state === 'confirmed') {
        await dialog.bye(ended).catch((error: unknown) => {
          this.services.log.info('context-channel-bye-unanswered', {
            application: this.applicationId,
            error,
          });
        });
      }
      this.#finish();
    }
    return this.#ended;
  }

  /** The way to the peer is gone: for owners who learn it from elsewhere, e.g. from the conversation's own dialog. */
  lost(): void {
    if (this.#dialog) this.#connectionLost(this.#dialog, 'remote-unreachable');
  }

  /** The peer may be there again: a recovering channel tries at once. */
  retry(): void {
    this.#recovery?.retryNow();
  }

  // ------------------------------------------------------------------------------------------------------------ recovery

  #connectionLost(dialog: InviteDialog, reason: ContextChannelTransitionReason): void {
    if (this.#dialog !== dialog || this.#state !== 'established') return;
    this.#dialog = undefined;
    this.#apply('connection-lost', reason);
    void this.#recover().catch((error: unknown) => {
      this.services.log.error('context-channel-recovery-failed', { application: this.applicationId, error });
    });
  }

  async #recover(): Promise<void> {
    const recovery = (this.#recovery = new Recovery(this.services.clock, this.services.recoverySeconds));
    const restored = await recovery.run((signal) => this.#reconnect(signal));
    this.#recovery = undefined;
    if (restored || this.#state !== 'recovering') return;
    this.#apply('recovery-failed');
    this.#finish();
  }

  async #reconnect(signal: AbortSignal): Promise<boolean> {
    const target = this.remote.target();
    if (target === undefined) return false;
    try {
      const dialog = await this.#invite(target, this.#bodyOf(this.#options), signal, [['Ms-Resume', 'true']]);
      if (this.#state !== 'recovering') {
        await dialog.bye(ended);
        return true;
      }
      this.#attach(dialog);
      this.#apply('connection-restored');
      return true;
    } catch (error) {
      this.services.log.info('context-channel-not-restored', { application: this.applicationId, error });
      if (isDefinitiveRefusal(error)) this.#recovery?.stop();
      return false;
    }
  }

  // -------------------------------------------------------------------------------------------------------------- dialog

  #invite(
    target: string,
    body: string,
    signal: AbortSignal,
    more: readonly [string, string][],
  ): Promise<InviteDialog> {
    const { from, to } = this.remote;
    const conversationId = this.#options.remoteConversationId ?? this.conversation.id;
    return this.services.endpoint.invite(target, {
      from,
      to,
      headers: [
        ['P-Asserted-Identity', from],
        ['Ms-Conversation-ID', conversationId],
        // RFC 3261 section 13.2.1: a body that is no SDP offer has to say that it is a session description.
        ['Content-Disposition', 'session'],
        ...more,
      ],
      contentType: sessionInviteContentType,
      body,
      signal,
    });
  }

  #attach(dialog: InviteDialog): void {
    this.#dialog = dialog;
    dialog.onRequest = (incoming) => this.#received(dialog, incoming);
    void dialog.terminated.then(({ by }) => {
      if (this.#dialog !== dialog || this.#state !== 'established') return;
      if (by === 'connection') return this.#connectionLost(dialog, 'first-hop-unreachable');
      if (by === 'error') return this.#connectionLost(dialog, 'remote-unreachable');
      this.#apply('terminated-remotely');
      this.#finish();
    });
  }

  #received(dialog: InviteDialog, incoming: IncomingRequest): void {
    const { method, headers, body } = incoming.request;
    if (method !== 'INFO') return incoming.respond(405, { headers: [['Allow', 'INFO, BYE, ACK, CANCEL']] });
    const contentType = headers.get('Content-Type') ?? '';
    if (!parseContentType(contentType)) return incoming.respond(415);
    if (this.#dialog !== dialog || this.#state !== 'established') return incoming.respond(481);
    let answer: Promise<number> | undefined;
    const answerWith = (status: Promise<number>): void => void (answer = status);
    this.#notify({ type: 'data-received', contentType, body: Buffer.from(body), answerWith });
    if (!answer) return incoming.respond(200);
    answer.then(
      (status) => incoming.respond(status),
      (error: unknown) => {
        this.services.log.error('context-channel-data-failed', { application: this.applicationId, error });
        incoming.respond(500);
      },
    );
  }

  #bodyOf(options: EstablishOptions): string {
    const { remoteConversationId } = options;
    if (remoteConversationId !== undefined && !isConversationId(remoteConversationId)) {
      throw new ContextChannelError('invalid-argument', 'The remote conversation id is malformed.');
    }
    return buildSessionInvite({
      applicationId: this.applicationId,
      ...(options.applicationName !== undefined && { applicationName: options.applicationName }),
      ...(options.contextualData !== undefined && { data: options.contextualData }),
      ...(options.toast !== undefined && { toast: options.toast }),
      ...(options.simpleLink !== undefined && { simpleLink: options.simpleLink }),
      ...(options.applicationInstallerPath !== undefined && {
        installLink: options.applicationInstallerPath,
      }),
    });
  }

  // --------------------------------------------------------------------------------------------------------------- state

  #apply(event: ContextChannelEvent, reason?: ContextChannelTransitionReason): void {
    const previousState = this.#state;
    ({ state: this.#state, reason: this.#reason } = transition(previousState, event, reason));
    this.#notify({ type: 'state-changed', previousState, state: this.#state, reason: this.#reason });
  }

  #finish(): void {
    this.#dialog = undefined;
    this.#forget();
    this.#apply('terminated', this.#reason);
    this.#resolveEnded();
  }

  /** A listener's defect must not stop the machine half-way. */
  #notify(event: ContextChannelNotification): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.services.log.error('context-channel-listener-failed', {
          application: this.applicationId,
          error,
        });
      }
    }
  }
}

import { buildReason } from '../../protocol/reason';
import { parseTextFormat } from '../../protocol/text-format';
import { SessionError } from '../contract';
import type { Conversation } from '../conversation';
import type { ConversationHost } from '../conversation-host';
import { asSessionError, responseError } from '../failures';
import { invitationContext } from '../share-context';
import { SignalingError } from '../signaling/signaling';
import type {
  Dialog,
  DialogEnd,
  DialogHandlers,
  HeaderList,
  IncomingInvite,
  InviteOutcome,
  OutgoingInvite,
  RequestOptions,
  SipResponse,
} from '../signaling/signaling';
import {
  buildImAnswer,
  buildImInvite,
  embedsMessage,
  messageIdHeader,
  readMessageSdp,
  tookEmbeddedMessage,
  tookItHeader,
} from './im-invite';
import { receiveInDialog } from './receive-in-dialog';

/** Milliseconds between attempts to resume, while the other side has trouble. */
const RETRY_AFTER = 1000;

/** The conversation's dialog on the wire: made, replaced and ended here. At most one attempt or dialog is current; others are stale. */
export class ImLeg {
  #current: object | undefined;
  #call: OutgoingInvite | undefined;
  #invite: IncomingInvite | undefined;
  #dialog: Dialog | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #recoverUntil: number | undefined;

  constructor(
    private readonly conversation: Conversation,
    private readonly host: ConversationHost,
  ) {}

  get isLive(): boolean {
    return this.#current !== undefined;
  }

  /** Calls, or calls again, when it is our turn; else waits a bounded time for the peer to do so. `anew`: a live conversation has a call only. */
  attach(anew = false): void {
    const { init, state } = this.conversation;
    const { recoveryTimeout, signaling } = this.host;
    if (!signaling || this.#current) return;
    if (init.direction === 'incoming' && !anew) {
      if (state === 'recovering')
        this.#startTimer(recoveryTimeout, () => this.conversation.endMessages('recovery-failed'));
      return;
    }
    if (state !== 'establishing' && state !== 'recovering' && !anew) return;
    const current = (this.#current = {});
    const resume = state === 'recovering';
    try {
      const call = signaling.invite(init.peerUri, this.#inviteOptions(resume), this.#handlers(current));
      this.#call = call;
      call.outcome.then(
        (outcome) => (this.#current === current ? this.#answered(outcome) : hangUpStale(outcome)),
        (error: unknown) => this.#current === current && this.#callFailed(error),
      );
    } catch (error) {
      this.#callFailed(error);
    }
  }

  /** Forgets attempt and dialog without a word to the peer. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#current = this.#call = this.#dialog = this.#invite = undefined;
  }

  async hangUp(): Promise<void> {
    const [call, dialog, invite] = [this.#call, this.#dialog, this.#invite];
    this.drop();
    invite?.reject(480);
    if (!dialog) return call?.cancel();
    // A BYE that nobody answers ends the dialog all the same (RFC 3261 section 15.1.1).
    await dialog.bye().catch(() => undefined);
  }

  receive(invite: IncomingInvite, expiresAt: number | undefined): void {
    this.#current = this.#invite = invite;
    invite.onWithdrawn = (reason) => {
      if (this.#current === invite) this.conversation.endRemotely('cancelled', reason);
    };
    if (expiresAt === undefined) return invite.ringing();
    this.#startTimer(expiresAt - Date.now(), () => {
      invite.reject(480);
      this.conversation.end('no-answer');
    });
    invite.ringing();
  }

  decline(reason: string | undefined): void {
    const headers: HeaderList = reason
      ? [['Reason', buildReason({ protocol: 'SIP', cause: 603, text: reason })]]
      : [];
    this.#invite?.reject(603, { headers });
  }

  /** Answers the invitation at hand. Rejects with `SessionError`; the conversation has ended then. */
  async accept(): Promise<void> {
    const invite = this.#invite;
    if (!invite) throw new SessionError('invalid-state', 'There is no invitation');
    clearTimeout(this.#timer);
    this.#invite = undefined;
    const embedded = embedsMessage(invite) ? parseTextFormat(invite.header('ms-text-format')) : undefined;
    const shows = embedded?.contentType === 'text/plain' || embedded?.contentType === 'text/html';
    try {
      await this.#answer(invite, shows ? tookItHeader : []);
    } catch (error) {
      const failure = asSessionError(error, 'unreachable', 'The invitation could not be accepted');
      this.conversation.end('unreachable', failure.toSnapshot());
      throw failure;
    }
    if (embedded && shows) {
      const format = embedded.contentType;
      this.conversation.messaging.show(format, embedded.body, invite.header(messageIdHeader));
    }
  }

  /** Takes a new dialog of the peer in place of the old one, which is dangling or soon will be. */
  async replace(invite: IncomingInvite): Promise<void> {
    const old = this.#dialog;
    this.drop();
    this.conversation.messaging.close();
    try {
      await this.#answer(invite, []);
    } catch (error) {
      this.#current = undefined;
      if (this.conversation.state === 'established') this.conversation.transition('lose');
      this.attach();
      throw error;
    } finally {
      // It may be gone on the other side: its answer does not matter.
      void old?.bye().catch(() => undefined);
    }
  }

  async request(method: string, options: RequestOptions): Promise<SipResponse> {
    if (!this.#dialog) throw new SessionError('invalid-state', 'The conversation is not connected');
    try {
      return await this.#dialog.request(method, options);
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The connection was lost');
    }
  }

  async #answer(invite: IncomingInvite, headers: HeaderList): Promise<void> {
    const current = (this.#current = {});
    const offer = readMessageSdp(invite);
    const answer = { body: buildImAnswer(this.host.self.uri), headers };
    const dialog = await invite.accept(answer, this.#handlers(current));
    if (this.#current !== current) return void dialog.bye().catch(() => undefined);
    this.#established(dialog, offer?.acceptTypes ?? [], false);
  }

  #answered({ dialog, response }: InviteOutcome): void {
    this.#call = undefined;
    if (!dialog) {
      const error = responseError(response);
      this.#current = undefined;
      if (this.#mayTryAgain(response.status)) return this.#startTimer(RETRY_AFTER, () => this.attach());
      return this.conversation.endMessages(error.code, error.toSnapshot());
    }
    let acceptTypes: readonly string[] = [];
    try {
      acceptTypes = readMessageSdp(response)?.acceptTypes ?? [];
    } catch (error) {
      // An answer that cannot be read says nothing about formats: plain text is always right.
      this.host.report(asSessionError(error, 'type-not-supported', 'The answer cannot be read').toSnapshot());
    }
    this.#established(dialog, acceptTypes, tookEmbeddedMessage(response));
  }

  /** Whoever restarts is up before all of its services are: a server error is no final answer while there is time to recover. */
  #mayTryAgain(status: number): boolean {
    if (this.conversation.state !== 'recovering' || status < 500 || status >= 600) return false;
    this.#recoverUntil ??= Date.now() + this.host.recoveryTimeout;
    return Date.now() < this.#recoverUntil;
  }

  #callFailed(error: unknown): void {
    this.#current = this.#call = undefined;
    const failure = asSessionError(error, 'invalid-argument', 'The call could not be made');
    // A lost connection is no failure of the conversation: it calls again when there is a new one.
    if (isLost(error)) return;
    this.conversation.endMessages(failure.code, failure.toSnapshot());
  }

  #established(dialog: Dialog, acceptTypes: readonly string[], embeddedTaken: boolean): void {
    clearTimeout(this.#timer);
    this.#recoverUntil = undefined;
    this.#dialog = dialog;
    if (this.conversation.state !== 'established') this.conversation.establish();
    this.conversation.messaging.open(dialog, acceptTypes, embeddedTaken);
    for (const channel of this.conversation.contextChannels) channel.attach();
  }

  #inviteOptions(resume: boolean): RequestOptions {
    const { id, importance = 'normal', subject = '', context } = this.conversation.init;
    const embedded = resume ? undefined : this.conversation.messaging.embed();
    const shared = resume ? undefined : invitationContext(context, this.host.signedContext);
    return buildImInvite({
      conversationId: id,
      subject,
      importance,
      resume,
      ...(embedded && { embedded }),
      ...(shared !== undefined && { context: shared }),
    });
  }

  #handlers(current: object): DialogHandlers {
    return {
      onRequest: (request) =>
        this.#current === current ? receiveInDialog(this.conversation, request) : request.respond(481),
      onEnded: (end) => {
        if (this.#current === current) this.#onEnded(end);
      },
    };
  }

  #onEnded({ by, reason }: DialogEnd): void {
    this.drop();
    if (by === 'remote') this.conversation.endRemotely('terminated-remotely', reason);
    else
      this.conversation.endMessages('unreachable', {
        code: 'unreachable',
        message: 'The other side has lost the conversation',
      });
  }

  #startTimer(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    // setTimeout takes 31 bits; an invitation that lasts longer does not end by itself.
    if (ms < 2 ** 31) this.#timer = setTimeout(act, Math.max(0, ms));
  }
}

function isLost(error: unknown): boolean {
  return error instanceof SignalingError && (error.code === 'connection-lost' || error.code === 'closed');
}

/** An answer to a call that something else has overtaken meanwhile. */
function hangUpStale({ dialog }: InviteOutcome): void {
  // Nobody waits for it, and a lost connection has ended it as well.
  void dialog?.bye().catch(() => undefined);
}

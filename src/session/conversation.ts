import { sipReasonOf } from '../protocol/reason';
import { AudioVideo } from './audio-video/audio-video';
import type { RemoteParty } from './audio-video/call-leg';
import type {
  AcceptOptions,
  CallParkOrbit,
  ConferenceContract,
  ConversationContract,
  EscalateOptions,
  FailureSnapshot,
  InvitationSnapshot,
  MessageSnapshot,
  SessionError,
  VisitorContext,
} from './contract';
import type { ConversationHost } from './conversation-host';
import type { ConversationInit } from './conversation-init';
import { nextConversationState } from './conversation-states';
import { ConversationStatus } from './conversation-status';
import { asSessionError } from './failures';
import { addressOf } from './identity';
import { ImLeg } from './im/im-leg';
import { InstantMessaging } from './im/instant-messaging';
import { shareContext } from './share-context';
import type { IncomingInvite } from './signaling/signaling';

/** Why a message that still waited was not sent. */
const ENDED: FailureSnapshot = { code: 'unreachable', message: 'The conversation has ended' };

export type { ConversationInit };

/** One thread with one other party, over as many dialogs as its connection needs. */
export class Conversation extends ConversationStatus implements ConversationContract {
  readonly messaging = new InstantMessaging(this);
  readonly audioVideo = new AudioVideo(async () => (await this.host.loadCalls()).of(this));
  readonly #leg: ImLeg;
  /** At least once; an invitation that nobody took was not. */
  wasEstablished = false;

  constructor(host: ConversationHost, init: ConversationInit) {
    super(host, init);
    this.#leg = new ImLeg(this, host);
  }

  async accept(options?: AcceptOptions): Promise<void> {
    this.require('accept');
    this.transition('accept');
    await (this.conference?.accept(options) ?? this.#asked.accept());
  }

  async decline(reason?: string): Promise<void> {
    this.require('decline');
    await this.#asked.decline(reason);
    this.end('declined');
  }

  async terminate(): Promise<void> {
    if (!nextConversationState(this.state, 'end')) return;
    this.transition('end', 'terminated-locally');
    await Promise.all([this.#leg.hangUp(), this.audioVideo.call?.leave(), this.conference?.hangUp()]);
    this.#finish('terminated-locally');
  }

  async shareContext(context: VisitorContext): Promise<void> {
    this.require('share-context');
    const call = this.hasMessages ? undefined : this.audioVideo.call?.leg;
    await shareContext(call ?? this.#leg, context);
  }

  park(options?: { signal?: AbortSignal }): Promise<CallParkOrbit> {
    return this.audioVideo.park(options);
  }

  async escalate(options?: EscalateOptions): Promise<ConferenceContract> {
    this.require('invite');
    return (await this.host.loadConferences()).escalate(this, options);
  }

  // What follows is for the session and for the parts of a conversation.

  /** Begins as caller; sends as soon as there is a connection. */
  start(firstMessage: string | undefined): void {
    this.transition('start');
    // Queued before the INVITE is made, which takes it along.
    if (firstMessage) void this.messaging.send(firstMessage).catch(() => undefined);
    const { isConference, modality } = this.init;
    // Its failure ends the conversation, which says why.
    if (modality && !isConference)
      this.audioVideo.connect({ video: modality === 'video' }).catch(() => undefined);
    this.attach();
  }

  /** Begins as called party. `silent`: the invitation continues something, and nobody is asked. Without `invite` it is a call. */
  receive(invite: IncomingInvite | undefined, invitation: InvitationSnapshot, silent: boolean): void {
    this.invitation = Object.freeze(invitation);
    if (invite) this.#leg.receive(invite, invitation.expiresAt);
    this.transition(silent ? 'accept' : 'invite');
    if (silent) this.#leg.accept().catch((error: unknown) => this.#reportError(error));
  }

  /** The peer's new INVITE for this live conversation: it replaces the dialog, and nobody is asked. */
  replaceDialog(invite: IncomingInvite): void {
    this.#leg.replace(invite).catch((error: unknown) => this.#reportError(error));
  }

  /** A conversation of before a page reload. */
  resume(messages: readonly MessageSnapshot[]): void {
    this.wasEstablished = true;
    this.messaging.restore(messages);
    this.transition('resume');
    this.attach();
  }

  /** Requests may be sent (again). */
  attach(): void {
    const { isConference, modality } = this.init;
    if (isConference && !this.conference) return void this.#loadConference();
    if (this.conference) return this.conference.attach();
    if (!modality) this.#leg.attach();
    this.audioVideo.call?.attach();
  }

  /** The connection went. */
  detach(): void {
    this.#leg.drop();
    this.messaging.close();
    for (const channel of this.contextChannels) channel.detach();
    this.conference?.detach();
    if (this.state === 'established' || this.state === 'conferenced') this.transition('lose');
    this.audioVideo.call?.detach();
  }

  /** The peer can be talked to. */
  establish(): void {
    // One part of a conference is not all of it.
    if (this.conference?.isJoining) return;
    this.wasEstablished = true;
    this.transition(this.conference ? 'confer' : this.state === 'recovering' ? 'recover' : 'establish');
  }

  /** There is a dialog for messages, or there will be. */
  get hasMessages(): boolean {
    return this.conference !== undefined || this.#leg.isLive;
  }

  /** A message waits: a call has no dialog for it yet. */
  onQueued(): void {
    if (this.conference) this.conference.onQueued();
    else if (this.state === 'established') this.#leg.attach(true);
  }

  /** The session of messages is over; the conversation goes on while there is a call. */
  endMessages(reason: string, failure?: FailureSnapshot): void {
    // What the two had before it was a conference.
    if (this.conference) return this.#leg.drop();
    if (!this.audioVideo.call?.isLive) return this.end(reason, failure);
    this.#leg.drop();
    this.messaging.fail(failure ?? ENDED);
  }

  /** It is over, and nothing more needs to be said to the peer. */
  end(reason: string, failure?: FailureSnapshot): void {
    if (!nextConversationState(this.state, 'end')) return;
    this.failure = failure;
    this.transition('end', reason);
    this.#finish(reason);
  }

  /** The peer's BYE or CANCEL with its `Reason`. */
  endRemotely(usual: string, header: string | undefined): void {
    const reason = sipReasonOf(header);
    // RFC 3326 section 3.1: cause 200 in a CANCEL means that another endpoint has answered.
    this.endMessages(usual === 'cancelled' && reason?.cause === 200 ? 'answered-elsewhere' : usual);
  }

  /**
   * A call is there: with whom, as those vouch for it who have connected the two. `replaced`: it was with somebody else before; where nothing was written, what
   * is written from now on is for who is talked to.
   */
  meet({ displayName, isParkService, uri }: RemoteParty, replaced: boolean): void {
    if (uri === addressOf(this.init.peerUri)) this.peerName ||= displayName;
    else if (replaced && !isParkService && !this.hasMessages && this.messaging.messages.length === 0)
      this.handOver(uri, displayName);
    if (this.state === 'establishing' || this.state === 'recovering') this.establish();
  }

  /** A parked call was picked up: who was parked is the one to talk and write to from now on. */
  handOver(peerUri: string, peerName: string): void {
    this.init = { ...this.init, peerUri };
    this.peerName = peerName;
    this.touch();
  }

  restart(): boolean {
    if (
      this.init.direction === 'incoming' ||
      this.conference ||
      !nextConversationState(this.state, 'restart')
    )
      return false;
    this.failure = this.endReason = this.endedAt = this.queue = undefined;
    this.transition('restart');
    this.host.wake();
    this.attach();
    return true;
  }

  onDangling(error: SessionError): void {
    void this.#leg.hangUp();
    this.endMessages('unreachable', error.toSnapshot());
  }

  /** The conference has taken over: what connected the two is not needed any more. */
  hangUpMessages(): Promise<void> {
    return this.#leg.hangUp();
  }

  #finish(reason: string): void {
    // A listener of an earlier event may have been quicker.
    if (this.state !== 'terminating') return;
    this.#leg.drop();
    this.conference?.finish(reason, this.failure);
    void this.audioVideo.call?.leave();
    this.endReason = reason;
    this.endedAt = Date.now();
    for (const channel of this.contextChannels) channel.endWithConversation();
    this.transition('ended', reason);
    this.messaging.fail(this.failure ?? ENDED);
    this.host.onEnded(this);
  }

  /** What asks a person: the invitation that came. */
  get #asked() {
    return this.conference ?? (this.init.modality ? this.audioVideo : this.#leg);
  }

  async #loadConference(): Promise<void> {
    try {
      (await this.host.loadConferences()).of(this).start();
    } catch (error) {
      this.end('connection-failed', asSessionError(error, 'connection-failed', 'No conference').toSnapshot());
    }
  }

  #reportError(error: unknown): void {
    this.host.report(
      asSessionError(error, 'unreachable', 'The conversation could not be resumed').toSnapshot(),
    );
  }
}

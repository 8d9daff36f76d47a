import { sipReasonOf } from '../protocol/reason';
import { availableActions, changedActions } from './actions';
import { AudioVideo } from './audio-video/audio-video';
import type { RemoteParty } from './audio-video/call-leg';
import type { ConferenceSession } from './conference/conference';
import type { ContextChannel } from './context/context-channel';
import {
  ActionAvailabilityChangedEvent,
  ContextChannelEvent,
  ConversationStateChangedEvent,
  SessionError,
} from './contract';
import type {
  AcceptOptions,
  CallParkOrbit,
  ConferenceContract,
  ConversationAction,
  ConversationContract,
  ConversationEvents,
  ConversationSnapshot,
  ConversationState,
  EscalateOptions,
  FailureSnapshot,
  InvitationSnapshot,
  MessageSnapshot,
  ParticipantSnapshot,
  QueueSnapshot,
  VisitorContext,
} from './contract';
import type { ConversationHost } from './conversation-host';
import type { ConversationInit } from './conversation-init';
import { nextConversationState } from './conversation-states';
import type { ConversationTransition } from './conversation-states';
import { asSessionError } from './failures';
import { addressOf } from './identity';
import { ImLeg } from './im/im-leg';
import { InstantMessaging } from './im/instant-messaging';
import { shareContext } from './share-context';
import type { IncomingInvite } from './signaling/signaling';
import { typedEventTarget } from './typed-event-target';

/** Why a message that still waited was not sent. */
const ENDED: FailureSnapshot = { code: 'unreachable', message: 'The conversation has ended' };

export type { ConversationInit };

/** One thread with one other party, over as many dialogs as its connection needs. */
export class Conversation extends typedEventTarget<ConversationEvents>() implements ConversationContract {
  readonly messaging = new InstantMessaging(this);
  readonly audioVideo = new AudioVideo(async () => (await this.host.loadCalls()).of(this));
  /** Made by code that is loaded with the first. */
  conference: ConferenceSession | undefined;
  readonly #leg: ImLeg;
  /** At least once; an invitation that nobody took was not. */
  wasEstablished = false;
  #state: ConversationState = 'idle';
  #snapshot: ConversationSnapshot | undefined;
  #peerName: string;
  #unread = 0;
  #queue: QueueSnapshot | undefined;
  #invitation: InvitationSnapshot | undefined;
  #channels: readonly ContextChannel[] = [];
  #endedAt: number | undefined;
  #endReason: string | undefined;
  #failure: FailureSnapshot | undefined;
  #changedQueued = false;
  #actions: readonly ConversationAction[] = [];
  readonly #startedAt: number;

  constructor(
    private readonly host: ConversationHost,
    public init: ConversationInit,
  ) {
    super();
    this.#peerName = init.peerName ?? '';
    this.#startedAt = init.startedAt ?? Date.now();
    this.#leg = new ImLeg(this, host);
  }

  get id(): string {
    return this.init.id;
  }

  get state(): ConversationState {
    return this.#state;
  }

  get self(): ParticipantSnapshot {
    return { ...this.host.self, isSelf: true, isTyping: false };
  }

  get peer(): ParticipantSnapshot {
    const { isTyping } = this.messaging.remoteTyping;
    return { uri: this.init.peerUri, displayName: this.#peerName, isSelf: false, isTyping };
  }

  get contextChannels(): readonly ContextChannel[] {
    return this.#channels;
  }

  get snapshot(): ConversationSnapshot {
    return (this.#snapshot ??= Object.freeze({
      id: this.init.id,
      state: this.#state,
      direction: this.init.direction,
      subject: this.init.subject ?? '',
      importance: this.init.importance ?? 'normal',
      participants: this.conference?.others ?? Object.freeze([Object.freeze(this.peer)]),
      messages: this.messaging.messages,
      unread: this.#unread,
      actions: this.#actions,
      ...(this.#queue && { queue: this.#queue }),
      ...(this.#invitation && this.#state === 'incoming' && { invitation: this.#invitation }),
      ...(this.conference && { conference: this.conference.snapshot }),
      contextChannelIds: Object.freeze(this.#channels.map((channel) => channel.id)),
      startedAt: this.#startedAt,
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      ...(this.#endReason !== undefined && { endReason: this.#endReason }),
      ...(this.#failure && { failure: this.#failure }),
    }));
  }

  canInvoke(action: ConversationAction): boolean {
    return this.#actions.includes(action);
  }

  async accept(options?: AcceptOptions): Promise<void> {
    this.#require('accept');
    this.transition('accept');
    await (this.conference?.accept(options) ?? this.#asked.accept());
  }

  async decline(reason?: string): Promise<void> {
    this.#require('decline');
    await this.#asked.decline(reason);
    this.end('declined');
  }

  async terminate(): Promise<void> {
    if (!nextConversationState(this.#state, 'end')) return;
    this.transition('end', 'terminated-locally');
    await Promise.all([this.#leg.hangUp(), this.audioVideo.call?.leave(), this.conference?.hangUp()]);
    this.#finish('terminated-locally');
  }

  markRead(): void {
    if (this.#unread === 0) return;
    this.#unread = 0;
    this.touch();
  }

  async shareContext(context: VisitorContext): Promise<void> {
    this.#require('share-context');
    const call = this.hasMessages ? undefined : this.audioVideo.call?.leg;
    await shareContext(call ?? this.#leg, context);
  }

  park(options?: { signal?: AbortSignal }): Promise<CallParkOrbit> {
    return this.audioVideo.park(options);
  }

  async escalate(options?: EscalateOptions): Promise<ConferenceContract> {
    this.#require('invite');
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
    this.#invitation = Object.freeze(invitation);
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
    for (const channel of this.#channels) channel.detach();
    this.conference?.detach();
    if (this.#state === 'established' || this.#state === 'conferenced') this.transition('lose');
    this.audioVideo.call?.detach();
  }

  /** The peer can be talked to. */
  establish(): void {
    // One part of a conference is not all of it.
    if (this.conference?.isJoining) return;
    this.wasEstablished = true;
    this.transition(this.conference ? 'confer' : this.#state === 'recovering' ? 'recover' : 'establish');
  }

  /** There is a dialog for messages, or there will be. */
  get hasMessages(): boolean {
    return this.conference !== undefined || this.#leg.isLive;
  }

  /** A message waits: a call has no dialog for it yet. */
  onQueued(): void {
    if (this.conference) this.conference.onQueued();
    else if (this.#state === 'established') this.#leg.attach(true);
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
    if (!nextConversationState(this.#state, 'end')) return;
    this.#failure = failure;
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
    if (uri === addressOf(this.init.peerUri)) this.#peerName ||= displayName;
    else if (replaced && !isParkService && !this.hasMessages && this.messaging.messages.length === 0)
      this.handOver(uri, displayName);
    if (this.#state === 'establishing' || this.#state === 'recovering') this.establish();
  }

  /** A parked call was picked up: who was parked is the one to talk and write to from now on. */
  handOver(peerUri: string, peerName: string): void {
    this.init = { ...this.init, peerUri };
    this.#peerName = peerName;
    this.touch();
  }

  restart(): boolean {
    if (
      this.init.direction === 'incoming' ||
      this.conference ||
      !nextConversationState(this.#state, 'restart')
    )
      return false;
    this.#failure = this.#endReason = this.#endedAt = this.#queue = undefined;
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

  onUnread(): void {
    this.#unread++;
    this.touch();
  }

  setQueue(queue: QueueSnapshot): void {
    this.#queue = Object.freeze(queue);
    this.#peerName = (queue.state === 'connected' && queue.agentName) || queue.queueName || this.#peerName;
    this.touch();
    this.dispatchEvent(new Event('queue-changed'));
  }

  addChannel(channel: ContextChannel): void {
    this.#channels = Object.freeze([...this.#channels, channel]);
    this.touch();
    this.dispatchEvent(new ContextChannelEvent('context-channel-added', channel));
  }

  removeChannel(channel: ContextChannel): void {
    this.#channels = Object.freeze(this.#channels.filter((other) => other !== channel));
    this.touch();
    this.dispatchEvent(new ContextChannelEvent('context-channel-removed', channel));
  }

  /** Something in the snapshot changed: a new one is made when asked for, and `changed` follows the specific events. */
  touch(): void {
    this.#snapshot = undefined;
    if (this.#changedQueued) return;
    this.#changedQueued = true;
    queueMicrotask(() => {
      this.#changedQueued = false;
      this.dispatchEvent(new Event('changed'));
    });
  }

  transition(on: ConversationTransition, reason?: string): void {
    const previous = this.#state;
    const next = nextConversationState(previous, on);
    if (!next) throw new SessionError('invalid-state', `A conversation that is ${previous} cannot ${on}`);
    this.#state = next;
    this.refreshActions(new ConversationStateChangedEvent(previous, next, reason));
  }

  /** What can be done may be another now; `event` says why, before the events that say what. */
  refreshActions(event?: Event): void {
    const before = this.#actions;
    this.#actions = availableActions(this, this.host);
    const changes = changedActions(before, this.#actions);
    this.touch();
    if (event) this.dispatchEvent(event);
    for (const { action, isAvailable } of changes) {
      this.dispatchEvent(new ActionAvailabilityChangedEvent(action, isAvailable));
    }
  }

  #finish(reason: string): void {
    // A listener of an earlier event may have been quicker.
    if (this.#state !== 'terminating') return;
    this.#leg.drop();
    this.conference?.finish(reason, this.#failure);
    void this.audioVideo.call?.leave();
    this.#endReason = reason;
    this.#endedAt = Date.now();
    for (const channel of this.#channels) channel.endWithConversation();
    this.transition('ended', reason);
    this.messaging.fail(this.#failure ?? ENDED);
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

  #require(action: ConversationAction): void {
    if (!this.canInvoke(action)) {
      throw new SessionError(
        'invalid-state',
        `${action} is not possible while the conversation is ${this.#state}`,
      );
    }
  }

  #reportError(error: unknown): void {
    this.host.report(
      asSessionError(error, 'unreachable', 'The conversation could not be resumed').toSnapshot(),
    );
  }
}

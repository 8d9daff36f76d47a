import type { UcwaReason, UcwaResource } from '../../protocol/ucwa';
import { parseQueueStatus } from '../../protocol/queue-status';
import { WireFormatError } from '../../protocol/wire-format-error';
import { actionsOf, changedActions } from '../actions';
import { ActionAvailabilityChangedEvent, ConversationStateChangedEvent, SessionError } from '../contract';
import type {
  ContextChannelContract,
  ConversationAction,
  ConversationContract,
  ConversationEvents,
  ConversationSnapshot,
  ConversationState,
  FailureSnapshot,
  InvitationSnapshot,
  MessageSnapshot,
  ParticipantSnapshot,
  QueueSnapshot,
} from '../contract';
import type { ConversationInit } from '../conversation-init';
import { nextConversationState } from '../conversation-states';
import type { ConversationTransition } from '../conversation-states';
import { asSessionError } from '../failures';
import { withResolvers } from '../resolvers';
import { typedEventTarget } from '../typed-event-target';
import type { UcwaConnection } from './connection';
import { ConversationLeg } from './conversation-leg';
import type { LegAddress } from './conversation-leg';
import { UcwaRefusal } from './http';
import { UcwaMessaging } from './messaging';
import type { Operations } from './messaging';
import { failureOf } from './reasons';
import { isGone, isLost } from './refusals';

const ENDED: FailureSnapshot = { code: 'unreachable', message: 'The conversation has ended' };

/** What a conversation needs of its session. */
export interface UcwaConversationHost {
  readonly self: { readonly uri: string; readonly displayName: string };
  readonly signedContext: string | undefined;
  readonly connection: UcwaConnection;
  /** Where its events will come from. */
  onAddress(href: string, conversation: UcwaConversation): void;
  /** Somebody wants to send: a session that failed tries again. */
  wake(): void;
  onEnded(conversation: UcwaConversation): void;
}

/** A conversation of messages with one other party, as the server tells of it in events. */
export class UcwaConversation extends typedEventTarget<ConversationEvents>() implements ConversationContract {
  readonly messaging: UcwaMessaging;
  readonly contextChannels: readonly ContextChannelContract[] = Object.freeze([]);
  wasEstablished = false;
  #state: ConversationState = 'idle';
  #snapshot: ConversationSnapshot | undefined;
  #actions: readonly ConversationAction[] = [];
  #peerName: string;
  #unread = 0;
  #queue: QueueSnapshot | undefined;
  #invitation: InvitationSnapshot | undefined;
  readonly #startedAt: number;
  #endedAt: number | undefined;
  #endReason: string | undefined;
  #failure: FailureSnapshot | undefined;
  #changedQueued = false;
  /** Of before a page reload: nobody has looked yet whether it is still there. */
  #mustRejoin = false;
  /** Counts invitations: what comes of an earlier one says nothing any more. */
  #attempt = 0;
  #leg: ConversationLeg;
  #settled = withResolvers<void>();

  constructor(
    private readonly host: UcwaConversationHost,
    readonly init: ConversationInit,
    address?: LegAddress,
  ) {
    super();
    this.#startedAt = init.startedAt ?? Date.now();
    this.#peerName = init.peerName ?? '';
    this.#leg = new ConversationLeg(host.connection, address);
    this.messaging = new UcwaMessaging(this);
    this.#settled.promise.catch(() => undefined);
  }

  get id(): string {
    return this.init.id;
  }

  get state(): ConversationState {
    return this.#state;
  }

  get address(): LegAddress | undefined {
    return this.#leg.address;
  }

  get connection(): UcwaConnection {
    return this.host.connection;
  }

  get self(): ParticipantSnapshot {
    return { ...this.host.self, isSelf: true, isTyping: false };
  }

  get peer(): ParticipantSnapshot {
    const { isTyping } = this.messaging.remoteTyping;
    return { uri: this.init.peerUri, displayName: this.#peerName, isSelf: false, isTyping };
  }

  get snapshot(): ConversationSnapshot {
    return (this.#snapshot ??= Object.freeze({
      id: this.init.id,
      state: this.#state,
      direction: this.init.direction,
      subject: this.init.subject ?? '',
      importance: this.init.importance ?? 'normal',
      participants: Object.freeze([Object.freeze(this.peer)]),
      messages: this.messaging.messages,
      unread: this.#unread,
      actions: this.#actions,
      ...(this.#queue && { queue: this.#queue }),
      ...(this.#invitation && this.#state === 'incoming' && { invitation: this.#invitation }),
      contextChannelIds: Object.freeze([]),
      startedAt: this.#startedAt,
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      ...(this.#endReason !== undefined && { endReason: this.#endReason }),
      ...(this.#failure && { failure: this.#failure }),
    }));
  }

  canInvoke(action: ConversationAction): boolean {
    return this.#actions.includes(action);
  }

  async accept(): Promise<void> {
    this.#require('accept');
    this.#transition('accept');
    try {
      await this.#leg.accept();
    } catch (error) {
      const failure = asSessionError(error, 'unreachable', 'The invitation could not be accepted');
      this.end('unreachable', failure.toSnapshot());
      throw failure;
    }
    await this.#settled.promise;
  }

  async decline(reason?: string): Promise<void> {
    this.#require('decline');
    try {
      await this.#leg.decline(reason);
    } catch (error) {
      // Over meanwhile, or said already by a request whose answer was lost.
      if (!(error instanceof UcwaRefusal)) throw error;
    }
    this.end('declined');
  }

  async terminate(): Promise<void> {
    if (!nextConversationState(this.#state, 'end')) return;
    this.#transition('end', 'terminated-locally');
    await this.#leg.hangUp();
    this.#finish('terminated-locally');
  }

  markRead(): void {
    if (this.#unread === 0) return;
    this.#unread = 0;
    this.touch();
  }

  /** Never available: it rides in the invitation only. */
  async shareContext(): Promise<void> {
    this.#require('share-context');
  }

  // What follows is for the session and for messaging.

  start(firstMessage: string | undefined): void {
    this.#transition('start');
    // Queued before the invitation is made, which takes it along.
    if (firstMessage) void this.messaging.send(firstMessage).catch(() => undefined);
    this.attach();
  }

  receive(invitation: UcwaResource, snapshot: InvitationSnapshot): void {
    this.#invitation = Object.freeze(snapshot);
    this.onInvitation(invitation);
    this.#transition('invite');
  }

  /** A conversation of before a page reload. */
  resume(messages: readonly MessageSnapshot[], operations: Operations): void {
    this.messaging.restore(messages);
    this.messaging.restoreOperations(operations);
    this.#mustRejoin = true;
    this.#transition('resume');
    this.attach();
  }

  /** Requests may be sent (again). */
  attach(): void {
    if (!this.connection.isOpen) return;
    if (this.#state === 'establishing' && this.init.direction === 'outgoing' && !this.#leg.isInvited)
      void this.#invite();
    if (this.#state !== 'recovering') return;
    if (this.#mustRejoin) return void this.#rejoin();
    this.#transition('recover');
    this.messaging.open();
  }

  /** The connection went; the server keeps what comes meanwhile. */
  detach(): void {
    this.messaging.close();
    if (this.#state === 'established') this.#transition('lose');
  }

  /** The server knows nothing of it any more. What nobody has been invited to yet is begun anew. */
  onApplicationGone(): void {
    if (this.#state === 'establishing' && this.init.direction === 'outgoing' && !this.#leg.isKnown) return;
    this.end('recovery-failed', { code: 'recovery-failed', message: 'The server has lost the conversation' });
  }

  isInvitedBy(invitation: UcwaResource): boolean {
    return this.#leg.isOf(invitation, this.init.direction);
  }

  onInvitation(invitation: UcwaResource): void {
    this.#leg.onInvitation(invitation);
  }

  onConversation({ queue }: UcwaResource): void {
    if (queue === undefined) return;
    try {
      this.#setQueue(parseQueueStatus(JSON.stringify(queue)));
    } catch (error) {
      // Of another kind of server: nothing that could be shown.
      if (!(error instanceof WireFormatError)) throw error;
    }
  }

  onMessaging(messaging: UcwaResource): void {
    this.#leg.onMessaging(messaging);
    if (messaging.state !== 'Connected') return;
    this.messaging.update(messaging);
    if (this.#state === 'establishing') this.#establish();
  }

  /** The server's last word. */
  onEnded(reason: UcwaReason | undefined): void {
    const subcode = reason?.subcode;
    if (this.#state === 'incoming')
      return this.end(reason?.code === 'LocalFailure' ? 'no-answer' : 'cancelled');
    if (subcode === 'Ended' || subcode === undefined) return this.end('terminated-remotely');
    const failure = failureOf(reason, 'invite');
    this.end(this.wasEstablished ? 'unreachable' : failure.code, failure);
  }

  onPeerName(name: string): void {
    if (this.#peerName || !name) return;
    this.#peerName = name;
    this.touch();
  }

  /** It is over, and nothing more needs to be said to the server. */
  end(reason: string, failure?: FailureSnapshot): void {
    if (!nextConversationState(this.#state, 'end')) return;
    this.#failure = failure;
    this.#transition('end', reason);
    this.#finish(reason);
  }

  onQueued(): void {
    // The queue is open while there is a way, and nothing else can be done.
  }

  onUnread(): void {
    this.#unread++;
    this.touch();
  }

  /** For a retry after the end: the same thread, another conversation at the server. */
  restart(): boolean {
    if (this.init.direction === 'incoming' || !nextConversationState(this.#state, 'restart')) return false;
    this.#failure = this.#endReason = this.#endedAt = this.#queue = undefined;
    this.#leg = new ConversationLeg(this.connection);
    this.#attempt++;
    this.messaging.forget();
    this.#transition('restart');
    this.host.wake();
    // After the retried message is in the queue.
    queueMicrotask(() => this.attach());
    return true;
  }

  touch(): void {
    this.#snapshot = undefined;
    if (this.#changedQueued) return;
    this.#changedQueued = true;
    queueMicrotask(() => {
      this.#changedQueued = false;
      this.dispatchEvent(new Event('changed'));
    });
  }

  async #invite(): Promise<void> {
    const attempt = this.#attempt;
    const leg = this.#leg;
    try {
      await leg.invite(this.init, this.host.signedContext, this.messaging.embed());
    } catch (error) {
      if (attempt !== this.#attempt || this.#state !== 'establishing') return;
      // The application is gone, and another will be made; or the session is lost for good, which ends its conversations itself.
      if (isGone(error) || isLost(error)) return leg.withdraw();
      const failure = asSessionError(error, 'unreachable', 'Nobody could be invited');
      this.end(failure.code, failure.toSnapshot());
    }
  }

  /** Looks whether it is still there. */
  async #rejoin(): Promise<void> {
    const { address } = this.#leg;
    try {
      if (!address) throw new SessionError('recovery-failed', 'Nobody knows where the conversation was');
      this.host.onAddress(address.conversation, this);
      this.onConversation(await this.connection.get(address.conversation));
      const messaging = await this.connection.get(address.messaging);
      if (messaging.state !== 'Connected') throw new SessionError('recovery-failed', 'It has ended');
      this.onMessaging(messaging);
      this.#mustRejoin = false;
      this.attach();
    } catch (error) {
      // Asked again when the connection is back.
      if (isLost(error)) return;
      const failure = asSessionError(error, 'recovery-failed', 'The conversation could not be resumed');
      this.end('recovery-failed', failure.toSnapshot());
    }
  }

  #establish(): void {
    this.wasEstablished = true;
    this.#transition('establish');
    this.messaging.open();
    this.#settled.resolve();
  }

  #finish(reason: string): void {
    // A listener of an earlier event may have been quicker.
    if (this.#state !== 'terminating') return;
    this.#endReason = reason;
    this.#endedAt = Date.now();
    this.#transition('ended', reason);
    this.messaging.fail(this.#failure ?? ENDED);
    this.#settled.reject(new SessionError('invalid-state', `The conversation has ended: ${reason}`));
    this.host.onEnded(this);
  }

  #setQueue(queue: QueueSnapshot): void {
    if (JSON.stringify(queue) === JSON.stringify(this.#queue)) return;
    this.#queue = Object.freeze(queue);
    this.#peerName = (queue.state === 'connected' && queue.agentName) || queue.queueName || this.#peerName;
    this.touch();
    this.dispatchEvent(new Event('queue-changed'));
  }

  #transition(on: ConversationTransition, reason?: string): void {
    const previous = this.#state;
    const next = nextConversationState(previous, on);
    if (!next) throw new SessionError('invalid-state', `A conversation that is ${previous} cannot ${on}`);
    this.#state = next;
    const before = this.#actions;
    this.#actions = Object.freeze(
      actionsOf(next, this.init.direction).filter((action) => action !== 'share-context'),
    );
    this.touch();
    this.dispatchEvent(new ConversationStateChangedEvent(previous, next, reason));
    for (const { action, isAvailable } of changedActions(before, this.#actions))
      this.dispatchEvent(new ActionAvailabilityChangedEvent(action, isAvailable));
  }

  #require(action: ConversationAction): void {
    if (this.canInvoke(action)) return;
    const message = `${action} is not possible while the conversation is ${this.#state}`;
    throw new SessionError('invalid-state', message);
  }
}

import { linkOf, ucwaImportanceOf } from '../../protocol/ucwa';
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
  ParticipantSnapshot,
  QueueSnapshot,
} from '../contract';
import type { ConversationInit } from '../conversation-init';
import { nextConversationState } from '../conversation-states';
import type { ConversationTransition } from '../conversation-states';
import { asSessionError } from '../failures';
import { withResolvers } from '../resolvers';
import { invitationContext } from '../share-context';
import { typedEventTarget } from '../typed-event-target';
import { uuid } from '../uuid';
import { isGone, isLost } from './connection';
import type { UcwaConnection } from './connection';
import { UcwaMessaging } from './messaging';
import { failureOf } from './reasons';

/** How long ending a conversation waits for the server, in milliseconds; it is told later if it does not answer. */
const GOODBYE_TIMEOUT = 2000;
const ENDED: FailureSnapshot = { code: 'unreachable', message: 'The conversation has ended' };

/** What a conversation needs of its session. */
export interface UcwaConversationHost {
  readonly self: { readonly uri: string; readonly displayName: string };
  readonly signedContext: string | undefined;
  readonly connection: UcwaConnection;
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
  #peerUri: string;
  #peerName: string;
  #unread = 0;
  #queue: QueueSnapshot | undefined;
  #invitation: InvitationSnapshot | undefined;
  #startedAt = Date.now();
  #endedAt: number | undefined;
  #endReason: string | undefined;
  #failure: FailureSnapshot | undefined;
  #changedQueued = false;
  /** Counts invitations: what comes of an earlier one says nothing any more. */
  #attempt = 0;
  #isInvited = false;
  #accept: string | undefined;
  #decline: string | undefined;
  #stop: string | undefined;
  /** Ended here before the server had told how. */
  #mustStop = false;
  #settled = withResolvers<void>();

  constructor(
    private readonly host: UcwaConversationHost,
    readonly init: ConversationInit,
  ) {
    super();
    this.#peerUri = init.peerUri;
    this.#peerName = init.peerName ?? '';
    this.messaging = new UcwaMessaging(this);
    this.#settled.promise.catch(() => undefined);
  }

  get id(): string {
    return this.init.id;
  }

  get state(): ConversationState {
    return this.#state;
  }

  get connection(): UcwaConnection {
    return this.host.connection;
  }

  get self(): ParticipantSnapshot {
    return { ...this.host.self, isSelf: true, isTyping: false };
  }

  get peer(): ParticipantSnapshot {
    const { isTyping } = this.messaging.remoteTyping;
    return { uri: this.#peerUri, displayName: this.#peerName, isSelf: false, isTyping };
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
    const href = this.#accept;
    this.#transition('accept');
    try {
      if (!href) throw new SessionError('invalid-state', 'The invitation cannot be accepted any more');
      await this.connection.persist(() => this.connection.send('POST', href));
    } catch (error) {
      const failure = asSessionError(error, 'unreachable', 'The invitation could not be accepted');
      this.#end('unreachable', failure.toSnapshot());
      throw failure;
    }
    await this.#settled.promise;
  }

  async decline(reason?: string): Promise<void> {
    this.#require('decline');
    const href = this.#decline;
    // "Local" would be for this client only (480 to the caller), anything else is a no.
    const json = { reason: reason?.toLowerCase() === 'local' ? 'Unknown' : (reason ?? 'Unknown') };
    try {
      if (href) await this.connection.persist(() => this.connection.send('POST', href, { json }));
    } catch (error) {
      // Over meanwhile, or said already by a request whose answer was lost.
      const { code } = asSessionError(error, 'server-error', 'Not declined');
      if (code === 'connection-failed' || code === 'aborted') throw error;
    }
    this.#end('declined');
  }

  async terminate(): Promise<void> {
    if (!nextConversationState(this.#state, 'end')) return;
    this.#transition('end', 'terminated-locally');
    await this.#hangUp();
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

  /** Requests may be sent (again). */
  attach(): void {
    if (!this.connection.isOpen) return;
    if (this.#state === 'establishing' && this.init.direction === 'outgoing' && !this.#isInvited)
      void this.#invite();
    if (this.#state === 'recovering') {
      this.#transition('recover');
      this.messaging.open();
    }
  }

  /** The connection went; the server keeps what comes meanwhile. */
  detach(): void {
    this.messaging.close();
    if (this.#state === 'established') this.#transition('lose');
  }

  /** The server knows nothing of it any more. What nobody has been invited to yet is begun anew. */
  onApplicationGone(): void {
    if (this.#state === 'establishing' && this.init.direction === 'outgoing' && !this.#stop) return;
    this.end('recovery-failed', { code: 'recovery-failed', message: 'The server has lost the conversation' });
  }

  onInvitation(invitation: UcwaResource): void {
    this.#accept = this.#href(invitation, 'accept');
    this.#decline = this.#href(invitation, 'decline');
    this.#stop ??= this.#href(invitation, 'cancel');
    this.#stopIfOver();
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
    this.#stop = this.#href(messaging, 'stopMessaging') ?? this.#stop;
    this.#stopIfOver();
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

  end(reason: string, failure?: FailureSnapshot): void {
    this.#end(reason, failure);
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
    this.#failure = this.#endReason = this.#endedAt = this.#queue = this.#stop = undefined;
    this.#isInvited = this.#mustStop = false;
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
    this.#isInvited = true;
    const { context, id, importance = 'normal', subject } = this.init;
    const message = this.messaging.embed();
    try {
      const shared = invitationContext(context, this.host.signedContext);
      const json = {
        operationId: uuid(),
        to: this.#peerUri,
        threadId: id,
        importance: ucwaImportanceOf(importance),
        ...(subject !== undefined && { subject }),
        ...(shared !== undefined && { context: JSON.parse(shared) as object }),
        ...(message !== undefined && { _links: { message: { href: message } } }),
      };
      await this.connection.persist(() =>
        this.connection.send('POST', this.connection.link('communication', 'startMessaging'), { json }),
      );
    } catch (error) {
      if (attempt !== this.#attempt || this.#state !== 'establishing') return;
      // The application is gone, or the session was lost for good, which ends its conversations itself.
      if (isGone(error) || isLost(error)) return void (this.#isInvited = false);
      const failure = asSessionError(error, 'unreachable', 'Nobody could be invited');
      this.end(failure.code, failure.toSnapshot());
    }
  }

  #establish(): void {
    this.wasEstablished = true;
    this.#transition('establish');
    this.messaging.open();
    this.#settled.resolve();
  }

  /** Tells the server, now or as soon as that is possible. */
  async #hangUp(): Promise<void> {
    const href = this.#stop ?? this.#decline;
    this.#mustStop = href === undefined && this.#isInvited;
    if (!href) return;
    const told = this.connection
      .persist(() => this.connection.send('POST', href, { json: { reason: 'Local' } }))
      // It is over there as well, or the session is.
      .catch(() => undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([told, new Promise((resolve) => (timer = setTimeout(resolve, GOODBYE_TIMEOUT)))]);
    clearTimeout(timer);
  }

  #stopIfOver(): void {
    if (!this.#mustStop || !this.#stop) return;
    this.#mustStop = false;
    void this.#hangUp();
  }

  #end(reason: string, failure?: FailureSnapshot): void {
    if (!nextConversationState(this.#state, 'end')) return;
    this.#failure = failure;
    this.#transition('end', reason);
    this.#finish(reason);
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

  #href(resource: UcwaResource, rel: string): string | undefined {
    const link = linkOf(resource, rel);
    return link && this.connection.resolve(link.href);
  }
}

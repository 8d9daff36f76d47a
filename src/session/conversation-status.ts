import { availableActions, changedActions } from './actions';
import type { AudioVideo } from './audio-video/audio-video';
import type { ConferenceSession } from './conference/conference';
import type { ContextChannel } from './context/context-channel';
import {
  ActionAvailabilityChangedEvent,
  ContextChannelEvent,
  ConversationStateChangedEvent,
  SessionError,
} from './contract';
import type {
  ConversationAction,
  ConversationEvents,
  ConversationSnapshot,
  ConversationState,
  FailureSnapshot,
  InvitationSnapshot,
  ParticipantSnapshot,
  QueueSnapshot,
  SupervisionMode,
} from './contract';
import type { ConversationHost } from './conversation-host';
import type { ConversationInit } from './conversation-init';
import { nextConversationState } from './conversation-states';
import type { ConversationTransition } from './conversation-states';
import type { InstantMessaging } from './im/instant-messaging';
import { typedEventTarget } from './typed-event-target';

/** What a conversation shows of itself, and the events that say what has changed. */
export abstract class ConversationStatus extends typedEventTarget<ConversationEvents>() {
  abstract readonly messaging: InstantMessaging;
  abstract readonly audioVideo: AudioVideo;
  /** Made by code that is loaded with the first. */
  conference: ConferenceSession | undefined;
  /** Of who only supervises: how, and what they can do. Made by code that only supervisors load. */
  supervision:
    { readonly mode: SupervisionMode; readonly permits: (action: ConversationAction) => boolean } | undefined;
  protected peerName: string;
  protected queue: QueueSnapshot | undefined;
  protected invitation: InvitationSnapshot | undefined;
  protected endedAt: number | undefined;
  protected endReason: string | undefined;
  protected failure: FailureSnapshot | undefined;
  #state: ConversationState = 'idle';
  #snapshot: ConversationSnapshot | undefined;
  #unread = 0;
  #channels: readonly ContextChannel[] = [];
  #changedQueued = false;
  #actions: readonly ConversationAction[] = [];
  readonly #startedAt: number;

  constructor(
    protected readonly host: ConversationHost,
    public init: ConversationInit,
  ) {
    super();
    this.peerName = init.peerName ?? '';
    this.#startedAt = init.startedAt ?? Date.now();
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
    return { uri: this.init.peerUri, displayName: this.peerName, isSelf: false, isTyping };
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
      ...(this.queue && { queue: this.queue }),
      ...(this.invitation && this.#state === 'incoming' && { invitation: this.invitation }),
      ...(this.conference && { conference: this.conference.snapshot }),
      ...(this.supervision && { supervision: this.supervision.mode }),
      contextChannelIds: Object.freeze(this.#channels.map((channel) => channel.id)),
      startedAt: this.#startedAt,
      ...(this.endedAt !== undefined && { endedAt: this.endedAt }),
      ...(this.endReason !== undefined && { endReason: this.endReason }),
      ...(this.failure && { failure: this.failure }),
    }));
  }

  canInvoke(action: ConversationAction): boolean {
    return this.#actions.includes(action);
  }

  markRead(): void {
    if (this.#unread === 0) return;
    this.#unread = 0;
    this.touch();
  }

  onUnread(): void {
    this.#unread++;
    this.touch();
  }

  setQueue(queue: QueueSnapshot): void {
    this.queue = Object.freeze(queue);
    this.peerName = (queue.state === 'connected' && queue.agentName) || queue.queueName || this.peerName;
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

  protected require(action: ConversationAction): void {
    if (!this.canInvoke(action)) {
      throw new SessionError(
        'invalid-state',
        `${action} is not possible while the conversation is ${this.#state}`,
      );
    }
  }
}

import type {
  ContextChannelContract,
  ConversationContract,
  InvitationReceivedEvent,
} from '../../src/session/contract';
import { goneReason, isIncoming, waitingCall, type InvitationToast, type Toast } from './toasts';

const TELL_FOR = 6000;
const CONTEXT_FOR = 8000;
const BUSY_FOR = 1500;

interface ToastListHost {
  requestUpdate(): void;
  /** Somebody reads or uses the toast, so that it must not go away now. */
  isBusy(key: string): boolean;
  onArrived(toast: Toast): void;
}

/**
 * The toasts that are due, made from the conversations as they are. An invitation stays while it is incoming; one that ended
 * without this person's doing tells why for a while.
 */
export class ToastList {
  readonly #toasts = new Map<string, Toast>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #following = new Map<ConversationContract, AbortController>();
  readonly #suppressed = new WeakSet<ConversationContract>();
  /** Offered in this very task: a page may still keep the toast away. */
  readonly #undecided = new Set<ConversationContract>();

  constructor(private readonly host: ToastListHost) {}

  get toasts(): readonly Toast[] {
    return [...this.#toasts.values()];
  }

  /** To be given each `invitation-received` of the session: `preventDefault()` by anybody keeps the toast away. */
  onInvitation(event: InvitationReceivedEvent): void {
    const { conversation } = event;
    this.#undecided.add(conversation);
    queueMicrotask(() => {
      this.#undecided.delete(conversation);
      if (event.defaultPrevented) this.#suppressed.add(conversation);
      this.host.requestUpdate();
    });
  }

  sync(conversations: readonly ConversationContract[]): void {
    for (const [conversation, controller] of this.#following) {
      if (conversations.includes(conversation) || this.#toastOf(conversation)) continue;
      controller.abort();
      this.#following.delete(conversation);
    }
    for (const conversation of conversations) {
      this.#follow(conversation);
      const isNew = isIncoming(conversation) && !this.#toastOf(conversation);
      if (isNew && !this.#suppressed.has(conversation) && !this.#undecided.has(conversation)) {
        const call = waitingCall(conversation);
        this.#add({
          kind: 'invitation',
          key: `invitation-${conversation.snapshot.id}`,
          conversation,
          invitation: conversation.snapshot.invitation,
          ...(call && { call }),
          phase: 'waiting',
        });
      }
    }
    for (const toast of this.toasts) if (toast.kind === 'invitation') this.#settle(toast);
  }

  remove(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (this.#toasts.delete(key)) this.host.requestUpdate();
  }

  dispose(): void {
    for (const controller of this.#following.values()) controller.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#following.clear();
    this.#timers.clear();
    // What only had something to tell has told it; invitations are found again.
    this.#toasts.clear();
  }

  #follow(conversation: ConversationContract): void {
    if (this.#following.has(conversation)) return;
    const controller = new AbortController();
    const { signal } = controller;
    this.#following.set(conversation, controller);
    const update = (): void => this.host.requestUpdate();
    conversation.addEventListener('state-changed', update, { signal });
    conversation.addEventListener('changed', update, { signal });
    conversation.addEventListener('call-state-changed', update, { signal });
    conversation.addEventListener('context-channel-added', ({ channel }) => this.#addContext(channel), {
      signal,
    });
  }

  #addContext(channel: ContextChannelContract): void {
    const { toast, registered, id } = channel.snapshot;
    if (!toast || !registered) return;
    const key = `context-${id}`;
    this.#add({ kind: 'context', key, channel });
    this.#removeAfter(key, CONTEXT_FOR);
    this.host.requestUpdate();
  }

  #add(toast: Toast): void {
    this.#toasts.set(toast.key, toast);
    this.host.onArrived(toast);
  }

  #settle(toast: InvitationToast): void {
    const { conversation, call, phase } = toast;
    if (isIncoming(conversation) || phase === 'gone') return;
    const isWithin = call?.isWithin ?? false;
    const { state } = conversation.snapshot;
    const ended = isWithin
      ? conversation.audioVideo?.snapshot.state === 'ended'
      : state === 'terminating' || state === 'terminated';
    const reason = ended && phase !== 'declining' ? goneReason(conversation, isWithin) : undefined;
    if (!reason) return this.remove(toast.key);
    toast.phase = 'gone';
    toast.reason = reason;
    this.#removeAfter(toast.key, TELL_FOR);
  }

  #removeAfter(key: string, milliseconds: number): void {
    clearTimeout(this.#timers.get(key));
    const due = (): void => {
      if (this.host.isBusy(key)) this.#removeAfter(key, BUSY_FOR);
      else this.remove(key);
    };
    this.#timers.set(key, setTimeout(due, milliseconds));
  }

  #toastOf(conversation: ConversationContract): InvitationToast | undefined {
    return this.toasts.find(
      (toast): toast is InvitationToast => toast.kind === 'invitation' && toast.conversation === conversation,
    );
  }
}

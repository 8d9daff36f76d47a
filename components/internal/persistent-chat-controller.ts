import type { LitElement, ReactiveController } from 'lit';
import type { PersistentChatEndpointContract, SessionContract } from '../../src/session/contract';
import { SnapshotController } from './snapshot-controller';

/** Every event after which the endpoint's snapshot may be new. */
const CHAT_CHANGES = [
  'changed',
  'connection-state-changed',
  'chat-room-session-added',
  'chat-room-session-removed',
] as const;

type Host = LitElement & { readonly session: SessionContract | undefined };

/** Gives its host the session's rooms, and connects to them once each time the session is connected: an element of rooms on a page is reason enough. */
export class PersistentChatController implements ReactiveController {
  #asked: PersistentChatEndpointContract | undefined;

  constructor(
    private readonly host: Host,
    private readonly report: (error: unknown) => void,
    onEvent?: (event: Event) => void,
  ) {
    new SnapshotController(host, () => host.session, ['state-changed']);
    new SnapshotController(host, () => this.chat, CHAT_CHANGES, onEvent);
    host.addController(this);
  }

  get chat(): PersistentChatEndpointContract | undefined {
    return this.host.session?.persistentChat;
  }

  hostUpdate(): void {
    const state = this.host.session?.snapshot.state;
    if (state === 'idle' || state === 'failed' || state === 'disconnecting') this.#asked = undefined;
    const { chat } = this;
    if (state !== 'connected' || !chat || chat === this.#asked) return;
    this.#asked = chat;
    if (chat.snapshot.state === 'idle' || chat.snapshot.state === 'terminated') this.connect();
  }

  /** Tries again after a refusal. */
  connect(): void {
    this.chat?.establish().catch(this.report);
  }
}

import type { LitElement } from 'lit';
import type {
  ChatRoomSessionContract,
  FailureSnapshot,
  PersistentChatEndpointContract,
} from '../../src/session/contract';
import { toFailure } from '../internal/failure';

/** The room of an address: found among those that are joined, or joined once. One that has ended is kept, so that what was read stays in sight. */
export class RoomJoin {
  failure: FailureSnapshot | undefined;
  #room: ChatRoomSessionContract | undefined;
  #tried: string | undefined;
  #chat: PersistentChatEndpointContract | undefined;
  #uri = '';
  #isAway = false;
  #isLeft = false;

  constructor(
    private readonly host: LitElement,
    private readonly report: (error: unknown) => void,
  ) {}

  get room(): ChatRoomSessionContract | undefined {
    return this.#room;
  }

  follow(chat: PersistentChatEndpointContract | undefined, uri: string): void {
    if (uri !== this.#uri || chat !== this.#chat) {
      this.#uri = uri;
      this.#chat = chat;
      this.#room = this.#tried = this.failure = undefined;
      this.#isAway = this.#isLeft = false;
    }
    if (!chat || !uri) return;
    const found = chat.chatRoomSessions.find(({ snapshot }) => snapshot.uri === uri);
    if (found && found !== this.#room) {
      this.#room = found;
      this.failure = undefined;
      this.#isLeft = false;
    }
    const { state } = chat.snapshot;
    if (state === 'terminated' || state === 'idle') this.#isAway = true;
    else if (this.#isAway && state === 'established') this.#onBack();
    if (this.#room || this.#tried === uri || (state !== 'established' && state !== 'establishing')) return;
    this.#tried = uri;
    void this.#join(chat, uri);
  }

  /** The user is leaving: what they see is kept, and it is not joined again by itself. */
  hold(room: ChatRoomSessionContract): void {
    if (this.#uri !== room.snapshot.uri) return;
    this.#room = room;
    this.#isLeft = true;
  }

  again(): void {
    this.failure = this.#tried = undefined;
    this.#room = undefined;
    this.host.requestUpdate();
  }

  /** The whole connection had ended and is there again: what was joined before is joined again, unless it was left. */
  #onBack(): void {
    this.#isAway = false;
    if (this.#isLeft) return;
    this.#tried = this.failure = undefined;
    if (this.#room?.snapshot.state === 'terminated') this.#room = undefined;
  }

  async #join(chat: PersistentChatEndpointContract, uri: string): Promise<void> {
    try {
      await chat.joinRoom(uri);
    } catch (error) {
      if (this.#uri === uri) {
        this.failure = toFailure(error);
        // It was announced, and then refused: there is nothing of it to be seen.
        if (!this.#room?.snapshot.messages.length) this.#room = undefined;
      }
      this.report(error);
    }
    this.host.requestUpdate();
  }
}

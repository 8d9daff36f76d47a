import type {
  ChatRoomUpdate,
  CreateChatRoomOptions,
  FailureSnapshot,
  FindRoomsOptions,
  PersistentChatEndpointContract,
  PersistentChatEvents,
  SearchHistoryOptions,
} from './contract';
import type { PersistentChat, PersistentChatHost } from './persistent-chat/endpoint';
import { asSessionError } from './failures';
import { idleEndpoint } from './persistent-chat/idle-endpoint';
import { typedEventTarget } from './typed-event-target';

/** What a page holds before it needs rooms, and listens to: the code behind it is a chunk that visitors never load. */
export class PersistentChatEndpoint
  extends typedEventTarget<PersistentChatEvents>()
  implements PersistentChatEndpointContract
{
  #loading: Promise<PersistentChat> | undefined;
  #chat: PersistentChat | undefined;

  constructor(private readonly host: PersistentChatHost) {
    super();
  }

  get snapshot() {
    return this.#chat?.snapshot ?? idleEndpoint;
  }

  get chatRoomSessions() {
    return this.#chat?.chatRoomSessions ?? [];
  }

  async establish(uri?: string) {
    await (await this.#load()).establish(uri);
  }

  async terminate() {
    // Nothing was asked for yet, so there is nothing to end.
    await (await this.#loading)?.terminate();
  }

  async joinRoom(uri: string, options?: { signal?: AbortSignal }) {
    return (await this.#load()).joinRoom(uri, options);
  }

  async findRooms(options?: FindRoomsOptions) {
    return (await this.#load()).findRooms(options);
  }

  async getRoom(uri: string) {
    return (await this.#load()).getRoom(uri);
  }

  async createRoom(options: CreateChatRoomOptions) {
    return (await this.#load()).createRoom(options);
  }

  async updateRoom(uri: string, changes: ChatRoomUpdate & { readonly isDisabled?: boolean }) {
    await (await this.#load()).updateRoom(uri, changes);
  }

  async searchHistory(options: SearchHistoryOptions) {
    return (await this.#load()).searchHistory(options);
  }

  async findUsers(text: string, options?: { signal?: AbortSignal }) {
    return (await this.#load()).findUsers(text, options);
  }

  async setFollowed(uri: string, isFollowed: boolean) {
    await (await this.#load()).setFollowed(uri, isFollowed);
  }

  async dismissInvitation(id: string) {
    await (await this.#load()).dismissInvitation(id);
  }

  /** @internal The session's requests may be sent (again). */
  attach(): void {
    this.#chat?.attach();
  }

  /** @internal The session's connection went. */
  detach(): void {
    this.#chat?.detach();
  }

  /** @internal The session has failed for good. */
  fail(failure: FailureSnapshot): void {
    this.#chat?.fail(failure);
  }

  #load(): Promise<PersistentChat> {
    return (this.#loading ??= import('./persistent-chat/endpoint').then(
      ({ PersistentChat }) => (this.#chat = new PersistentChat(this.host, this)),
      (error: unknown) => {
        this.#loading = undefined;
        throw asSessionError(error, 'connection-failed', 'The code for rooms could not be loaded');
      },
    ));
  }
}

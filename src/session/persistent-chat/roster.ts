import { associationKeys } from '../../protocol/xccos';
import type { AssociationBlock, RoomBlock, UserBlock } from '../../protocol/xccos';
import type { ChatRoomParticipant } from '../contract';
import { addressOf } from '../identity';
import { userOfBlock } from './blocks';

export interface RosterHandlers {
  onAdded(participant: ChatRoomParticipant): void;
  onRemoved(participant: ChatRoomParticipant): void;
}

/** Who is in a room now. */
export class Roster {
  readonly #present = new Map<string, ChatRoomParticipant>();
  #list: readonly ChatRoomParticipant[] | undefined;
  /** Large rooms do not list everybody. */
  #hidden = 0;

  constructor(
    private readonly self: () => string,
    private readonly handlers: RosterHandlers,
  ) {}

  /** By name. */
  get participants(): readonly ChatRoomParticipant[] {
    return (this.#list ??= Object.freeze(
      [...this.#present.values()].sort((a, b) => a.displayName.localeCompare(b.displayName)),
    ));
  }

  get count(): number {
    return this.#present.size + this.#hidden;
  }

  find(uri: string): ChatRoomParticipant | undefined {
    return this.#present.get(addressOf(uri));
  }

  /** As the reply to a join lists them: a table of users, and for each role which of these. `quietly`: nobody has come, they were there. */
  reset(users: readonly UserBlock[], room: RoomBlock, quietly: boolean): void {
    const byId = new Map(users.map((user) => [user.id ?? '', user]));
    const listed = new Map<string, ChatRoomParticipant>();
    for (const { key, users: ids = [] } of room.associations ?? []) {
      for (const id of ids) {
        const user = byId.get(id);
        if (!user) continue;
        const participant = this.#participantOf(user, [{ key }], listed.get(addressOf(user.uri)));
        listed.set(participant.uri, participant);
      }
    }
    for (const participant of [...this.#present.values()])
      if (!listed.has(participant.uri)) this.#remove(participant.uri);
    for (const participant of listed.values()) this.#add(participant, quietly);
    this.#hidden = Math.max(0, (room.participants ?? 0) - this.#present.size);
  }

  /** `associations`: what the notice says of this room. */
  enter(user: UserBlock, associations: readonly AssociationBlock[]): void {
    this.#add(this.#participantOf(user, associations), false);
  }

  exit(uri: string): void {
    if (!this.#remove(addressOf(uri)) && this.#hidden > 0) this.#hidden--;
  }

  /** What the members may do has changed. Undefined lists are as they were. */
  setRoles(managers: ReadonlySet<string> | undefined, presenters: ReadonlySet<string> | undefined): void {
    for (const participant of this.#present.values()) {
      const { uri } = participant;
      const isManager = managers?.has(uri) ?? participant.isManager;
      const isPresenter = presenters?.has(uri) ?? participant.isPresenter;
      this.#present.set(uri, Object.freeze({ ...participant, isManager, isPresenter }));
    }
    this.#list = undefined;
  }

  #participantOf(
    block: UserBlock,
    associations: readonly AssociationBlock[],
    before?: ChatRoomParticipant,
  ): ChatRoomParticipant {
    const user = userOfBlock(block);
    const has = (key: number): boolean => associations.some((association) => association.key === key);
    return Object.freeze({
      ...user,
      isSelf: user.uri === addressOf(this.self()),
      isManager: has(associationKeys.manager) || (before?.isManager ?? false),
      isPresenter: has(associationKeys.presenter) || (before?.isPresenter ?? false),
    });
  }

  #add(participant: ChatRoomParticipant, quietly: boolean): void {
    const isNew = !this.#present.has(participant.uri);
    this.#present.set(participant.uri, participant);
    this.#list = undefined;
    if (isNew && !quietly) this.handlers.onAdded(participant);
  }

  #remove(uri: string): boolean {
    const participant = this.#present.get(uri);
    if (!participant) return false;
    this.#present.delete(uri);
    this.#list = undefined;
    this.handlers.onRemoved(participant);
    return true;
  }
}

import type { RoomBlock } from '../../protocol/xccos';
import { mayIn } from './blocks';

/** What is known of a room, gathered from the replies and notices about it: what they do not say stays. */
export class RoomProperties {
  #block: RoomBlock;

  constructor(readonly uri: string) {
    this.#block = { uri };
  }

  get block(): RoomBlock {
    return this.#block;
  }

  /** True if something that pages see has changed. */
  merge(room: RoomBlock): boolean {
    const before = this.#block;
    const { behavior, description, disabled, name, permissions, privacy, topic } = room;
    const said = { behavior, description, disabled, name, permissions, privacy, topic };
    const news = Object.entries(said).filter(
      ([key, value]) => value !== undefined && before[key as keyof typeof said] !== value,
    );
    if (news.length === 0) return false;
    this.#block = { ...before, ...Object.fromEntries(news) };
    return true;
  }

  /** Everything that pages see of it. `self`: what the roster says of this user, for servers that tell no permissions. */
  snapshot(self: { readonly isManager: boolean; readonly isPresenter: boolean } | undefined) {
    const { behavior, description = '', disabled = false, name, privacy = 'open', topic = '' } = this.#block;
    const isAuditorium = behavior === 'auditorium';
    const mayWrite = isAuditorium
      ? (mayIn(this.#block, 'auditoriumChat') ?? self?.isPresenter ?? false)
      : (mayIn(this.#block, 'chat') ?? true);
    return {
      uri: this.uri,
      name: name ?? this.uri,
      description,
      topic,
      privacy,
      isAuditorium,
      isDisabled: disabled,
      canChat: mayWrite && !disabled,
      canManage: mayIn(this.#block, 'manage') ?? self?.isManager ?? false,
    };
  }
}

import type { MediaLeg, MediaRoom } from '../../media';
import type { ConferenceLeg } from './leg';

/**
 * How somebody takes part in the voice of a conference. `monitor`: hears all, is heard by none. `whisper`: hears all, and is heard by that one person
 * alone. `participant`, which is also barging in: hears all, is heard by all.
 */
export type AudioMode =
  | { readonly kind: 'participant' }
  | { readonly kind: 'monitor' }
  | { readonly kind: 'whisper'; readonly to: string };

export interface AudioMember {
  readonly user: string;
  readonly place: ConferenceLeg;
  readonly leg: MediaLeg;
  readonly mode: AudioMode;
}

/** Who hears whom, as the modes of all say. */
export class AudioMembers {
  readonly #all = new Map<MediaLeg, AudioMember>();

  get size(): number {
    return this.#all.size;
  }

  get all(): readonly AudioMember[] {
    return [...this.#all.values()];
  }

  add(member: AudioMember): void {
    this.#all.set(member.leg, member);
  }

  remove(member: AudioMember): void {
    this.#all.delete(member.leg);
  }

  of(leg: MediaLeg): AudioMember | undefined {
    return this.#all.get(leg);
  }

  find(user: string, entity: string): AudioMember | undefined {
    const wanted = entity.toLowerCase();
    return [...this.#all.values()].find(
      (member) => member.user === user && member.place.entity.toLowerCase() === wanted,
    );
  }

  /** Works from the next frame on. */
  setMode(leg: MediaLeg, mode: AudioMode, room: MediaRoom): void {
    const member = this.#all.get(leg);
    if (!member) return;
    this.#all.set(leg, { ...member, mode });
    this.route(room);
  }

  /** Applies all rules: a whisper reaches also who comes after it began. */
  route(room: MediaRoom): void {
    const here = [...this.#all.values()].filter(({ leg }) => room.legs.includes(leg));
    for (const { leg, mode } of here) {
      room.setRule(leg, { heard: mode.kind === 'participant', hears: true });
      for (const other of here) {
        if (other.leg === leg) continue;
        const isAddressed = mode.kind === 'whisper' && mode.to === other.user;
        room.setRoute(other.leg, leg, isAddressed ? true : undefined);
      }
    }
  }
}

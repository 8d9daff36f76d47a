import { ParticipantEvent } from '../contract';
import type {
  ConferenceParticipantEvent,
  ConferenceParticipantSnapshot,
  ParticipantSnapshot,
} from '../contract';
import type { Conversation } from '../conversation';
import { ParticipantTyping } from './participant-typing';

/** The roster as the conversation's participants: who writes, and who types. */
export class ConferencePeople {
  #others: readonly ParticipantSnapshot[] | undefined;
  readonly #typing = new ParticipantTyping(() => {
    this.#others = undefined;
    this.conversation.touch();
    this.conversation.dispatchEvent(new Event('typing-changed'));
  });

  constructor(
    private readonly conversation: Conversation,
    conference: EventTarget,
    private readonly roster: () => readonly ConferenceParticipantSnapshot[],
  ) {
    for (const type of ['participant-added', 'participant-removed'] as const)
      conference.addEventListener(type, (event) => {
        const { participant } = event as ConferenceParticipantEvent;
        if (!participant.isSelf)
          conversation.dispatchEvent(new ParticipantEvent(type, this.#personOf(participant)));
      });
  }

  /** Everybody but this participant. */
  get others(): readonly ParticipantSnapshot[] {
    return (this.#others ??= Object.freeze(
      this.roster()
        .filter(({ isSelf }) => !isSelf)
        .map((each) => this.#personOf(each)),
    ));
  }

  /** Who may have left already. */
  authorOf(uri: string): ParticipantSnapshot {
    return this.#personOf(this.roster().find((each) => each.uri === uri) ?? { uri });
  }

  setTyping(uri: string, isTyping: boolean, refresh?: number): void {
    this.#typing.set(uri, isTyping, refresh);
  }

  /** The roster is another. */
  changed(): void {
    this.#others = undefined;
  }

  /** Who is not there does not type. */
  settle(): void {
    this.#typing.keepOnly(this.roster().map(({ uri }) => uri));
  }

  #personOf({
    displayName = '',
    isSelf = false,
    uri,
  }: Partial<ConferenceParticipantSnapshot> & { uri: string }): ParticipantSnapshot {
    return Object.freeze({ uri, displayName, isSelf, isTyping: this.#typing.isTyping(uri) });
  }
}

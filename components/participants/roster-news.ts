import type {
  ConferenceParticipantEvent,
  ConferenceParticipantSnapshot,
  ConferenceSnapshot,
} from '../../src/session/contract';
import type { RosterActs } from './roster-acts';
import type { ParticipantsStrings } from './strings';

interface RosterNewsHost {
  readonly texts: () => ParticipantsStrings;
  readonly nameOf: (participant: ConferenceParticipantSnapshot) => string;
  readonly announce: (text: string) => void;
}

/** More than these at once are counted, not named. */
const MAX_NAMES = 3;

/** Says what somebody who does not see the roster has to hear: one text per task, and none of what was there when they came. */
export class RosterNews {
  #joined: string[] = [];
  #left: string[] = [];
  #muted: string[] = [];
  #other: string[] = [];
  #isQueued = false;
  #wasLocked: boolean | undefined;
  #wasAudienceMuted: boolean | undefined;

  constructor(
    private readonly host: RosterNewsHost,
    private readonly acts: RosterActs,
  ) {}

  /** Another conference from now on. */
  reset(conference: ConferenceSnapshot | undefined): void {
    this.#wasLocked = conference?.isLocked;
    this.#wasAudienceMuted = conference?.isAudienceMuted;
  }

  /** The roster is here: who is in was not said one by one. */
  onJoined({ isAudienceMuted, isLocked, participants }: ConferenceSnapshot): void {
    this.#wasLocked = isLocked;
    this.#wasAudienceMuted = isAudienceMuted;
    this.#say(this.host.texts().saidIn(participants.filter(({ isSelf }) => !isSelf).length));
  }

  onChanged({ isAudienceMuted, isLocked, state }: ConferenceSnapshot): void {
    if (state !== 'connected') return;
    const t = this.host.texts();
    if (this.#wasLocked !== undefined && isLocked !== this.#wasLocked)
      this.#say(isLocked ? t.saidLocked : t.saidUnlocked);
    if (this.#wasAudienceMuted !== undefined && isAudienceMuted !== this.#wasAudienceMuted) {
      // Who is muted with everybody is not named.
      this.#muted = [];
      this.#say(isAudienceMuted ? t.saidAudienceMuted : t.saidAudienceUnmuted);
    }
    this.#wasLocked = isLocked;
    this.#wasAudienceMuted = isAudienceMuted;
  }

  onParticipant({ type, participant, previous }: ConferenceParticipantEvent): void {
    const t = this.host.texts();
    const name = this.host.nameOf(participant);
    if (type === 'participant-changed') {
      if (!previous) return;
      this.#other.push(...this.#changes(participant, previous, t));
      this.#queue();
    } else if (!participant.isSelf) {
      (type === 'participant-added' ? this.#joined : this.#left).push(name);
      this.#queue();
    }
  }

  #changes(
    now: ConferenceParticipantSnapshot,
    before: ConferenceParticipantSnapshot,
    t: ParticipantsStrings,
  ): readonly string[] {
    const texts: string[] = [];
    const name = this.host.nameOf(now);
    if (now.isMutedByServer !== before.isMutedByServer) {
      const isOwn = this.acts.isOwn(now.isMutedByServer ? 'mute' : 'unmute', now.uri);
      if (!now.isSelf && now.isMutedByServer) this.#muted.push(name);
      else if (!now.isSelf) texts.push(t.saidUnmuted(name));
      else if (!now.isMutedByServer) texts.push(t.saidUnmutedYou);
      else texts.push(isOwn ? t.saidYouMuted : t.saidMutedYou);
    }
    if (now.role !== before.role) {
      const presents = now.role === 'presenter';
      if (now.isSelf) texts.push(presents ? t.saidYouPresent : t.saidYouAttend);
      else texts.push(presents ? t.saidPresents(name) : t.saidAttends(name));
    }
    return texts;
  }

  #say(text: string): void {
    this.#other.push(text);
    this.#queue();
  }

  #queue(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isQueued = false;
    const t = this.host.texts();
    const people = (
      names: readonly string[],
      one: (name: string) => string,
      many: (count: number) => string,
    ) => (names.length > MAX_NAMES ? [many(names.length)] : names.map(one));
    const texts = [
      ...people(this.#joined.splice(0), t.saidJoined, t.saidManyJoined),
      ...people(this.#left.splice(0), t.saidLeft, t.saidManyLeft),
      ...this.#muted.splice(0).map(t.saidMuted),
      ...this.#other.splice(0),
    ];
    if (texts.length > 0) this.host.announce(texts.join(' '));
  }
}

import type { AdmissionPolicy, Admission } from './domain/admission';
import { admit } from './domain/admission';
import { Roster } from './domain/roster';
import type { ConferenceRole } from '../../../protocol/conferencing/conference-info-names';
import { conferenceUri } from '../../../protocol/conferencing/conference-info-names';
import type { IncomingSubscribe, Timer } from '../../sip';
import { AudioVideoMcu } from './audio-video-mcu';
import { ChatMcu } from './chat-mcu';
import { Endpoints } from './endpoints';
import { goodbyes, type ConferenceLeg, type Goodbye, type NewEndpoint, type NewUser } from './leg';
import { ConferenceRefusal } from './refusal';
import { addressesOf, renderChange, renderEnd, renderFull, type Rendered } from './rendering';
import type { ConferenceServices } from './services';
import { ConferenceSubscribers } from './subscribers';

export interface ConferenceSettings {
  readonly organizer: string;
  readonly id: string;
  readonly subject: string;
  readonly policy: AdmissionPolicy;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Goes on when nobody is there, until somebody ends it. */
  readonly keepAlive?: boolean;
}

/** Of one person, on all their devices. */
const legsPerUser = 16;
/** Changes that come together are told together. */
const gatherMs = 20;
/** Who is talking is told this often at most. */
const talkingMs = 250;

/** One conference: who is in it, with what, and who is told. */
export class Conference {
  readonly focusUri: string;
  readonly chatUri: string;
  readonly audioVideoUri: string;
  readonly roster = new Roster();
  readonly endpoints = new Endpoints();
  readonly chat: ChatMcu;
  readonly audioVideo: AudioVideoMcu;
  readonly subscribers: ConferenceSubscribers;
  /** Those let in by name. */
  readonly allowed = new Map<string, ConferenceRole>();
  readonly createdAt: number;
  readonly #legs = new Set<ConferenceLeg>();
  readonly #listeners = new Set<() => void>();
  #joining = 0;
  #flush: { readonly timer: Timer; readonly at: number } | undefined;
  #unattended: Timer | undefined;
  #rendered: { readonly revision: number; readonly documents: readonly Rendered[] } | undefined;
  #ended: Goodbye | undefined;

  constructor(
    readonly settings: ConferenceSettings,
    readonly services: ConferenceServices,
    private readonly deleted: () => void,
  ) {
    const { organizer, id } = settings;
    this.createdAt = services.clock.now();
    this.focusUri = conferenceUri(organizer, 'focus', id);
    this.chatUri = conferenceUri(organizer, 'chat', id);
    this.audioVideoUri = conferenceUri(organizer, 'audio-video', id);
    this.chat = new ChatMcu(this);
    this.audioVideo = new AudioVideoMcu(this);
    this.subscribers = new ConferenceSubscribers({
      focusUri: this.focusUri,
      full: () => this.#full(),
      lost: (user, device) => this.suspect(user, device),
    });
  }

  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  get legs(): readonly ConferenceLeg[] {
    return [...this.#legs];
  }

  // ------------------------------------------------------------------------------------------------------------- admission

  admission(uri: string): Admission {
    const { organizer, policy } = this.settings;
    return admit(
      { uri, isGuest: this.services.isGuest(uri) },
      {
        ...{ organizer, policy, allowed: this.allowed, locked: this.roster.locked },
        present: this.roster.get(uri)?.role,
        isFull: this.roster.size + this.#joining >= this.services.config.maxParticipants,
      },
    );
  }

  /** The role somebody gets. Throws `ConferenceRefusal`. */
  admit(uri: string): ConferenceRole {
    if (this.#ended) throw new ConferenceRefusal('ended');
    const theirs = [...this.#legs].filter((leg) => leg.user === uri && !leg.hidden);
    if (theirs.length >= legsPerUser) throw new ConferenceRefusal('full');
    const admission = this.admission(uri);
    if (!admission.admitted) throw new ConferenceRefusal(admission.code);
    return admission.role;
  }

  /** While `joins` is under way the place is taken. */
  async reserve<T>(joins: () => Promise<T>): Promise<T> {
    this.#joining++;
    try {
      return await joins();
    } finally {
      this.#joining--;
    }
  }

  /** Whether somebody may lift what mutes them at the server; without a presenter there is nobody else to do it. */
  mayUnmute(uri: string): boolean {
    const { filterRules, users } = this.roster;
    if (this.isPresenter(uri) || filterRules?.attendeesMayUnmute !== false) return true;
    return !users.some(({ role }) => role === 'presenter');
  }

  isPresenter(uri: string): boolean {
    return this.roster.get(uri)?.role === 'presenter';
  }

  // ------------------------------------------------------------------------------------------------------------------- legs

  /** A leg is connected. One of the same entity is replaced: nobody else notices. */
  join(leg: ConferenceLeg, user: NewUser, endpoint: NewEndpoint): void {
    if (this.#ended) return leg.end(this.#ended);
    if (leg.sessionType === 'focus') this.endpoints.joined(leg, leg.entity);
    for (const old of this.#legs) {
      if (old === leg || old.user !== leg.user || old.entity !== leg.entity) continue;
      this.#legs.delete(old);
      old.end(goodbyes.replaced);
      if (old.sessionType === 'focus' && old.device !== leg.device) this.#dropChatOf(old);
    }
    this.#legs.add(leg);
    if (leg.hidden) return;
    this.roster.put(user, endpoint);
    this.#attend();
    this.changed();
  }

  /** Who comes back over a new connection dials the chat anew; a call survives by its media, and is renegotiated. */
  #dropChatOf({ device, user }: ConferenceLeg): void {
    for (const leg of [...this.#legs]) {
      if (leg.sessionType === 'chat' && leg.user === user && leg.device === device && device !== undefined)
        this.#end(leg, goodbyes.replaced);
    }
  }

  /** What the roster shows of a leg has changed. */
  update(leg: ConferenceLeg, change: Partial<Omit<NewEndpoint, 'entity' | 'sessionType'>>): void {
    if (leg.hidden || !this.#legs.has(leg)) return;
    this.roster.update(leg.user, leg.entity, change);
    this.changed(Object.keys(change).every((key) => key === 'talking') ? talkingMs : gatherMs);
  }

  /** A leg has gone, whoever ended it. With a device's last word to the focus go its connections to the MCUs. */
  left(leg: ConferenceLeg): void {
    if (!this.#legs.delete(leg)) return;
    if (!leg.hidden) this.roster.remove(leg.user, leg.entity);
    if (leg.sessionType === 'focus') {
      const isLast = ![...this.#legs].some((each) => each.user === leg.user && each.sessionType === 'focus');
      const others = [...this.#legs].filter(
        (each) =>
          each.user === leg.user && (isLast || each.device === leg.device) && each.sessionType !== 'focus',
      );
      for (const other of others) if (!other.hidden) this.#end(other, goodbyes.left);
    }
    // Who is not there any more need not know who is.
    if (!leg.hidden && !this.roster.get(leg.user)) {
      this.subscribers.end(leg.user);
      this.endpoints.forget(leg.user);
    }
    this.#attend();
    this.changed();
  }

  /** Somebody is out: from the MCUs first, then from the focus, and is told no more. */
  eject(uri: string): void {
    const theirs = [...this.#legs].filter(({ user, hidden }) => user === uri && !hidden);
    for (const leg of theirs.filter(({ sessionType }) => sessionType !== 'focus'))
      this.#end(leg, goodbyes.ejected);
    for (const leg of theirs.filter(({ sessionType }) => sessionType === 'focus'))
      this.#end(leg, goodbyes.ejected);
    this.allowed.delete(uri);
    this.subscribers.end(uri);
    this.#attend();
    this.changed();
  }

  setRole(uri: string, role: ConferenceRole): boolean {
    if (!this.roster.setRole(uri, role)) return false;
    // Who leaves and comes back is what they were made.
    this.allowed.set(uri, role);
    this.changed();
    return true;
  }

  setLocked(locked: boolean): void {
    this.roster.setLocked(locked);
    this.changed();
  }

  // -------------------------------------------------------------------------------------------------------- subscriptions

  subscribed(subscribe: IncomingSubscribe, user: string): void {
    const isIn = [...this.#legs].some((leg) => leg.user === user) || this.subscribers.has(user);
    // Who may join may look who is there.
    if (!isIn) this.admit(user);
    // What is on its way to the others is in the document that this one gets.
    this.#tell();
    this.subscribers.subscribe(subscribe, user);
  }

  #full(): readonly Rendered[] {
    const { revision } = this.roster;
    if (this.#rendered?.revision !== revision) {
      const { id, organizer, policy, subject, expiresAt } = this.settings;
      const displayName = this.services.displayNameOf(organizer);
      const description = {
        ...{ displayText: subject, subject, conferenceId: id, admissionPolicy: policy },
        expiryTime: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
        organizer: { uri: organizer, ...(displayName !== undefined && { displayName }) },
        confUris: addressesOf(this.focusUri) ?? [],
      };
      const facts = { focusUri: this.focusUri, description };
      this.#rendered = { revision, documents: renderFull(facts, this.roster) };
    }
    return this.#rendered.documents;
  }

  /** After every change of the roster, and once at the end. Returns how to stop. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells everybody, a moment later. */
  changed(within = gatherMs): void {
    const { clock } = this.services;
    if (this.#ended) return;
    const at = clock.now() + within;
    if (this.#flush && this.#flush.at <= at) return;
    this.#flush?.timer.cancel();
    this.#flush = { at, timer: clock.setTimeout(() => this.#tell(), within) };
  }

  #tell(): void {
    this.#flush?.timer.cancel();
    this.#flush = undefined;
    const change = this.roster.takeChange();
    if (!change) return;
    const facts = { focusUri: this.focusUri, description: {} };
    this.subscribers.publish(renderChange(facts, this.roster, change));
    for (const listener of [...this.#listeners]) listener();
  }

  /** Somebody's connection seems to be gone: all that runs over it is asked. */
  suspect(user: string, device: string | undefined): void {
    for (const leg of this.#legs) {
      if (leg.user === user && (device === undefined || leg.device === device)) leg.suspect?.();
    }
  }

  // ---------------------------------------------------------------------------------------------------------------- end

  /** The last has left, or only guests are left. */
  #attend(): void {
    if (this.#ended || this.settings.keepAlive) return;
    const { clock, config, isGuest } = this.services;
    const { users } = this.roster;
    if (users.length > 0 && users.every(({ uri }) => isGuest(uri))) {
      this.#unattended ??= clock.setTimeout(() => this.end(), config.unattendedSeconds * 1000);
      return;
    }
    this.#unattended?.cancel();
    this.#unattended = undefined;
    if (users.length === 0 && this.#joining === 0) this.#deactivate();
  }

  /** Nobody is there: it may begin again until it expires. */
  #deactivate(): void {
    this.roster.setLocked(false);
    this.roster.setFilterRules(undefined);
    for (const leg of [...this.#legs]) this.#end(leg, goodbyes.ended);
    this.subscribers.close(renderEnd(this.focusUri));
    void this.audioVideo.close();
  }

  /** For everybody, and for good. Twice does nothing. */
  end(goodbye: Goodbye = goodbyes.ended): void {
    if (this.#ended) return;
    this.#ended = goodbye;
    this.#flush?.timer.cancel();
    this.#unattended?.cancel();
    const legs = [...this.#legs];
    for (const leg of legs.filter(({ sessionType }) => sessionType !== 'focus')) this.#end(leg, goodbye);
    for (const leg of legs.filter(({ sessionType }) => sessionType === 'focus')) this.#end(leg, goodbye);
    this.subscribers.close(renderEnd(this.focusUri));
    void this.audioVideo.close();
    this.deleted();
    for (const listener of [...this.#listeners]) listener();
  }

  #end(leg: ConferenceLeg, goodbye: Goodbye): void {
    this.#legs.delete(leg);
    if (!leg.hidden) this.roster.remove(leg.user, leg.entity);
    leg.end(goodbye);
  }
}

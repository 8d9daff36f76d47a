import type { Timer } from '../../sip';
import { Conference, type ConferenceSettings } from './conference';
import { goodbyes } from './leg';
import { ConferenceRefusal } from './refusal';
import type { ConferenceServices } from './services';

/** All conferences there are, by organizer and id. */
export class Conferences {
  readonly #all = new Map<string, { readonly conference: Conference; readonly expiry: Timer }>();

  constructor(private readonly services: ConferenceServices) {}

  get all(): readonly Conference[] {
    return [...this.#all.values()].map(({ conference }) => conference);
  }

  find(organizer: string, id: string): Conference | undefined {
    return this.#all.get(keyOf(organizer, id))?.conference;
  }

  /** Throws `ConferenceRefusal`: `duplicate`, `too-many-conferences`. */
  create(settings: ConferenceSettings): Conference {
    const { organizer, id, expiresAt } = settings;
    const key = keyOf(organizer, id);
    if (this.#all.has(key)) throw new ConferenceRefusal('duplicate');
    this.#makeRoom(organizer);
    const { clock } = this.services;
    const conference = new Conference(settings, this.services, () => {
      this.#all.get(key)?.expiry.cancel();
      this.#all.delete(key);
    });
    const expiry = this.#expireAt(conference, expiresAt);
    this.#all.set(key, { conference, expiry });
    this.services.log.info('conference-created', { organizer, id, at: clock.now() });
    return conference;
  }

  close(): void {
    for (const conference of this.all) conference.end(goodbyes.closing);
  }

  /** The record goes at its time; one that is in use goes on until it is not. */
  #expireAt(conference: Conference, at: number): Timer {
    const { clock } = this.services;
    return clock.setTimeout(
      () => {
        if (conference.roster.size === 0 && !conference.settings.keepAlive) return conference.end();
        const entry = this.#all.get(keyOf(conference.settings.organizer, conference.settings.id));
        if (entry) {
          const expiry = this.#expireAt(conference, clock.now() + lookAgainMs);
          this.#all.set(keyOf(conference.settings.organizer, conference.settings.id), { conference, expiry });
        }
      },
      Math.max(0, at - clock.now()),
    );
  }

  #makeRoom(organizer: string): void {
    const theirs = this.all.filter(({ settings }) => settings.organizer === organizer);
    if (theirs.length < this.services.config.maxConferencesPerOrganizer) return;
    const idle = theirs.filter(({ roster, settings }) => roster.size === 0 && !settings.keepAlive);
    const oldest = idle.sort((a, b) => a.createdAt - b.createdAt)[0];
    if (!oldest) throw new ConferenceRefusal('too-many-conferences');
    oldest.end();
  }
}

const lookAgainMs = 600_000;

const keyOf = (organizer: string, id: string): string => `${organizer} ${id.toLowerCase()}`;

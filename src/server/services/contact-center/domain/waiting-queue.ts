import type { QueueConfiguration } from '../configuration';
import { byPlace, type Contact } from './contact';

/** Waits per place that are remembered, and how many it takes to say anything. */
const remembered = 20;
const enough = 3;

/** The contacts that wait for one queue, in order; those being offered keep their place until somebody accepts. */
export class WaitingQueue {
  readonly #contacts: Contact[] = [];
  readonly #secondsPerPlace: number[] = [];

  constructor(readonly configuration: QueueConfiguration) {}

  get contacts(): readonly Contact[] {
    return this.#contacts;
  }

  get length(): number {
    return this.#contacts.length;
  }

  get full(): boolean {
    return this.#contacts.length >= this.configuration.maxLength;
  }

  add(contact: Contact): void {
    const index = this.#contacts.findIndex((other) => byPlace(contact, other) < 0);
    this.#contacts.splice(index < 0 ? this.#contacts.length : index, 0, contact);
  }

  remove(contact: Contact): void {
    const index = this.#contacts.indexOf(contact);
    if (index >= 0) this.#contacts.splice(index, 1);
  }

  /** 1 is next. */
  positionOf(contact: Contact): number | undefined {
    const index = this.#contacts.indexOf(contact);
    return index < 0 ? undefined : index + 1;
  }

  /** A contact of this queue was answered after so many milliseconds. */
  answered(contact: Contact, waitedMs: number): void {
    this.#secondsPerPlace.push(waitedMs / 1000 / contact.entryPosition);
    if (this.#secondsPerPlace.length > remembered) this.#secondsPerPlace.shift();
  }

  /** Seconds; the median wait per place times the place. Undefined until enough contacts were answered to tell. */
  estimatedWait(position: number): number | undefined {
    if (this.#secondsPerPlace.length < enough) return undefined;
    const sorted = [...this.#secondsPerPlace].sort((a, b) => a - b);
    return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * position);
  }
}

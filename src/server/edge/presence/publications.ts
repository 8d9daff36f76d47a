import { randomBytes } from 'node:crypto';
import type { Presence } from '../../../protocol/presence';
import type { Clock, Timer } from '../../sip/clock';
import type { Flow } from '../flow';

interface Publication {
  readonly presence: Presence;
  readonly flow: Flow;
  /** Grows with every publication: the newest is what the person said last. */
  readonly order: number;
  readonly timer: Timer;
  readonly release: () => void;
}

/** Publications of one user at once: more than the clients one person has. */
const maxPerUser = 16;

/** What users publish of themselves (RFC 3903), until it expires, is removed, or its connection is gone. */
export class Publications {
  readonly #byAor = new Map<string, Map<string, Publication>>();
  #order = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onChange: (aor: string) => void,
  ) {}

  /** The newest publication of a user. */
  newest(aor: string): Presence | undefined {
    let newest: Publication | undefined;
    for (const publication of this.#byAor.get(aor)?.values() ?? []) {
      if (newest === undefined || publication.order > newest.order) newest = publication;
    }
    return newest?.presence;
  }

  has(aor: string, etag: string): boolean {
    return this.#byAor.get(aor)?.has(etag) === true;
  }

  presenceOf(aor: string, etag: string): Presence | undefined {
    return this.#byAor.get(aor)?.get(etag)?.presence;
  }

  isFull(aor: string): boolean {
    return (this.#byAor.get(aor)?.size ?? 0) >= maxPerUser;
  }

  /** Stores a publication, in place of the one with `replaced`; returns its entity-tag, `etag` where the caller chooses it. */
  put(
    aor: string,
    presence: Presence,
    flow: Flow,
    seconds: number,
    replaced?: string,
    etag = randomBytes(8).toString('hex'),
  ): string {
    const publications = this.#byAor.get(aor) ?? new Map<string, Publication>();
    this.#byAor.set(aor, publications);
    const old = replaced === undefined ? undefined : publications.get(replaced);
    if (replaced !== undefined) this.#drop(publications, replaced);
    publications.set(etag, {
      presence,
      flow,
      // A refresh says nothing new.
      order: old?.presence === presence ? old.order : ++this.#order,
      timer: this.clock.setTimeout(() => this.remove(aor, etag), seconds * 1000),
      release: flow.onClose(() => this.remove(aor, etag)),
    });
    this.onChange(aor);
    return etag;
  }

  remove(aor: string, etag: string): void {
    const publications = this.#byAor.get(aor);
    if (publications === undefined || !this.#drop(publications, etag)) return;
    if (publications.size === 0) this.#byAor.delete(aor);
    this.onChange(aor);
  }

  /** Somebody who has left says nothing any more. */
  removeAll(aor: string): void {
    for (const etag of [...(this.#byAor.get(aor)?.keys() ?? [])]) this.remove(aor, etag);
  }

  #drop(publications: Map<string, Publication>, etag: string): boolean {
    const publication = publications.get(etag);
    publication?.timer.cancel();
    publication?.release();
    return publications.delete(etag);
  }
}

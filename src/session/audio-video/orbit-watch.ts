import { dialogEvent, dialogInfoContentType, parseDialogInfo } from '../../protocol/dialog-info';
import type { DialogInfo, WatchedDialog } from '../../protocol/dialog-info';
import type { FailureSnapshot, OrbitListener, OrbitOccupancy } from '../contract';
import { asSessionError } from '../failures';
import { addressOf } from '../identity';
import type { Signaling, SipResponse, Subscription } from '../signaling/signaling';

/** Seconds. */
const EXPIRES = 3600;
/** The service restarted, or is not up yet. Milliseconds. */
const RESUBSCRIBE_AFTER = 5000;
/** Answers that mean: no such service or package, or this user may not watch. */
const NOT_FOR_US = [403, 404, 405, 406, 489, 501];

/** All orbits of a call park service, in one subscription for all who listen (RFC 4235). There is none while nobody does. */
export class OrbitWatch {
  readonly #listeners = new Set<OrbitListener>();
  readonly #dialogs = new Map<string, WatchedDialog>();
  #orbits: readonly OrbitOccupancy[] | undefined;
  #version: number | undefined;
  #signaling: Signaling | undefined;
  #serviceUri = '';
  #subscription: Subscription | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly report: (failure: FailureSnapshot) => void) {}

  /** There is a connection (again), and a service. Subscriptions of an old connection went with it. */
  attach(signaling: Signaling, serviceUri: string): void {
    if (signaling === this.#signaling && serviceUri === this.#serviceUri) return;
    clearTimeout(this.#timer);
    this.#signaling = signaling;
    this.#serviceUri = serviceUri;
    this.#subscription = undefined;
    if (this.#listeners.size > 0) this.#subscribe();
  }

  watch(listener: OrbitListener, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#leave(listener), { once: true });
    if (this.#orbits) listener(this.#orbits);
    if (this.#signaling && !this.#subscription) this.#subscribe();
  }

  #leave(listener: OrbitListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearTimeout(this.#timer);
    this.#subscription?.unsubscribe();
    this.#subscription = this.#orbits = undefined;
  }

  #subscribe(): void {
    const signaling = this.#signaling;
    if (!signaling) return;
    clearTimeout(this.#timer);
    this.#version = undefined;
    const subscription = signaling.subscribe(this.#serviceUri, {
      event: dialogEvent,
      accept: dialogInfoContentType,
      expires: EXPIRES,
      onNotify: ({ body }) => {
        if (body && subscription === this.#subscription) this.#read(body);
      },
      onEnded: (response) => {
        if (subscription === this.#subscription) this.#ended(response);
      },
    });
    this.#subscription = subscription;
  }

  #ended(response: SipResponse | undefined): void {
    this.#subscription = undefined;
    if (response && NOT_FOR_US.includes(response.status)) {
      this.#signaling = undefined;
      return;
    }
    this.#timer = setTimeout(() => this.#subscribe(), RESUBSCRIBE_AFTER);
  }

  #read(body: string): void {
    let info: DialogInfo;
    try {
      info = parseDialogInfo(body);
    } catch (error) {
      return this.report(
        asSessionError(error, 'server-error', 'The state of the orbits cannot be read').toSnapshot(),
      );
    }
    const { dialogs, state, version } = info;
    const before = this.#version;
    // RFC 4235 section 4.3: an old one is ignored; after a gap only a full document says how it stands.
    if (before !== undefined && version <= before) return;
    if (state === 'partial' && (before === undefined || version > before + 1)) {
      this.#subscription?.unsubscribe();
      return this.#subscribe();
    }
    this.#version = version;
    if (state === 'full') this.#dialogs.clear();
    for (const dialog of dialogs) {
      if (dialog.state === 'terminated') this.#dialogs.delete(dialog.id);
      else this.#dialogs.set(dialog.id, dialog);
    }
    this.#tell();
  }

  #tell(): void {
    const now = Date.now();
    const orbits = [...this.#dialogs.values()]
      // Not confirmed: it is on its way there.
      .filter(({ state, local }) => state === 'confirmed' && local)
      .map((dialog) => occupancyOf(dialog, now))
      .sort((a, b) => a.orbit.localeCompare(b.orbit, 'en', { numeric: true }));
    this.#orbits = Object.freeze(orbits);
    for (const listener of this.#listeners) listener(this.#orbits);
  }
}

function occupancyOf({ duration, local, referredBy, remote }: WatchedDialog, now: number): OrbitOccupancy {
  const name = remote?.displayName ?? personOf(remote?.identity);
  const parkedBy = personOf(referredBy);
  return Object.freeze({
    orbit: userOf(local?.identity).replace(/^#/, ''),
    isOccupied: true,
    ...(name && { name }),
    ...(parkedBy && { parkedBy }),
    ...(duration !== undefined && { since: now - duration * 1000 }),
  });
}

function userOf(uri = ''): string {
  const user = /^sips?:([^@;]+)@/i.exec(uri.trim())?.[1] ?? '';
  try {
    return decodeURIComponent(user);
  } catch (error) {
    if (error instanceof URIError) return user;
    throw error;
  }
}

/** The address of a contact of the contact centre, or of a guest, tells a person nothing. */
function personOf(uri: string | undefined): string {
  const user = userOf(addressOf(uri ?? ''));
  return /^(contact|guest)-/.test(user) ? '' : user;
}

import { orbitUri } from '../../../protocol/call-park';
import { acceptsType } from '../../../protocol/content-type';
import {
  buildDialogInfo,
  dialogEvent,
  dialogInfoContentType,
  type WatchedDialog,
  type WatchedDialogCause,
} from '../../../protocol/dialog-info';
import type { UnparkReason } from '../../../protocol/call-park';
import { addressOfRecord, type IncomingSubscribe, type Notifier } from '../../sip';
import type { StoredOrbit } from '../../store/orbit-store';
import type { CallParkServices } from './call-park-services';
import type { ParkedCall } from './parked-call';

const longestSubscription = 3600;

/** RFC 4235 section 4.1.4, by what each means at an orbit. */
const causes: Readonly<Record<UnparkReason, WatchedDialogCause>> = {
  drop: 'timeout',
  'hang-up': 'remote-bye',
  ringback: 'replaced',
  fallback: 'replaced',
  retrieval: 'replaced',
};

interface Watcher {
  /** Undefined: all orbits. */
  readonly orbit: string | undefined;
  readonly entity: string;
  version: number;
}

/**
 * The dialog event package (RFC 4235) of each orbit, for lamps, and of the service itself, for panels: all orbits in one subscription. Full
 * state first and for single orbits; of all orbits, what changed.
 */
export class OrbitWatchers {
  readonly #watchers = new Map<Notifier, Watcher>();

  constructor(
    private readonly services: CallParkServices,
    /** What is at an orbit, or at all of them, now. */
    private readonly dialogsAt: (orbit?: string) => WatchedDialog[],
  ) {}

  get size(): number {
    return this.#watchers.size;
  }

  /** `orbit`: which one was asked for; all of them when undefined. */
  subscribe(incoming: IncomingSubscribe, orbit: string | undefined): void {
    const { identity, request } = incoming;
    const { configuration, policy } = this.services;
    if (identity === undefined || !policy.mayWatch(identity)) return incoming.respond(403);
    if (incoming.event.toLowerCase() !== dialogEvent)
      return incoming.respond(489, { headers: [['Allow-Events', dialogEvent]] });
    const accepted = request.headers.list('Accept').map((value) => value.split(';', 1)[0]!.trim());
    if (accepted.length > 0 && !acceptsType(accepted, dialogInfoContentType)) return incoming.respond(406);
    const entity = orbit === undefined ? configuration.uri : orbitUri(orbit, configuration.domain);
    const notifier = incoming.accept({ expires: longestSubscription });
    this.#watchers.set(notifier, { orbit, entity, version: 0 });
    notifier.onTerminated = () => this.#watchers.delete(notifier);
    notifier.onRefresh = () => this.#notify(notifier);
    this.#notify(notifier);
  }

  changed(call: ParkedCall): void {
    const { orbit } = call.facts;
    const dialog = watchedCall(call, this.services);
    for (const [notifier, watcher] of [...this.#watchers]) {
      if (watcher.orbit === undefined) this.#send(notifier, watcher, 'partial', [dialog]);
      else if (watcher.orbit === orbit) this.#send(notifier, watcher, 'full', [dialog]);
    }
  }

  close(): void {
    // RFC 6665 section 4.1.3: the subscriber may try again at once, and finds whoever serves then.
    for (const notifier of [...this.#watchers.keys()]) notifier.terminate('deactivated');
    this.#watchers.clear();
  }

  #notify(notifier: Notifier): void {
    const watcher = this.#watchers.get(notifier);
    if (watcher) this.#send(notifier, watcher, 'full', this.dialogsAt(watcher.orbit));
  }

  #send(notifier: Notifier, watcher: Watcher, state: 'full' | 'partial', dialogs: WatchedDialog[]): void {
    const { entity } = watcher;
    const body = buildDialogInfo({ entity, version: watcher.version++, state, dialogs });
    notifier.notify(body, dialogInfoContentType);
  }
}

export function watchedCall(call: ParkedCall, { clock, configuration }: CallParkServices): WatchedDialog {
  const { id, orbit, parkerUri, request } = call.facts;
  const { state, unparkReason, parkedAt, parkeeName: displayName } = call;
  return {
    id,
    direction: 'recipient',
    state: state === 'ended' ? 'terminated' : state === 'replacing' ? 'early' : 'confirmed',
    ...(state === 'ended' && { cause: unparkReason ? causes[unparkReason] : 'cancelled' }),
    ...(parkedAt !== undefined && { duration: (clock.now() - parkedAt) / 1000 }),
    referredBy: parkerUri,
    local: { identity: orbitUri(orbit, configuration.domain) },
    remote: {
      identity: addressOfRecord(request.target),
      ...(displayName !== undefined && { displayName }),
    },
  };
}

/** What an earlier process had there: it is gone, and this says so. */
export function watchedLoss(
  { orbit, call }: StoredOrbit,
  { configuration }: CallParkServices,
): WatchedDialog[] {
  if (!call) return [];
  return [
    {
      id: call.id,
      direction: 'recipient',
      state: 'terminated',
      cause: 'error',
      referredBy: call.parkerUri,
      local: { identity: orbitUri(orbit, configuration.domain) },
      remote: { identity: call.parkeeUri },
    },
  ];
}

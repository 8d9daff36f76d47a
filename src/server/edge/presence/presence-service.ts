import type { Presence } from '../../../protocol/presence';
import type { Clock } from '../../sip/clock';
import type { SipRequest, SipResponse } from '../../sip/message';
import type { TransactionLayer } from '../../sip/transactions';
import type { Flow } from '../flow';
import { PresenceNotifier } from './notifier';
import { Publications } from './publications';
import { handlePublish } from './publish';

/** Presence of the users of the domain: what they publish and whether they are registered, composed into one state each. */
export class PresenceService {
  readonly publications: Publications;
  readonly notifier: PresenceNotifier;

  constructor(options: {
    readonly domain: string;
    readonly transactions: TransactionLayer;
    readonly clock: Clock;
    readonly isRegistered: (aor: string) => boolean;
  }) {
    this.publications = new Publications(options.clock, (aor) => this.changed(aor));
    this.presenceOf = (aor) =>
      // What the person said last stands. Who says nothing is there as long as a client of theirs is registered.
      this.publications.newest(aor) ?? { availability: options.isRegistered(aor) ? 'online' : 'offline' };
    this.notifier = new PresenceNotifier({ ...options, presenceOf: this.presenceOf });
  }

  readonly presenceOf: (aor: string) => Presence;

  changed(aor: string): void {
    this.notifier.changed(aor);
  }

  /** The last contact of a user is gone, and with it what their clients published. */
  left(aor: string): void {
    this.publications.removeAll(aor);
    this.changed(aor);
  }

  publish(request: SipRequest, aor: string, flow: Flow): SipResponse {
    return handlePublish(request, aor, flow, this.publications);
  }
}

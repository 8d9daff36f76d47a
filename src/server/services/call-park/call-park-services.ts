import type { OrbitStore } from '../../store/orbit-store';
import type { Clock, Logger, SipEndpoint } from '../../sip';
import type { CheckedConfiguration } from './configuration';
import type { ParkMedia } from './park-media';
import type { CallParkPolicy, DialogWitness } from './policy';

/** What the parts of call park share. */
export interface CallParkServices {
  readonly configuration: CheckedConfiguration;
  readonly endpoint: SipEndpoint;
  readonly orbits: OrbitStore;
  readonly media: ParkMedia;
  readonly clock: Clock;
  readonly log: Logger;
  readonly policy: CallParkPolicy;
  readonly witness: DialogWitness | undefined;
  /** Value of our Contact: with `isCps`, as [MS-SIPAPP] 3.1.5.2 demands (RFC 3840 section 10). */
  readonly contact: string;
}

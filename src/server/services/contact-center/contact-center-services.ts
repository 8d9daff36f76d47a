import type { MediaService } from '../../media';
import type { ContactStore } from '../../store';
import type { Clock } from '../../sip/clock';
import type { SipEndpoint } from '../../sip/endpoint';
import type { Logger } from '../../sip/log';
import type { ContactCenterConfiguration } from './configuration';
import type { MatchMaker } from './domain/match-maker';

/** What the parts of the contact centre share. */
export interface ContactCenterServices {
  readonly configuration: ContactCenterConfiguration;
  /** The centre's own address. */
  readonly uri: string;
  readonly endpoint: SipEndpoint;
  readonly contacts: ContactStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly maker: MatchMaker;
  /** Opens the media service; absent: nobody can call. Rejects with `MediaError`. */
  readonly media?: () => Promise<MediaService>;
}

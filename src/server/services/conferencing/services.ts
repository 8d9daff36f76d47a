import type { MediaService } from '../../media';
import type { Clock, Logger, SipEndpoint } from '../../sip';
import type { ConferencingConfiguration } from './configuration';

/** What the parts of the conferencing service need of the world. */
export interface ConferenceServices {
  readonly config: ConferencingConfiguration;
  readonly endpoint: SipEndpoint;
  /** Asked for when the first voice is there. */
  readonly media: () => Promise<MediaService>;
  readonly clock: Clock;
  readonly log: Logger;
  /** The name a user has in the directory; undefined for those who are not in it. */
  readonly displayNameOf: (uri: string) => string | undefined;
  /** Who may make conferences. */
  readonly mayOrganize: (identity: string) => boolean;
  /** Visitors, who are no users. */
  readonly isGuest: (identity: string) => boolean;
}

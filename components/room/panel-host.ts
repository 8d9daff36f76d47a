import type { LitElement } from 'lit';
import type { PersistentChatEndpointContract } from '../../src/session/contract';
import type { RoomsStrings } from '../rooms/strings';

/** What the parts of a room's element, and of the list of rooms, need of it. */
export interface PanelHost {
  readonly element: LitElement;
  readonly texts: () => RoomsStrings;
  readonly lang: () => string;
  readonly chat: () => PersistentChatEndpointContract | undefined;
  /** What is shown for an address. */
  readonly nameOf: (uri: string) => string;
  readonly announce: (text: string) => void;
  /** Raises `lync-error`; what is shown of it is the part's own business. */
  readonly report: (error: unknown) => void;
}

import type { ConferenceInfo } from './conference-info';
import type { ConferenceMedia, ConferenceUser } from './conference-info-user';
import type { ConferenceRole } from './conference-info-names';

export { buildCccpRequest, buildCccpResponse } from './cccp-write';
export { cccpLimit, parseCccp, parseCccpRequest, parseCccpResponse } from './cccp-read';

/** Centralized Conference Control Protocol ([MS-CONFBAS], [MS-CONFPRO]): commands about conferences, and what became of them. */
export const cccpContentType = 'application/cccp+xml';

/** A conference, by what the command at hand knows of it. */
export interface ConferenceKeys {
  /** Of commands to the focus factory: `msci:conference-id`. */
  readonly conferenceId?: string;
  /** Of commands to the focus: its address, `confEntity`. */
  readonly confEntity?: string;
}

/** Addresses one stream of one endpoint. */
export interface MediaKeys {
  readonly confEntity: string;
  readonly userEntity: string;
  readonly endpointEntity: string;
  readonly mediaId: string;
}

/** What somebody wants done, by the name of its element. */
export type CccpCommand =
  | { readonly name: 'getConferencingCapabilities' }
  /** `entity` is empty: the answer has the address. The client chooses the `conferenceId`. */
  | { readonly name: 'addConference'; readonly conference: ConferenceInfo }
  | { readonly name: 'getConference'; readonly keys: ConferenceKeys }
  | { readonly name: 'deleteConference'; readonly keys: ConferenceKeys }
  /**
   * Without `mcuUri`: of oneself to join; of somebody else to let them in, from a presenter. With it the MCU calls the user (dial-out, [MS-CONFBAS] 2.2.3.15).
   */
  | {
      readonly name: 'addUser';
      readonly confEntity: string;
      readonly mcuUri?: string;
      readonly user: ConferenceUser;
    }
  | { readonly name: 'deleteUser'; readonly confEntity: string; readonly userEntity: string }
  | {
      readonly name: 'modifyUserRoles';
      readonly confEntity: string;
      readonly userEntity: string;
      readonly role: ConferenceRole;
    }
  | { readonly name: 'modifyConferenceLock'; readonly confEntity: string; readonly locked: boolean }
  /** [MS-CONFBAS] 4.4.10: the `views` of the MCU as they are to be. */
  | { readonly name: 'modifyConference'; readonly mcuUri?: string; readonly conference: ConferenceInfo }
  | {
      readonly name: 'modifyEndpointMedia';
      readonly mcuUri: string;
      readonly keys: MediaKeys;
      readonly media: ConferenceMedia;
    };

export type CccpCommandName = CccpCommand['name'];

/** A command that this version does not know. */
export interface UnknownCommand {
  readonly name: 'unknown';
  readonly element: string;
}

export interface CccpRequest<Command = CccpCommand> {
  readonly requestId: string;
  /** Address of the sender. */
  readonly from: string;
  /** Address that the request is for: the focus factory or the focus. */
  readonly to: string;
  readonly command: Command;
}

export type CccpCode = 'success' | 'failure' | 'pending';

export interface CccpResponse {
  readonly requestId: string;
  readonly from: string;
  readonly to: string;
  readonly code: CccpCode;
  /** Name of the command's element, whatever it is. */
  readonly command: string;
  /** Why it failed, e.g. `endpointDoesntExist`. */
  readonly reason?: string;
  /** To `getConferencingCapabilities`. */
  readonly mcuTypes?: readonly string[];
  /** To `addConference` and `getConference`: `entity` is the focus. */
  readonly conference?: ConferenceInfo;
  /** To `addUser`: with the role that was granted. */
  readonly confEntity?: string;
  readonly user?: ConferenceUser;
}

export type CccpDocument =
  | { readonly kind: 'request'; readonly request: CccpRequest<CccpCommand | UnknownCommand> }
  | { readonly kind: 'response'; readonly response: CccpResponse };

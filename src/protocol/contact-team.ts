import { list, oneOf, optional, readJson, shape, text, writeJson, boolean } from './json-reader';
import type { Reader } from './json-reader';
import { contactMember, supervisionModes, type ContactMember, type SupervisionMode } from './supervision';
import { WireFormatError } from './wire-format-error';

/** Who has one contact: event package of SUBSCRIBE, NOTIFY and PUBLISH at the contact's own address, for its agents and for supervisors. */
export const contactTeamEvent = 'vnd.lync-widgets.contact';
export const contactTeamContentType = 'application/vnd.lync-widgets.contact+json';

/** An agent of the centre who could be asked to come. */
export interface ContactColleague {
  readonly uri: string;
  readonly displayName: string;
  readonly state: 'not-present' | 'not-ready' | 'ready' | 'offering' | 'busy' | 'wrap-up';
}

export interface ContactTeam {
  readonly members: readonly ContactMember[];
  readonly colleagues: readonly ContactColleague[];
  /** Who did not come when asked last. */
  readonly refused?: { readonly uri: string; readonly result: 'declined' | 'missed' | 'failed' };
}

export type ContactCommand =
  /** Asks a colleague to come; `handOver`: who asks leaves when they are there. */
  | { readonly invite: string; readonly handOver?: boolean }
  /** Ends somebody's part, or the ringing. */
  | { readonly remove: string }
  | { readonly supervise: SupervisionMode | 'take-over' };

const uri = text(512);

const team = shape<ContactTeam>({
  members: list(contactMember, 64),
  colleagues: list(
    shape<ContactColleague>({
      uri,
      displayName: text(256),
      state: oneOf('not-present', 'not-ready', 'ready', 'offering', 'busy', 'wrap-up'),
    }),
    256,
  ),
  refused: optional(
    shape<NonNullable<ContactTeam['refused']>>({ uri, result: oneOf('declined', 'missed', 'failed') }),
  ),
});

const invite = shape<{ invite: string; handOver?: boolean }>({ invite: uri, handOver: optional(boolean) });
const remove = shape<{ remove: string }>({ remove: uri });
const supervise = shape<{ supervise: SupervisionMode | 'take-over' }>({
  supervise: oneOf(...supervisionModes, 'take-over'),
});
const keys = shape<{ invite?: string; remove?: string; supervise?: string }>({
  invite: optional(uri),
  remove: optional(uri),
  supervise: optional(text(32)),
});

const command: Reader<ContactCommand> = (value, path) => {
  const given = Object.keys(keys(value, path));
  // One command, one thing: else it would not be clear what a refusal refuses.
  if (given.length !== 1) throw new WireFormatError('invalid-value', path);
  if (given[0] === 'invite') return invite(value, path);
  return given[0] === 'remove' ? remove(value, path) : supervise(value, path);
};

/** Throws `WireFormatError`. At most 64 kB. */
export function parseContactTeam(body: string): ContactTeam {
  return readJson(body, team);
}

/** Throws `WireFormatError` on values the other side would refuse. */
export function buildContactTeam(value: ContactTeam): string {
  return writeJson(value, team);
}

/** Throws `WireFormatError`. At most 1,024 bytes. */
export function parseContactCommand(body: string): ContactCommand {
  return readJson(body, command, 1024);
}

/** Throws `WireFormatError` on values the other side would refuse. */
export function buildContactCommand(value: ContactCommand): string {
  return writeJson(value, command, 1024);
}

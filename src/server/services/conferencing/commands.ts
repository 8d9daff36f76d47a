import type {
  CccpCommand,
  CccpRequest,
  CccpResponse,
  UnknownCommand,
} from '../../../protocol/conferencing/cccp';
import { isSameConferenceUri } from '../../../protocol/conferencing/conference-info-names';
import { addressOfRecord } from '../../sip';
import type { Conference } from './conference';
import { audioMediaId } from './domain/roster';
import { goodbyes, nameOf, newEntity } from './leg';
import { muteAudience } from './mute-audience';
import { ConferenceRefusal } from './refusal';

/** What a command came to, beyond that it succeeded. */
export interface CommandOutcome {
  readonly result?: Partial<CccpResponse>;
  /** What is done when the sender has been told. */
  readonly after?: () => void;
}

export type Execute = () => CommandOutcome | Promise<CommandOutcome>;

/** The C3P failure of a command that was accepted, as [MS-CONFAV] names it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code = 'command-failed';
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * Checks a command of `sender` within the focus dialog, and gives what carries it out. Throws `ConferenceRefusal` for what is refused at once (603 and
 * `ms-diagnostics`); what fails later is a `CommandFailure` or a refusal of the execution.
 */
export function prepareCommand(
  conference: Conference,
  sender: string,
  { from, to, command }: CccpRequest<CccpCommand | UnknownCommand>,
): Execute {
  if (addressOfRecord(from) !== sender) throw new ConferenceRefusal('bad-from');
  if (!isSameConferenceUri(to, conference.focusUri)) throw new ConferenceRefusal('bad-to');
  if (command.name === 'unknown') throw new ConferenceRefusal('not-implemented', { detail: command.element });
  checkEntity(conference, command);
  switch (command.name) {
    case 'addUser':
      return addUser(conference, sender, command);
    case 'deleteUser': {
      const user = participant(conference, command.userEntity);
      if (user !== sender) mustPresent(conference, sender);
      return () => ({ after: () => conference.eject(user) });
    }
    case 'modifyUserRoles': {
      mustPresent(conference, sender);
      const user = participant(conference, command.userEntity);
      const { role } = command;
      // A conference has its organizer to turn to.
      if (user === conference.settings.organizer && role !== 'presenter')
        throw new ConferenceRefusal('invalid-role');
      return () => {
        conference.setRole(user, role);
        return { result: { user: { entity: user, roles: [role] } } };
      };
    }
    case 'modifyConferenceLock': {
      mustPresent(conference, sender);
      const { locked } = command;
      return () => {
        conference.setLocked(locked);
        return {};
      };
    }
    case 'modifyConference':
      mustPresent(conference, sender);
      return modifyConference(conference, sender, command);
    case 'modifyEndpointMedia':
      return modifyEndpointMedia(conference, sender, command);
    case 'deleteConference':
      mustPresent(conference, sender);
      return () => ({ after: () => conference.end(goodbyes.ended) });
    case 'getConference':
      return () => ({ result: { conference: describe(conference) } });
    case 'addConference':
    case 'getConferencingCapabilities':
      throw new ConferenceRefusal('not-implemented', { detail: 'a command of the focus factory' });
  }
}

/** [MS-OCER] 3003: every command names the conference that it is sent to. */
function checkEntity(conference: Conference, command: CccpCommand): void {
  let entity = 'confEntity' in command ? command.confEntity : undefined;
  if ('keys' in command) entity = command.keys.confEntity;
  if (command.name === 'modifyConference') entity = command.conference.entity;
  if (entity === undefined || isSameConferenceUri(entity, conference.focusUri)) return;
  throw new ConferenceRefusal('conference-entity-invalid', { status: 603 });
}

function mustPresent(conference: Conference, sender: string): void {
  if (!conference.isPresenter(sender)) throw new ConferenceRefusal('not-authorized');
}

/** The address of who is in the roster. Throws 3002. */
function participant(conference: Conference, entity: string): string {
  const uri = addressOfRecord(entity);
  if (!conference.roster.get(uri)) throw new ConferenceRefusal('invalid-target-user');
  return uri;
}

type Named<Name> = Extract<CccpCommand, { name: Name }>;

/** Lets somebody in, or has an MCU call them ([MS-CONFBAS] 2.2.3.15). */
function addUser(conference: Conference, sender: string, command: Named<'addUser'>): Execute {
  const { mcuUri, user } = command;
  const { services } = conference;
  const uri = addressOfRecord(user.entity);
  const asked = user.roles?.[0]?.toLowerCase() === 'presenter' ? 'presenter' : 'attendee';
  if (mcuUri === undefined) {
    if (uri === sender) {
      const role = conference.admit(uri);
      return () => ({ result: added(conference, uri, role) });
    }
    mustPresent(conference, sender);
    // Guests come in by invitation of an application of ours.
    if (services.isGuest(uri)) throw new ConferenceRefusal('invalid-target-user');
    return () => {
      const known = user.roles?.length ? asked : (conference.allowed.get(uri) ?? asked);
      const role = uri === conference.settings.organizer ? 'presenter' : known;
      conference.allowed.set(uri, role);
      return { result: added(conference, uri, role) };
    };
  }
  if (!conference.isPresenter(sender)) throw new ConferenceRefusal('no-dial-out');
  const mcu = [
    { mcuUri: conference.chatUri, mcu: conference.chat },
    { mcuUri: conference.audioVideoUri, mcu: conference.audioVideo },
  ].find((each) => isSameConferenceUri(each.mcuUri, mcuUri))?.mcu;
  if (!mcu) throw new ConferenceRefusal('invalid-mcu-uri');
  const endpoint = user.endpoints?.[0];
  if (endpoint?.joiningMethod !== undefined && endpoint.joiningMethod !== 'dialed-out')
    throw new ConferenceRefusal('add-user-invalid', { detail: 'joining-method' });
  const target = endpoint?.endpointUri ?? uri;
  // Whom the directory does not know would be called with the conference's word for who calls.
  if (addressOfRecord(target) !== uri || services.displayNameOf(uri) === undefined)
    throw new ConferenceRefusal('invalid-target-user');
  if (conference.roster.locked) throw new ConferenceRefusal('locked', { status: 603 });
  return async () => {
    const role = conference.roster.get(uri)?.role ?? conference.allowed.get(uri) ?? asked;
    if (!conference.allowed.has(uri)) conference.allowed.set(uri, role);
    conference.admit(uri);
    await mcu.dialOut({
      uri,
      user: { uri, displayName: nameOf(uri, user.displayName, services), role },
      entity: endpoint?.entity ?? newEntity(),
    });
    return { result: added(conference, uri, role) };
  };
}

const added = (conference: Conference, uri: string, role: string): Partial<CccpResponse> => ({
  confEntity: conference.focusUri,
  user: { entity: uri, roles: [role] },
});

/** [MS-CONFBAS] 4.4.10, of which the A/V MCU knows mute-all. */
function modifyConference(
  conference: Conference,
  sender: string,
  { conference: wanted, mcuUri }: Named<'modifyConference'>,
): Execute {
  const { audioVideoUri } = conference;
  if (mcuUri === undefined) throw new ConferenceRefusal('not-implemented', { detail: 'without MCU' });
  if (!isSameConferenceUri(mcuUri, audioVideoUri)) throw new ConferenceRefusal('invalid-mcu-uri');
  const view = wanted.views?.find(({ entity }) => isSameConferenceUri(entity, audioVideoUri));
  const rules = view?.filterRules;
  if (rules?.attendeeIngress === undefined && rules?.attendeesMayUnmute === undefined)
    throw new ConferenceRefusal('not-implemented', { detail: 'entity-view' });
  return () => {
    muteAudience(conference, sender, rules);
    return {};
  };
}

/** [MS-CONFAV] 3.2.5.4: mute and unmute. One may do it to oneself, a presenter to everybody. */
function modifyEndpointMedia(
  conference: Conference,
  sender: string,
  { keys, mcuUri, media }: Named<'modifyEndpointMedia'>,
): Execute {
  const user = addressOfRecord(keys.userEntity);
  if (!isSameConferenceUri(mcuUri, conference.audioVideoUri)) throw new ConferenceRefusal('invalid-mcu-uri');
  if (user !== sender) mustPresent(conference, sender);
  const isMute = media.ingressFilter
    ? media.ingressFilter === 'block'
    : media.status && ['recvonly', 'inactive'].includes(media.status);
  if (isMute === undefined) throw new ConferenceRefusal('not-implemented', { detail: 'media' });
  if (!isMute && !conference.mayUnmute(sender)) throw new ConferenceRefusal('not-authorized');
  return () => {
    if (!conference.roster.get(user)) throw new CommandFailure('userDoesntExist');
    if (keys.mediaId !== audioMediaId) throw new CommandFailure('otherFailure');
    if (!conference.audioVideo.setMuted(user, keys.endpointEntity, isMute))
      throw new CommandFailure('endpointDoesntExist');
    return {};
  };
}

/** Without its people: they come by the event package. */
export function describe(conference: Conference): NonNullable<CccpResponse['conference']> {
  const { focusUri, roster, settings } = conference;
  const { id, policy, subject, expiresAt } = settings;
  return {
    entity: focusUri,
    state: 'full',
    version: roster.revision,
    description: {
      ...{ subject, conferenceId: id, admissionPolicy: policy },
      expiryTime: new Date(expiresAt).toISOString(),
    },
    status: { userCount: roster.size, active: roster.size > 0, locked: roster.locked },
  };
}

import { writeXml, type XmlOutput } from '../xml/write';
import type { CccpCommand, CccpRequest, CccpResponse, ConferenceKeys } from './cccp';
import { writeConferenceInfo } from './conference-info-write';
import { conferenceNamespaces } from './conference-info-names';
import { writeMedia, writeUser } from './conference-info-user';

const { cccp, info, msci, mscp } = conferenceNamespaces;
const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/** Body of a SERVICE, of the INVITE to a focus, or of an INFO. */
export function buildCccpRequest({ requestId, from, to, command }: CccpRequest): string {
  const attributes = { xmlns: cccp, 'xmlns:mscp': mscp, C3PVersion: '1', requestId, from, to };
  return `${declaration}${writeXml(['request', attributes, writeCommand(command)])}`;
}

/** Body of the answer, or of the INFO that follows a 202. */
export function buildCccpResponse(response: CccpResponse): string {
  const { code, command, conference, confEntity, from, mcuTypes, reason, requestId, to, user } = response;
  const attributes = { xmlns: cccp, C3PVersion: '1', requestId, from, to, code };
  const children: XmlOutput[] = [];
  if (mcuTypes) children.push(['mcu-types', {}, ...mcuTypes.map((type): XmlOutput => ['mcuType', {}, type])]);
  if (confEntity !== undefined) children.push(['conferenceKeys', { confEntity }]);
  if (conference) children.push(writeConferenceInfo(conference));
  if (user) children.push(writeUser(user));
  return `${declaration}${writeXml(['response', attributes, [command, { reason }, ...children]])}`;
}

function writeCommand(command: CccpCommand): XmlOutput {
  const { name } = command;
  switch (name) {
    case 'getConferencingCapabilities':
      return [name, {}];
    case 'addConference':
      return [name, {}, writeConferenceInfo(command.conference)];
    case 'getConference':
    case 'deleteConference':
      return [name, {}, writeKeys(command.keys)];
    case 'addUser':
      return [
        name,
        { 'mscp:mcuUri': command.mcuUri },
        ['conferenceKeys', { confEntity: command.confEntity }],
        writeUser(command.user),
      ];
    case 'deleteUser':
      return [name, {}, writeUserKeys(command)];
    case 'modifyUserRoles':
      return [name, {}, writeUserKeys(command), ['user-roles', { xmlns: info }, ['entry', {}, command.role]]];
    case 'modifyConferenceLock':
      return [
        name,
        {},
        ['conferenceKeys', { confEntity: command.confEntity }],
        ['locked', {}, String(command.locked)],
      ];
    case 'modifyConference':
      return [name, { 'mscp:mcuUri': command.mcuUri }, writeConferenceInfo(command.conference)];
    case 'modifyEndpointMedia':
      return [
        name,
        { 'mscp:mcuUri': command.mcuUri },
        ['mediaKeys', { ...command.keys }],
        writeMedia(command.media),
      ];
  }
}

const writeUserKeys = ({
  confEntity,
  userEntity,
}: {
  readonly confEntity: string;
  readonly userEntity: string;
}): XmlOutput => ['userKeys', { confEntity, userEntity }];

function writeKeys({ conferenceId, confEntity }: ConferenceKeys): XmlOutput {
  const attributes = {
    ...(conferenceId !== undefined && { 'xmlns:msci': msci }),
    'msci:conference-id': conferenceId,
    confEntity,
  };
  return ['conferenceKeys', attributes];
}

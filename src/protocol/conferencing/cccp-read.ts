import { WireFormatError } from '../wire-format-error';
import { childOf, readXml, type XmlElement } from '../xml/read';
import type {
  CccpCode,
  CccpCommand,
  CccpCommandName,
  CccpDocument,
  CccpRequest,
  CccpResponse,
  ConferenceKeys,
  UnknownCommand,
} from './cccp';
import { readConferenceInfo } from './conference-info';
import { attributeOf, readBoolean } from './conference-info-elements';
import type { ConferenceRole } from './conference-info-names';
import { readMedia, readRoles, readUser, type ConferenceUser } from './conference-info-user';

/** Bytes of one document. */
export const cccpLimit = 32_768;

const limits = { maxBytes: cccpLimit, maxDepth: 16, maxNodes: 2048 };
/** [MS-CONFPRO] 2.2.2: a non-negative integer. */
const requestIdForm = /^\d{1,20}$/;
const uriForm = /^(?:sips?|tel):[^\s<>"]{1,1024}$/i;
const codes: readonly CccpCode[] = ['success', 'failure', 'pending'];
const roles: readonly ConferenceRole[] = ['presenter', 'attendee'];

/**
 * Reads a request or a response, without regard to namespaces. Throws `XmlError` or `WireFormatError`: also for more than one command, which
 * nobody sends. At most 32 kB.
 */
export function parseCccp(body: string): CccpDocument {
  const root = readXml(body.trim(), limits);
  if (root.name === 'request') return { kind: 'request', request: readRequest(root) };
  if (root.name === 'response') return { kind: 'response', response: readResponse(root) };
  throw new WireFormatError('malformed', root.name);
}

/** Throws like `parseCccp`, and if it is a response. */
export function parseCccpRequest(body: string): CccpRequest<CccpCommand | UnknownCommand> {
  const document = parseCccp(body);
  if (document.kind !== 'request') throw new WireFormatError('malformed', 'response');
  return document.request;
}

/** Throws like `parseCccp`, and if it is a request. */
export function parseCccpResponse(body: string): CccpResponse {
  const document = parseCccp(body);
  if (document.kind !== 'response') throw new WireFormatError('malformed', 'request');
  return document.response;
}

function readEnvelope(root: XmlElement): { requestId: string; from: string; to: string; child: XmlElement } {
  const [child, second] = root.children;
  if (!child) throw new WireFormatError('missing', root.name);
  // [MS-CONFPRO] 2.2.2.
  if (second) throw new WireFormatError('too-many', root.name);
  const { requestId } = root.attributes;
  if (requestId === undefined) throw new WireFormatError('missing', '@requestId');
  if (!requestIdForm.test(requestId)) throw new WireFormatError('invalid-value', '@requestId');
  return { requestId, from: uri(root, 'from'), to: uri(root, 'to'), child };
}

function readRequest(root: XmlElement): CccpRequest<CccpCommand | UnknownCommand> {
  const { child, ...envelope } = readEnvelope(root);
  const read = Object.hasOwn(readers, child.name) ? readers[child.name as CccpCommandName] : undefined;
  const command = read ? read(child) : ({ name: 'unknown', element: child.name } as const);
  return { ...envelope, command };
}

function readResponse(root: XmlElement): CccpResponse {
  const { child, ...envelope } = readEnvelope(root);
  const code = codes.find((each) => each === root.attributes.code);
  if (!code) throw new WireFormatError('invalid-value', '@code');
  const { reason } = child.attributes;
  const types = childOf(child, 'mcu-types');
  const info = childOf(child, 'conference-info');
  const user = childOf(child, 'user');
  const confEntity = childOf(child, 'conferenceKeys')?.attributes.confEntity;
  return {
    ...envelope,
    ...{ code, command: child.name },
    ...(reason && { reason }),
    ...(types && {
      mcuTypes: types.children.filter(({ name }) => name === 'mcuType').map(({ text }) => text.trim()),
    }),
    ...(info && { conference: readConferenceInfo(info) }),
    ...(confEntity !== undefined && { confEntity }),
    ...(user && { user: readUser(user) }),
  };
}

const readers: { readonly [Name in CccpCommandName]: (element: XmlElement) => CccpCommand } = {
  getConferencingCapabilities: () => ({ name: 'getConferencingCapabilities' }),
  addConference: (element) => ({
    name: 'addConference',
    conference: readConferenceInfo(child(element, 'conference-info')),
  }),
  getConference: (element) => ({ name: 'getConference', keys: conferenceKeys(element) }),
  deleteConference: (element) => ({ name: 'deleteConference', keys: conferenceKeys(element) }),
  addUser: (element) => {
    const mcu = attributeOf(element, 'mcuUri');
    return {
      name: 'addUser',
      confEntity: confEntity(element),
      ...(mcu !== undefined && { mcuUri: checkedUri('@mcuUri', mcu) }),
      user: onlyUser(element),
    };
  },
  deleteUser: (element) => ({ name: 'deleteUser', ...userKeys(element) }),
  modifyUserRoles: (element) => {
    const [role, second] = readRoles(child(element, 'user-roles'));
    if (second !== undefined) throw new WireFormatError('too-many', 'user-roles');
    return { name: 'modifyUserRoles', ...userKeys(element), role: checkedRole(role) };
  },
  modifyConferenceLock: (element) => {
    const locked = readBoolean(element, 'locked');
    if (locked === undefined) throw new WireFormatError('invalid-value', 'locked');
    return { name: 'modifyConferenceLock', confEntity: confEntity(element), locked };
  },
  modifyConference: (element) => {
    const mcu = attributeOf(element, 'mcuUri');
    return {
      name: 'modifyConference',
      ...(mcu !== undefined && { mcuUri: checkedUri('@mcuUri', mcu) }),
      conference: readConferenceInfo(child(element, 'conference-info')),
    };
  },
  modifyEndpointMedia: (element) => {
    const keys = child(element, 'mediaKeys');
    const mcu = attributeOf(element, 'mcuUri');
    if (mcu === undefined) throw new WireFormatError('missing', '@mcuUri');
    return {
      name: 'modifyEndpointMedia',
      mcuUri: checkedUri('@mcuUri', mcu),
      keys: {
        confEntity: uri(keys, 'confEntity'),
        userEntity: uri(keys, 'userEntity'),
        endpointEntity: text(keys, 'endpointEntity'),
        mediaId: text(keys, 'mediaId'),
      },
      media: readMedia(child(element, 'media')),
    };
  },
};

/** [MS-CONFBAS] 2.2.3.15: one user, at most one role, at most one endpoint. */
function onlyUser(element: XmlElement): ConferenceUser {
  const [first, second] = element.children.filter(({ name }) => name === 'user');
  if (!first) throw new WireFormatError('missing', 'user');
  if (second) throw new WireFormatError('too-many', 'user');
  const user = readUser(first);
  checkedUri('user@entity', user.entity);
  if ((user.endpoints?.length ?? 0) > 1) throw new WireFormatError('too-many', 'endpoint');
  if ((user.roles?.length ?? 0) > 1) throw new WireFormatError('too-many', 'roles');
  if (user.roles?.length) checkedRole(user.roles[0]);
  return user;
}

function checkedRole(text: string | undefined): ConferenceRole {
  const role = roles.find((each) => each === text?.toLowerCase());
  if (!role) throw new WireFormatError('invalid-value', 'roles');
  return role;
}

function conferenceKeys(element: XmlElement): ConferenceKeys {
  const keys = child(element, 'conferenceKeys');
  const conferenceId = attributeOf(keys, 'conference-id');
  const entity = attributeOf(keys, 'confEntity');
  if (!conferenceId && !entity) throw new WireFormatError('missing', 'conferenceKeys@confEntity');
  return {
    ...(conferenceId && { conferenceId }),
    ...(entity && { confEntity: checkedUri('conferenceKeys@confEntity', entity) }),
  };
}

const confEntity = (element: XmlElement): string => uri(child(element, 'conferenceKeys'), 'confEntity');

function userKeys(element: XmlElement): { confEntity: string; userEntity: string } {
  const keys = child(element, 'userKeys');
  return { confEntity: uri(keys, 'confEntity'), userEntity: uri(keys, 'userEntity') };
}

function child(element: XmlElement, name: string): XmlElement {
  const found = childOf(element, name);
  if (!found) throw new WireFormatError('missing', name);
  return found;
}

function text(element: XmlElement, name: string): string {
  const value = attributeOf(element, name)?.trim();
  if (!value) throw new WireFormatError('missing', `${element.name}@${name}`);
  if (value.length > 256) throw new WireFormatError('too-long', `${element.name}@${name}`);
  return value;
}

function uri(element: XmlElement, name: string): string {
  const value = attributeOf(element, name);
  if (value === undefined) throw new WireFormatError('missing', `${element.name}@${name}`);
  return checkedUri(`${element.name}@${name}`, value);
}

function checkedUri(path: string, value: string): string {
  const trimmed = value.trim();
  if (!uriForm.test(trimmed)) throw new WireFormatError('invalid-value', path);
  return trimmed;
}

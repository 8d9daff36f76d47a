import { WireFormatError } from '../wire-format-error';
import { childOf, type XmlElement } from '../xml/read';
import type { XmlOutput } from '../xml/write';
import {
  childrenOf,
  clearable,
  compact,
  count,
  decimal,
  flag,
  listed,
  optional,
  required,
  written,
} from './attributes';
import { historyElement, readHistory } from './history';
import { timeOf } from './message';
import { readUser, userElement } from './people';
import { readRoom, roomElement } from './room';
import type { InvitationBlock, PreferenceBlock, SearchBlock, ServerBlock, XccosData } from './types';

/** The `data` of a primitive. Blocks that are not known are passed over. Throws `WireFormatError`. */
export function readData(element: XmlElement | undefined): XccosData {
  if (!element) return {};
  const one = <T>(name: string, read: (block: XmlElement) => T): T | undefined => {
    const block = childOf(element, name);
    return block && read(block);
  };
  const all = <T>(name: string, read: (block: XmlElement) => T): readonly T[] | undefined =>
    listed(childrenOf(element, name).map(read));
  return compact({
    users: all('uib', readUser),
    rooms: all('chanib', readRoom),
    roomIds: all('chanid', (id) => ({ domain: required(id, 'domain'), value: required(id, 'value') })),
    categories: all('catib', (category) =>
      compact({
        uri: required(category, 'uri'),
        name: optional(category, 'name'),
        description: clearable(category, 'description'),
      }),
    ),
    search: one('qib', readSearch),
    history: one('bcq', readHistory),
    invitations: all('inv', readInvitation),
    server: one('sib', readServer),
    preference: one('pref', readPreference),
    file: one('ftdb', (file) => ({
      roomUri: required(file, 'channelUri'),
      fileUrl: required(file, 'fileUrl'),
    })),
    token: one('token', (token) => ({
      token: required(token, 'token'),
      serverUri: required(token, 'serveruri'),
    })),
  });
}

export function dataElement(data: XccosData): XmlOutput {
  const children: XmlOutput[] = [];
  for (const user of data.users ?? []) children.push(userElement(user));
  // Both ways of naming a room number from 0.
  data.roomIds?.forEach(({ domain, value }, key) =>
    children.push(['chanid', { key: String(key), domain, value }]),
  );
  for (const room of data.rooms ?? []) children.push(roomElement(room));
  for (const { uri, name, description } of data.categories ?? [])
    children.push(['catib', { uri, name, description }]);
  if (data.search) children.push(searchElement(data.search));
  if (data.history) children.push(historyElement(data.history));
  for (const invitation of data.invitations ?? []) children.push(invitationElement(invitation));
  if (data.server) children.push(serverElement(data.server));
  if (data.preference) children.push(preferenceElement(data.preference));
  if (data.file) children.push(['ftdb', { channelUri: data.file.roomUri, fileUrl: data.file.fileUrl }]);
  if (data.token) children.push(['token', { token: data.token.token, serveruri: data.token.serverUri }]);
  return ['data', {}, ...children];
}

const searches: Readonly<Record<SearchBlock['by'], string>> = {
  name: 'BYNAME',
  uri: 'BYURI',
  category: 'BYCATEGORY',
  member: 'BYMEMBER',
  manager: 'BYMANAGER',
  user: 'BYUSER',
};

function readSearch(element: XmlElement): SearchBlock {
  const type = (optional(element, 'qtype') ?? 'BYNAME').toUpperCase();
  const by = (Object.keys(searches) as SearchBlock['by'][]).find((key) => searches[key] === type);
  if (!by) throw new WireFormatError('invalid-value', 'qib/@qtype');
  return compact({
    by,
    criteria: element.attributes['criteria'] ?? '',
    extended: flag(element, 'extended') || undefined,
    limit: count(element, 'limit'),
    offset: count(element, 'offset'),
    more: flag(element, 'more') || undefined,
  });
}

const searchElement = ({ by, criteria, extended = false, limit, offset, more }: SearchBlock): XmlOutput => [
  'qib',
  {
    qtype: searches[by],
    criteria,
    extended: String(extended),
    limit: written(limit),
    offset: written(offset),
    more: more ? 'true' : undefined,
  },
];

function readInvitation(element: XmlElement): InvitationBlock {
  const created = optional(element, 'createdon');
  const room = childOf(element, 'chanib');
  return compact({
    id: decimal(element, 'inviteId') ?? '0',
    domain: element.attributes['domain'] ?? '',
    createdAt: created === undefined ? undefined : timeOf(created),
    by: optional(element, 'invitedby'),
    room: room && readRoom(room),
  });
}

const invitationElement = ({ id, domain, createdAt, by, room }: InvitationBlock): XmlOutput => [
  'inv',
  { inviteId: id, domain, createdon: createdAt, invitedby: by },
  ...(room ? [roomElement(room)] : []),
];

function readServer(element: XmlElement): ServerBlock {
  const time = optional(element, 'serverTime');
  return compact({
    infoType: optional(element, 'infoType'),
    domain: optional(element, 'domain'),
    serverTime: time === undefined ? undefined : timeOf(time),
    searchLimit: count(element, 'searchLimit'),
    messageSizeLimit: count(element, 'messageSizeLimit'),
    storySizeLimit: count(element, 'storySizeLimit'),
    rootUri: optional(element, 'rootUri'),
    dbVersion: optional(element, 'dbVersion'),
    displayName: optional(element, 'displayName'),
  });
}

const serverElement = (server: ServerBlock): XmlOutput => [
  'sib',
  {
    domain: server.domain,
    infoType: server.infoType,
    serverTime: server.serverTime,
    searchLimit: written(server.searchLimit),
    messageSizeLimit: written(server.messageSizeLimit),
    storySizeLimit: written(server.storySizeLimit),
    rootUri: server.rootUri,
    dbVersion: server.dbVersion,
    displayName: server.displayName,
  },
];

function readPreference(element: XmlElement): PreferenceBlock {
  return compact({
    label: required(element, 'label'),
    sequence: decimal(element, 'seqid'),
    createDefault: flag(element, 'createdefault'),
    content: clearable(element, 'content'),
  });
}

const preferenceElement = ({ label, sequence, createDefault, content }: PreferenceBlock): XmlOutput => [
  'pref',
  { label, seqid: sequence, createdefault: written(createDefault), content },
];

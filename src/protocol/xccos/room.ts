import type { XmlElement } from '../xml/read';
import type { XmlOutput } from '../xml/write';
import {
  asCount,
  asFlag,
  childrenOf,
  clearable,
  compact,
  count,
  decimal,
  flag,
  listed,
  optional,
  written,
} from './attributes';
import { messageElement, readMessage } from './message';
import { roomInfos, roomProperties } from './names';
import { associationElement, readAssociation, readRole, readUser, roleElement, userElement } from './people';
import type { RoomBehavior, RoomBlock, RoomPrivacy } from './types';

/** `chanib`. */
export function readRoom(element: XmlElement): RoomBlock {
  const infos = byId(element, 'info');
  const props = byId(element, 'prop');
  return compact({
    // A room that is to be created has none yet.
    uri: element.attributes['uri'] ?? '',
    name: optional(element, 'name'),
    description: clearable(element, 'description'),
    topic: clearable(element, 'topic'),
    categoryUri: optional(element, 'parent'),
    behavior: behaviorOf(optional(element, 'behavior')),
    privacy: privacyOf(
      optional(element, 'privacy'),
      infos.get(roomInfos.visibility) ?? infos.get(roomInfos.visibilityRight),
    ),
    disabled: flag(element, 'disabled'),
    invitations: asFlag(props.get(roomProperties.invite)),
    logged: asFlag(props.get(roomProperties.logged)),
    filePost: asFlag(props.get(roomProperties.filePost)),
    participants: asCount(infos.get(roomInfos.participants)?.trim()),
    permissions: count(element, 'perms'),
    unread: count(element, 'unread'),
    lastRead: decimal(element, 'lastread'),
    lastMessage: decimal(element, 'lastmsg'),
    more: flag(element, 'more') || undefined,
    associations: listed(childrenOf(element, 'aib').map(readAssociation)),
    users: listed(childrenOf(element, 'uib').map(readUser)),
    roles: listed(childrenOf(element, 'role').map(readRole)),
    messages: listed(childrenOf(element, 'msg').map(readMessage)),
  });
}

export function roomElement(room: RoomBlock): XmlOutput {
  const texts = (name: string, values: readonly (readonly [id: string, value: string | undefined])[]) =>
    values.flatMap(([id, value]) => (value === undefined ? [] : [[name, { id }, value] as const]));
  const seen = room.privacy && (room.privacy === 'open' ? 'public' : 'private');
  return [
    'chanib',
    {
      uri: room.uri || undefined,
      name: room.name,
      description: room.description,
      topic: room.topic,
      parent: room.categoryUri,
      behavior: room.behavior?.toUpperCase(),
      privacy: room.privacy,
      disabled: written(room.disabled),
      perms: written(room.permissions),
      unread: written(room.unread),
      lastread: room.lastRead,
      lastmsg: room.lastMessage,
      more: room.more ? 'true' : undefined,
    },
    ...texts('info', [
      [roomInfos.participants, written(room.participants)],
      [roomInfos.visibility, seen],
      [roomInfos.visibilityRight, seen],
    ]),
    ...texts('prop', [
      [roomProperties.filePost, written(room.filePost)],
      [roomProperties.invite, written(room.invitations)],
      [roomProperties.logged, written(room.logged)],
    ]),
    ...(room.associations ?? []).map(associationElement),
    ...(room.users ?? []).map(userElement),
    ...(room.roles ?? []).map(roleElement),
    ...(room.messages ?? []).map((message) => messageElement('msg', message)),
  ];
}

function byId(element: XmlElement, name: string): Map<string, string> {
  return new Map(
    childrenOf(element, name).map((child) => [child.attributes['id']?.toLowerCase() ?? '', child.text]),
  );
}

function behaviorOf(text: string | undefined): RoomBehavior | undefined {
  const value = text?.toLowerCase();
  return value === 'normal' || value === 'auditorium' ? value : undefined;
}

/** Other servers say only `private`, which members see and nobody else. */
function privacyOf(exact: string | undefined, visibility: string | undefined): RoomPrivacy | undefined {
  if (exact === 'open' || exact === 'closed' || exact === 'secret') return exact;
  return visibility?.trim().toLowerCase() === 'private' ? 'closed' : undefined;
}

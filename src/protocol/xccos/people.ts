import type { XmlElement } from '../xml/read';
import type { XmlOutput } from '../xml/write';
import { childrenOf, compact, count, listed, optional, required } from './attributes';
import { WireFormatError } from '../wire-format-error';
import type { AssociationBlock, RoleBlock, RoomRole, UserBlock } from './types';

/** `uib`. The display name is `disname`, or `dispname`, or `uname`: unverified naming. */
export function readUser(element: XmlElement): UserBlock {
  return compact({
    uri: required(element, 'uri'),
    id: optional(element, 'id'),
    name: optional(element, 'disname', 'dispname', 'uname'),
    associations: listed(childrenOf(element, 'aib').map(readAssociation)),
  });
}

export function userElement({ uri, id, name, associations }: UserBlock): XmlOutput {
  return ['uib', { id, uri, disname: name }, ...(associations ?? []).map(associationElement)];
}

/** `aib`. A key that is no number reads as 0. */
export function readAssociation(element: XmlElement): AssociationBlock {
  const key = count(element, 'key') ?? 0;
  const domain = optional(element, 'domain');
  const value = element.attributes['value'] ?? '';
  if (domain !== undefined) return { key, room: { domain, value } };
  return compact({ key, users: listed(value.split(',').flatMap((id) => id.trim() || [])) });
}

export function associationElement({ key, users, room }: AssociationBlock): XmlOutput {
  return [
    'aib',
    room
      ? { key: String(key), domain: room.domain, value: room.value }
      : { key: String(key), value: (users ?? []).join(',') },
  ];
}

const roles: readonly string[] = ['member', 'manager', 'presenter'] satisfies RoomRole[];
const changes: readonly string[] = ['add', 'remove', 'set'];

/** `role`, ours. */
export function readRole(element: XmlElement): RoleBlock {
  const role = required(element, 'name');
  const change = optional(element, 'change');
  if (!roles.includes(role)) throw new WireFormatError('invalid-value', 'role/@name');
  if (change !== undefined && !changes.includes(change))
    throw new WireFormatError('invalid-value', 'role/@change');
  return compact({
    role: role as RoomRole,
    change: change as RoleBlock['change'],
    users: childrenOf(element, 'uib').map(readUser),
  });
}

export function roleElement({ role, change, users }: RoleBlock): XmlOutput {
  return ['role', { name: role, change }, ...users.map(userElement)];
}

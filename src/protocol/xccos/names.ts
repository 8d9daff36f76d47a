/** Of every INFO that carries XCCOS: group chat clients use no other type. */
export const xccosContentType = 'text/plain';
export const xccosNamespace = 'urn:parlano:xml:ns:xccos';
/** `ver` of the envelope. */
export const xccosVersion = '1';

/**
 * Commands, without their prefix `cmd:`. Up to `getfdtok` they are known from real clients and servers; the others are unverified naming
 * (the published names were not to be had) or ours, and docs/guide/persistent-chat.md says which.
 */
export const xccosCommands = {
  requestUri: 'requri',
  getServerInfo: 'getserverinfo',
  join: 'join',
  bulkJoin: 'bjoin',
  part: 'part',
  searchRooms: 'chansrch',
  getHistory: 'bccontext',
  getInvitations: 'getinv',
  getPreference: 'getpref',
  setPreference: 'setpref',
  getCategoriesToCreateIn: 'nodespermcreatechild',
  getUploadToken: 'getfutok',
  getDownloadToken: 'getfdtok',
  // Unverified naming.
  historyByDate: 'bcbydate',
  historyByMessage: 'bcbymsg',
  getRoles: 'getassociations',
  searchUsers: 'usersrch',
  getCategories: 'nodeslist',
  createRoom: 'chancreate',
  modifyRoom: 'chanmodify',
  // Ours.
  changeRoles: 'setassociations',
  invite: 'invite',
  dismissInvitation: 'delinv',
  markRead: 'setread',
  getUnread: 'getunread',
} as const;
export type XccosCommandName = (typeof xccosCommands)[keyof typeof xccosCommands];

/** Notices, without their prefix `ntc:`. After `part`: unverified naming or ours. */
export const xccosNotices = {
  join: 'join',
  bulkJoin: 'bjoin',
  part: 'part',
  invitation: 'invite',
  roomChanged: 'chanmodify',
  rolesChanged: 'setassociations',
  read: 'setread',
} as const;

/** The name in the reply to a command: both file tokens are answered under one. */
export function replyNameOf(command: string): string {
  return command === xccosCommands.getUploadToken || command === xccosCommands.getDownloadToken
    ? 'getftok'
    : command;
}

/** `chanib/info/@id`. */
export const roomInfos = {
  participants: 'urn:parlano:ma:info:ucnt',
  /** As old clients spell it. */
  visibility: 'urn:parlano:ma:info:visibilty',
  visibilityRight: 'urn:parlano:ma:info:visibility',
} as const;

/** `chanib/prop/@id`. */
export const roomProperties = {
  filePost: 'urn:parlano:ma:prop:filepost',
  invite: 'urn:parlano:ma:prop:invite',
  logged: 'urn:parlano:ma:prop:logged',
} as const;

/** `aib/@key`: what somebody is in a room. The meaning of the bits is not known; `presenter` is ours. */
export const associationKeys = { participant: 3984, manager: 12_276, presenter: 36_752 } as const;

/** `perms`: what the reader may do in a room (RoomPermissionMap of the product's SDK; unverified naming of the attribute). */
export const roomPermissions = {
  manage: 1,
  join: 2,
  chat: 4,
  readHistory: 8,
  view: 16,
  auditoriumChat: 32,
} as const;

/** A 64-bit decimal number, as text: JavaScript's numbers are too short for those of real servers. */
export type Decimal = string;
export type RoomPrivacy = 'open' | 'closed' | 'secret';
export type RoomBehavior = 'normal' | 'auditorium';
export type RoomRole = 'member' | 'manager' | 'presenter';

/** One message of a room: `grpchat` when it is posted or delivered, `msg` in history. */
export interface RoomMessage {
  /** `chanUri`, octet for octet as the server gave it. */
  readonly roomUri: string;
  /** Full SIP URI. What a client says here must be its own address; the server sets it. */
  readonly author: string;
  readonly authorName?: string;
  /** ISO 8601 in UTC. Required, also of the client, but the server sets its own. */
  readonly at: string;
  /** Given by the server; ascending within a room. */
  readonly id?: Decimal;
  /** Chosen by the author and kept when the message is sent again, so that it is stored once. Ours: 1 to 64 visible ASCII characters. */
  readonly clientId?: string;
  /** Plain text; lines end with `\n` (CRLF on the wire). */
  readonly text: string;
  /** The same as RTF, beside the text. Not to be trusted. */
  readonly rtf?: string;
  /** High importance. */
  readonly alert?: boolean;
  /** Title; makes the message a story. Ours. */
  readonly story?: string;
  /** Addresses of those who are named in it. Ours. */
  readonly mentions?: readonly string[];
}

/** `uib`. */
export interface UserBlock {
  readonly uri: string;
  /** A small number by which associations of the same message refer to it. */
  readonly id?: string;
  readonly name?: string;
  /** In `ntc:join` and `ntc:bjoin`: the rooms. */
  readonly associations?: readonly AssociationBlock[];
}

/** `aib`. In a room it lists users by their `id`; in a user (`room`) it names the room. */
export interface AssociationBlock {
  /** See `associationKeys`. */
  readonly key: number;
  readonly users?: readonly string[];
  readonly room?: RoomId;
}

/** `chanid`, and the split form of a room's URI: `ma-chan://domain/value`. */
export interface RoomId {
  readonly domain: string;
  readonly value: string;
}

/** Those in a role; in `setassociations` with what to do. Ours. */
export interface RoleBlock {
  readonly role: RoomRole;
  /** Default `set`: these and no others. */
  readonly change?: 'add' | 'remove' | 'set';
  readonly users: readonly UserBlock[];
}

/** `chanib`. What is absent is not said (in changes: stays). */
export interface RoomBlock {
  readonly uri: string;
  readonly name?: string;
  readonly description?: string;
  readonly topic?: string;
  readonly categoryUri?: string;
  readonly behavior?: RoomBehavior;
  readonly privacy?: RoomPrivacy;
  readonly disabled?: boolean;
  /** Whether new members are invited. */
  readonly invitations?: boolean;
  /** Whether the history is kept. */
  readonly logged?: boolean;
  readonly filePost?: boolean;
  /** How many are in it just now. */
  readonly participants?: number;
  /** Bits of `roomPermissions`, for the reader. */
  readonly permissions?: number;
  /** Messages after `lastRead`, of others. */
  readonly unread?: number;
  /** Id of the last message the reader has read. */
  readonly lastRead?: Decimal;
  /** Id of the newest message. */
  readonly lastMessage?: Decimal;
  /** In history: there was more than the answer holds. */
  readonly more?: boolean;
  readonly associations?: readonly AssociationBlock[];
  /** In `ntc:part`: who left. */
  readonly users?: readonly UserBlock[];
  readonly roles?: readonly RoleBlock[];
  readonly messages?: readonly RoomMessage[];
}

/** `catib`, ours: a category holds rooms and says who may create them. */
export interface CategoryBlock {
  /** `ma-cat://domain/value`. */
  readonly uri: string;
  readonly name?: string;
  readonly description?: string;
}

/**
 * `qib`. `name`: rooms whose name holds the text (`extended`: or whose description or topic does); empty for all that the reader may see.
 * The others are ours: by exact `uri`, in a `category`, of which the reader is a `member` or a `manager`, with `user` in them.
 */
export interface SearchBlock {
  readonly by: 'name' | 'uri' | 'category' | 'member' | 'manager' | 'user';
  readonly criteria: string;
  readonly extended?: boolean;
  readonly limit?: number;
  /** Ours: so many of the results are left out at the beginning. */
  readonly offset?: number;
  /** Ours, in replies: there are further results, from `offset` and the number of those that are here. */
  readonly more?: boolean;
}

/** `bcq`. Only `last` is known from real clients. Combined criteria must all hold. */
export interface HistoryBlock {
  /** So many, the newest. */
  readonly last?: number;
  /** Messages with a smaller id. */
  readonly before?: Decimal;
  /** Messages with a greater id. */
  readonly after?: Decimal;
  /** ISO 8601; at or after. */
  readonly from?: string;
  /** ISO 8601; before. */
  readonly to?: string;
  readonly text?: string;
  readonly matchCase?: boolean;
  readonly exactPhrase?: boolean;
  readonly authors?: readonly string[];
  readonly limit?: number;
  /** Default: oldest first. With a limit: the newest of those that match. */
  readonly newestFirst?: boolean;
}

/** `inv`. */
export interface InvitationBlock {
  /** In `cmd:getinv`: those with a greater one are wanted. */
  readonly id: Decimal;
  readonly domain: string;
  readonly createdAt?: string;
  /** Who invited; absent if it was the server. */
  readonly by?: string;
  readonly room?: RoomBlock;
}

/** `sib`. */
export interface ServerBlock {
  readonly infoType?: string;
  readonly domain?: string;
  /** ISO 8601, up to seven fractional digits. */
  readonly serverTime?: string;
  /** Results of a search at most. */
  readonly searchLimit?: number;
  /** Bytes of UTF-8. */
  readonly messageSizeLimit?: number;
  /** Bytes of UTF-8. */
  readonly storySizeLimit?: number;
  readonly rootUri?: string;
  readonly dbVersion?: string;
  /** Ours. */
  readonly displayName?: string;
}

/** `pref`. */
export interface PreferenceBlock {
  readonly label: string;
  readonly sequence?: Decimal;
  readonly createDefault?: boolean;
  /** Base64. */
  readonly content?: string;
}

/** `ftdb`. */
export interface FileBlock {
  readonly roomUri: string;
  readonly fileUrl: string;
}

/** `token`. */
export interface FileTokenBlock {
  readonly token: string;
  readonly serverUri: string;
}

/** The `data` of a primitive, in blocks. An absent list is an empty one. */
export interface XccosData {
  readonly users?: readonly UserBlock[];
  readonly rooms?: readonly RoomBlock[];
  readonly roomIds?: readonly RoomId[];
  readonly categories?: readonly CategoryBlock[];
  readonly search?: SearchBlock;
  readonly history?: HistoryBlock;
  readonly invitations?: readonly InvitationBlock[];
  readonly server?: ServerBlock;
  readonly preference?: PreferenceBlock;
  readonly file?: FileBlock;
  readonly token?: FileTokenBlock;
}

/** Names a primitive of the other side. */
export interface CommandId {
  readonly seqid: string;
  readonly envid: Decimal;
}

export interface XccosCommand {
  readonly kind: 'cmd';
  /** In lower case, without `cmd:`; see `xccosCommands`. */
  readonly name: string;
  readonly seqid: string;
  readonly data: XccosData;
}

export interface XccosReply {
  readonly kind: 'rpl';
  readonly name: string;
  readonly seqid: string;
  /** The command that is answered; old servers may leave it out. */
  readonly commandId?: CommandId;
  /** 200 is success; see `xccosResults`. A reply without a readable one reads as 500. */
  readonly code: number;
  /** For people: clients show it as it is. */
  readonly text: string;
  readonly data: XccosData;
}

export interface XccosNotice {
  readonly kind: 'ntc';
  readonly name: string;
  readonly seqid: string;
  readonly data: XccosData;
}

export interface XccosChat {
  readonly kind: 'grpchat';
  readonly seqid: string;
  readonly message: RoomMessage;
}

export type XccosPrimitive = XccosCommand | XccosReply | XccosNotice | XccosChat;

export interface XccosEnvelope {
  readonly envid: Decimal;
  readonly primitives: readonly XccosPrimitive[];
}

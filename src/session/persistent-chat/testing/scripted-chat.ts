import { buildProvisioning, provisioningContentType } from '../../../protocol/provisioning';
import {
  associationKeys,
  formatXccos,
  parseXccos,
  replyNameOf,
  roomPermissions,
  xccosResults,
} from '../../../protocol/xccos';
import type {
  CategoryBlock,
  InvitationBlock,
  RoomBlock,
  RoomMessage,
  XccosCommand,
  XccosData,
  XccosPrimitive,
  XccosResultName,
} from '../../../protocol/xccos';
import { WireFormatError } from '../../../protocol/wire-format-error';
import type { ScriptedConnection, ScriptedServer, ServerDialog } from '../../testing/scripted-server';
import type { RawMessage } from '../../testing/raw-sip';

export const LOOK_UP = 'sip:rooms@contoso.com';
const CHANNEL = 'sip:chat01@contoso.com';

export interface ScriptedRoom {
  block: RoomBlock;
  readonly messages: RoomMessage[];
  readonly present: Set<string>;
  /** What the server says of the user's reading. */
  reading?: RoomBlock;
}

interface Channel {
  readonly dialog: ServerDialog;
  readonly connection: ScriptedConnection;
  readonly joined: Set<string>;
}

/** A chat server in memory, on top of a `ScriptedServer`, as strict as the real one where clients could get it wrong. */
export class ScriptedChat {
  readonly rooms = new Map<string, ScriptedRoom>();
  readonly commands: XccosCommand[] = [];
  readonly posts: RoomMessage[] = [];
  readonly invitations: InvitationBlock[] = [];
  readonly categories: CategoryBlock[] = [];
  /** Answers in place of the server's own. */
  readonly answers = new Map<string, XccosData | ((data: XccosData) => XccosData)>();
  readonly preferences = new Map<string, string>();
  /** Commands that are refused. */
  readonly refused = new Map<string, XccosResultName>();
  /** The next posts are answered so, and not stored; 0: stored, and never answered. */
  readonly postAnswers: number[] = [];
  /** Commands whose replies wait for `release`. */
  readonly held = new Set<string>();
  /** False: as an old server, which tells no ids. */
  hasIds = true;
  provisions = true;
  channel: Channel | undefined;
  readonly invites: RawMessage[] = [];
  #waiting: (() => void)[] = [];
  #ids = 0n;
  #envid = 7_962_449_779_256_945_056n;
  readonly #lookUps = new Map<string, ServerDialog>();

  constructor(
    readonly server: ScriptedServer,
    private readonly user = 'sip:alice@contoso.com',
  ) {
    server.on('SUBSCRIBE', (request, connection) => this.#onSubscribe(request, connection));
    server.on('INVITE', (request, connection) => this.#onInvite(request, connection));
    server.on('INFO', (request, connection) => this.#onInfo(request, connection));
    server.on('BYE', (request, connection) => {
      if (this.channel?.dialog.callId === request.get('call-id')) this.channel = undefined;
      connection.respond(request, 200, 'OK');
    });
  }

  addRoom(value: string, block: Partial<RoomBlock> = {}): ScriptedRoom {
    const uri = `ma-chan://contoso.com/${value}`;
    const { chat, join, readHistory, view } = roomPermissions;
    const room = {
      block: {
        name: value,
        description: '',
        privacy: 'open' as const,
        permissions: chat | join | readHistory | view,
        ...block,
        uri,
      },
      messages: [],
      present: new Set<string>(),
    };
    this.rooms.set(uri, room);
    return room;
  }

  /** Somebody writes; who has joined hears it. */
  post(room: ScriptedRoom, text: string, more: Partial<RoomMessage> = {}): RoomMessage {
    const message: RoomMessage = {
      roomUri: room.block.uri,
      author: 'sip:bob@contoso.com',
      authorName: 'Bob',
      at: new Date(1_700_000_000_000 + Number(this.#ids) * 1000).toISOString(),
      text,
      ...more,
      ...(this.hasIds && { id: String(++this.#ids) }),
    };
    if (!this.hasIds) this.#ids++;
    room.messages.push(message);
    if (this.channel?.joined.has(room.block.uri)) this.send({ kind: 'grpchat', seqid: '1', message });
    return message;
  }

  notice(name: string, data: XccosData): void {
    this.send({ kind: 'ntc', name, seqid: '1', data });
  }

  /** In the channel, as the server does everything. */
  send(primitive: XccosPrimitive): void {
    if (!this.channel) throw new Error('Nobody has a channel');
    this.#send(this.channel.connection, this.channel.dialog, primitive);
  }

  /** Lets held replies go. */
  release(): void {
    this.held.clear();
    for (const reply of this.#waiting.splice(0)) reply();
  }

  names(): string[] {
    return this.commands.map(({ name }) => name);
  }

  #onSubscribe(request: RawMessage, connection: ScriptedConnection): void {
    if (!/provisioning/.test(request.get('event')) || !this.provisions)
      return connection.respond(request, 489, 'Bad Event');
    connection.respond(request, 200, 'OK', {
      headers: ['Event: vnd-microsoft-provisioning-v2', 'ms-piggyback-cseq: 1', 'Expires: 0'],
      contentType: provisioningContentType,
      body: buildProvisioning([
        {
          name: 'persistentChatConfiguration',
          properties: [
            ['EnablePersistentChat', 'true'],
            ['DefaultPersistentChatPoolUri', LOOK_UP],
          ],
        },
      ]),
    });
  }

  #onInvite(request: RawMessage, connection: ScriptedConnection): void {
    this.invites.push(request);
    const dialog = connection.answer(request, ['Session-Expires: 1800;refresher=uac']);
    if (request.uri === CHANNEL) this.channel = { dialog, connection, joined: new Set() };
    else this.#lookUps.set(dialog.callId, dialog);
  }

  #onInfo(request: RawMessage, connection: ScriptedConnection): void {
    const callId = request.get('call-id');
    const dialog = this.channel?.dialog.callId === callId ? this.channel.dialog : this.#lookUps.get(callId);
    if (!dialog) return connection.respond(request, 481, 'Call/Transaction Does Not Exist');
    const { envid, primitives } = parseXccos(request.body);
    const [primitive] = primitives;
    if (primitive?.kind === 'grpchat') return this.#onPost(primitive.message, request, connection);
    connection.respond(request, 200, 'OK');
    if (primitive?.kind !== 'cmd') throw new WireFormatError('malformed', 'a client sends commands');
    this.commands.push(primitive);
    const reply = () => {
      const refused = this.refused.get(primitive.name);
      const data = refused ? {} : this.#answer(primitive);
      const result: XccosResultName = refused ?? (data ? 'ok' : 'no-such-room');
      const [code, text] = xccosResults[result];
      this.#send(connection, dialog, {
        kind: 'rpl',
        name: replyNameOf(primitive.name),
        seqid: '1',
        commandId: { seqid: primitive.seqid, envid },
        code,
        text,
        data: data ?? {},
      });
    };
    if (this.held.has(primitive.name)) this.#waiting.push(reply);
    else reply();
  }

  #onPost(message: RoomMessage, request: RawMessage, connection: ScriptedConnection): void {
    this.posts.push(message);
    const answer = this.postAnswers.shift() ?? 200;
    if (answer >= 300) return connection.respond(request, answer, 'Refused');
    const room = this.rooms.get(message.roomUri);
    if (!room) return connection.respond(request, 404, 'Not Found');
    const isRepeated =
      this.hasIds &&
      room.messages.some(({ clientId }) => clientId !== undefined && clientId === message.clientId);
    if (answer) connection.respond(request, answer, 'OK');
    if (isRepeated) return;
    const { alert, clientId, mentions, story } = message;
    this.post(room, message.text, {
      ...{ alert, mentions, story },
      author: this.user,
      authorName: 'Alice',
      ...(this.hasIds && clientId !== undefined && { clientId }),
    });
  }

  /** Undefined: no such room. */
  #answer({ data, name }: XccosCommand): XccosData | undefined {
    const given = this.answers.get(name);
    if (given) return typeof given === 'function' ? given(data) : given;
    switch (name) {
      case 'requri':
        return { users: [{ uri: CHANNEL }] };
      case 'getserverinfo':
        return { server: { messageSizeLimit: 100, storySizeLimit: 1000, searchLimit: 50 } };
      case 'join':
      case 'bjoin':
        return this.#join(data);
      case 'part':
        for (const { uri } of data.rooms ?? []) this.channel?.joined.delete(uri);
        return { rooms: data.rooms };
      case 'bccontext':
        return this.#history(data);
      case 'getinv':
        return {
          invitations: this.invitations.filter(
            ({ id }) => BigInt(id) > BigInt(data.invitations?.[0]?.id ?? 0),
          ),
        };
      case 'nodespermcreatechild':
        return { categories: this.categories };
      case 'getpref':
      case 'setpref':
        return this.#preference(name, data);
      case 'setread':
        return { rooms: data.rooms };
      case 'getunread':
        return { rooms: [...this.rooms.values()].flatMap(({ reading }) => reading ?? []) };
      default:
        return {};
    }
  }

  #join({ roomIds = [] }: XccosData): XccosData | undefined {
    const found = roomIds.flatMap(
      ({ domain, value }) => this.rooms.get(`ma-chan://${domain}/${value}`) ?? [],
    );
    if (found.length === 0) return undefined;
    const users = new Map<string, string>();
    const idOf = (uri: string) => {
      if (!users.has(uri)) users.set(uri, String(users.size));
      return users.get(uri)!;
    };
    const rooms = found.map(({ block, messages, present }) => {
      present.add(this.user);
      this.channel?.joined.add(block.uri);
      return {
        ...block,
        ...(this.hasIds && { lastMessage: messages.at(-1)?.id ?? '0' }),
        associations: [{ key: associationKeys.participant, users: [...present].map(idOf) }],
      };
    });
    return { users: [...users].map(([uri, id]) => ({ uri, id })), rooms };
  }

  #history({ history = {}, rooms }: XccosData): XccosData | undefined {
    const room = this.rooms.get(rooms?.[0]?.uri ?? '');
    if (!room) return undefined;
    const { after, before, last, limit = last ?? 25 } = history;
    const wanted = room.messages.filter(
      ({ id = '0' }) =>
        (after === undefined || BigInt(id) > BigInt(after)) &&
        (before === undefined || BigInt(id) < BigInt(before)),
    );
    const page = after === undefined ? wanted.slice(-limit) : wanted.slice(0, limit);
    return {
      rooms: [
        {
          uri: room.block.uri,
          messages: page,
          more: wanted.length > page.length || undefined,
        },
      ],
    };
  }

  #preference(name: string, { preference }: XccosData): XccosData {
    const { content, label = '' } = preference ?? {};
    if (name === 'setpref' && content !== undefined) this.preferences.set(label, content);
    const kept = this.preferences.get(label);
    return { preference: { label, sequence: '1', ...(kept !== undefined && { content: kept }) } };
  }

  #send(connection: ScriptedConnection, dialog: ServerDialog, primitive: XccosPrimitive): void {
    connection.send(dialog, 'INFO', {
      contentType: 'text/plain',
      body: formatXccos({ envid: String(this.#envid++), primitives: [primitive] }),
    });
  }
}

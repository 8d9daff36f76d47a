import { randomUUID } from 'node:crypto';
import { parseMessageSdp, sdpContentType } from '../../../protocol/sdp-message';
import { mediaTypeOf } from '../../../protocol/content-type';
import {
  addressOfRecord,
  type Clock,
  type IncomingInvite,
  type Logger,
  type SipEndpoint,
  type SipRequest,
} from '../../sip';
import { StoreError, type RoomStore } from '../../store';
import { BucketTable } from '../../token-bucket';
import { Attendance } from './attendance';
import { ChatSession, sessionAnswer } from './chat-session';
import type { ChatServices } from './chat-services';
import type { PersistentChatConfiguration } from './configuration';
import { LiveRooms } from './live-rooms';
import { MessageWriter } from './message-writer';
import { noNotifier, type RoomNotifier } from './notifier';
import { OtherProcesses } from './other-processes';
import type { PeopleDirectory } from './people';
import { infoRefusal, type InfoRefusalCode } from './refusal';
import { RoomChanges } from './room-changes';
import { RoomDirectory } from './room-directory';
import { Sessions } from './sessions';

export interface PersistentChatOptions {
  /** May be shared with other services. */
  readonly endpoint: SipEndpoint;
  readonly config: PersistentChatConfiguration;
  readonly store: RoomStore;
  readonly people: PeopleDirectory;
  readonly clock: Clock;
  readonly log: Logger;
  /** Default: this process has the store for itself. */
  readonly notifier?: RoomNotifier;
  /** Names this process to others; unique. */
  readonly node?: string;
}

export interface PersistentChatSnapshot {
  readonly rooms: number;
  readonly sessions: number;
  /** Posts that wait to be committed. */
  readonly waiting: number;
  readonly draining: boolean;
}

/** The look-up and channel service: rooms that keep their history. */
export class PersistentChat {
  /** Resolves when the rooms are known; INVITEs wait for it. Rejects with `StoreError`. */
  readonly ready: Promise<void>;
  readonly #services: ChatServices;
  readonly #addresses: ReadonlySet<string>;
  readonly #stopHandling: () => void;
  #others: OtherProcesses | undefined;
  #draining = false;

  constructor({ endpoint, config, store, people, clock, log, ...options }: PersistentChatOptions) {
    const { notifier = noNotifier, node = randomUUID() } = options;
    const services = (): ChatServices => this.#services;
    const live = new LiveRooms({ store, clock, log });
    this.#addresses = new Set([config.uri, config.channelUri].map(addressOfRecord));
    this.#services = {
      ...{ configuration: config, store, people, clock, log, notifier, node, live },
      directory: new RoomDirectory(store, config),
      sessions: new Sessions(),
      attendance: new Attendance(services),
      changes: new RoomChanges(services),
      writer: new MessageWriter({
        ...{ store, log, maxWaiting: config.limits.waitingPosts },
        onCommitted: (messages) => {
          live.committed(messages);
          // Others read as far as the newest.
          const newest = new Map<string, number>();
          for (const { message, repeated } of messages)
            if (!repeated) newest.set(message.roomId, message.number);
          for (const [roomId, number] of newest) notifier.publish({ kind: 'message', roomId, number });
        },
      }),
      postBuckets: new BucketTable(config.limits.posts),
      commandBuckets: new BucketTable(config.limits.commands),
    };
    this.#stopHandling = endpoint.handle((request) => this.#isForUs(request), {
      invite: (invite) => void this.#invited(invite),
    });
    this.ready = this.#begin();
  }

  snapshot(): PersistentChatSnapshot {
    const { directory, sessions, writer } = this.#services;
    return {
      rooms: directory.size,
      sessions: sessions.size,
      waiting: writer.waiting,
      draining: this.#draining,
    };
  }

  /** Takes no new sessions, and says goodbye in those there are. What was acknowledged is stored already. Never rejects. */
  async drain(): Promise<void> {
    this.#draining = true;
    const sessions = [...this.#services.sessions.all()];
    await Promise.all(sessions.map((session) => session.end('Service is shutting down', 503)));
  }

  /** Ends everything now. Twice does nothing. */
  close(): void {
    this.#draining = true;
    this.#stopHandling();
    for (const session of [...this.#services.sessions.all()])
      void session.end('Service is shutting down', 503);
    this.#others?.close();
    this.#others = undefined;
  }

  #isForUs({ uri }: SipRequest): boolean {
    return this.#addresses.has(addressOfRecord(uri));
  }

  async #begin(): Promise<void> {
    const { directory, configuration, store, clock } = this.#services;
    await directory.load();
    for (const room of configuration.rooms) {
      if (directory.get(room.id)) continue;
      const made = {
        ...room,
        disabled: false,
        createdAt: clock.now(),
        createdBy: configuration.uri,
        lastMessage: 0,
      };
      await store.createRoom(made).catch((error: unknown) => {
        // Another process has made it, or people have made a room of this name.
        if (!(error instanceof StoreError && error.code === 'conflict')) throw error;
        this.#services.log.info('room-exists', { room: room.id });
      });
      await directory.reload(room.id);
    }
    this.#others = new OtherProcesses(this.#services);
  }

  async #invited(invite: IncomingInvite): Promise<void> {
    const { log, people, sessions, configuration } = this.#services;
    try {
      await this.ready;
    } catch (error) {
      log.error('rooms-not-known', { error });
      return reject(invite, 'not-stored');
    }
    const { request, identity } = invite;
    if (this.#draining) return reject(invite, 'draining');
    const person = identity === undefined ? undefined : people.find(identity);
    if (!person) return reject(invite, 'not-allowed');
    if (sessions.of(person.uri).size >= configuration.limits.sessionsPerUser)
      return reject(invite, 'too-many-sessions');
    const isSdp = mediaTypeOf(request.headers.get('Content-Type')) === sdpContentType;
    if (!isSdp || !parseMessageSdp(request.body.toString('utf8'))) return invite.reject(488);
    const address = addressOfRecord(request.uri);
    const batches = request.headers.get('Ms-Chat-Batch')?.toLowerCase() === 'true';
    try {
      const dialog = await invite.accept(sessionAnswer(address, this.#services));
      // Begun before, acknowledged after: drain has not seen it.
      if (this.#draining) return await dialog.bye({ cause: 503, text: 'Service is shutting down' });
      new ChatSession(dialog, person.uri, person.name, address, batches, this.#services);
    } catch (error) {
      log.info('chat-session-not-made', { error });
    }
  }
}

function reject(invite: IncomingInvite, code: InfoRefusalCode): void {
  const { status, headers } = infoRefusal(code);
  invite.reject(status, {
    headers: status === 503 ? [...headers, ['Retry-After', '10']] : headers,
  });
}

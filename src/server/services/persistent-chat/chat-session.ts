import { mediaTypeOf } from '../../../protocol/content-type';
import { buildMessageAnswer, sdpContentType } from '../../../protocol/sdp-message';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { XmlError } from '../../../protocol/xml/xml-error';
import {
  parseXccos,
  replyNameOf,
  xccosContentType,
  xccosResults,
  type XccosCommand,
  type XccosData,
  type XccosEnvelope,
} from '../../../protocol/xccos';
import type { IncomingRequest, InviteDialog, RespondOptions, Timer } from '../../sip';
import { StoreError } from '../../store';
import type { ChatServices } from './chat-services';
import { commandHandlers } from './commands';
import type { LiveRoom } from './live-rooms';
import { isGone, maxInfoBytes, Outbox, parcelOf, type Parcel } from './outbox';
import { post } from './posting';
import { ChatRefusal, infoRefusal } from './refusal';

/** Silent for so long, a client is asked whether it is there: a browser that was closed says nothing. */
const probeMs = 60_000;
/** Commands of one INFO. */
const maxCommands = 32;
const xmlLimits = { maxBytes: maxInfoBytes, maxDepth: 12, maxNodes: 8192 };

export interface JoinedRoom {
  readonly live: LiveRoom;
  /** What follows is sent as it comes: the first history a client asks for ends before it. Undefined when that was sent. */
  historyBefore: number | undefined;
}

/** One dialog of a user: takes commands and posts, and sends replies, notices and messages. */
export class ChatSession {
  /** By the room's id. */
  readonly rooms = new Map<string, JoinedRoom>();
  readonly #outbox: Outbox;
  #timer: Timer | undefined;
  #probe: Timer | undefined;
  /** Commands are done one after the other: a join before the post that follows it. */
  #work: Promise<void> = Promise.resolve();
  #busy = 0;
  #ended = false;

  constructor(
    private readonly dialog: InviteDialog,
    /** Address of record, proven. */
    readonly user: string,
    /** As colleagues see it. */
    readonly name: string | undefined,
    private readonly address: string,
    batches: boolean,
    private readonly services: ChatServices,
  ) {
    const { log, configuration } = services;
    this.#outbox = new Outbox(dialog, {
      batches,
      maxWaitingBytes: configuration.limits.waitingBytes,
      log,
      onGivenUp: (reason) => void this.end(reason),
    });
    services.sessions.add(this);
    dialog.onRequest = (incoming) => this.#receive(incoming);
    void dialog.terminated.then(() => this.#leave());
    this.#restartTimer();
  }

  send(parcel: Parcel): void {
    this.#outbox.push(parcel);
  }

  /** The user's other sessions here. */
  *others(): Iterable<ChatSession> {
    for (const session of this.services.sessions.of(this.user)) if (session !== this) yield session;
  }

  /** Says BYE, unless the dialog is gone. Never rejects. */
  async end(reason: string, cause = 480): Promise<void> {
    this.#leave();
    await this.dialog.bye({ cause, text: reason });
  }

  #leave(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timer?.cancel();
    this.#probe?.cancel();
    // No INFO follows a BYE: there are clients that do not survive it.
    this.#outbox.close();
    this.services.sessions.remove(this);
    this.services.attendance.leaveAll(this);
  }

  #receive(incoming: IncomingRequest): void {
    this.#restartTimer();
    const { method } = incoming.request;
    if (method === 'INFO') return this.#info(incoming);
    if (method === 'UPDATE') return incoming.respond(200, { headers: sessionTimer(this.services) });
    if (method === 'INVITE') return incoming.respond(200, sessionAnswer(this.address, this.services));
    if (method === 'OPTIONS') return incoming.respond(200);
    incoming.respond(405, { headers: [['Allow', 'INVITE, ACK, BYE, INFO, OPTIONS, UPDATE']] });
  }

  #info(incoming: IncomingRequest): void {
    const { body, headers } = incoming.request;
    if (mediaTypeOf(headers.get('Content-Type')) !== xccosContentType)
      return incoming.respond(415, {
        headers: [['Accept', xccosContentType], ...infoRefusal('wrong-type').headers],
      });
    if (body.length > maxInfoBytes) return refuse(incoming, 'too-large');
    let envelope: XccosEnvelope;
    try {
      envelope = parseXccos(body.toString('utf8'), xmlLimits);
    } catch (error) {
      if (!(error instanceof XmlError || error instanceof WireFormatError)) throw error;
      const { status, headers: why } = infoRefusal('malformed', error.message);
      return incoming.respond(status, { headers: why });
    }
    const chats = envelope.primitives.filter(({ kind }) => kind === 'grpchat');
    const commands = envelope.primitives.filter((one): one is XccosCommand => one.kind === 'cmd');
    const [chat] = chats;
    // A 200 acknowledges one post: of several, some might be stored and some not.
    if (chats.length > 1 || (chat && commands.length) || commands.length > maxCommands)
      return refuse(incoming, 'malformed');
    if (chat?.kind === 'grpchat')
      return this.#inOrder(() => post(this.services, this, incoming, chat.message));
    incoming.respond(200);
    for (const command of commands) this.#inOrder(() => this.#do(command, envelope.envid));
  }

  /** At once when nothing is under way, so that posts that come together are stored together. */
  #inOrder(work: () => void | Promise<void>): void {
    const run = async (): Promise<void> => {
      try {
        if (!this.#ended) await work();
      } catch (error) {
        this.services.log.error('chat-request-failed', { error });
      } finally {
        this.#busy--;
      }
    };
    this.#busy++;
    this.#work = this.#busy === 1 ? run() : this.#work.then(run);
  }

  async #do({ name, seqid, data }: XccosCommand, envid: string): Promise<void> {
    const { log, commandBuckets, clock } = this.services;
    const written = (code: number, text: string, answer: XccosData): Parcel =>
      parcelOf({
        ...{ kind: 'rpl', name: replyNameOf(name), seqid: '1' },
        ...{ commandId: { seqid, envid }, code, text, data: answer },
      });
    const reply = (code: number, text: string, answer: XccosData): void => {
      const parcel = written(code, text, answer);
      // What no edge would carry must not leave the client waiting.
      this.send(parcel.bytes < maxInfoBytes ? parcel : written(...xccosResults['limit-exceeded'], {}));
    };
    try {
      if (!commandBuckets.get(this.user, clock.now()).take(clock.now())) throw new ChatRefusal('too-fast');
      const handler = commandHandlers.get(name);
      if (!handler) throw new ChatRefusal('not-supported');
      const result = await handler(this.services, this, data);
      if (this.#ended) return;
      // In one turn with the reply, so that nothing the command changes is told before it.
      const answer = typeof result === 'function' ? result() : result;
      reply(...xccosResults.ok, answer);
    } catch (error) {
      if (this.#ended) return;
      const refusal = error instanceof ChatRefusal ? error : storeRefusal(error);
      if (!(error instanceof ChatRefusal)) log.error('chat-command-failed', { command: name, error });
      const [code, text] = xccosResults[refusal.code];
      reply(code, text, {});
    }
  }

  /** The client is the one to refresh: SIPE cannot answer UPDATE. */
  #restartTimer(): void {
    if (this.#ended) return;
    this.#timer?.cancel();
    const { clock, configuration } = this.services;
    this.#timer = clock.setTimeout(
      () => void this.end('The session was silent', 408),
      configuration.sessionSeconds * 1000,
    );
    this.#restartProbe();
  }

  #restartProbe(): void {
    this.#probe?.cancel();
    if (this.#ended) return;
    const { clock, log } = this.services;
    this.#probe = clock.setTimeout(() => {
      this.dialog.request('OPTIONS').then(
        // Whatever else it says, it is there.
        ({ status }) => (isGone(status) ? void this.end(`OPTIONS answered ${status}`) : this.#restartProbe()),
        (error: unknown) => {
          log.info('chat-session-silent', { error });
          void this.end('OPTIONS not answered');
        },
      );
    }, probeMs);
  }
}

function refuse(incoming: IncomingRequest, code: Parameters<typeof infoRefusal>[0]): void {
  const { status, headers } = infoRefusal(code);
  incoming.respond(status, { headers });
}

function storeRefusal(error: unknown): ChatRefusal {
  const away = error instanceof StoreError && error.code !== 'not-found';
  return new ChatRefusal(away ? 'database-unavailable' : 'server-error', { cause: error });
}

function sessionTimer({ configuration }: ChatServices): [string, string][] {
  return [['Session-Expires', `${configuration.sessionSeconds};refresher=uac`]];
}

/** The 200 to an INVITE: an ordinary session of messages. */
export function sessionAnswer(address: string, services: ChatServices): RespondOptions {
  return {
    headers: [['Content-Disposition', 'session'], ['Supported', 'timer'], ...sessionTimer(services)],
    contentType: sdpContentType,
    body: buildMessageAnswer(address, [xccosContentType]),
  };
}

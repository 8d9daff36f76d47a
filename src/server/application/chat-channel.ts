import { mediaTypeOf } from '../../protocol/content-type';
import { parseDiagnostics } from '../../protocol/diagnostics';
import { findsNobody } from '../../protocol/dialog-liveness';
import { buildMessageOffer, sdpContentType } from '../../protocol/sdp-message';
import { WireFormatError } from '../../protocol/wire-format-error';
import { XmlError } from '../../protocol/xml/xml-error';
import {
  formatXccos,
  parseXccos,
  replyNameOf,
  xccosContentType,
  type RoomMessage,
  type XccosData,
  type XccosEnvelope,
  type XccosNotice,
  type XccosPrimitive,
  type XccosReply,
} from '../../protocol/xccos';
import type { IncomingRequest, InviteDialog, SipEndpoint, SipResponse, Timer } from '../sip';
import type { ApplicationEndpoint } from './application-endpoint';
import { ApplicationError } from './errors';

/** From a command to its reply. */
const replyMs = 30_000;
/** Between two questions whether the server is still there. */
const probeMs = 10_000;
/** The session timer is refreshed so long before it ends. */
const refreshMarginSeconds = 10;

export interface ChannelHandlers {
  onChat(message: RoomMessage): void;
  onNotice(notice: XccosNotice): void;
  /** The dialog has ended, and not by `close`. */
  onEnded(reason: string): void;
}

interface Pending {
  readonly envid: string;
  readonly name: string;
  readonly resolve: (reply: XccosReply) => void;
  readonly reject: (error: unknown) => void;
}

/** A dialog with Persistent Chat: commands with their replies, posts, and what the server tells. */
export class ChatChannel {
  #dialog!: InviteDialog;
  #envid = Math.floor(Math.random() * 0x7fff_ffff);
  readonly #pending = new Set<Pending>();
  #tail: Promise<unknown> = Promise.resolve();
  #timer: Timer | undefined;
  #probe: Timer | undefined;
  #closed = false;

  private constructor(
    private readonly application: ApplicationEndpoint,
    private readonly handlers: ChannelHandlers,
  ) {}

  /** Rejects with `ApplicationError`. */
  static async open(
    application: ApplicationEndpoint,
    endpoint: SipEndpoint,
    uri: string,
    handlers: ChannelHandlers,
  ): Promise<ChatChannel> {
    const channel = new ChatChannel(application, handlers);
    const dialog = await endpoint
      .invite(uri, {
        from: application.uri,
        headers: [
          ['Supported', 'timer'],
          ['Ms-Chat-Batch', 'true'],
        ],
        contentType: sdpContentType,
        body: buildMessageOffer([xccosContentType]),
      })
      .catch((error: unknown) => {
        const status = error instanceof Error && 'status' in error ? error.status : undefined;
        if (typeof status === 'number' && status < 500 && status !== 408)
          throw new ApplicationError('refused', `Refused with ${status}.`, { cause: error, status });
        throw new ApplicationError('unreachable', 'Persistent Chat did not answer.', { cause: error });
      });
    channel.#begin(dialog);
    return channel;
  }

  /** Resolves with the data of a reply that is a success. Rejects with `ApplicationError`. */
  async command(name: string, data: XccosData = {}): Promise<XccosData> {
    const envid = this.#nextEnvid();
    const { clock } = this.application;
    let timer: Timer | undefined;
    const reply = new Promise<XccosReply>((resolve, reject) => {
      const pending = { envid, name: replyNameOf(name), resolve, reject };
      this.#pending.add(pending);
      timer = clock.setTimeout(() => {
        this.#pending.delete(pending);
        reject(new ApplicationError('timeout', `${name} was not answered.`));
      }, replyMs);
    });
    try {
      const sent = this.#info({ envid, primitives: [{ kind: 'cmd', name, seqid: '1', data }] });
      const failed = sent.then((response) => {
        if (response.status >= 300) throw refused(name, response);
        return reply;
      });
      const { code, text, data: answer } = await Promise.race([reply, failed]);
      if (code !== 200) throw ApplicationError.ofReply(name, code, text);
      return answer;
    } finally {
      timer?.cancel();
    }
  }

  /** Resolves when the message is stored. Rejects with `ApplicationError`. */
  async post(message: RoomMessage): Promise<void> {
    const primitive: XccosPrimitive = { kind: 'grpchat', seqid: '1', message };
    const response = await this.#info({ envid: this.#nextEnvid(), primitives: [primitive] });
    if (response.status >= 300) throw refused('post', response);
  }

  /** Says BYE. Never rejects. */
  async close(): Promise<void> {
    this.#end(new ApplicationError('terminated', 'The channel was closed.'));
    await this.#dialog.bye();
  }

  #begin(dialog: InviteDialog): void {
    this.#dialog = dialog;
    dialog.onRequest = (incoming) => this.#receive(incoming);
    void dialog.terminated.then(({ reason = 'the dialog ended' }) => {
      if (this.#closed) return;
      this.#end(new ApplicationError('unreachable', reason));
      this.handlers.onEnded(reason);
    });
    const seconds = parseInt(dialog.inviteResponse?.headers.get('Session-Expires') ?? '', 10);
    if (seconds > refreshMarginSeconds) this.#refreshAfter(seconds - refreshMarginSeconds);
    this.#restartProbe();
  }

  #end(error: ApplicationError): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#probe?.cancel();
    for (const { reject } of this.#pending) reject(error);
    this.#pending.clear();
  }

  #refreshAfter(seconds: number): void {
    this.#timer = this.application.clock.setTimeout(() => {
      // 481 ends the dialog by itself; what else goes wrong is tried again.
      this.#dialog
        .request('UPDATE')
        .catch((error: unknown) => this.application.log.info('chat-session-not-refreshed', { error }))
        .finally(() => {
          if (!this.#closed) this.#refreshAfter(seconds);
        });
    }, seconds * 1000);
  }

  /** Whoever only listens would never learn that a server went and came back without the dialog (RFC 3261 section 11: OPTIONS). */
  #restartProbe(): void {
    this.#probe = this.application.clock.setTimeout(() => {
      this.#dialog.request('OPTIONS').then(
        ({ status }) => {
          if (this.#closed) return;
          if (!findsNobody(status)) return this.#restartProbe();
          const reason = `OPTIONS answered ${status}`;
          this.#end(new ApplicationError('unreachable', reason));
          void this.#dialog.bye();
          this.handlers.onEnded(reason);
        },
        // The dialog ends by itself when nothing is answered.
        (error: unknown) => this.application.log.info('chat-server-silent', { error }),
      );
    }, probeMs);
  }

  /** One at a time: the order of two on their way is nobody's promise. */
  #info(envelope: XccosEnvelope): Promise<SipResponse> {
    const send = async (): Promise<SipResponse> => {
      if (this.#closed) throw new ApplicationError('terminated', 'The channel has ended.');
      try {
        const body = formatXccos(envelope);
        return await this.#dialog.request('INFO', { contentType: xccosContentType, body });
      } catch (error) {
        throw new ApplicationError('unreachable', 'Persistent Chat did not answer.', { cause: error });
      }
    };
    const sent = this.#tail.then(send, send);
    this.#tail = sent;
    // Whoever asked hears of it; the next is sent all the same.
    sent.catch(() => undefined);
    return sent;
  }

  #receive(incoming: IncomingRequest): void {
    const { request } = incoming;
    if (request.method !== 'INFO') return incoming.respond(request.method === 'OPTIONS' ? 200 : 501);
    if (mediaTypeOf(request.headers.get('Content-Type')) !== xccosContentType) return incoming.respond(415);
    let envelope: XccosEnvelope;
    try {
      envelope = parseXccos(request.body.toString('utf8'));
    } catch (error) {
      if (!(error instanceof XmlError || error instanceof WireFormatError)) throw error;
      this.application.log.warn('chat-info-unreadable', { error });
      return incoming.respond(400);
    }
    incoming.respond(200);
    for (const primitive of envelope.primitives) {
      if (primitive.kind === 'grpchat') this.handlers.onChat(primitive.message);
      else if (primitive.kind === 'ntc') this.handlers.onNotice(primitive);
      else if (primitive.kind === 'rpl') this.#replied(primitive);
    }
  }

  /** Old servers leave `commandid` out: then the oldest command of that name is meant. */
  #replied(reply: XccosReply): void {
    for (const pending of this.#pending) {
      const same = reply.commandId ? reply.commandId.envid === pending.envid : reply.name === pending.name;
      if (!same) continue;
      this.#pending.delete(pending);
      pending.resolve(reply);
      return;
    }
  }

  #nextEnvid(): string {
    return String(++this.#envid);
  }
}

function refused(what: string, { status, headers }: SipResponse): ApplicationError {
  const reason = parseDiagnostics(headers.get('ms-diagnostics'))?.reason;
  return new ApplicationError('refused', `${what}: ${reason ?? status}`, { status });
}

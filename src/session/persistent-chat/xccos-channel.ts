import { mediaTypeOf } from '../../protocol/content-type';
import { buildMessageOffer, sdpContentType } from '../../protocol/sdp-message';
import { formatXccos, parseXccos, replyNameOf, xccosContentType } from '../../protocol/xccos';
import type {
  RoomMessage,
  XccosCommandName,
  XccosData,
  XccosEnvelope,
  XccosNotice,
  XccosPrimitive,
  XccosReply,
} from '../../protocol/xccos';
import { SessionError } from '../contract';
import { asSessionError, responseError } from '../failures';
import { withResolvers } from '../resolvers';
import type { Resolvers } from '../resolvers';
import type { Dialog, IncomingRequest, Signaling, SipResponse } from '../signaling/signaling';
import { Liveness } from './liveness';
import { sessionExpires, SessionTimer, timerSupported } from './session-timer';
import { replyFailure } from './xccos-failure';

/** Milliseconds from the acknowledgement of a command to its reply. */
const REPLY_TIMEOUT = 30_000;
/** Several messages may come in one INFO. Ours; wire guide, Persistent Chat. */
const batchHeader = ['Ms-Chat-Batch', 'true'] as const;

export interface ChannelHandlers {
  onChat(message: RoomMessage): void;
  onNotice(notice: XccosNotice): void;
  /** What the server sent cannot be read; it was refused. */
  onMalformed(error: SessionError): void;
  /** The dialog is gone while the connection lives. Not called after `close` and `drop`. */
  onEnded(error: SessionError): void;
}

interface Pending {
  readonly envid: string;
  readonly replyName: string;
  readonly reply: Resolvers<XccosReply>;
}

/**
 * A dialog that carries XCCOS. A 200 to an INFO says only that it has arrived: the answer is a `rpl` in an INFO of the server. One INFO at a time is on its way, so that
 * the server sees them in order.
 */
export class XccosChannel {
  #dialog: Dialog | undefined;
  #timer: SessionTimer | undefined;
  #liveness: Liveness | undefined;
  #pending: readonly Pending[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  #over: SessionError | undefined;
  /** Something was replied. */
  #isAnswered = false;
  #envid = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

  private constructor(private readonly handlers: ChannelHandlers) {}

  /** An ordinary session of messages: the server knows by its address what it is for. Rejects with `SessionError`. */
  static async open(
    signaling: Signaling,
    uri: string,
    handlers: ChannelHandlers,
    signal: AbortSignal,
  ): Promise<XccosChannel> {
    const channel = new XccosChannel(handlers);
    const call = signaling.invite(
      uri,
      {
        headers: [...timerSupported, batchHeader],
        body: { contentType: sdpContentType, content: buildMessageOffer(['text/plain']) },
      },
      {
        onRequest: (request) => channel.#onRequest(request),
        onEnded: ({ by }) =>
          channel.#end(
            // Old servers take the call of somebody who may not chat, and hang up at the first command.
            by === 'remote' && !channel.#isAnswered
              ? new SessionError('forbidden', 'This user may not use the chat server')
              : new SessionError('unreachable', 'The chat server has ended the connection'),
          ),
      },
    );
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const { dialog, response } = await call.outcome;
      if (!dialog) throw responseError(response);
      channel.#dialog = dialog;
      if (signal.aborted) {
        void channel.close();
        throw new SessionError('aborted', 'Connecting to the chat server was given up');
      }
      const seconds = sessionExpires(response);
      channel.#timer = new SessionTimer(dialog, (error) => channel.#lost(error));
      if (seconds !== undefined) channel.#timer.start(seconds);
      channel.#liveness = new Liveness(dialog, (answer) => channel.#lost(responseError(answer, 'message')));
      channel.#liveness.start();
      return channel;
    } catch (error) {
      if (signal.aborted) throw new SessionError('aborted', 'Aborted', { cause: error });
      throw asSessionError(error, 'connection-failed', 'The chat server could not be reached');
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Resolves with the reply, which is a success. Rejects with `SessionError`, `timeout` when none comes. */
  async command(name: XccosCommandName, data: XccosData = {}): Promise<XccosReply> {
    const reply = withResolvers<XccosReply>();
    // Waited for below; until then its failure is nobody's.
    reply.promise.catch(() => undefined);
    const envid = this.#nextEnvid();
    const pending = { envid, replyName: replyNameOf(name), reply };
    this.#pending = [...this.#pending, pending];
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const response = await this.#info({ envid, primitives: [{ kind: 'cmd', name, seqid: '1', data }] });
      if (response.status >= 300) throw responseError(response, 'message');
      timer = setTimeout(
        () => reply.reject(new SessionError('timeout', `The chat server did not answer ${name}`)),
        REPLY_TIMEOUT,
      );
      const answer = await reply.promise;
      const failure = replyFailure(answer);
      if (failure) throw failure;
      return answer;
    } finally {
      clearTimeout(timer);
      this.#pending = this.#pending.filter((each) => each !== pending);
    }
  }

  /** Posts a message: a 200 says that it is stored. Rejects with `SessionError` when there is no answer. */
  post(message: RoomMessage): Promise<SipResponse> {
    return this.#info({
      envid: this.#nextEnvid(),
      primitives: [{ kind: 'grpchat', seqid: '1', message }],
    });
  }

  /** Ends the dialog. */
  async close(): Promise<void> {
    const dialog = this.#dialog;
    this.drop(new SessionError('cancelled', 'The connection to the chat server was closed'));
    // A BYE that nobody answers ends the dialog all the same (RFC 3261 section 15.1.1).
    await dialog?.bye().catch(() => undefined);
  }

  /** Forgets it without a word: its connection went. */
  drop(error: SessionError): void {
    if (this.#over) return;
    this.#over = error;
    this.#dialog = undefined;
    this.#timer?.stop();
    this.#liveness?.stop();
    for (const { reply } of this.#pending) reply.reject(error);
  }

  #info(envelope: XccosEnvelope): Promise<SipResponse> {
    const turn = this.#tail.then(() => this.#send(formatXccos(envelope)));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #send(content: string): Promise<SipResponse> {
    if (!this.#dialog) throw this.#over ?? new SessionError('invalid-state', 'Not connected');
    let response;
    try {
      response = await this.#dialog.request('INFO', { body: { contentType: xccosContentType, content } });
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The connection to the chat server was lost');
    }
    if (!response.local) return response;
    // Nobody answers any more: what is on its way may have arrived or not.
    const error = responseError(response, 'message');
    this.#lost(error);
    throw error;
  }

  #onRequest(request: IncomingRequest): void {
    if (this.#over) return request.respond(481);
    if (request.method !== 'INFO') return request.respond(405, { headers: [['Allow', 'INFO, BYE']] });
    if (mediaTypeOf(request.contentType) !== xccosContentType)
      return request.respond(415, { headers: [['Accept', xccosContentType]] });
    let primitives;
    try {
      ({ primitives } = parseXccos(request.body));
    } catch (error) {
      request.respond(400, { reason: 'Malformed XCCOS' });
      return this.handlers.onMalformed(
        asSessionError(error, 'server-error', 'What the chat server sent cannot be read'),
      );
    }
    request.respond(200);
    for (const primitive of primitives) this.#receive(primitive);
  }

  #receive(primitive: XccosPrimitive): void {
    switch (primitive.kind) {
      case 'grpchat':
        return this.handlers.onChat(primitive.message);
      case 'ntc':
        return this.handlers.onNotice(primitive);
      case 'rpl': {
        const { commandId, name } = primitive;
        this.#isAnswered = true;
        // Old servers leave the id out: then the first command of that name is meant.
        const pending = this.#pending.find((each) =>
          commandId ? each.envid === commandId.envid : each.replyName === name,
        );
        // A reply to nothing: history that a server pushes after a join, which is asked for here, or too late.
        return pending?.reply.resolve(primitive);
      }
      default:
        // Commands go to servers.
        return undefined;
    }
  }

  #lost(error: unknown): void {
    this.#end(asSessionError(error, 'unreachable', 'The chat server does not answer'));
  }

  #end(error: SessionError): void {
    if (this.#over) return;
    this.drop(error);
    this.handlers.onEnded(error);
  }

  #nextEnvid(): string {
    this.#envid = (this.#envid + 1) >>> 0;
    return String(this.#envid);
  }
}

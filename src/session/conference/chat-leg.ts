import { mediaTypeOf } from '../../protocol/content-type';
import {
  isComposingContentType,
  keyboardActivityContentType,
  parseKeyboardActivity,
} from '../../protocol/is-composing';
import { buildMessageOffer, sdpContentType } from '../../protocol/sdp-message';
import type { FailureSnapshot, ParticipantSnapshot } from '../contract';
import { addressOf } from '../identity';
import { conversationIdHeader, messageIdHeader, readMessageSdp } from '../im/im-invite';
import type { InstantMessaging } from '../im/instant-messaging';
import { MAX_MESSAGE, readContent } from '../im/read-message';
import type {
  Dialog,
  DialogEnd,
  IncomingRequest,
  OutgoingInvite,
  RequestOptions,
  Signaling,
  SipResponse,
} from '../signaling/signaling';
import { conferenceError } from './conference-failures';

/** How many own messages are remembered for delivery notifications that come late. */
const REMEMBERED = 500;
/** Who wrote ([MS-CONFIM] 2.2.1): the dialog is the MCU's. */
const senderHeader = 'ms-sender';

export interface ChatLegHost {
  readonly messaging: InstantMessaging;
  readonly conversationId: string;
  /** Nobody is asked for messages yet: they still go to the one that was talked to before. */
  isHeldBack(): boolean;
  authorOf(uri: string): ParticipantSnapshot;
  onTyping(uri: string, isTyping: boolean, refresh?: number): void;
  onEnded(end: DialogEnd): void;
  report(error: unknown, message: string): void;
}

/** The dialog with the chat MCU over one connection: what is written in the conference. */
export class ChatLeg {
  #invite: OutgoingInvite | undefined;
  #dialog: Dialog | undefined;
  #acceptTypes: readonly string[] = [];
  #isOver = false;
  /** `Message-Id` of the MCU to our own. */
  readonly #sent = new Map<string, string>();

  constructor(
    private readonly signaling: Signaling,
    private readonly uri: string,
    private readonly host: ChatLegHost,
  ) {}

  /** Resolves when messages can be sent. Rejects with `SessionError`, or `SignalingError` when the connection went. */
  async join(): Promise<void> {
    const headers = [
      [conversationIdHeader, this.host.conversationId],
      ['Supported', 'ms-sender'],
    ] as const;
    this.#invite = this.signaling.invite(
      this.uri,
      { headers, body: { contentType: sdpContentType, content: buildMessageOffer() } },
      { onRequest: (request) => this.#receive(request), onEnded: (end) => this.#onEnded(end) },
    );
    const { dialog, response } = await this.#invite.outcome;
    this.#invite = undefined;
    if (!dialog) throw conferenceError(response);
    this.#dialog = dialog;
    if (this.#isOver) return void dialog.bye().catch(() => undefined);
    try {
      this.#acceptTypes = readMessageSdp(response)?.acceptTypes ?? [];
    } catch (error) {
      // Plain text is always right.
      this.host.report(error, 'The answer of the conference cannot be read');
    }
    if (!this.host.isHeldBack()) this.take();
  }

  /** From now on what is written goes here. */
  take(): void {
    const dialog = this.#dialog;
    if (!dialog || this.#isOver) return;
    const lent: Dialog = {
      remoteUri: dialog.remoteUri,
      ids: dialog.ids,
      reinvite: (options) => dialog.reinvite(options),
      bye: (headers) => dialog.bye(headers),
      request: (method, options) => this.#request(dialog, method, options),
    };
    this.host.messaging.open(lent, this.#acceptTypes, false);
  }

  /** Never rejects. */
  async leave(): Promise<void> {
    this.#isOver = true;
    if (!this.#dialog) return this.#invite?.cancel();
    await this.#dialog.bye().catch(() => undefined);
  }

  forget(): void {
    this.#isOver = true;
  }

  #onEnded(end: DialogEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.host.messaging.close();
    this.host.onEnded(end);
  }

  async #request(dialog: Dialog, method: string, options: RequestOptions = {}): Promise<SipResponse> {
    // [MS-CONFIM]: an MCU fans out messages, and takes no INFO.
    if (options.body?.contentType === keyboardActivityContentType)
      return dialog.request('MESSAGE', { body: isComposing(options.body.content) });
    const response = await dialog.request(method, options);
    const id = options.headers?.find(([name]) => name === messageIdHeader)?.[1];
    const theirs = response.header('message-id');
    if (response.status >= 300 || !id || !theirs) return response;
    this.#remember(theirs, id);
    // Taken is delivered: who did not get it is told of later.
    return Object.create(response, { status: { value: 200 } }) as SipResponse;
  }

  #remember(theirs: string, own: string): void {
    this.#sent.set(theirs, own);
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size <= REMEMBERED) break;
      this.#sent.delete(oldest);
    }
  }

  #receive(request: IncomingRequest): void {
    if (this.#isOver) return request.respond(481);
    if (request.body.length > MAX_MESSAGE * 2) return request.respond(413);
    try {
      if (!this.#read(request))
        return request.respond(415, {
          headers: [['Accept', `text/plain, text/html, multipart/alternative, ${isComposingContentType}`]],
        });
    } catch (error) {
      return request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
    }
    request.respond(200);
  }

  /** False for what is not known here. */
  #read(request: IncomingRequest): boolean {
    const sender = addressOf(request.header(senderHeader) ?? '');
    const typing =
      mediaTypeOf(request.contentType) === keyboardActivityContentType
        ? parseKeyboardActivity(request.body)
        : undefined;
    const content = typing ? ({ kind: 'typing', typing } as const) : readContent(request);
    switch (content.kind) {
      case 'text': {
        const id = request.header(messageIdHeader) ?? request.header('message-id');
        // What we said over a connection that was lost may come back to us as if we were somebody else.
        if (this.host.messaging.messages.some((each) => each.id === id)) return true;
        this.host.onTyping(sender, false);
        this.host.messaging.show(
          content.format,
          content.body,
          id,
          request.header('ms-notice'),
          this.host.authorOf(sender),
        );
        return true;
      }
      case 'typing':
        this.host.onTyping(sender, content.typing.isTyping, content.typing.refresh);
        return true;
      case 'delivery': {
        const own = this.#sent.get(content.messageId);
        if (own !== undefined && content.failedStatus !== undefined)
          this.host.messaging.markFailed(own, notDelivered(content.failedStatus));
        return true;
      }
      case 'unknown':
        return false;
    }
  }
}

const notDelivered = (status: number): FailureSnapshot =>
  Object.freeze({ code: 'unreachable', message: 'Not everybody has received it', status });

/** RFC 3994, of what Lync says between two. */
function isComposing(keyboardActivity: string) {
  const isTyping = parseKeyboardActivity(keyboardActivity)?.isTyping;
  return { contentType: isComposingContentType, content: buildIsComposing(isTyping === true) };
}

function buildIsComposing(isTyping: boolean): string {
  const state = `<state>${isTyping ? 'active' : 'idle'}</state>`;
  return `<?xml version="1.0" encoding="UTF-8"?><isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">${state}</isComposing>`;
}

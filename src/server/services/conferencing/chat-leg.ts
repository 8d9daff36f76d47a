import { acceptsType } from '../../../protocol/content-type';
import { buildImdn, imdnContentType, type ImdnRecipient } from '../../../protocol/imdn';
import { buildMessageAnswer, parseMessageSdp, sdpContentType } from '../../../protocol/sdp-message';
import { SipTransactionError, type IncomingRequest, type InviteDialog } from '../../sip';
import { chatAcceptTypes, contentFor, takesHtml, type ChatMessage } from './chat-message';
import { Liveness } from './liveness';
import { goodbyes, type ConferenceLeg, type Goodbye } from './leg';
import type { ConferenceServices } from './services';

/** Messages that wait for one participant. More are reported as not delivered. */
const longestQueue = 200;
/** The edge's answer for a user whose connection is gone. */
const absent = 480;

/** A message and who waits for its status. */
export interface Waiting {
  readonly message: ChatMessage;
  readonly done: (status: number) => void;
}

/** The chat of one participant's device: what is said to it goes out one after the other, so that the order is kept whatever happens. */
export class ChatLeg implements ConferenceLeg {
  readonly sessionType = 'chat';
  readonly #queue: Waiting[] = [];
  readonly #liveness: Liveness;
  #sending = false;
  #isReplaced = false;
  #again: (() => void) | undefined;
  #takesHtml: boolean;

  constructor(
    readonly user: string,
    readonly entity: string,
    readonly device: string | undefined,
    readonly dialog: InviteDialog,
    private acceptTypes: readonly string[],
    private readonly options: {
      readonly services: ConferenceServices;
      readonly mcuUri: string;
      received(leg: ChatLeg, request: IncomingRequest): void;
      /** Nobody is at its connection just now. */
      missed(leg: ChatLeg): void;
      /** Whoever ended it; `undelivered` is for who takes its place, if somebody is to. */
      gone(leg: ChatLeg, undelivered?: readonly Waiting[]): void;
    },
  ) {
    const { services } = options;
    this.#takesHtml = takesHtml(acceptTypes);
    this.#liveness = new Liveness(dialog, services, {
      gone: () => void this.#lost(),
      missed: () => options.missed(this),
    });
    dialog.onRequest = (request) => this.#requested(request);
    void dialog.terminated.then(() => {
      this.#again?.();
      if (this.#isReplaced) return;
      for (const { done } of this.#queue.splice(0)) done(absent);
      options.gone(this);
    });
  }

  /** Whether it is told what became of its messages. */
  get takesReports(): boolean {
    return acceptsType(this.acceptTypes, imdnContentType);
  }

  /** Resolves with the status of the answer: 2xx when it was delivered. Never rejects. */
  deliver(message: ChatMessage): Promise<number> {
    if (this.dialog.state === 'terminated') return Promise.resolve(absent);
    if (this.#queue.length >= longestQueue) return Promise.resolve(503);
    return new Promise((done) => {
      this.#queue.push({ message, done });
      void this.#pump();
    });
  }

  /** What a device has not got that comes again. */
  adopt(undelivered: readonly Waiting[]): void {
    this.#queue.unshift(...undelivered);
    void this.#pump();
  }

  /** That somebody types; not worth waiting for. */
  hint(message: ChatMessage, method: string): void {
    if (this.#sending || this.dialog.state === 'terminated') return;
    this.#send(method, message).catch((error: unknown) =>
      this.options.services.log.debug('conference-hint-unanswered', { error }),
    );
  }

  report(messageId: string, recipients: readonly ImdnRecipient[]): void {
    this.dialog.benotify({
      headers: [['Message-Id', messageId]],
      body: buildImdn({ messageId, recipients }),
      contentType: imdnContentType,
    });
  }

  suspect(): void {
    this.#liveness.suspect();
  }

  end(goodbye: Goodbye): void {
    if (goodbye === goodbyes.replaced && !this.#isReplaced) {
      this.#isReplaced = true;
      this.options.gone(this, this.#queue.splice(0));
    }
    void this.dialog.bye(goodbye);
  }

  async #pump(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = this.#queue[0]; next; next = this.#queue[0]) {
        const status = await this.#status(next.message);
        // Gone for a moment: the message waits for them to come back, or for the dialog to end, which empties the queue.
        if (status === absent && this.dialog.state === 'confirmed') {
          await this.#back();
          continue;
        }
        // Else the queue has gone to who has taken our place.
        if (this.#queue[0] !== next) break;
        this.#queue.shift();
        next.done(status);
      }
    } finally {
      this.#sending = false;
    }
  }

  async #status(message: ChatMessage): Promise<number> {
    try {
      return await this.#send('MESSAGE', message);
    } catch (error) {
      if (!(error instanceof SipTransactionError)) throw error;
      this.options.services.log.debug('conference-message-unanswered', { user: this.user, error });
      return error.code === 'timeout' ? 408 : absent;
    }
  }

  async #send(method: string, message: ChatMessage): Promise<number> {
    const { status } = await this.dialog.request(method, contentFor(message, this.#takesHtml));
    return status;
  }

  /** Resolves when something comes from them, or the dialog is over. */
  #back(): Promise<void> {
    this.#liveness.suspect();
    return new Promise((resolve) => {
      const timer = this.options.services.clock.setTimeout(() => this.#again?.(), retryMs);
      this.#again = () => {
        timer.cancel();
        this.#again = undefined;
        resolve();
      };
    });
  }

  #requested(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    this.#liveness.heard();
    this.#again?.();
    if (method === 'INVITE') return this.#refreshed(incoming);
    if (method === 'MESSAGE' || method === 'INFO') return this.options.received(this, incoming);
    incoming.respond(method === 'OPTIONS' || method === 'UPDATE' ? 200 : 405, {
      headers: [['Allow', chatAllow]],
    });
  }

  /** RFC 3261 section 14.2: a new offer, or none, of who has come back. */
  #refreshed(incoming: IncomingRequest): void {
    const { mcuUri } = this.options;
    const { body } = incoming.request;
    const offer = body.length > 0 ? parseMessageSdp(body.toString('utf8')) : undefined;
    if (body.length > 0 && !offer) return incoming.respond(488);
    if (offer) {
      this.acceptTypes = offer.acceptTypes;
      this.#takesHtml = takesHtml(offer.acceptTypes);
    }
    incoming.respond(200, {
      headers: [['Contact', `<${mcuUri}>`]],
      body: buildMessageAnswer(mcuUri, chatAcceptTypes),
      contentType: sdpContentType,
    });
  }

  async #lost(): Promise<void> {
    await this.dialog.bye(goodbyes.lost);
  }
}

/** How often a message is tried again that found nobody. */
const retryMs = 5_000;

export const chatAllow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, MESSAGE, UPDATE';

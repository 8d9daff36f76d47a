import { acceptsType } from '../../protocol/content-type';
import { isDanglingDialog } from '../../protocol/failure-map';
import { buildKeyboardActivity, keyboardActivityContentType } from '../../protocol/is-composing';
import type { SessionError } from '../contract';
import { asSessionError, responseError } from '../failures';
import { SignalingError } from '../signaling/signaling';
import type { Dialog, IncomingRequest, SipBody } from '../signaling/signaling';
import { fitsTextFormat, messageIdHeader } from './im-invite';
import type { DeliveryOutcome, OutgoingMessage } from './message-queue';
import { Messaging } from './messaging';
import type { MessagingHost } from './messaging';
import { htmlToText, MAX_MESSAGE, readContent } from './read-message';
import { senderOf } from './sender';

/** How long a delivery notification may take after its 202, in milliseconds. */
const CONFIRM_TIMEOUT = 60_000;

/** What messaging over SIP asks of its conversation. */
export interface DialogMessagingHost extends MessagingHost {
  /** The dialog is dead on the other side. */
  onDangling(error: SessionError): void;
}

/** Messages in a SIP dialog. */
export class InstantMessaging extends Messaging {
  #dialog: Dialog | undefined;
  #acceptTypes: readonly string[] = [];
  readonly #notifications = new Map<string, (outcome: DeliveryOutcome) => void>();

  constructor(protected override readonly host: DialogMessagingHost) {
    super(host);
  }

  /** The message to carry in the INVITE. */
  embed(): OutgoingMessage | undefined {
    return this.queue.embed(fitsTextFormat);
  }

  open(dialog: Dialog, acceptTypes: readonly string[], embeddedTaken: boolean): void {
    this.#dialog = dialog;
    this.#acceptTypes = acceptTypes;
    this.queue.open(embeddedTaken);
  }

  /** The dialog is gone for now; what is unconfirmed waits. */
  override close(): void {
    this.#dialog = undefined;
    this.#notifications.clear();
    super.close();
  }

  receive(request: IncomingRequest): void {
    if (request.body.length > MAX_MESSAGE * 2) return request.respond(413);
    let content;
    try {
      content = readContent(request);
    } catch (error) {
      return request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
    }
    switch (content.kind) {
      case 'text':
        this.show(
          content.format,
          content.body,
          request.header(messageIdHeader),
          request.header('ms-notice'),
          senderOf(request.header('ms-sender')),
        );
        break;
      case 'typing':
        this.remoteTyping.set(content.typing.isTyping, content.typing.refresh);
        break;
      case 'delivery':
        this.onNotification(content.messageId, content.failedStatus);
        break;
      case 'unknown':
        return request.respond(415, {
          headers: [['Accept', 'text/plain, text/html, multipart/alternative']],
        });
    }
    request.respond(200);
  }

  /** A delivery notification, wherever it came from (instant-messaging guide, section 6). */
  onNotification(messageId: string, failedStatus?: number): void {
    const failure = {
      code: 'unreachable',
      message: 'Not delivered',
      ...(failedStatus && { status: failedStatus }),
    };
    this.#notifications.get(messageId)?.(failedStatus === undefined ? 'delivered' : failure);
  }

  protected async deliver(message: OutgoingMessage): Promise<DeliveryOutcome> {
    const dialog = this.#dialog;
    if (!dialog) return 'returned';
    try {
      const headers = [[messageIdHeader, message.id]] as const;
      const response = await dialog.request('MESSAGE', { headers, body: this.#bodyOf(message) });
      if (response.status < 300) {
        const id = response.status === 202 && response.header('message-id');
        return id ? { confirmed: this.#notified(id) } : 'delivered';
      }
      if (response.local && response.status === 503) return 'returned';
      const error = responseError(response, 'message');
      if (!response.local && isDanglingDialog(response.status)) this.host.onDangling(error);
      return error.toSnapshot();
    } catch (error) {
      // The connection or the dialog went before an answer: the conversation hears of that by itself.
      if (error instanceof SignalingError) return 'returned';
      return asSessionError(error, 'invalid-argument', 'The message could not be sent').toSnapshot();
    }
  }

  #notified(id: string): Promise<DeliveryOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: DeliveryOutcome) => {
        clearTimeout(timer);
        this.#notifications.delete(id);
        resolve(outcome);
      };
      const timer = setTimeout(
        () => settle({ code: 'timeout', message: 'Delivery was not confirmed' }),
        CONFIRM_TIMEOUT,
      );
      this.#notifications.set(id, settle);
    });
  }

  #bodyOf({ body, format }: OutgoingMessage): SipBody {
    const plainOnly = this.#acceptTypes.length > 0 && !acceptsType(this.#acceptTypes, format);
    return format === 'text/html' && plainOnly
      ? { contentType: 'text/plain; charset=UTF-8', content: htmlToText(body) }
      : { contentType: `${format}; charset=UTF-8`, content: body };
  }

  protected async sendTyping(isTyping: boolean): Promise<void> {
    const body = { contentType: keyboardActivityContentType, content: buildKeyboardActivity(isTyping) };
    // Nobody is told when a typing notification fails: the next one says it again, or the connection's loss is seen elsewhere.
    await this.#dialog?.request('INFO', { body }).catch(() => undefined);
  }
}

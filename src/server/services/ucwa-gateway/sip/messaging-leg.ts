import { buildKeyboardActivity, keyboardActivityContentType } from '../../../../protocol/is-composing';
import type { QueueStatus } from '../../../../protocol/queue-status';
import { WireFormatError } from '../../../../protocol/wire-format-error';
import { XmlError } from '../../../../protocol/xml/xml-error';
import type { DialogEnd, IncomingRequest, InviteDialog } from '../../../sip/endpoint';
import type { SipResponse } from '../../../sip/message';
import type { Logger } from '../../../sip/log';
import { readContent, type PeerContent, type TextContent } from './read-content';
import { contentTypeOf } from './session-description';
import { messageIdHeader } from './user-agent';

export interface ReceivedText extends TextContent {
  /** The same when it is sent again. */
  readonly id?: string;
  /** What a service says it for. */
  readonly notice?: string;
}

export interface LegHandlers {
  /** Whether somebody is there to be told. */
  isPresent(): boolean;
  /** Something was refused because nobody was there: the peer may take us for lost. */
  onMissed(): void;
  onText(text: ReceivedText, answer: (status: number) => void): void;
  onTyping(isTyping: boolean, refresh: number | undefined): void;
  onQueueStatus(status: QueueStatus): void;
  onEnded(end: DialogEnd): void;
}

/** Largest message in bytes, as on the SIP side. */
export const maxMessageBytes = 32_768;

/** The dialog with the other side: texts and typing, both ways. */
export class MessagingLeg {
  #dropped = false;

  constructor(
    private readonly dialog: InviteDialog,
    private readonly handlers: LegHandlers,
    private readonly log: Logger,
  ) {
    dialog.onRequest = (request) => this.#receive(request);
    void dialog.terminated.then((end) => {
      if (!this.#dropped) handlers.onEnded(end);
    });
  }

  /** Rejects with `SipTransactionError`. */
  send({ format, text }: TextContent, id: string): Promise<SipResponse> {
    return this.dialog.request('MESSAGE', {
      headers: [[messageIdHeader, id]],
      contentType: contentTypeOf(format),
      body: text,
    });
  }

  /** Typing is worth nothing later: what cannot be sent now is forgotten. */
  sendTyping(isTyping: boolean): void {
    const body = buildKeyboardActivity(isTyping);
    this.dialog
      .request('INFO', { contentType: keyboardActivityContentType, body })
      .catch((error: unknown) => this.log.debug('typing-not-sent', { error }));
  }

  /** Nothing of this leg is told any more: another takes its place. */
  drop(): void {
    this.#dropped = true;
  }

  /** Hangs up, and drops. Never rejects. */
  async hangUp(reason?: { cause: number; text: string }): Promise<void> {
    this.drop();
    await this.dialog.bye(reason);
  }

  #receive(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    if (this.#dropped) return incoming.respond(481);
    if (method === 'OPTIONS') return incoming.respond(200);
    if (method !== 'MESSAGE' && method !== 'INFO')
      return incoming.respond(method === 'INVITE' ? 488 : 405, {
        headers: [['Allow', 'MESSAGE, INFO, BYE']],
      });
    if (!this.handlers.isPresent()) {
      incoming.respond(480);
      return this.handlers.onMissed();
    }
    if (incoming.request.body.length > maxMessageBytes) return incoming.respond(413);
    let content: PeerContent;
    try {
      content = readContent(incoming.request);
    } catch (error) {
      if (!(error instanceof WireFormatError || error instanceof XmlError)) throw error;
      return incoming.respond(400, { reason: 'Malformed Body' });
    }
    this.#take(content, incoming);
  }

  #take(content: PeerContent, incoming: IncomingRequest): void {
    const { headers } = incoming.request;
    switch (content.kind) {
      case 'text': {
        const [id, notice] = [headers.get(messageIdHeader), headers.get('Ms-Notice')];
        const { format, text } = content;
        return this.handlers.onText(
          { format, text, ...(id !== undefined && { id }), ...(notice !== undefined && { notice }) },
          (status) => incoming.respond(status),
        );
      }
      case 'typing':
        this.handlers.onTyping(content.isTyping, content.refresh);
        break;
      case 'queue':
        this.handlers.onQueueStatus(content.status);
        break;
      case 'unknown':
        return incoming.respond(415);
      case 'silent':
    }
    incoming.respond(200);
  }
}

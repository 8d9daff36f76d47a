import type {
  ContextConversation,
  ContextHello,
  ContextWelcome,
  SendRequest,
  ToApplication,
} from '../context-application/protocol';
import { toFailure } from '../internal/failure';

/** What an application is told; see the protocol for each field. */
export type ApplicationView = Omit<ContextWelcome, 'type'>;

/** A media type (RFC 9110, section 8.3.1) with parameters, on one line: it becomes a SIP header. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/;
const MAX_BODY = 64_000;

export type Offer = 'other' | 'taken' | 'wrong-origin';

/**
 * The pane's end of the line to the application in one frame. It takes a port from that frame's own window at the registered origin
 * and from nobody else, and then posts to the port only: a document that is navigated away takes its end of the line with it.
 * An application that loads again connects again; there is one live port at any time.
 */
export class FramePort {
  #port: MessagePort | undefined;
  #told: ApplicationView | undefined;

  constructor(
    private readonly frame: HTMLIFrameElement,
    /** `null` as text for a frame whose sandbox gives it an opaque origin. */
    private readonly origin: string,
    private readonly getView: () => ApplicationView,
    private readonly send: (contentType: string, body: string) => Promise<void>,
  ) {}

  get isConnected(): boolean {
    return this.#port !== undefined;
  }

  /** To be given each `message` event of the window. */
  offer(event: MessageEvent<unknown>): Offer {
    if (!event.source || event.source !== this.frame.contentWindow || !isHello(event.data)) return 'other';
    const [port] = event.ports;
    if (!port) return 'other';
    if (event.origin !== this.origin) {
      port.close();
      return 'wrong-origin';
    }
    this.close();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<unknown>) => void this.#answer(port, data);
    this.#told = this.getView();
    this.#post({ type: 'welcome', ...this.#told });
    return 'taken';
  }

  /** Tells the application what is new since it was last told. */
  update(): void {
    const told = this.#told;
    if (!this.#port || !told) return;
    const view = this.getView();
    this.#told = view;
    if (!isSameConversation(view.conversation, told.conversation)) {
      this.#post({ type: 'conversation', conversation: view.conversation });
    }
    if (view.state !== told.state || view.reason !== told.reason) {
      this.#post({ type: 'state', state: view.state, reason: view.reason });
    }
    if (view.initialContext !== told.initialContext) {
      this.#post({ type: 'initial-context', initialContext: view.initialContext });
    }
    const last = told.data.at(-1);
    const fresh = last ? view.data.slice(view.data.lastIndexOf(last) + 1) : view.data;
    for (const data of fresh) this.#post({ type: 'data', data });
  }

  close(): void {
    this.#port?.close();
    this.#port = undefined;
    this.#told = undefined;
  }

  async #answer(port: MessagePort, request: unknown): Promise<void> {
    if (!isSendRequest(request)) return;
    const { id, contentType, body } = request;
    const answer = (message: ToApplication): void => port.postMessage(message);
    if (!MEDIA_TYPE.test(contentType)) {
      return answer({ type: 'refused', id, code: 'invalid-argument', message: 'Not a content type' });
    }
    if (body.length > MAX_BODY) {
      return answer({ type: 'refused', id, code: 'too-large', message: 'Over 64,000 characters' });
    }
    try {
      await this.send(contentType, body);
      answer({ type: 'sent', id });
    } catch (error) {
      const { code, message } = toFailure(error);
      answer({ type: 'refused', id, code, message });
    }
  }

  #post(message: ToApplication): void {
    this.#port?.postMessage(message);
  }
}

function isSameConversation(a: ContextConversation, b: ContextConversation): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isHello(data: unknown): data is ContextHello {
  const hello = data as Partial<ContextHello> | null;
  return typeof hello === 'object' && hello?.lync === 'context-hello' && hello.version === 1;
}

function isSendRequest(data: unknown): data is SendRequest {
  const request = data as Partial<SendRequest> | null;
  return (
    typeof request === 'object' &&
    request?.type === 'send' &&
    typeof request.id === 'number' &&
    typeof request.contentType === 'string' &&
    typeof request.body === 'string'
  );
}

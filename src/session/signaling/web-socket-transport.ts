import { SignalingError } from './signaling';

const KEEP_ALIVE_INTERVAL = 25_000;
const PONG_TIMEOUT = 10_000;

export interface TransportHandlers {
  onMessage(text: string): void;
  onTrace(direction: 'in' | 'out', text: string): void;
  /** Once; not after `close()`. */
  onLost(error: SignalingError): void;
}

/** One open WebSocket as the SIP library's transport. It ends with its socket. */
export class WebSocketTransport {
  /** For the Via header (RFC 7118 section 5). */
  readonly protocol: string;
  #open = true;
  #answersPings = false;
  #pong: ReturnType<typeof setTimeout> | undefined;
  readonly #ping: ReturnType<typeof setInterval>;
  readonly #decoder = new TextDecoder();

  constructor(
    private readonly socket: WebSocket,
    private readonly handlers: TransportHandlers,
  ) {
    this.protocol = socket.url.startsWith('wss') ? 'WSS' : 'WS';
    socket.addEventListener('message', this.#onMessage);
    socket.addEventListener('close', this.#onClose);
    socket.addEventListener('error', this.#onError);
    this.#ping = setInterval(() => this.#sendPing(), KEEP_ALIVE_INTERVAL);
  }

  async send(text: string): Promise<void> {
    if (!this.#open) throw new SignalingError('closed', 'The connection is closed');
    this.handlers.onTrace('out', text);
    this.socket.send(text);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#dispose();
    if (this.socket.readyState === this.socket.CLOSED) return;
    await new Promise<void>((resolve) => {
      // A server that does not answer the close frame must not hold us up.
      const timer = setTimeout(resolve, 1000);
      this.socket.addEventListener('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.socket.close(1000);
    });
  }

  readonly #onMessage = (event: MessageEvent<unknown>): void => {
    // RFC 7118 section 4.2: text and binary frames are both to be understood.
    const text =
      typeof event.data === 'string' ? event.data : this.#decoder.decode(event.data as ArrayBuffer);
    if (/^[\r\n]*$/.test(text)) return this.#onPong();
    this.handlers.onTrace('in', text);
    this.handlers.onMessage(text);
  };

  readonly #onClose = (event: CloseEvent): void => this.#lose(`The connection closed (${event.code})`);
  readonly #onError = (): void => this.#lose('The connection failed');

  /** RFC 5626 section 3.5.1. A server that has answered once is expected to answer always: silence then means the path is dead. */
  #sendPing(): void {
    this.socket.send('\r\n\r\n');
    if (this.#answersPings)
      this.#pong ??= setTimeout(() => this.#lose('The connection is silent'), PONG_TIMEOUT);
  }

  #onPong(): void {
    this.#answersPings = true;
    clearTimeout(this.#pong);
    this.#pong = undefined;
  }

  #lose(message: string): void {
    if (!this.#open) return;
    this.#dispose();
    this.socket.close();
    this.handlers.onLost(new SignalingError('connection-lost', message));
  }

  #dispose(): void {
    this.#open = false;
    clearInterval(this.#ping);
    clearTimeout(this.#pong);
    this.socket.removeEventListener('message', this.#onMessage);
    this.socket.removeEventListener('close', this.#onClose);
    // The error listener stays: `ws` throws what nobody listens for.
  }
}

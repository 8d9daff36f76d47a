import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { StreamFramer, type SipMessage, type SipRequest, type SipResponse } from '../../../src/server/sip';

export interface Tapped {
  readonly from: 'client' | 'server';
  readonly message: SipMessage;
}

const patience = 20_000;

/** Stands between one client and the server, passes every octet on as it is, and keeps what both said. */
export class WireTap {
  readonly messages: Tapped[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<() => void>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(serverPort: number): Promise<WireTap> {
    const server = createServer();
    const tap = new WireTap(server);
    server.on('connection', (client) => tap.#join(client, connect(serverPort, '127.0.0.1')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  requests(from: Tapped['from'], method: string): SipRequest[] {
    return this.#of(from).filter(
      (message): message is SipRequest => message.kind === 'request' && message.method === method,
    );
  }

  /** What was answered to requests of a method. */
  responses(from: Tapped['from'], method: string): SipResponse[] {
    return this.#of(from).filter(
      (message): message is SipResponse => message.kind === 'response' && message.cseq()?.method === method,
    );
  }

  /** Resolves with the first request or response that fits, past or to come; rejects when none comes in time. */
  async until(from: Tapped['from'], fits: (message: SipMessage) => boolean): Promise<SipMessage> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#of(from).find(fits);
        if (found === undefined) return;
        clearTimeout(timeout);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timeout = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`waited ${patience} ms for a message of the ${from}. Wire:\n${this.toString()}`));
      }, patience);
      this.#waiting.add(look);
      look();
    });
  }

  /** The final response to a request that passed. */
  answerTo(request: SipRequest): SipResponse | undefined {
    const [callId, cseq] = [request.callId(), request.headers.get('CSeq')];
    return this.messages
      .map(({ message }) => message)
      .find(
        (message): message is SipResponse =>
          message.kind === 'response' &&
          message.status >= 200 &&
          message.callId() === callId &&
          message.headers.get('CSeq') === cseq,
      );
  }

  /** Resolves with the first final response to a request of that method, past or to come. */
  async answered(from: Tapped['from'], method: string): Promise<SipResponse> {
    const found = await this.until(
      from,
      (message) => message.kind === 'response' && message.status >= 200 && message.cseq()?.method === method,
    );
    return found as SipResponse;
  }

  /** Everything that passed, for the message of a test that fails. */
  toString(): string {
    return this.messages
      .map(({ from, message }) => {
        const first = message.kind === 'request' ? `${message.method} ${message.uri}` : `${message.status}`;
        const kind = message.headers.get('Content-Type') ?? message.headers.get('Event') ?? '';
        return `${from === 'client' ? '>' : '<'} ${first} [${message.headers.get('CSeq')}] ${kind}`;
      })
      .join('\n');
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #of(from: Tapped['from']): SipMessage[] {
    return this.messages.filter((tapped) => tapped.from === from).map(({ message }) => message);
  }

  #join(client: Socket, server: Socket): void {
    this.#pass('client', client, server);
    this.#pass('server', server, client);
  }

  #pass(from: Tapped['from'], source: Socket, sink: Socket): void {
    this.#sockets.add(source);
    const framer = new StreamFramer();
    source.on('data', (chunk) => {
      for (const event of framer.push(chunk)) {
        if (event.type === 'message') this.messages.push({ from, message: event.message });
      }
      for (const look of [...this.#waiting]) look();
      sink.write(chunk);
    });
    source.on('end', () => sink.end());
    // A client that leaves closes at once: what the server still says finds nobody, and that is no fault.
    source.on('error', () => sink.destroy());
    source.on('close', () => this.#sockets.delete(source));
  }
}

import { createHash, randomBytes } from 'node:crypto';
import WebSocket from 'ws';

export interface RawMessage {
  readonly startLine: string;
  readonly text: string;
  header(name: string): string;
}

/** A SIP client of a few lines: it sends what it is told, whatever a decent client would do. For tests. */
export class RawClient {
  readonly received: RawMessage[] = [];
  readonly #waiting = new Set<() => void>();
  #sequence = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly domain: string,
  ) {
    socket.on('message', (data: Buffer) => {
      this.received.push(read(data.toString('utf8')));
      for (const wake of this.#waiting) wake();
    });
  }

  /** Rejects with the HTTP status as its message when the handshake is refused. */
  static open(url: string, origin: string, domain = 'contoso.com'): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, 'sip', { origin });
      socket.once('unexpected-response', (_, { statusCode }) => reject(new Error(String(statusCode))));
      socket.once('error', reject);
      socket.once('open', () => resolve(new RawClient(socket, domain)));
    });
  }

  close(): void {
    this.socket.close();
  }

  /** Resolves with the first message, past or to come, that fits. */
  async hears(fits: (message: RawMessage) => boolean): Promise<RawMessage> {
    for (;;) {
      const found = this.received.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** Sends a request, and resolves with its final answer. */
  async ask(
    method: string,
    uri: string,
    options: { from: string; to?: string; headers?: readonly string[]; body?: string; callId?: string },
  ): Promise<RawMessage> {
    const callId = options.callId ?? randomBytes(8).toString('hex');
    const cseq = `${++this.#sequence} ${method}`;
    const body = options.body ?? '';
    this.socket.send(
      [
        `${method} ${uri} SIP/2.0`,
        `Via: SIP/2.0/WS client.invalid;branch=z9hG4bK${randomBytes(6).toString('hex')}`,
        'Max-Forwards: 70',
        `From: <${options.from}>;tag=raw`,
        `To: ${options.to ?? `<${uri}>`}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq}`,
        `Contact: <sip:raw@client.invalid;transport=ws>`,
        ...(options.headers ?? []),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
    return this.hears(
      (message) =>
        /^SIP\/2\.0 [2-6]/.test(message.startLine) &&
        message.header('CSeq') === cseq &&
        message.header('Call-ID') === callId,
    );
  }

  /** Registers by digest; resolves with the last answer. */
  async register(user: string, password: string, username = user): Promise<RawMessage> {
    const from = `sip:${user}@${this.domain}`;
    const uri = `sip:${this.domain}`;
    const to = `<${from}>`;
    const challenge = await this.ask('REGISTER', uri, { from, to });
    const nonce = /nonce="([^"]+)"/.exec(challenge.header('WWW-Authenticate'))?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const ha1 = md5(`${username}:${this.domain}:${password}`);
    const response = md5(`${ha1}:${nonce}:00000001:c:auth:${md5(`REGISTER:${uri}`)}`);
    const credentials = `Digest username="${username}", realm="${this.domain}", nonce="${nonce}", uri="${uri}", qop=auth, nc=00000001, cnonce="c", response="${response}"`;
    return this.ask('REGISTER', uri, { from, to, headers: [`Authorization: ${credentials}`] });
  }
}

function read(text: string): RawMessage {
  const [head = ''] = text.split('\r\n\r\n', 1);
  const [startLine = '', ...lines] = head.split('\r\n');
  const header = (name: string): string => {
    const prefix = `${name.toLowerCase()}:`;
    const line = lines.find((candidate) => candidate.toLowerCase().startsWith(prefix));
    return line?.slice(prefix.length).trim() ?? '';
  };
  return { startLine, text, header };
}

import { createHash, randomBytes } from 'node:crypto';
import WebSocket from 'ws';

export interface RawMessage {
  readonly startLine: string;
  readonly text: string;
  header(name: string): string;
  headers(name: string): readonly string[];
}

/** Milliseconds: timer F of RFC 3261. */
const longestTransaction = 32_000;

export interface RawRequest {
  from: string;
  to?: string;
  contact?: string;
  headers?: readonly string[];
  body?: string;
  callId?: string;
  sequence?: number;
}

/** A SIP client of a few lines: it sends what it is told, whatever a decent client would do. For tests. */
export class RawClient {
  readonly received: RawMessage[] = [];
  readonly #waiting = new Set<() => void>();
  #sequence = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly domain: string,
    /** Its end of the connection, as Kamailio sees it. */
    readonly port: number,
  ) {
    socket.on('message', (data: Buffer) => {
      const message = read(data.toString('utf8'));
      this.received.push(message);
      if (message.startLine.startsWith('NOTIFY')) this.#answer(message);
      for (const wake of this.#waiting) wake();
    });
  }

  /** Rejects with the HTTP status as its message when the handshake is refused. */
  static open(
    url: string,
    origin: string,
    { domain = 'contoso.com', localAddress }: { domain?: string; localAddress?: string } = {},
  ): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, 'sip', { origin, ...(localAddress && { localAddress }) });
      let port = 0;
      socket.once('upgrade', ({ socket: { localPort = 0 } }) => (port = localPort));
      socket.once('unexpected-response', (_, { statusCode }) => reject(new Error(String(statusCode))));
      socket.once('error', reject);
      socket.once('open', () => resolve(new RawClient(socket, domain, port)));
    });
  }

  close(): void {
    this.socket.close();
  }

  /** Ends the connection without a goodbye. */
  vanish(): void {
    this.socket.terminate();
  }

  /** Resolves when the other side has closed the connection. */
  async closed(): Promise<void> {
    if (this.socket.readyState !== WebSocket.CLOSED)
      await new Promise((resolve) => this.socket.once('close', resolve));
  }

  /** Resolves with the first message, past or to come, that fits; rejects after a time in which every transaction has ended. */
  async hears(fits: (message: RawMessage) => boolean, what = 'message'): Promise<RawMessage> {
    const until = Date.now() + longestTransaction;
    for (;;) {
      const found = this.received.find(fits);
      if (found) return found;
      if (Date.now() >= until) throw new Error(`no ${what} has come`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => wake(), until - Date.now());
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** Sends a request, and resolves with its final answer. */
  async ask(method: string, uri: string, options: RawRequest): Promise<RawMessage> {
    const { callId, cseq } = this.send(method, uri, options);
    return this.hears(
      (message) =>
        /^SIP\/2\.0 [2-6]/.test(message.startLine) &&
        message.header('CSeq') === cseq &&
        message.header('Call-ID') === callId,
      `answer to ${cseq}`,
    );
  }

  send(method: string, uri: string, options: RawRequest): { callId: string; cseq: string } {
    const callId = options.callId ?? randomBytes(8).toString('hex');
    const cseq = `${options.sequence ?? ++this.#sequence} ${method}`;
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
        `Contact: ${options.contact ?? '<sip:raw@client.invalid;transport=ws>'}`,
        ...(options.headers ?? []),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
    return { callId, cseq };
  }

  /** Acknowledges the 200 to an INVITE. */
  acknowledge(answer: RawMessage, from: string): void {
    this.send('ACK', /<([^>]*)>/.exec(answer.header('Contact'))?.[1] ?? '', {
      ...{ from, to: answer.header('To'), callId: answer.header('Call-ID') },
      sequence: Number.parseInt(answer.header('CSeq'), 10),
      // RFC 3261, 12.1.2.
      headers: answer
        .headers('Record-Route')
        .flatMap((value) => value.split(','))
        .reverse()
        .map((route) => `Route: ${route.trim()}`),
    });
  }

  /** Registers by digest; resolves with the last answer. */
  async register(user: string, password: string, username = user, expires = 600): Promise<RawMessage> {
    const lifetime = `Expires: ${expires}`;
    const from = `sip:${user}@${this.domain}`;
    const uri = `sip:${this.domain}`;
    const to = `<${from}>`;
    const challenge = await this.ask('REGISTER', uri, { from, to });
    const nonce = /nonce="([^"]+)"/.exec(challenge.header('WWW-Authenticate'))?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const ha1 = md5(`${username}:${this.domain}:${password}`);
    const response = md5(`${ha1}:${nonce}:00000001:c:auth:${md5(`REGISTER:${uri}`)}`);
    const credentials = `Digest username="${username}", realm="${this.domain}", nonce="${nonce}", uri="${uri}", qop=auth, nc=00000001, cnonce="c", response="${response}"`;
    return this.ask('REGISTER', uri, { from, to, headers: [`Authorization: ${credentials}`, lifetime] });
  }

  #answer(request: RawMessage): void {
    const same = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].flatMap((name) =>
      request.headers(name).map((value) => `${name}: ${value}`),
    );
    this.socket.send(['SIP/2.0 200 OK', ...same, 'Content-Length: 0', '', ''].join('\r\n'));
  }
}

function read(text: string): RawMessage {
  const [head = ''] = text.split('\r\n\r\n', 1);
  const [startLine = '', ...lines] = head.split('\r\n');
  const headers = (name: string): string[] => {
    const prefix = `${name.toLowerCase()}:`;
    const named = lines.filter((candidate) => candidate.toLowerCase().startsWith(prefix));
    return named.map((line) => line.slice(prefix.length).trim());
  };
  return { startLine, text, headers, header: (name) => headers(name)[0] ?? '' };
}

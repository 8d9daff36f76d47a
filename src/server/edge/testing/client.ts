import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import {
  parseMessage,
  serialize,
  StreamFramer,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../../sip';
import { digestHa1, digestResponse } from '../authentication/digest';

/** The user, and the digest user name and password it signs in with. */
export interface TestUser {
  readonly uri: string;
  readonly username: string;
  readonly password: string;
}

export function user(name: string, domain = 'contoso.com'): TestUser {
  return { uri: `sip:${name}@${domain}`, username: name, password: `demo-${name}` };
}

let counter = 0;
const unique = (): string => `${process.pid.toString(36)}x${(++counter).toString(36)}`;

/** A SIP client that does nothing by itself: it sends what it is told and remembers what came. */
export class TestClient {
  readonly received: SipMessage[] = [];
  readonly contact: string;
  closed = false;
  readonly #waiting = new Set<() => void>();
  #taken = new Set<SipMessage>();
  #cseq = 0;

  constructor(
    readonly user: TestUser,
    private readonly transport: 'WS' | 'TCP',
    private readonly write: (bytes: Buffer | string) => void,
    readonly close: () => void,
  ) {
    this.contact = `sip:${unique()}@${unique()}.invalid;transport=${transport.toLowerCase()}`;
  }

  static async webSocket(url: string, who: TestUser): Promise<TestClient> {
    const socket = new WebSocket(url, 'sip');
    const client: TestClient = new TestClient(
      who,
      'WS',
      (bytes) => socket.send(bytes),
      () => socket.close(),
    );
    socket.on('message', (data) => client.receive(parseMessage(data as Buffer)));
    socket.on('close', () => client.ended());
    socket.on('error', () => client.ended());
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  static async tcp(port: number, who: TestUser): Promise<TestClient> {
    const socket: Socket = connect(port, '127.0.0.1');
    const client: TestClient = new TestClient(
      who,
      'TCP',
      (bytes) => void socket.write(bytes),
      () => socket.destroy(),
    );
    const framer = new StreamFramer();
    socket.on('data', (chunk) => {
      for (const event of framer.push(chunk)) if (event.type === 'message') client.receive(event.message);
    });
    socket.on('close', () => client.ended());
    socket.on('error', () => client.ended());
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return client;
  }

  receive(message: SipMessage): void {
    this.received.push(message);
    this.#wake();
  }

  ended(): void {
    this.closed = true;
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  send(message: string | Buffer | SipMessage): void {
    this.write(typeof message === 'string' || Buffer.isBuffer(message) ? message : serialize(message));
  }

  /** The text of a request; `headers` add to or replace those every request has (Contact is among them only where given). */
  request(method: string, uri: string, headers: Record<string, string | string[]> = {}, body = ''): string {
    const all: Record<string, string | string[]> = {
      Via: `SIP/2.0/${this.transport} ${unique()}.invalid;branch=z9hG4bK${unique()}`,
      'Max-Forwards': '70',
      From: `<${this.user.uri}>;tag=${unique()}`,
      To: `<${uri}>`,
      'Call-ID': unique(),
      CSeq: `${++this.#cseq} ${method}`,
      ...headers,
    };
    const lines = Object.entries(all).flatMap(([name, value]) =>
      [value].flat().map((one) => `${name}: ${one}\r\n`),
    );
    return `${method} ${uri} SIP/2.0\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }

  /** Resolves with the next message not yet taken that fits. Rejects when the connection ends, or after two seconds. */
  async next<M extends SipMessage>(fits: (message: SipMessage) => message is M): Promise<M> {
    const find = (): M | undefined => this.received.filter((message) => !this.#taken.has(message)).find(fits);
    return new Promise<M>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timeout);
        this.#waiting.delete(look);
      };
      const look = (): void => {
        const message = find();
        if (message !== undefined) {
          this.#taken.add(message);
          done();
          resolve(message);
        } else if (this.closed) {
          done();
          reject(new Error('the connection ended'));
        }
      };
      const timeout = setTimeout(() => {
        done();
        reject(
          new Error(
            `nothing came; there are:\n${this.received.map((m) => serialize(m).toString('latin1')).join('\n')}`,
          ),
        );
      }, 2_000);
      this.#waiting.add(look);
      look();
    });
  }

  /** The next request of a method. */
  async incoming(method: string): Promise<SipRequest> {
    return this.next(
      (message): message is SipRequest => message.kind === 'request' && message.method === method,
    );
  }

  /** The answer to the request of this text; provisional ones are passed over unless asked for. */
  async answerTo(text: string, provisional = false): Promise<SipResponse> {
    const sent = parseMessage(Buffer.from(text, 'utf8'));
    return this.next(
      (message): message is SipResponse =>
        message.kind === 'response' &&
        message.callId() === sent.callId() &&
        message.headers.get('CSeq') === sent.headers.get('CSeq') &&
        (provisional || message.status >= 200),
    );
  }

  /** Resolves when all that was sent has been answered or the connection has ended. */
  async settled(): Promise<void> {
    await this.ask(this.request('OPTIONS', `sip:${this.user.uri.split('@')[1] ?? ''}`)).catch(
      (error: unknown) => {
        if (!this.closed) throw error;
      },
    );
  }

  async ask(text: string): Promise<SipResponse> {
    this.send(text);
    return this.answerTo(text);
  }

  /** Answers a request as a user agent does; `headers` such as `Contact` are added. */
  answer(request: SipRequest, status: number, headers: Record<string, string> = {}, body = ''): void {
    const copied = ['Via', 'Record-Route', 'From', 'Call-ID', 'CSeq'].flatMap((name) =>
      request.headers.getAll(name).map((value) => `${name}: ${value}\r\n`),
    );
    const to = request.headers.get('To') ?? '';
    const tagged =
      request.toTag() === undefined && status > 100
        ? `${to};tag=${this.contact.slice(4, this.contact.indexOf('@'))}`
        : to;
    const extra = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.send(
      `SIP/2.0 ${status} Whatever\r\n${copied.join('')}To: ${tagged}\r\n${extra.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }

  /** The value of Authorization or Proxy-Authorization for a challenge; `uri` is hashed as given. */
  credentials(
    challenge: string,
    method: string,
    uri: string,
    password = this.user.password,
    count = '00000001',
  ): string {
    const value = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(challenge)?.[1] ?? '';
    const algorithm = value('algorithm') === 'SHA-256' ? 'SHA-256' : 'MD5';
    const [realm, nonce] = [value('realm'), value('nonce')];
    const ha1 = digestHa1(algorithm, this.user.username, realm, password);
    const response = digestResponse(algorithm, ha1, method, {
      nonce,
      uri,
      qop: 'auth',
      nc: count,
      cnonce: 'c0ffee',
    });
    return (
      `Digest username="${this.user.username}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
      `response="${response}", algorithm=${algorithm}, qop=auth, nc=${count}, cnonce="c0ffee"`
    );
  }

  /** Registers, answering the challenge. */
  async register(headers: Record<string, string | string[]> = {}): Promise<SipResponse> {
    const registrar = `sip:${this.user.uri.split('@')[1] ?? ''}`;
    const shared = {
      To: `<${this.user.uri}>`,
      Contact: `<${this.contact}>`,
      'Call-ID': unique(),
      ...headers,
    };
    const first = await this.ask(this.request('REGISTER', registrar, shared));
    const challenge = first.headers.get('WWW-Authenticate') ?? first.headers.get('Proxy-Authenticate');
    if (challenge === undefined) return first;
    const name = first.status === 401 ? 'Authorization' : 'Proxy-Authorization';
    return this.ask(
      this.request('REGISTER', registrar, {
        ...shared,
        [name]: this.credentials(challenge, 'REGISTER', registrar),
      }),
    );
  }
}

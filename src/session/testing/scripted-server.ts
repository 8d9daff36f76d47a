import { buildMessageAnswer, buildMessageOffer } from '../../protocol/sdp-message';
import { MemoryNetwork } from './memory-network';
import type { ServerSocket } from './memory-network';
import { CONTACT, RawMessage, rawResponse, rawText } from './raw-sip';
import type { Extra } from './raw-sip';

type Handler = (request: RawMessage, connection: ScriptedConnection) => void;
type Waiter = { matches(message: RawMessage): boolean; resolve(message: RawMessage): void };

/** What the server says when a test says nothing else: it takes everything. */
const defaults: Readonly<Record<string, Handler>> = {
  INVITE: (request, connection) => connection.answer(request),
  ACK: () => undefined,
  REGISTER: (request, connection) => {
    connection.respond(request, 200, 'OK', { headers: [`Contact: ${request.get('contact')}`] });
  },
  SUBSCRIBE: (request, connection) => connection.respond(request, 403, 'Forbidden'),
};

/** A dialog seen from the server, for requests in it. */
export interface ServerDialog {
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
  readonly target: string;
  cseq: number;
}

export class ScriptedConnection {
  readonly received: RawMessage[] = [];
  #branch = 0;
  #waiters: Waiter[] = [];

  constructor(
    readonly socket: ServerSocket,
    private readonly server: ScriptedServer,
  ) {
    socket.onText = (text) => this.#receive(text);
  }

  requests(method: string): RawMessage[] {
    return this.received.filter((message) => message.isRequest && message.method === method);
  }

  /** The first such message that has come, or the next one. */
  waitFor(matches: (message: RawMessage) => boolean, from = 0): Promise<RawMessage> {
    const found = this.received.slice(from).find(matches);
    return found
      ? Promise.resolve(found)
      : new Promise((resolve) => this.#waiters.push({ matches, resolve }));
  }

  request(method: string, from = 0): Promise<RawMessage> {
    return this.waitFor((message) => message.isRequest && message.method === method, from);
  }

  response(method: string, status: number, callId?: string): Promise<RawMessage> {
    return this.waitFor(
      (message) =>
        !message.isRequest &&
        message.method === method &&
        message.status === status &&
        (callId === undefined || message.get('call-id') === callId),
    );
  }

  respond(request: RawMessage, status: number, reason: string, extra?: Extra): void {
    this.socket.send(rawResponse(request, status, reason, extra));
  }

  /** 200 to an INVITE for a session of messages. */
  answer(request: RawMessage, headers: readonly string[] = []): ServerDialog {
    const body = buildMessageAnswer('sip:sales@contoso.com');
    const all = [CONTACT, 'Content-Disposition: session', ...headers];
    this.respond(request, 200, 'OK', { headers: all, contentType: 'application/sdp', body });
    return {
      callId: request.get('call-id'),
      local: `${request.get('to')};tag=server-${request.get('call-id')}`,
      remote: request.get('from'),
      target: /<([^>]+)>/.exec(request.get('contact'))?.[1] ?? '',
      cseq: 100,
    };
  }

  /** Calls the client. */
  invite(
    options: Extra & {
      readonly from: string;
      readonly name?: string;
      readonly callId: string;
      readonly to: string;
    },
  ): void {
    const { callId, from, name = 'Jane Doe', to } = options;
    this.socket.send(
      rawText(
        [
          `INVITE ${to} SIP/2.0`,
          `Via: SIP/2.0/WS edge.invalid;branch=z9hG4bK-${callId}`,
          'Max-Forwards: 70',
          `From: "${name}" <${from}>;tag=caller-${callId}`,
          `To: <${to}>`,
          `Call-ID: ${callId}`,
          'CSeq: 1 INVITE',
          CONTACT,
        ],
        { contentType: 'application/sdp', body: buildMessageOffer(), ...options },
      ),
    );
  }

  /** ACK for a 2xx to `invite` or to an INVITE in a dialog, and the dialog. */
  ack(response: RawMessage): ServerDialog {
    const cseq = Number(response.get('cseq').split(' ')[0]);
    const target = /<([^>]+)>/.exec(response.get('contact'))?.[1] ?? '';
    const dialog = {
      callId: response.get('call-id'),
      local: response.get('from'),
      remote: response.get('to'),
      target,
      cseq,
    };
    this.#inDialog(dialog, 'ACK', cseq, {});
    return dialog;
  }

  cancel(callId: string, from: string, to: string, headers: readonly string[] = []): void {
    this.socket.send(
      rawText(
        [
          `CANCEL ${to} SIP/2.0`,
          `Via: SIP/2.0/WS edge.invalid;branch=z9hG4bK-${callId}`,
          'Max-Forwards: 70',
          `From: "Jane Doe" <${from}>;tag=caller-${callId}`,
          `To: <${to}>`,
          `Call-ID: ${callId}`,
          'CSeq: 1 CANCEL',
        ],
        { headers },
      ),
    );
  }

  send(dialog: ServerDialog, method: string, extra: Extra = {}): void {
    this.#inDialog(dialog, method, ++dialog.cseq, extra);
  }

  #inDialog(dialog: ServerDialog, method: string, cseq: number, extra: Extra): void {
    this.socket.send(
      rawText(
        [
          `${method} ${dialog.target} SIP/2.0`,
          `Via: SIP/2.0/WS edge.invalid;branch=z9hG4bK-${dialog.callId}-${this.#branch++}`,
          'Max-Forwards: 70',
          `From: ${dialog.local}`,
          `To: ${dialog.remote}`,
          `Call-ID: ${dialog.callId}`,
          `CSeq: ${cseq} ${method}`,
          CONTACT,
        ],
        extra,
      ),
    );
  }

  #receive(text: string): void {
    if (!text.trim()) return;
    const message = new RawMessage(text);
    this.received.push(message);
    for (const waiter of this.#waiters.filter((each) => each.matches(message))) {
      this.#waiters = this.#waiters.filter((each) => each !== waiter);
      waiter.resolve(message);
    }
    if (message.isRequest) this.server.handle(message, this);
  }
}

/** A SIP server that says what the test tells it to. */
export class ScriptedServer {
  readonly network = new MemoryNetwork();
  readonly connections: ScriptedConnection[] = [];
  readonly #handlers = new Map<string, Handler>();
  #waiters: ((connection: ScriptedConnection) => void)[] = [];

  constructor() {
    this.network.onConnection = (socket) => {
      const connection = new ScriptedConnection(socket, this);
      this.connections.push(connection);
      for (const resolve of this.#waiters.splice(0)) resolve(connection);
    };
  }

  get connection(): ScriptedConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error('Nobody has connected');
    return connection;
  }

  nextConnection(): Promise<ScriptedConnection> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  on(method: string, handler: Handler): void {
    this.#handlers.set(method, handler);
  }

  handle(request: RawMessage, connection: ScriptedConnection): void {
    const handler = this.#handlers.get(request.method) ?? defaults[request.method];
    if (handler) handler(request, connection);
    else connection.respond(request, 200, 'OK');
  }
}

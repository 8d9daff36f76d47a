// A member of a Persistent Chat room over WebSocket, as a browser is one: it answers every INFO, and reads several messages in one.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { authorize, header, headers, ok, register } from './sip-text.mjs';

const count = (text, what) => {
  let found = 0;
  for (let at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length)) found++;
  return found;
};

export class RoomMember {
  onDelivered = () => {};
  onText = undefined;
  onClosed = () => {};
  /** The server has stored a post. */
  onAcknowledged = () => {};
  #answers = new Map();
  #cseq = 2;
  #joined = () => {};

  constructor(index, { url, origin, domain, room }) {
    this.user = `u${index}`;
    this.uri = `sip:${this.user}@${domain}`;
    Object.assign(this, { url, origin, domain, room });
  }

  async open() {
    this.socket = new WebSocket(this.url, 'sip', { origin: this.origin, perMessageDeflate: false });
    this.socket.on('message', (data) => this.#receive(data.toString('latin1')));
    await once(this.socket, 'open');
    this.socket.on('close', () => this.onClosed());
    await this.#register();
    await this.#invite();
    const joined = new Promise((resolve) => (this.#joined = resolve));
    const where = `<chanid key="0" domain="${this.domain}" value="${this.room}"/>`;
    this.#info(`<cmd id="cmd:join" seqid="1"><data>${where}</data></cmd>`);
    const reply = await joined;
    this.isIn = true;
    if (!/code="200"/.test(reply)) throw new Error(`${this.user} may not join: ${reply.slice(0, 600)}`);
  }

  post(text) {
    const chanUri = `ma-chan://${this.domain}/${this.room}`;
    this.#info(
      `<grpchat id="grpchat" seqid="1" chanUri="${chanUri}" author="${this.uri}" ts="2026-01-01T00:00:00Z"><chat>${text}</chat></grpchat>`,
    );
  }

  close() {
    this.socket.terminate();
  }

  async #register() {
    const common = { domain: this.domain, user: this.user, callId: `reg-${this.user}` };
    const challenge = await this.#ask('1 REGISTER', register({ ...common, cseq: 1 }));
    const authorization = authorize(header(challenge, 'WWW-Authenticate'), {
      ...{ method: 'REGISTER', uri: `sip:${this.domain}` },
      ...{ username: this.user, password: `demo-${this.user}` },
    });
    const answer = await this.#ask('2 REGISTER', register({ ...common, cseq: 2, authorization }));
    if (!answer.startsWith('SIP/2.0 200'))
      throw new Error(`${this.user} could not register: ${answer.slice(0, 300)}`);
  }

  async #invite() {
    const to = `sip:ocschat@${this.domain}`;
    const sdp = `v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=session\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=message 5060 sip null\r\na=accept-types:text/plain\r\n`;
    const dialog = { target: to, from: `<${this.uri}>;tag=c`, to: `<${to}>`, routes: [] };
    const more = 'Ms-Chat-Batch: true\r\nContent-Type: application/sdp\r\n';
    const answer = await this.#ask('3 INVITE', this.#text('INVITE', 3, dialog, more, sdp));
    if (!answer.startsWith('SIP/2.0 200'))
      throw new Error(`${this.user} was not let in: ${answer.slice(0, 300)}`);
    this.#cseq = 3;
    this.dialog = {
      target: /<([^>]+)>/.exec(header(answer, 'Contact'))[1],
      from: dialog.from,
      to: header(answer, 'To'),
      routes: headers(answer, 'Record-Route').reverse(),
    };
    this.socket.send(this.#text('ACK', 3, this.dialog));
  }

  #info(inner) {
    const body = `<xccos ver="1" envid="${this.#cseq}" xmlns="urn:parlano:xml:ns:xccos">${inner}</xccos>`;
    const number = ++this.#cseq;
    this.socket.send(this.#text('INFO', number, this.dialog, 'Content-Type: text/plain\r\n', body));
  }

  #text(method, number, { target, from, to, routes }, more = '', body = '') {
    return (
      `${method} ${target} SIP/2.0\r\nVia: SIP/2.0/WS ${this.user}.invalid;branch=z9hG4bK${this.user}x${method[0]}${number}\r\n` +
      `Max-Forwards: 70\r\nFrom: ${from}\r\nTo: ${to}\r\nCall-ID: chat-${this.user}\r\nCSeq: ${number} ${method}\r\n` +
      `Contact: <sip:${this.user}@${this.user}.invalid;transport=ws>\r\n` +
      `${routes.map((route) => `Route: ${route}\r\n`).join('')}${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    );
  }

  #ask(cseq, text) {
    const answer = new Promise((resolve) => this.#answers.set(cseq, resolve));
    this.socket.send(text);
    return answer;
  }

  #receive(text) {
    if (text.startsWith('SIP/2.0 ')) {
      if (text.startsWith('SIP/2.0 1')) return;
      const cseq = header(text, 'CSeq');
      this.#answers.get(cseq)?.(text);
      this.#answers.delete(cseq);
      if (!cseq.endsWith('INFO')) return;
      if (!text.startsWith('SIP/2.0 200')) throw new Error(`${this.user}: ${text.slice(0, 400)}`);
      if (this.isIn) this.onAcknowledged();
      return;
    }
    this.socket.send(ok(text));
    if (!text.startsWith('INFO ')) return;
    const messages = count(text, '<grpchat ');
    if (messages === 0) return this.#joined(text);
    this.onDelivered(messages);
    this.onText?.(text);
  }
}

// An occupant of a MUC room (XEP-0045) over TCP: anonymous (XEP-0175), no history, nothing read that is not counted.
import { once } from 'node:events';
import { connect } from 'node:net';

const ending = '</message>';
/** Longer than what is waited for, and than a message: presence of a thousand others is not kept. */
const kept = 2_000;

export class RoomMember {
  onDelivered = () => {};
  onText = undefined;
  onClosed = () => {};
  #rest = '';
  #waiting;
  #joined = false;

  constructor(index, { port, domain, room }) {
    this.nick = `u${index}`;
    this.room = `${room}@conference.${domain}`;
    Object.assign(this, { port, domain });
  }

  async open() {
    this.socket = connect(this.port, '127.0.0.1').setNoDelay(true);
    this.socket.on('data', (data) => this.#receive(data.toString('latin1')));
    await once(this.socket, 'connect');
    this.socket.on('close', () => this.onClosed());
    const stream = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${this.domain}' version='1.0'>`;
    await this.#ask(stream, '</stream:features>');
    await this.#ask(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>`, '<success');
    await this.#ask(stream, '</stream:features>');
    await this.#ask(`<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`, '</iq>');
    await this.#ask(
      `<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>`,
      '<iq',
    );
    // The room sends its subject last, when the occupant is in (XEP-0045, 7.2.15).
    await this.#ask(
      `<presence to='${this.room}/${this.nick}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`,
      '<subject',
    );
    this.#rest = '';
    this.#joined = true;
  }

  post(text) {
    this.socket.write(
      `<message to='${this.room}' type='groupchat' id='${performance.now()}'><body>${text}</body></message>`,
    );
  }

  close() {
    this.socket.destroy();
  }

  #ask(text, until) {
    const answer = new Promise((resolve, reject) => (this.#waiting = { until, resolve, reject }));
    this.socket.write(text);
    return answer;
  }

  #receive(data) {
    const text = this.#rest + data;
    if (!this.#joined) {
      this.#rest = text.slice(-kept);
      if (/<failure|type=['"]error['"]|<stream:error/.test(text))
        return this.#waiting.reject(new Error(`${this.nick}: ${text.slice(-600)}`));
      if (!text.includes(this.#waiting.until)) return;
      this.#rest = '';
      return this.#waiting.resolve(text);
    }
    let messages = 0;
    let end = 0;
    for (let at = text.indexOf(ending); at >= 0; at = text.indexOf(ending, end)) {
      messages++;
      end = at + ending.length;
    }
    this.#rest = text.slice(Math.max(end, text.length - kept));
    if (messages === 0) return;
    this.onDelivered(messages);
    this.onText?.(text.slice(0, end));
  }
}

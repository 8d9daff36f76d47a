// A process with the participants of one conference, each on a WebSocket of its own, all with focus, roster and chat.
//   node conference-clients.mjs '{ "module", "url", "origin", "domain", "participants" }'
//   stdout: {"event":"joined","milliseconds":…}      stdin, each a JSON line:
//   {"do":"roster","times":n} → {"event":"told","milliseconds":[…]}: from the command to the document at the last participant
//   {"do":"chat","authors":n,"warmupSeconds":w,"seconds":s} → {"event":"started"}, {"event":"chatted",…}; by "authors" at once, each waiting for the report on theirs
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { authorize, header, headers, ok, register } from './sip-text.mjs';

const { module, url, origin, domain, participants } = JSON.parse(process.argv[2]);
const {
  buildCccpRequest,
  buildMessageOffer,
  cccpContentType,
  defaultAcceptTypes,
  focusFactoryUri,
  mcuUri,
  parseCccpResponse,
  sdpContentType,
} = await import(pathToFileURL(module).href);
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const bodyOf = (text) => text.slice(text.indexOf('\r\n\r\n') + 4);
const targetOf = (contact) => /<([^>]+)>/.exec(contact)?.[1] ?? contact;

/** One participant: requests with their answers, and what it hears. */
class Participant {
  heard = 0;
  /** In the order of the `Message-Id`: the last, and whether one ever came out of it. */
  last = 0;
  disorder = 0;
  onDocument = () => {};
  onReport = () => {};
  #number = 0;
  #answers = new Map();

  constructor(index, socket) {
    this.user = `u${index}`;
    this.uri = `sip:${this.user}@${domain}`;
    this.socket = socket;
    socket.on('message', (data) => this.#receive(data.toString('latin1')));
    socket.on('close', () => print({ event: 'closed', user: this.user }));
  }

  static async open(index) {
    const socket = new WebSocket(url, 'sip', { origin, perMessageDeflate: false });
    await once(socket, 'open');
    const one = new Participant(index, socket);
    await one.#register();
    return one;
  }

  /** Resolves with the final answer. */
  ask(method, uri, { to = `<${uri}>`, from, callId, routes = [], more = [], body = '' } = {}) {
    const number = ++this.#number;
    const id = callId ?? `${this.user}-${number}`;
    const answer = this.#expect(`${number} ${method}`);
    this.socket.send(
      `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/WS ${this.user}.invalid;branch=z9hG4bK${this.user}x${number}\r\nMax-Forwards: 70\r\n` +
        `From: ${from ?? `<${this.uri}>;tag=${this.user}t${number}`}\r\nTo: ${to}\r\nCall-ID: ${id}\r\nCSeq: ${number} ${method}\r\n` +
        `Contact: <sip:${this.user}@${this.user}.invalid;transport=ws>\r\n` +
        [...routes.map((route) => `Route: ${route}\r\n`), ...more.map((line) => `${line}\r\n`)].join('') +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return answer;
  }

  async within(dialog, method, type, body) {
    return this.ask(method, dialog.target, { ...dialog, more: [`Content-Type: ${type}`], body });
  }

  /** The dialog that an INVITE or a SUBSCRIBE has made. */
  async #open(method, uri, more, body) {
    const answer = await this.ask(method, uri, { more, body });
    if (!answer.startsWith('SIP/2.0 200')) throw new Error(`${this.user}: ${answer.slice(0, 400)}`);
    const dialog = {
      target: targetOf(header(answer, 'Contact')),
      from: header(answer, 'From'),
      to: header(answer, 'To'),
      callId: header(answer, 'Call-ID'),
      routes: headers(answer, 'Record-Route').reverse(),
    };
    if (method === 'INVITE') this.#acknowledge(dialog, parseInt(header(answer, 'CSeq')));
    return dialog;
  }

  #acknowledge({ target, from, to, callId, routes }, number) {
    this.socket.send(
      `ACK ${target} SIP/2.0\r\nVia: SIP/2.0/WS ${this.user}.invalid;branch=z9hG4bK${this.user}a${number}\r\nMax-Forwards: 70\r\n` +
        routes.map((route) => `Route: ${route}\r\n`).join('') +
        `From: ${from}\r\nTo: ${to}\r\nCall-ID: ${callId}\r\nCSeq: ${number} ACK\r\nContent-Length: 0\r\n\r\n`,
    );
  }

  async join(focusUri) {
    const body = buildCccpRequest({
      ...{ requestId: '0', from: this.uri, to: focusUri },
      command: {
        name: 'addUser',
        confEntity: focusUri,
        user: { entity: this.uri, roles: ['attendee'], endpoints: [{ entity: '{1}' }] },
      },
    });
    this.focus = await this.#open('INVITE', focusUri, [`Content-Type: ${cccpContentType}`], body);
    await this.#open('SUBSCRIBE', focusUri, [
      'Event: conference',
      'Accept: application/conference-info+xml',
      'Expires: 3600',
    ]);
    const chat = [`Content-Type: ${sdpContentType}`];
    this.chat = await this.#open(
      'INVITE',
      mcuUri(focusUri, 'chat'),
      chat,
      buildMessageOffer(defaultAcceptTypes),
    );
  }

  async #register() {
    const common = { domain, user: this.user, callId: `reg-${this.user}` };
    const uri = `sip:${domain}`;
    let answer = this.#expect('1 REGISTER');
    this.socket.send(register({ ...common, cseq: 1 }));
    const challenge = header(await answer, 'WWW-Authenticate');
    const password = `demo-${this.user}`;
    const proof = { method: 'REGISTER', uri, username: this.user, password };
    answer = this.#expect('2 REGISTER');
    this.socket.send(register({ ...common, cseq: 2, authorization: authorize(challenge, proof) }));
    if (!(await answer).startsWith('SIP/2.0 200')) throw new Error(`${this.user} could not register`);
  }

  #expect(cseq) {
    return new Promise((resolve) => this.#answers.set(cseq, resolve));
  }

  #receive(text) {
    if (text.startsWith('SIP/2.0 ')) {
      if (text.startsWith('SIP/2.0 1')) return;
      const cseq = header(text, 'CSeq');
      this.#answers.get(cseq)?.(text);
      this.#answers.delete(cseq);
    } else if (text.startsWith('MESSAGE ')) {
      this.socket.send(ok(text));
      this.heard++;
      const id = Number(header(text, 'Message-Id'));
      if (id <= this.last) this.disorder++;
      this.last = id;
    } else if (text.startsWith('BENOTIFY ')) {
      this.onReport(text);
    } else if (!text.startsWith('ACK ')) {
      this.socket.send(ok(text));
      if (text.startsWith('NOTIFY ')) this.onDocument(bodyOf(text));
    }
  }
}

const people = [];
for (let first = 0; first < participants; first += 25) {
  const batch = Array.from({ length: Math.min(25, participants - first) }, (_, i) =>
    Participant.open(first + i),
  );
  people.push(...(await Promise.all(batch)));
}
const organizer = people[0];
const factory = focusFactoryUri(organizer.uri);
const created = await organizer.ask('SERVICE', factory, {
  more: [`Content-Type: ${cccpContentType}`],
  body: buildCccpRequest({
    ...{ requestId: '1', from: organizer.uri, to: factory },
    command: {
      name: 'addConference',
      conference: { entity: '', state: 'full', description: { conferenceId: 'BENCH1234', subject: 'Bench' } },
    },
  }),
});
const focusUri = parseCccpResponse(bodyOf(created)).conference.entity;

/** Resolves to milliseconds until everybody has a document that says `mark`. */
async function told(mark, act) {
  let left = people.length;
  const all = new Promise((resolve) => {
    for (const one of people) {
      one.onDocument = (body) => {
        if (!body.includes(mark)) return;
        one.onDocument = () => {};
        if (--left === 0) resolve();
      };
    }
  });
  const started = performance.now();
  await act();
  await all;
  return performance.now() - started;
}

const started = performance.now();
// The organizer is in first: without a presenter nobody could be made one.
await organizer.join(focusUri);
await Promise.all(people.slice(1).map((one) => one.join(focusUri)));
print({ event: 'joined', milliseconds: performance.now() - started });

/** One person's role changes to and fro; everybody is told, whole. */
async function roster({ times }) {
  const milliseconds = [];
  const subject = people[1].uri;
  for (let i = 0; i < times; i++) {
    const role = i % 2 === 0 ? 'presenter' : 'attendee';
    const change = buildCccpRequest({
      ...{ requestId: String(i + 1), from: organizer.uri, to: focusUri },
      command: { name: 'modifyUserRoles', confEntity: focusUri, userEntity: subject, role },
    });
    const act = async () => {
      const answer = await organizer.within(organizer.focus, 'INFO', cccpContentType, change);
      if (!answer.startsWith('SIP/2.0 202')) throw new Error(answer.slice(0, 400));
    };
    milliseconds.push(await told(`>${role}<`, act));
  }
  print({ event: 'told', milliseconds });
}

async function chat({ authors, warmupSeconds, seconds }) {
  let running = true;
  let failed = 0;
  let confirmed = 0;
  const latencies = [];
  let turn = 0;
  const say = async () => {
    // Whose turn it is goes round: nobody says more than they may.
    const author = people[turn++ % people.length];
    const at = performance.now();
    const report = new Promise((resolve) => (author.onReport = resolve));
    const answer = await author.within(
      author.chat,
      'MESSAGE',
      'text/plain;charset=UTF-8',
      'Hello, is the oak table in stock?',
    );
    if (!answer.startsWith('SIP/2.0 202')) throw new Error(answer.slice(0, 400));
    // Nobody is named who did not get it.
    if (bodyOf(await report).includes('<recipient')) failed++;
    confirmed++;
    latencies.push(performance.now() - at);
  };
  const talk = async () => {
    while (running) await say();
  };
  const talks = Array.from({ length: authors }, talk);
  await new Promise((resolve) => setTimeout(resolve, warmupSeconds * 1000));
  const heardBefore = people.reduce((sum, { heard }) => sum + heard, 0);
  [confirmed, latencies.length] = [0, 0];
  print({ event: 'started' });
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const elapsed = (performance.now() - started) / 1000;
  const heard = people.reduce((sum, one) => sum + one.heard, 0) - heardBefore;
  latencies.sort((a, b) => a - b);
  print({
    event: 'chatted',
    perSecond: confirmed / elapsed,
    deliveriesPerSecond: heard / elapsed,
    deliveries: heard,
    failed,
    outOfOrder: people.reduce((sum, { disorder }) => sum + disorder, 0),
    p50: latencies[latencies.length >> 1],
    p99: latencies[Math.floor(latencies.length * 0.99)],
  });
  running = false;
  await Promise.all(talks);
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.do === 'roster') await roster(command);
  else if (command.do === 'chat') await chat(command);
}

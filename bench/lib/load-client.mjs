// A process of its own that connects many WebSocket users and lets pairs of them exchange MESSAGEs. Arguments and result are JSON.
//   node load-client.mjs '{ "url", "domain", "users", "passwords", "inFlight", "warmupSeconds", "seconds" }'
// Prints {"event":"ready"} when all are registered, waits for a line on stdin, prints {"event":"result", …}.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { authorize, header, message, ok, register } from './sip-text.mjs';

const options = JSON.parse(process.argv[2]);
const { url, domain, users, inFlight, warmupSeconds, seconds } = options;
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function connect(index) {
  const user = `u${index}`;
  const socket = new WebSocket(url, 'sip', { origin: options.origin, perMessageDeflate: false });
  await once(socket, 'open');
  const reply = async (text) => {
    socket.send(text);
    const [data] = await once(socket, 'message');
    return data.toString('latin1');
  };
  const common = { domain, user, callId: `reg-${user}` };
  let response = await reply(register({ ...common, cseq: 1 }));
  if (response.startsWith('SIP/2.0 401')) {
    const uri = `sip:${domain}`;
    const authorization = authorize(header(response, 'WWW-Authenticate'), {
      method: 'REGISTER',
      uri,
      username: user,
      password: `demo-${user}`,
    });
    response = await reply(register({ ...common, cseq: 2, authorization }));
  }
  if (!response.startsWith('SIP/2.0 200'))
    throw new Error(`${user} could not register: ${response.slice(0, 300)}`);
  return { user, socket, number: 0, sentAt: 0 };
}

const clients = [];
for (let first = 0; first < users; first += 50) {
  const batch = Array.from({ length: Math.min(50, users - first) }, (_, i) => connect(first + i));
  clients.push(...(await Promise.all(batch)));
}

let confirmed = 0;
let failed = 0;
let running = true;
const latencies = [];

function sendFrom(client, to) {
  client.number += 1;
  client.sentAt = performance.now();
  client.socket.send(message({ domain, from: client.user, to, number: client.number }));
}

clients.forEach((client, index) => {
  const partner = clients[index ^ 1].user;
  client.send = () => sendFrom(client, partner);
  client.socket.on('message', (data) => {
    const text = data.toString('latin1');
    if (text.startsWith('MESSAGE ')) {
      client.socket.send(ok(text));
    } else if (text.startsWith('SIP/2.0 2')) {
      confirmed += 1;
      latencies.push(performance.now() - client.sentAt);
      next();
    } else if (!text.startsWith('SIP/2.0 1')) {
      failed += 1;
      if (failed === 1) print({ event: 'failure', text: text.slice(0, 400) });
      next();
    }
  });
  client.socket.on('close', () => {
    if (running) print({ event: 'closed', user: client.user });
  });
});

// Whose turn it is goes round, so that all sessions take part while `inFlight` messages are under way.
let turn = 0;
function next() {
  if (!running) return;
  clients[turn].send();
  turn = (turn + 1) % clients.length;
}

print({ event: 'ready', users: clients.length });
await once(process.stdin, 'data');
if (seconds > 0) {
  for (let i = 0; i < Math.min(inFlight, clients.length); i++) next();
  await new Promise((resolve) => setTimeout(resolve, warmupSeconds * 1000));
  confirmed = 0;
  latencies.length = 0;
  print({ event: 'started' });
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const elapsed = (performance.now() - started) / 1000;
  const result = { event: 'result', confirmed, failed, perSecond: confirmed / elapsed };
  latencies.sort((a, b) => a - b);
  print({
    ...result,
    p50: latencies[latencies.length >> 1],
    p99: latencies[Math.floor(latencies.length * 0.99)],
  });
  await once(process.stdin, 'data');
}
running = false;
for (const { socket } of clients) socket.terminate();
process.exit(0);

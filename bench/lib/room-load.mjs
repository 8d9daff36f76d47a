// A process with the members of one room, each on a connection of its own. Some of them post; whoever has read its own message back posts the next,
// or, with "until": "acknowledged", whoever has been told that it is stored.
//   node room-load.mjs '{ "kind": "sip" | "xmpp", "members", "posters", "inFlight", "warmupSeconds", "seconds", … }'
// Prints {"event":"ready"} when all are in, waits for a line, prints {"event":"started"} after the warm-up and {"event":"result", …}, and waits for a line again.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const options = JSON.parse(process.argv[2]);
const { kind, members, posters, inFlight, warmupSeconds, seconds, until = 'echo' } = options;
const { RoomMember } = await import(`./room-member-${kind}.mjs`);
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

let delivered = 0;
let posted = 0;
let running = true;
const latencies = [];
const people = [];
for (let first = 0; first < members; first += 25) {
  const batch = Array.from({ length: Math.min(25, members - first) }, async (_, offset) => {
    const index = first + offset;
    const member = new RoomMember(index, options);
    member.onDelivered = (count) => (delivered += count);
    member.onClosed = () => running && print({ event: 'closed', member: index });
    await member.open();
    return member;
  });
  people.push(...(await Promise.all(batch)));
}

for (const [index, member] of people.slice(0, posters).entries()) {
  const sent = new Map();
  let number = 0;
  member.say = () => {
    number += 1;
    sent.set(number, performance.now());
    member.post(`Hello, is the oak table in stock? #${index}.${number}#`);
  };
  if (until === 'acknowledged') {
    // One at a time: the answer is that to the last.
    member.onAcknowledged = () => {
      latencies.push(performance.now() - sent.get(number));
      sent.clear();
      posted += 1;
      if (running) member.say();
    };
    continue;
  }
  member.onText = (text) => {
    for (const [, author, count] of text.matchAll(/#(\d+)\.(\d+)#/g)) {
      const at = Number(author) === index ? sent.get(Number(count)) : undefined;
      if (at === undefined) continue;
      sent.delete(Number(count));
      latencies.push(performance.now() - at);
      posted += 1;
      if (running) member.say();
    }
  };
}

print({ event: 'ready', members: people.length });
await once(process.stdin, 'data');
for (const member of people.slice(0, posters)) for (let i = 0; i < inFlight; i++) member.say();
await delay(warmupSeconds * 1000);
delivered = posted = latencies.length = 0;
print({ event: 'started' });
const started = performance.now();
await delay(seconds * 1000);
const elapsed = (performance.now() - started) / 1000;
latencies.sort((a, b) => a - b);
print({
  event: 'result',
  delivered,
  posted,
  deliveredPerSecond: delivered / elapsed,
  postedPerSecond: posted / elapsed,
  p50: latencies[latencies.length >> 1],
  p99: latencies[Math.floor(latencies.length * 0.99)],
});
await once(process.stdin, 'data');
running = false;
for (const member of people) member.close();
process.exit(0);

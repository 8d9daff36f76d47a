// A process with one media room. The first argument is the built module.
//   stdin, once or more: {"offers":[…]}      stdout: {"event":"answers","answers":[…]}, then {"event":"connected"}
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { openEmbeddedMedia } = await import(pathToFileURL(process.argv[2]).href);
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const media = await openEmbeddedMedia({ network: { address: '127.0.0.1' } });
const room = media.createRoom();

for await (const line of createInterface({ input: process.stdin })) {
  const { offers } = JSON.parse(line);
  const answers = [];
  const connections = [];
  for (const offer of offers) {
    const leg = await room.join();
    leg.onEnded((reason) => print({ event: 'failure', reason }));
    connections.push(new Promise((resolve) => leg.onConnected(resolve)));
    answers.push(await leg.answer(offer));
  }
  print({ event: 'answers', answers });
  await Promise.all(connections);
  print({ event: 'connected' });
}

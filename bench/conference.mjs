// One conference of 100 with roster and chat: how soon a change of the roster is with everybody, and how many messages the chat MCU tells to
// everybody, beside what that costs the server in CPU time. The participants are in a process of their own.
import { inRoot } from '../scripts/lib/files.mjs';
import { buildSource } from './lib/build-source.mjs';
import { cpuSeconds, jsonChild, median, stop } from './lib/processes.mjs';
import { startOurs } from './lib/servers.mjs';

const round = (value, digits = 2) => Number(value.toFixed(digits));

async function oneRun(module, { participants, times, authors, warmupSeconds, seconds }) {
  const server = await startOurs(participants);
  const { url, origin, domain } = server;
  const options = JSON.stringify({ module, url, origin, domain, participants });
  const clients = jsonChild(process.execPath, [inRoot('bench/lib/conference-clients.mjs'), options]);
  const act = (command) => clients.say(JSON.stringify(command));
  try {
    const { milliseconds: joined } = await clients.until('joined');
    // The first changes compile what the others find compiled.
    act({ do: 'roster', times: 20 });
    await clients.until('told');
    const beforeRoster = cpuSeconds(server.pid);
    act({ do: 'roster', times });
    const { milliseconds } = await clients.until('told');
    const rosterCpu = cpuSeconds(server.pid) - beforeRoster;
    act({ do: 'chat', authors, warmupSeconds, seconds });
    await clients.until('started');
    const before = cpuSeconds(server.pid);
    const clientsBefore = cpuSeconds(clients.child.pid);
    const chatted = await clients.until('chatted');
    const chatCpu = cpuSeconds(server.pid) - before;
    const clientsCpu = cpuSeconds(clients.child.pid) - clientsBefore;
    if (chatted.failed > 0 || chatted.outOfOrder > 0)
      throw new Error(`${chatted.failed} messages not delivered, ${chatted.outOfOrder} out of order`);
    const sorted = milliseconds.sort((a, b) => a - b);
    return {
      joinMillisecondsAll: round(joined, 0),
      roster: {
        milliseconds: round(median(sorted), 1),
        p90: round(sorted[Math.floor(sorted.length * 0.9)], 1),
        cpuMicrosecondsPerDocument: round((rosterCpu * 1e6) / (times * participants), 1),
      },
      chat: {
        messagesPerSecond: round(chatted.perSecond, 1),
        deliveriesPerSecond: round(chatted.deliveriesPerSecond, 0),
        cpuMicrosecondsPerDelivery: round((chatCpu * 1e6) / chatted.deliveries, 1),
        serverCpuPercent: round((chatCpu / seconds) * 100, 0),
        clientsCpuPercent: round((clientsCpu / seconds) * 100, 0),
        millisecondsToReport: { median: round(chatted.p50, 1), p99: round(chatted.p99, 1) },
      },
    };
  } finally {
    await stop(clients.child);
    await server.stop();
  }
}

/** @returns medians of the runs, and each run. */
export async function benchConference({
  participants = 100,
  times = 100,
  authors = 8,
  warmupSeconds = 2,
  seconds = 6,
  rounds = 3,
} = {}) {
  const { module, remove } = await buildSource('bench/lib/conference-bundle.mjs');
  try {
    const runs = [];
    for (let count = 0; count < rounds; count++) {
      const run = await oneRun(module, { participants, times, authors, warmupSeconds, seconds });
      runs.push(run);
      console.log(
        `  ${participants} participants: a roster change is with all in ${run.roster.milliseconds} ms (p90 ${run.roster.p90} ms), ` +
          `${run.roster.cpuMicrosecondsPerDocument} µs of CPU each; ${run.chat.messagesPerSecond} messages a second, ` +
          `${run.chat.deliveriesPerSecond} deliveries, ${run.chat.cpuMicrosecondsPerDelivery} µs of CPU each`,
      );
    }
    const of = (read) => round(median(runs.map(read)), 1);
    return {
      participants,
      rosterMillisecondsToAll: of((run) => run.roster.milliseconds),
      rosterCpuMicrosecondsPerDocument: of((run) => run.roster.cpuMicrosecondsPerDocument),
      chatMessagesPerSecond: of((run) => run.chat.messagesPerSecond),
      chatDeliveriesPerSecond: of((run) => run.chat.deliveriesPerSecond),
      chatCpuMicrosecondsPerDelivery: of((run) => run.chat.cpuMicrosecondsPerDelivery),
      runs,
    };
  } finally {
    remove();
  }
}

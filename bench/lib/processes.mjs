import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A child that prints JSON lines; `until(event)` resolves to the next line of that event. */
export function jsonChild(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  const waiting = new Map();
  const seen = [];
  let ended;
  child.once('exit', (code) => {
    ended = (event) => new Error(`${command} ended (${code}) before it said "${event}"`);
    for (const [event, { reject }] of waiting) reject(ended(event));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const value = JSON.parse(line);
    if (value.event === 'failure' || value.event === 'closed') console.error(line);
    const waits = waiting.get(value.event);
    if (waits) {
      waiting.delete(value.event);
      waits.resolve(value);
    } else seen.push(value);
  });
  const until = (event) =>
    new Promise((resolve, reject) => {
      const index = seen.findIndex((value) => value.event === event);
      if (index >= 0) return resolve(seen.splice(index, 1)[0]);
      if (ended) return reject(ended(event));
      waiting.set(event, { resolve, reject });
    });
  return { child, until, say: (text) => child.stdin.write(`${text}\n`) };
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

/** Polls an address until it answers 200; gives up after ten seconds, or when the child that should answer has ended. */
export async function untilHealthy(url, child) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with exit code ${child.exitCode}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${url} does not answer`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const stat = (pid) => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** A process and all that descend from it. */
export function family(pid) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [[Number(name), Number(stat(name)[1])]];
      } catch (error) {
        if (error.code === 'ENOENT' || error.code === 'ESRCH') return []; // it ended meanwhile
        throw error;
      }
    });
  const members = [pid];
  for (let i = 0; i < members.length; i++) {
    members.push(...parents.filter(([, parent]) => parent === members[i]).map(([child]) => child));
  }
  return members;
}

/** CPU seconds used so far by a process and its descendants (100 clock ticks a second). */
export const cpuSeconds = (pid) =>
  family(pid).reduce((sum, member) => sum + (Number(stat(member)[11]) + Number(stat(member)[12])) / 100, 0);

/** Resident memory of one process in bytes. */
export const residentBytes = (pid) => Number(stat(pid)[21]) * 4096;

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

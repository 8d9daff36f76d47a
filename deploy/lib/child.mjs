// Processes of the site: started, watched for their first sign of life, and ended by their id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Starts a program. What it says goes to `log`. */
export function start(name, command, args, { log = () => undefined, ...options } = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said.push(text);
      if (said.length > 200) said.shift();
      log(`${name}: ${text.trimEnd()}`);
    });
  }
  const failed = once(child, 'error').then(([error]) => {
    throw new Error(`${name} cannot be started: ${error.message}`, { cause: error });
  });
  failed.catch(() => undefined);
  return {
    child,
    said: () => said.join(''),
    /** Resolves when `isReady` does; rejects when the process ends before, or after `seconds`. */
    async ready(isReady, seconds = 20) {
      const until = Date.now() + seconds * 1000;
      const ended = once(child, 'exit').then(([code]) => {
        throw new Error(`${name} ended with ${code}:\n${said.join('')}`);
      });
      ended.catch(() => undefined);
      while (!(await Promise.race([isReady(), ended, failed]))) {
        if (Date.now() > until) throw new Error(`${name} was not ready in ${seconds} s:\n${said.join('')}`);
        await Promise.race([delay(50), ended, failed]);
      }
    },
    /** Ends it, and resolves when it is gone. */
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Whether a page answers 200. */
export async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    // Nobody listens there yet.
    return false;
  }
}

#!/usr/bin/env node
import { parseArgs } from 'node:util';
import {
  ConfigurationError,
  configurationJsonSchema,
  loadConfiguration,
  ServerError,
  startServer,
} from './main';
import { createLogger, type Logger } from './sip';
import { StoreError } from './store';

const usage = `lync-server --config FILE      starts the server
lync-server --print-schema     prints the JSON Schema of FILE

  --log LEVEL     debug, info, warn (default) or error; the log goes to standard error
  --help

PORT, SIP_TCP_PORT, LYNC_DATA and DATABASE_URL override the file.`;

const levels = ['debug', 'info', 'warn', 'error'] as const;

/** The command. Resolves to the exit code when the server has stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  if (options.help === true) {
    console.log(usage);
    return 0;
  }
  if (options['print-schema'] === true) {
    console.log(JSON.stringify(configurationJsonSchema(), undefined, 2));
    return 0;
  }
  const level = levels.find((name) => name === options.log);
  if (options.config === undefined || level === undefined) {
    console.error(usage);
    return 2;
  }
  const log = createLogger({ level, write: (line) => void process.stderr.write(line) });
  try {
    return await run(options.config, log);
  } catch (error) {
    if (![ServerError, ConfigurationError, StoreError].some((kind) => error instanceof kind)) throw error;
    console.error(`lync-server: ${(error as Error).message}`);
    return 1;
  }
}

async function run(file: string, log: Logger): Promise<number> {
  const config = loadConfiguration(file);
  const server = await startServer(config, { log });
  console.log(`Lync Widgets is ready: ${server.url}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await server.close();
  return 0;
}

function optionsOf(
  args: readonly string[],
): { config?: string; log?: string; help?: boolean; 'print-schema'?: boolean } | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        log: { type: 'string', default: 'warn' },
        help: { type: 'boolean' },
        'print-schema': { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    return `lync-server: ${error instanceof Error ? error.message : String(error)}\n${usage}`;
  }
}

process.exitCode = await main(process.argv.slice(2));
// Timers and sockets of a stopped server do not keep the process; nothing that hangs shall either.
process.exit();

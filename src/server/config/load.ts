import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, type ConfigurationIssue } from './error';
import { withFilesIn } from './persistent-chat';
import { lyncConfigurationSchema, type LyncConfiguration } from './schema';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads, checks and completes the configuration in `file` (JSON). `PORT`, `SIP_TCP_PORT`, `LYNC_DATA` and `DATABASE_URL` override the file.
 * Directories of static mounts and of audio files, and the files of certificates, become absolute. Throws `ConfigurationError`, which names every wrong key.
 */
export function loadConfiguration(file: string, environment: Environment = process.env): LyncConfiguration {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(
      'configuration-unreadable',
      file,
      [{ path: '', message: 'cannot be read' }],
      { cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const message = `expected JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ConfigurationError('configuration-syntax', file, [{ path: '', message }], { cause });
  }
  return withEnvironment(parseConfiguration(value, file), environment);
}

/** The same for a value already parsed; `file` names it in errors and is what relative directories are relative to. */
export function parseConfiguration(value: unknown, file: string): LyncConfiguration {
  const result = lyncConfigurationSchema.safeParse(value, { reportInput: true });
  if (!result.success) {
    throw new ConfigurationError('configuration-invalid', file, result.error.issues.flatMap(describe));
  }
  const config = result.data;
  const base = path.dirname(path.resolve(file));
  return {
    ...config,
    ...(config.persistentChat && { persistentChat: withFilesIn(config.persistentChat, base) }),
    media: { ...config.media, directory: path.resolve(base, config.media.directory) },
    http: {
      ...config.http,
      static: config.http.static.map((mount) => ({
        ...mount,
        directory: path.resolve(base, mount.directory),
      })),
    },
  };
}

function withEnvironment(config: LyncConfiguration, environment: Environment): LyncConfiguration {
  const httpPort = portFrom(environment, 'PORT');
  const sipPort = portFrom(environment, 'SIP_TCP_PORT');
  const data = environment.LYNC_DATA;
  const database = databaseFrom(environment);
  return {
    ...config,
    ...(data === undefined || data === '' ? {} : { data }),
    ...(database !== undefined && { database }),
    http: httpPort === undefined ? config.http : { ...config.http, port: httpPort },
    sip: sipPort === undefined ? config.sip : { ...config.sip, tcp: { ...config.sip.tcp, port: sipPort } },
  };
}

/** What it holds is not shown: there may be a password in it. */
function databaseFrom({ DATABASE_URL: url }: Environment): string | undefined {
  if (url === undefined || url === '') return undefined;
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return url;
  throw new ConfigurationError('configuration-invalid', 'environment', [
    { path: 'DATABASE_URL', message: 'expected the address of a PostgreSQL: postgres://user@host/database' },
  ]);
}

function portFrom(environment: Environment, name: string): number | undefined {
  const value = environment[name];
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new ConfigurationError('configuration-invalid', 'environment', [
      { path: name, message: `expected a port from 0 to 65535, got "${value}"` },
    ]);
  }
  return Number(value);
}

interface SchemaIssue {
  readonly code?: string;
  readonly path: PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly keys?: string[];
}

function describe(issue: SchemaIssue): ConfigurationIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({
      path: keyPath([...issue.path, key]),
      message: 'unknown key, expected one that the schema has',
    }));
  }
  // A password or key never appears in an error, whatever is wrong with it.
  const last = String(issue.path.at(-1) ?? '');
  const shown = /password|secret|ha1|MD5|SHA-256|database/i.test(last) ? '' : inputOf(issue.input);
  const message = issue.message
    .replace(/^Invalid (?:input|string|option): /, '')
    .replace(/, received .*$/, '');
  const expected = /^expected/i.test(message)
    ? message
    : `expected ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  return [{ path: keyPath(issue.path), message: `${expected}${shown}` }];
}

function inputOf(input: unknown): string {
  if (input === undefined) return ', nothing is there';
  if (typeof input === 'object' && input !== null)
    return Array.isArray(input) ? ', got a list' : ', got an object';
  return `, got ${JSON.stringify(input).slice(0, 80)}`;
}

function keyPath(path_: readonly PropertyKey[]): string {
  let result = '';
  for (const key of path_) {
    result += typeof key === 'number' ? `[${key}]` : result === '' ? String(key) : `.${String(key)}`;
  }
  return result;
}

/** Structured log of the server. `event` is a constant name ('connection-closed'); what varies goes into `fields`. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Record<string, unknown>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Fields that are never written, whoever passes them: bodies and anything that proves an identity. */
const SECRET = /(authori[sz]ation|password|secret|token|nonce|cookie|credential|body)/i;

/** Says nothing. */
export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** One JSON object per line. Secret fields (also nested) are replaced by `[redacted]`; errors keep name, code and message. */
export function createLogger(options: {
  level?: LogLevel;
  write: (line: string) => void;
  now?: () => number;
}): Logger {
  const threshold = ORDER.indexOf(options.level ?? 'info');
  const now = options.now ?? Date.now;
  const at = (level: LogLevel) => (event: string, fields?: LogFields) => {
    if (ORDER.indexOf(level) < threshold) return;
    const head = { time: new Date(now()).toISOString(), level, event };
    options.write(JSON.stringify({ ...(redact(fields ?? {}, 0) as object), ...head }) + '\n');
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Also bounds depth and length, so that a hostile value cannot fill the log. */
function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > 512 ? `${value.slice(0, 512)}…` : value;
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) {
    const { name, message } = value;
    return redact({ name, message, code: (value as { code?: unknown }).code, cause: value.cause }, depth);
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} octets]`;
  if (depth >= 4) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 32).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET.test(key) ? '[redacted]' : redact(item, depth + 1),
    ]),
  );
}

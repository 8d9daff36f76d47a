import type { SipMessage } from './message';
import { safeOctets } from './octets';

/** The message for the wire: untouched headers byte-identical, always one right Content-Length. Never throws. */
export function serialize(message: SipMessage): Buffer {
  const { body } = message;
  const head = `${startLine(message)}\r\n${message.headers.write(body.length)}\r\n`;
  const out = Buffer.allocUnsafe(head.length + body.length);
  out.write(head, 0, 'latin1');
  if (body.length > 0) body.copy(out, head.length);
  return out;
}

function startLine(message: SipMessage): string {
  return safeOctets(
    message.kind === 'request'
      ? `${message.method} ${message.uri} ${message.version}`
      : `${message.version} ${message.status} ${message.reason}`,
  );
}

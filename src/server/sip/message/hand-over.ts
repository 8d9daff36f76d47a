import { parseDecimal } from './lexical';
import { DEFAULT_LIMITS } from './limits';
import type { SipMessage } from './message';
import { safeOctets } from './octets';

/**
 * A message for the other end of a flow inside the process: what would be read from its octets, without writing and reading them. The body is
 * shared. Undefined for a faulty one, or one beyond a limit: about these the parser has its say.
 */
export function handOver(message: SipMessage): SipMessage | undefined {
  const { body, headers } = message;
  if (message.defect !== undefined) return undefined;
  const { longest, all } = headers.measure();
  if (headers.size >= DEFAULT_LIMITS.headers || longest > DEFAULT_LIMITS.header) return undefined;
  // Generous about the start line and the Content-Length that may be added.
  const rest = DEFAULT_LIMITS.message - DEFAULT_LIMITS.uri - 256;
  if (all + body.length > rest) return undefined;
  if (message.kind === 'request' && message.uri.length > DEFAULT_LIMITS.uri) return undefined;
  const copy = message.clone();
  if (copy.kind === 'request') copy.uri = safeOctets(copy.uri);
  else copy.reason = safeOctets(copy.reason);
  const said = copy.headers.get('Content-Length');
  if (said === undefined || parseDecimal(said, body.length) !== body.length)
    copy.headers.set('Content-Length', String(body.length));
  return copy;
}

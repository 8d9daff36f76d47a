import type { LyncSession } from './lync-session';
import type { LyncSessionOptions } from './session-options';
import type { UcwaSession } from './ucwa/ucwa-session';

export interface CreateSessionOptions extends LyncSessionOptions {
  /**
   * Addresses of servers, separated by blanks, best first: `https:` for UCWA, anything else for SIP over WebSocket. The first that can be reached is used:
   * `snapshot.transport` says which it was.
   */
  readonly server?: string;
  /** For UCWA: another `fetch`, for tests and proxies. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A session over whatever reaches a server. The code for each is loaded when it is needed. */
export async function createSession(options: CreateSessionOptions): Promise<LyncSession | UcwaSession> {
  // A page that was reloaded goes on where its conversation is.
  if (/(^|\s)https?:/i.test(options.server ?? '') || options.resume?.includes('"transport":"ucwa"'))
    return (await import('./ucwa/servers')).chooseTransport(options);
  const { LyncSession } = await import('./lync-session');
  return new LyncSession(options);
}

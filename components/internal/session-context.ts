import type { Context } from '@lit/context';
import type { SessionContract } from '../../src/session/contract';

/** The key under which `<prefix-session>` gives its session to what is inside. Kits of different prefixes do not meet. */
export function sessionContext(prefix: string): Context<string, SessionContract | undefined> {
  return `${prefix}-session` as Context<string, SessionContract | undefined>;
}

/** Fired on the document when a `<…-session>` appears or its session changes; far-away and early elements look again. */
export const SESSION_AVAILABLE = 'lync-session-available';

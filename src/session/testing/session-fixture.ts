import type { ConversationContract, SessionCredentials } from '../contract';
import { LyncSession } from '../lync-session';
import type { LyncSessionOptions } from '../session-options';
import { ScriptedServer } from './scripted-server';

export const GUEST: SessionCredentials = {
  uri: 'sip:guest-0123456789abcdef0123456789abcdef@contoso.com',
  username: '4102444800:guest-0123456789abcdef0123456789abcdef',
  password: 'secret',
};

export const ALICE: SessionCredentials = {
  uri: 'sip:alice@contoso.com',
  password: 'demo-alice',
  displayName: 'Alice',
};

/** Attempts follow at once, so that tests need not wait. */
const eager = { nextDelay: () => 0 };

export function createFixture(options: LyncSessionOptions = {}): {
  server: ScriptedServer;
  session: LyncSession;
} {
  const server = new ScriptedServer();
  const session = new LyncSession({
    server: 'ws://edge.invalid/sip',
    credentials: GUEST,
    webSocket: server.network.webSocket,
    reconnectPolicy: eager,
    ...options,
  });
  return { server, session };
}

/** The next event of that type. */
export function once<E extends Event>(
  target: EventTarget,
  type: string,
  matches: (event: E) => boolean = () => true,
): Promise<E> {
  return new Promise((resolve) => {
    const listener = (event: Event) => {
      if (!matches(event as E)) return;
      target.removeEventListener(type, listener);
      resolve(event as E);
    };
    target.addEventListener(type, listener);
  });
}

/** Resolves when the snapshot is as wanted, at once if it is so already. */
export async function until(
  conversation: ConversationContract,
  matches: (conversation: ConversationContract) => boolean,
): Promise<void> {
  while (!matches(conversation)) await once(conversation, 'changed');
}

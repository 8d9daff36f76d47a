import { WebSocket } from 'ws';
import { startUcwaWorld, type UcwaWorld } from '../server/composition/testing/ucwa-world';
import type { SessionContract, SessionCredentials } from './contract';
import { LyncSession } from './lync-session';
import type { WebSocketConstructor } from './signaling/open-socket';
import { FlakyFetch } from './testing/flaky-fetch';
import { testSession } from './testing/session-suite';
import type { SessionWorld } from './testing/suite/world';
import { UcwaSession } from './ucwa/ucwa-session';

/** Soon, but not in a loop. */
const reconnectPolicy = { nextDelay: () => 20 };

/** WebSockets that can be cut. */
class Sockets {
  readonly #open: WebSocket[] = [];
  #isCut = false;

  readonly constructor_ = ((sockets) =>
    class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        if (sockets.#isCut) queueMicrotask(() => this.terminate());
        sockets.#open.push(this);
      }
    } as unknown as WebSocketConstructor)(this);

  cut(): () => void {
    this.#isCut = true;
    for (const socket of this.#open.splice(0)) if (socket.readyState === WebSocket.OPEN) socket.terminate();
    return () => (this.#isCut = false);
  }
}

function userOf(name: string, password = `demo-${name}`) {
  return { uri: `sip:${name}@contoso.com`, credentials: { password } };
}

/** What the page's own POST to its back end does; a browser sets Origin by itself. */
function guestOf(origin: string) {
  const credentials = async () => {
    const response = await fetch(`${origin}/api/guest-credentials`, {
      method: 'POST',
      headers: { Origin: origin },
    });
    return (await response.json()) as SessionCredentials;
  };
  return { credentials };
}

async function open(
  transport: 'sip' | 'ucwa',
  make: (
    world: UcwaWorld,
    options: ReturnType<typeof userOf> | ReturnType<typeof guestOf>,
  ) => SessionContract,
  cut: () => () => void,
): Promise<SessionWorld> {
  const world = await startUcwaWorld();
  const sessions: SessionContract[] = [];
  const kept = <S extends SessionContract>(session: S): S => {
    sessions.push(session);
    return session;
  };
  return {
    transport,
    user: (name, { password } = {}) => kept(make(world, userOf(name, password))),
    guest: () => kept(make(world, guestOf(world.origin))),
    peer: (name) =>
      kept(
        new LyncSession({
          ...{ server: `${world.origin.replace(/^http/, 'ws')}/sip`, ...userOf(name), agent: false },
          webSocket: WebSocket as unknown as WebSocketConstructor,
        }),
      ),
    cut,
    async close() {
      await Promise.all(sessions.map((session) => session.disconnect()));
      await world.close();
    },
  };
}

testSession('SIP', () => {
  const sockets = new Sockets();
  return open(
    'sip',
    ({ origin }, options) =>
      new LyncSession({
        ...{ server: `${origin.replace(/^http/, 'ws')}/sip`, ...options, agent: false, reconnectPolicy },
        webSocket: sockets.constructor_,
      }),
    () => sockets.cut(),
  );
});

testSession('UCWA', () => {
  const network = new FlakyFetch();
  return open(
    'ucwa',
    ({ origin }, options) =>
      new UcwaSession({
        ...{ server: `${origin}/ucwa`, ...options, reconnectPolicy },
        fetch: network.fetch,
      }),
    () => network.cut(),
  );
});

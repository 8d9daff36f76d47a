import WebSocket from 'ws';
import { LyncSession } from '../../src/session/lync-session';
import type { WebSocketConstructor } from '../../src/session/signaling/open-socket';
import type { startLargeSite } from '../e2e/support/site';

export type LargeSite = Awaited<ReturnType<typeof startLargeSite>>;

/** A session as a page of the site has it, connected through Kamailio. The caller disconnects it. */
export async function sessionUser(
  { site, url }: LargeSite,
  name: string,
  options: { readonly agent?: boolean; readonly conferences?: boolean } = {},
): Promise<LyncSession> {
  // A page says where it comes from by itself.
  class FromOurPage extends WebSocket {
    constructor(server: string, protocols: string[]) {
      super(server, protocols, { origin: url });
    }
  }
  const session = new LyncSession({
    server: site.webSocket,
    webSocket: FromOurPage as unknown as WebSocketConstructor,
    uri: `sip:${name}@contoso.com`,
    credentials: { password: `demo-${name}` },
    agent: false,
    ...options,
  });
  await session.connect();
  return session;
}

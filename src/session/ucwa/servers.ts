import type { CreateSessionOptions } from '../create-session';
import type { LyncSession } from '../lync-session';
import { openSocket } from '../signaling/open-socket';
import { readUcwaResumeToken } from './resume';
import { UcwaSession } from './ucwa-session';

/** How long a WebSocket may take before something else is tried, in milliseconds: where proxies block it, often nothing ever comes. */
const PATIENCE = 4000;
/** How long a WebSocket that has opened may be silent: not every server answers a keep-alive. */
const SILENCE = 1500;

/** Goes through a list of servers: a session over the first that can be reached, and over the last if none can, which will say so. */
export async function chooseTransport(options: CreateSessionOptions): Promise<LyncSession | UcwaSession> {
  const resumed = readUcwaResumeToken(options.resume);
  if (resumed) return overHttp(options, resumed.server);
  const servers = (options.server ?? '').split(/\s+/).filter(Boolean);
  for (const server of servers) {
    if (!isWebSocket(server)) return overHttp(options, server);
    if (server === servers.at(-1) || (await opens(server, options))) return overSip(options, server);
  }
  return overSip(options, undefined);
}

/** A path is one of a WebSocket: that it is UCWA is said by the scheme. */
const isWebSocket = (server: string): boolean => !/^https?:/i.test(server);

function overHttp(options: CreateSessionOptions, server: string): UcwaSession {
  return new UcwaSession({ ...options, server });
}

async function overSip(options: CreateSessionOptions, server: string | undefined): Promise<LyncSession> {
  const { LyncSession } = await import('../lync-session');
  const { fetch: _, server: __, ...rest } = options;
  return new LyncSession({ ...rest, ...(server && { server }) });
}

/** Tries it: that a WebSocket is blocked cannot be known in any other way. */
async function opens(server: string, { signal, webSocket }: CreateSessionOptions): Promise<boolean> {
  const constructor = webSocket ?? globalThis.WebSocket;
  if (!constructor) return false;
  const patience = AbortSignal.timeout(PATIENCE);
  try {
    const socket = await openSocket(
      server,
      constructor,
      signal ? AbortSignal.any([signal, patience]) : patience,
    );
    const survives = await carriesData(socket);
    socket.close();
    return survives;
  } catch {
    // Why it does not open does not matter: the next server is tried.
    return false;
  }
}

/** Some proxies let the handshake pass and cut the connection at the first frame. RFC 5626, 3.5.1: a keep-alive, which is answered or does no harm. */
function carriesData(socket: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(true), SILENCE);
    const done = (survives: boolean) => {
      clearTimeout(timer);
      resolve(survives);
    };
    socket.addEventListener('message', () => done(true));
    socket.addEventListener('close', () => done(false));
    // `ws` throws what nobody listens for.
    socket.addEventListener('error', () => done(false));
    socket.send('\r\n\r\n');
  });
}

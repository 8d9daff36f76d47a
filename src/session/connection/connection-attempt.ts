import { SessionError } from '../contract';
import type { SessionCredentials } from '../contract';
import type { CredentialsStore } from '../credentials';
import { asSessionError } from '../failures';
import { openSocket } from '../signaling/open-socket';
import type { WebSocketConstructor } from '../signaling/open-socket';
import type { CreateSignaling, Signaling, SignalingHandlers } from '../signaling/signaling';

export interface ConnectionOptions {
  /** WebSocket URL; credentials may name another. */
  readonly server: string | undefined;
  readonly displayName: string | undefined;
  readonly credentials: CredentialsStore;
  readonly webSocket: WebSocketConstructor | undefined;
  readonly instanceId: string;
  readonly userAgent: string;
  readonly load: () => Promise<CreateSignaling>;
}

export interface Connected {
  readonly signaling: Signaling;
  readonly credentials: SessionCredentials;
}

/**
 * Gets credentials, opens the WebSocket and loads the SIP library, all at once: a visitor waits for the longest of the three, not for
 * their sum. Rejects with `SessionError`; nothing is left open then.
 */
export async function openConnection(
  options: ConnectionOptions,
  handlers: SignalingHandlers,
  signal: AbortSignal,
): Promise<Connected> {
  const { server } = options;
  const abort = new AbortController();
  const both = AbortSignal.any([signal, abort.signal]);
  const early = server === undefined ? undefined : socketTo(server, options.webSocket, both);
  const loading = options.load();
  // Each is awaited below, but one that fails earlier must not count as unhandled until then.
  early?.catch(() => undefined);
  loading.catch(() => undefined);
  let socket: WebSocket | undefined;
  try {
    const credentials = await options.credentials.get(both);
    const url = credentials.server ?? server;
    if (url === undefined)
      throw new SessionError('invalid-argument', 'Neither the session nor its credentials name a server');
    if (early && url === server) {
      socket = await early;
    } else {
      early?.then((unused) => unused.close()).catch(() => undefined);
      socket = await socketTo(url, options.webSocket, both);
    }
    const create = await loading;
    both.throwIfAborted();
    const { challenge, displayName, password, uri, username } = credentials;
    const identity = {
      uri,
      displayName: options.displayName ?? displayName ?? '',
      username: username ?? uri.replace(/^sips?:([^@]*)@.*$/i, '$1'),
      password,
      ...(challenge && { challenge }),
    };
    const { instanceId, userAgent } = options;
    return { signaling: create({ socket, identity, instanceId, userAgent, handlers }), credentials };
  } catch (error) {
    abort.abort();
    socket?.close();
    early?.then((unused) => unused.close()).catch(() => undefined);
    throw asSessionError(error, 'connection-failed', 'No connection');
  }
}

async function socketTo(
  url: string,
  given: WebSocketConstructor | undefined,
  signal: AbortSignal,
): Promise<WebSocket> {
  const constructor = given ?? globalThis.WebSocket;
  if (!constructor)
    throw new SessionError('invalid-argument', 'There is no WebSocket here: give the session one');
  return openSocket(url, constructor, signal);
}

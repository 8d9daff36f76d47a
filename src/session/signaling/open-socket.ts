/** How long a WebSocket may take to open, in milliseconds. */
const OPEN_TIMEOUT = 10_000;

/** The platform's WebSocket, or the class `WebSocket` of the `ws` package. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocket;

/**
 * Opens the connection for SIP (RFC 7118). It is a file of its own because it must run while the SIP library is still loading.
 * Rejects when the connection fails, takes too long, or `signal` aborts.
 */
export function openSocket(
  url: string,
  constructor: WebSocketConstructor,
  signal: AbortSignal,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    // The sub-protocol name is RFC 7118 section 4.1's.
    const socket = new constructor(url, ['sip']);
    socket.binaryType = 'arraybuffer';
    const timer = setTimeout(
      () => fail(new Error(`No WebSocket to ${url} within ${OPEN_TIMEOUT / 1000} s`)),
      OPEN_TIMEOUT,
    );
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeEventListener('open', onOpen);
      socket.removeEventListener('error', onError);
      socket.removeEventListener('close', onError);
    };
    const fail = (error: Error) => {
      settle();
      // `ws` reports closing an opening socket as an error; a listener must be there to take it.
      socket.addEventListener('error', () => undefined);
      socket.close();
      reject(error);
    };
    const onOpen = () => {
      settle();
      resolve(socket);
    };
    const onError = () => fail(new Error(`No WebSocket connection to ${url}`));
    const onAbort = () => fail(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
    signal.addEventListener('abort', onAbort);
    socket.addEventListener('open', onOpen);
    socket.addEventListener('error', onError);
    socket.addEventListener('close', onError);
    if (signal.aborted) onAbort();
  });
}

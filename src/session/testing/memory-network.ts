import type { WebSocketConstructor } from '../signaling/open-socket';

const later = setTimeout;

/** The server's end of one connection. */
export interface ServerSocket {
  onText: (text: string) => void;
  onClosed: () => void;
  send(data: string | ArrayBuffer): void;
  close(): void;
}

/** WebSockets without a network: each frame arrives in a task of its own, in order. */
export class MemoryNetwork {
  readonly sockets: ServerSocket[] = [];
  /** Nobody is there: connections fail. */
  isDown = false;
  onConnection: (socket: ServerSocket) => void = () => undefined;

  readonly webSocket = createConstructor(this);

  get last(): ServerSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('Nobody has connected');
    return socket;
  }
}

function createConstructor(network: MemoryNetwork): WebSocketConstructor {
  class MemoryWebSocket extends EventTarget {
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readyState = 0;
    binaryType = 'blob';
    readonly server: ServerSocket;

    constructor(
      readonly url: string,
      readonly protocols: string[],
    ) {
      super();
      this.server = {
        onText: () => undefined,
        onClosed: () => undefined,
        send: (data) =>
          void later(
            () => this.readyState === 1 && this.dispatchEvent(new MessageEvent('message', { data })),
            0,
          ),
        close: () => this.#end(1006),
      };
      later(() => this.#open(), 0);
    }

    send(text: string): void {
      if (this.readyState !== 1) throw new Error('Not open');
      later(() => this.server.onText(text), 0);
    }

    close(code = 1000): void {
      if (this.readyState >= 2) return;
      this.#end(code);
    }

    #open(): void {
      if (this.readyState !== 0) return;
      if (network.isDown) return this.#end(1006);
      this.readyState = 1;
      network.sockets.push(this.server);
      network.onConnection(this.server);
      this.dispatchEvent(new Event('open'));
    }

    #end(code: number): void {
      if (this.readyState === 3) return;
      const wasOpen = this.readyState === 1;
      this.readyState = 3;
      later(() => {
        if (wasOpen) this.server.onClosed();
        this.dispatchEvent(Object.assign(new Event('close'), { code }));
      }, 0);
    }
  }
  return MemoryWebSocket as unknown as WebSocketConstructor;
}

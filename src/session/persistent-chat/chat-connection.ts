import { xccosCommands } from '../../protocol/xccos';
import type { RoomMessage, ServerBlock, XccosNotice } from '../../protocol/xccos';
import { SessionError } from '../contract';
import { asSessionError } from '../failures';
import { domainOf } from '../identity';
import type { ReconnectPolicy } from '../reconnect-policy';
import type { Signaling } from '../signaling/signaling';
import { lookUpChannel, lookUpUri } from './look-up';
import { XccosChannel } from './xccos-channel';
import { isNotSupported } from './xccos-failure';

/** Milliseconds that a channel has to last for the next loss to count as the first. */
const LASTING = 10_000;

export interface ChatConnectionHost {
  readonly self: { readonly uri: string };
  /** There while requests may be sent. */
  readonly signaling: Signaling | undefined;
  readonly policy: ReconnectPolicy;
}

export interface ChatConnectionHandlers {
  /** The look-up service is known. */
  onServerUri(uri: string): void;
  onEstablished(channel: XccosChannel, server: ServerBlock): void;
  /** `error` is absent when the session's own connection went: then everybody knows. */
  onLost(error: SessionError | undefined): void;
  /** Milliseconds since 1970. */
  onRetryAt(at: number): void;
  /** For good. */
  onRefused(error: SessionError): void;
  onChat(message: RoomMessage): void;
  onNotice(notice: XccosNotice): void;
  onMalformed(error: SessionError): void;
}

/** Keeps one channel to the chat server: looks it up, opens it, and seeks it again when it went. */
export class ChatConnection {
  #uri: string | undefined;
  /** Of the attempt, and of the channel that it made; another one makes it stale. */
  #current: AbortController | undefined;
  #channel: XccosChannel | undefined;
  #isWanted = false;
  /** Was established once: what fails now is tried again. */
  #isRecovering = false;
  #attempts = 0;
  #establishedAt = 0;
  #lostAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ChatConnectionHost,
    private readonly handlers: ChatConnectionHandlers,
  ) {}

  get channel(): XccosChannel | undefined {
    return this.#channel;
  }

  /** `uri`: the look-up service; as provisioned when absent. Waits for the session where it is not connected. */
  start(uri: string | undefined): void {
    this.#uri = uri;
    this.#isWanted = true;
    this.#isRecovering = false;
    this.#attempts = 0;
    void this.#connect();
  }

  async stop(): Promise<void> {
    const channel = this.#channel;
    this.#isWanted = false;
    this.#abandon();
    await channel?.close();
  }

  /** Requests may be sent (again). */
  attach(): void {
    this.#attempts = 0;
    void this.#connect();
  }

  /** The session's connection went. */
  detach(): void {
    const channel = this.#channel;
    this.#abandon();
    channel?.drop(new SessionError('connection-failed', 'The connection was lost'));
    if (channel) {
      this.#lostAt = Date.now();
      this.handlers.onLost(undefined);
    }
  }

  #abandon(): void {
    clearTimeout(this.#timer);
    this.#current?.abort();
    this.#current = this.#channel = undefined;
  }

  async #connect(): Promise<void> {
    const { signaling } = this.host;
    if (!this.#isWanted || !signaling || this.#current) return;
    clearTimeout(this.#timer);
    const current = (this.#current = new AbortController());
    try {
      const { channel, server } = await this.#open(signaling, current);
      if (this.#current !== current) return void channel.close();
      this.#channel = channel;
      this.#isRecovering = true;
      this.#establishedAt = Date.now();
      this.handlers.onEstablished(channel, server);
    } catch (error) {
      if (this.#current !== current) return;
      this.#current = undefined;
      this.#failed(asSessionError(error, 'connection-failed', 'The chat server could not be reached'));
    }
  }

  async #open(
    signaling: Signaling,
    current: AbortController,
  ): Promise<{ channel: XccosChannel; server: ServerBlock }> {
    const { signal } = current;
    const uri = this.#uri ?? (await lookUpUri(signaling, this.host.self.uri));
    signal.throwIfAborted();
    this.handlers.onServerUri(uri);
    const channelUri = await lookUpChannel(signaling, uri, signal);
    const ended = { isOver: undefined as SessionError | undefined };
    const isCurrent = () => this.#current === current;
    const channel = await XccosChannel.open(
      signaling,
      channelUri,
      {
        onChat: (message) => isCurrent() && this.handlers.onChat(message),
        onNotice: (notice) => isCurrent() && this.handlers.onNotice(notice),
        onMalformed: (error) => this.handlers.onMalformed(error),
        onEnded: (error) => {
          ended.isOver = error;
          if (isCurrent() && this.#channel) this.#lost(error);
        },
      },
      signal,
    );
    try {
      const server = await readServer(channel, domainOf(this.host.self.uri));
      if (ended.isOver) throw ended.isOver;
      return { channel, server };
    } catch (error) {
      void channel.close();
      throw ended.isOver ?? error;
    }
  }

  /** The chat server went, or does not know us any more. */
  #lost(error: SessionError): void {
    this.#current = this.#channel = undefined;
    // A server that takes us in and throws us out again must not be asked without end.
    const isNew = Date.now() - this.#establishedAt >= LASTING;
    if (isNew || this.#attempts === 0) this.#lostAt = Date.now();
    if (isNew) this.#attempts = 0;
    this.handlers.onLost(error);
    this.#retry(error);
  }

  #failed(error: SessionError): void {
    // The session comes back by itself, and calls `attach` then.
    if (!this.host.signaling) return;
    if (!this.#isRecovering || error.code === 'forbidden') return this.#refuse(error);
    this.handlers.onLost(error);
    this.#retry(error);
  }

  #retry(error: SessionError): void {
    const delay = this.host.policy.nextDelay({
      attempt: this.#attempts++,
      elapsed: Date.now() - this.#lostAt,
    });
    if (delay === undefined) return this.#refuse(error);
    this.handlers.onRetryAt(Date.now() + delay);
    this.#timer = setTimeout(() => void this.#connect(), delay);
  }

  #refuse(error: SessionError): void {
    this.#isWanted = false;
    this.handlers.onRefused(error);
  }
}

/** Limits and the like; what an older server does not say is left to the caller. */
async function readServer(channel: XccosChannel, domain: string): Promise<ServerBlock> {
  try {
    // The number is what real clients send; its meaning is not known.
    const server = { domain, infoType: '123' };
    const { data } = await channel.command(xccosCommands.getServerInfo, { server });
    return data.server ?? {};
  } catch (error) {
    if (isNotSupported(error)) return {};
    throw error;
  }
}

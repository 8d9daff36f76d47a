import type { Client, ClientConfig } from 'pg';
import { silentLog, type Logger } from '../sip';

const retryMs = [50, 100, 200, 500, 1_000, 2_000];
/** Payloads of one statement. */
const maxBatch = 256;
/** Payloads that wait for a connection; then all are dropped, and whoever listens finds numbers missing. */
const maxWaiting = 10_000;

/**
 * A connection of its own that listens on one channel and speaks on it, and comes back by itself. What is said while it is away is said when it is back, in order; it
 * may be heard twice, never after something later.
 */
export class PostgresChannel {
  onPayload: (payload: string) => void = () => undefined;
  /** It was away and is back: what others said meanwhile was missed. */
  onReset: () => void = () => undefined;
  readonly #waiting: string[] = [];
  #client: Client | undefined;
  #saying = false;
  #closed = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly create: () => Client,
    private readonly channel: string,
    private readonly log: Logger,
  ) {}

  /** Resolves when it listens. Rejects with the driver's error. */
  static async open(
    Connection: new (config: ClientConfig) => Client,
    options: { readonly config: ClientConfig; readonly channel: string; readonly log?: Logger },
  ): Promise<PostgresChannel> {
    const { config, channel, log = silentLog } = options;
    const opened = new PostgresChannel(() => new Connection(config), channel, log);
    await opened.#connect();
    return opened;
  }

  /** 8,000 bytes at most. */
  say(payload: string): void {
    if (this.#closed) return;
    if (this.#waiting.length >= maxWaiting) {
      this.log.warn('postgres-channel-dropped', { payloads: this.#waiting.length });
      this.#waiting.length = 0;
    }
    this.#waiting.push(payload);
    void this.#speak();
  }

  /** Says what waits, if there is a connection, and ends it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    try {
      if (this.#waiting.length > 0) await this.#send(client, this.#waiting.splice(0));
      await client.end();
    } catch (error) {
      this.log.info('postgres-channel-not-closed', { error });
    }
  }

  async #connect(): Promise<void> {
    const client = this.create();
    client.on('notification', ({ payload = '' }) => this.onPayload(payload));
    // Also said while nothing is asked; without a listener it would end the process.
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client));
    await client.connect();
    try {
      // A notification is no record: nobody waits for the disk.
      await client.query('set synchronous_commit = off');
      await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (this.#closed) return client.end();
    this.#client = client;
    this.#failures = 0;
    void this.#speak();
  }

  #lost(client: Client, error?: Error): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.log.warn('postgres-channel-lost', { error });
    // After an error on the socket there is nothing to say goodbye to.
    client.end().catch((cause: unknown) => this.log.debug('postgres-channel-ended', { error: cause }));
    this.#again();
  }

  #again(): void {
    if (this.#closed) return;
    const wait = retryMs[Math.min(this.#failures++, retryMs.length - 1)]!;
    this.#timer = setTimeout(() => {
      this.#connect().then(
        () => {
          if (this.#closed) return;
          this.log.info('postgres-channel-back', {});
          this.onReset();
        },
        (error: unknown) => {
          this.log.warn('postgres-channel-not-back', { error });
          this.#again();
        },
      );
    }, wait);
  }

  async #speak(): Promise<void> {
    if (this.#saying) return;
    this.#saying = true;
    // What is said in one turn goes together.
    await Promise.resolve();
    for (let client = this.#client; client && this.#waiting.length > 0; client = this.#client) {
      const batch = this.#waiting.slice(0, maxBatch);
      try {
        await this.#send(client, batch);
        // Unless all were dropped meanwhile.
        if (this.#waiting[0] === batch[0]) this.#waiting.splice(0, batch.length);
      } catch (error) {
        this.#lost(client, error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#saying = false;
  }

  async #send(client: Client, batch: readonly string[]): Promise<void> {
    await client.query(
      'select pg_notify($1, said.payload) from unnest($2::text[]) with ordinality as said (payload, turn) order by said.turn',
      [this.channel, batch],
    );
  }
}

import type { Clock, Logger, Timer } from '../sip';
import type { ChatRoomSession } from './chat-room-session';
import type { PersistentChatEndpoint } from './persistent-chat-endpoint';

/** What is heard of contacts: which waits in which queue, and which does no longer. */
export interface WaitingContacts {
  /** `queueUri` is undefined for one that waits no longer. Returns how to stop. */
  observe(listener: (contactId: string, queueUri: string | undefined, since: number) => void): () => void;
}

export interface WaitingAlert {
  readonly queueUri: string;
  readonly roomUri: string;
  readonly afterSeconds: number;
  /** `{seconds}` waited, `{waiting}` in the queue. */
  readonly text: string;
}

interface Waiting {
  readonly queueUri: string;
  readonly timers: readonly Timer[];
}

/** A bot that tells a room, with high importance, when somebody waits too long in a queue. Who it is stays with the contact centre. */
export class WaitingAlerts {
  readonly #waiting = new Map<string, Waiting>();
  readonly #rooms = new Map<string, ChatRoomSession>();
  #stop: (() => void) | undefined;

  constructor(
    private readonly options: {
      readonly chat: PersistentChatEndpoint;
      readonly alerts: readonly WaitingAlert[];
      readonly contacts: WaitingContacts;
      readonly clock: Clock;
      readonly log: Logger;
    },
  ) {}

  /** Goes into the rooms, and listens from then on. Rejects with `ApplicationError`. */
  async start(): Promise<void> {
    const { chat, alerts, contacts } = this.options;
    await chat.establish();
    for (const { roomUri } of alerts)
      if (!this.#rooms.has(roomUri)) this.#rooms.set(roomUri, await chat.join(roomUri));
    this.#stop = contacts.observe((id, queueUri, since) => this.#changed(id, queueUri, since));
  }

  /** Never rejects. */
  async close(): Promise<void> {
    this.#stop?.();
    for (const { timers } of this.#waiting.values()) for (const timer of timers) timer.cancel();
    this.#waiting.clear();
    await this.options.chat.terminate();
    await this.options.chat.application.terminate();
  }

  #changed(id: string, queueUri: string | undefined, since: number): void {
    const known = this.#waiting.get(id);
    if (known?.queueUri === queueUri) return;
    for (const timer of known?.timers ?? []) timer.cancel();
    this.#waiting.delete(id);
    if (queueUri === undefined) return;
    const { alerts, clock } = this.options;
    const timers = alerts
      .filter((alert) => alert.queueUri === queueUri)
      .map((alert) => {
        const due = since + alert.afterSeconds * 1000 - clock.now();
        return clock.setTimeout(() => this.#alert(alert, since), Math.max(0, due));
      });
    this.#waiting.set(id, { queueUri, timers });
  }

  #alert({ queueUri, roomUri, text }: WaitingAlert, since: number): void {
    const { clock, log } = this.options;
    const waiting = [...this.#waiting.values()].filter((one) => one.queueUri === queueUri).length;
    const seconds = Math.round((clock.now() - since) / 1000);
    const said = text.replace('{seconds}', String(seconds)).replace('{waiting}', String(waiting));
    this.#rooms
      .get(roomUri)
      ?.post(said, { alert: true })
      .catch((error: unknown) => log.warn('waiting-alert-not-posted', { room: roomUri, error }));
  }
}

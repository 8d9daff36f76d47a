import type { UcwaReason } from '../../../../protocol/ucwa';
import type { Clock } from '../../../sip/clock';
import type { SipResponse } from '../../../sip/message';
import { reasonOfLoss, reasonOfStatus } from '../sip/outcome';
import type { StoredMessage } from './message-store';

export type SendMessage = (message: StoredMessage) => Promise<SipResponse>;

/** Texts of the client on their way to the peer: in order, one at a time. What is written before there is a way waits for it. */
export class OutgoingMessages {
  readonly #waiting: StoredMessage[] = [];
  #onEmpty: (() => void) | undefined;
  #send: SendMessage | undefined;
  #isSending = false;

  constructor(private readonly onCompleted: (message: StoredMessage, reason?: UcwaReason) => void) {}

  get size(): number {
    return this.#waiting.length;
  }

  add(message: StoredMessage): void {
    this.#waiting.push(message);
    this.#pump();
  }

  open(send: SendMessage): void {
    this.#send = send;
    this.#pump();
  }

  /** Resolves when nothing waits any more, or after so many milliseconds. */
  drained(clock: Clock, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => resolve(), ms);
      this.#onEmpty = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  /** The way is gone for now. */
  shut(): void {
    this.#send = undefined;
  }

  /** What waits fails. */
  fail(reason: UcwaReason): void {
    this.#send = undefined;
    for (const message of this.#waiting.splice(0)) this.onCompleted(message, reason);
    this.#onEmpty?.();
  }

  #pump(): void {
    const message = this.#waiting[0];
    const send = this.#send;
    if (this.#isSending || !message || !send) return;
    this.#isSending = true;
    const done = (reason?: UcwaReason): void => {
      this.#isSending = false;
      // `fail` may have told of it already.
      if (this.#waiting[0] === message) {
        this.#waiting.shift();
        this.onCompleted(message, reason);
      }
      if (this.#waiting.length === 0) this.#onEmpty?.();
      this.#pump();
    };
    send(message).then(
      (response) => done(response.status < 300 ? undefined : reasonOfStatus(response.status, response)),
      (error: unknown) => done(reasonOfLoss(error)),
    );
  }
}

import type { AgentCore } from '../agent-core';
import type { SipResponse } from '../message';
import type { ServerTransaction } from '../transactions';
import { T1, T2, TRANSACTION_TIMEOUT } from '../transactions';
import type { WheelTarget, WheelTimer } from '../transactions/timer-wheel';

/**
 * RFC 3261 13.3.1.4: our 2xx to an INVITE is repeated until its ACK comes, over reliable transports too, because
 * hops behind our proxy may lose it; after 64*T1 the peer is gone.
 */
export class AckWatch implements WheelTarget {
  #interval = T1;
  #repeat: WheelTimer | undefined;
  #giveUp: WheelTimer | undefined;

  constructor(
    private readonly core: AgentCore,
    private readonly transaction: ServerTransaction,
    private readonly response: SipResponse,
    private readonly timedOut: () => void,
  ) {
    const { timers } = core.layer;
    this.#repeat = timers.start(T1, this, 'repeat');
    this.#giveUp = timers.start(TRANSACTION_TIMEOUT, this, 'give-up');
  }

  stop(): void {
    this.core.layer.timers.stop(this.#repeat);
    this.core.layer.timers.stop(this.#giveUp);
  }

  onTimer(name: string): void {
    if (name === 'give-up') {
      this.stop();
      this.timedOut();
      return;
    }
    this.transaction.respond(this.response);
    this.#interval = Math.min(this.#interval * 2, T2);
    this.#repeat = this.core.layer.timers.start(this.#interval, this, 'repeat');
  }
}

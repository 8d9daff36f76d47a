import { buildQueueStatus, queueStatusContentType, type QueueStatus } from '../../../protocol/queue-status';
import type { Timer } from '../../sip/clock';
import type { IncomingRequest, InviteDialog } from '../../sip/endpoint';
import type { ContactCenterServices } from './contact-center-services';
import { carrierOf, isLost, sendTyping } from './leg';
import type { Carrier } from './message-pump';

/** How often an idle visitor is told the status again, which also shows whether somebody is still there. */
const refreshMs = 30_000;

export interface VisitorLegHooks {
  /** The status to tell now. */
  status(): QueueStatus;
  onRequest(incoming: IncomingRequest): void;
  /** The way to the visitor is gone. */
  onLost(): void;
  /** The visitor was thought lost and is not. */
  onBack(): void;
  /** The visitor hung up. */
  onEnded(): void;
}

/** The visitor's side of a chat, or of a call without one. One leg per dialog: a visitor who comes back has a new one. */
export class VisitorLeg {
  #state: 'attached' | 'lost' | 'ended' = 'attached';
  #sending = false;
  #changed = false;
  #last = '';
  #refresh: Timer | undefined;

  constructor(
    readonly dialog: InviteDialog,
    readonly acceptTypes: readonly string[],
    readonly contactId: string,
    private readonly hooks: VisitorLegHooks,
    private readonly services: ContactCenterServices,
  ) {
    dialog.onRequest = (incoming) => {
      if (this.#state === 'ended') return incoming.respond(481);
      const wasLost = this.#state === 'lost';
      this.#state = 'attached';
      // First the request: a re-INVITE says where the visitor is now.
      this.hooks.onRequest(incoming);
      if (!wasLost) return;
      this.#arm();
      this.hooks.onBack();
    };
    void dialog.terminated.then(({ by }) => {
      if (this.#state === 'ended' || by === 'local') return;
      if (by === 'remote') {
        this.#stop();
        this.hooks.onEnded();
      } else this.lost();
    });
    this.#arm();
  }

  get isAttached(): boolean {
    // The end of the dialog may be known before this leg hears of it.
    return this.#state === 'attached' && this.dialog.state === 'confirmed';
  }

  carrier(): Carrier {
    return carrierOf(this.dialog, this.acceptTypes, this.contactId);
  }

  sendTyping(isTyping: boolean): void {
    if (this.isAttached) sendTyping(this.dialog, isTyping, this.services.log);
  }

  /** Application data; resolves with the visitor's answer, 480 when they are away. */
  async sendData(contentType: string, body: Buffer): Promise<number> {
    if (!this.isAttached) return 480;
    try {
      const { status } = await this.dialog.request('INFO', { contentType, body });
      if (!isLost(status)) return status;
    } catch (error) {
      this.services.log.info('visitor-data-unanswered', { error });
    }
    this.lost();
    return 480;
  }

  /** Tells the status if it is another one; the newest wins while one is on its way. */
  statusChanged(): void {
    this.#changed = true;
    if (!this.#sending) void this.#sendStatus();
  }

  /** Asks whether the visitor is still there; when there is doubt. */
  async probe(): Promise<boolean> {
    if (!this.isAttached) return false;
    try {
      const { status } = await this.dialog.request('OPTIONS');
      if (isLost(status)) this.lost();
    } catch (error) {
      this.services.log.info('visitor-probe-unanswered', { error });
      this.lost();
    }
    return this.isAttached;
  }

  lost(): void {
    if (this.#state !== 'attached') return;
    this.#state = 'lost';
    this.#refresh?.cancel();
    this.hooks.onLost();
  }

  /** The visitor has said something that was answered elsewhere: they are there. */
  seen(): void {
    if (this.#state !== 'lost') return;
    this.#state = 'attached';
    this.#arm();
    this.hooks.onBack();
  }

  /** Another leg takes over; the dialog lives on for what else it carries. */
  release(): void {
    this.#stop();
  }

  /** Says goodbye; a lost visitor may still hear it. */
  async end(reason: { cause: number; text: string }): Promise<void> {
    if (this.#state === 'ended') return;
    this.#stop();
    await this.dialog.bye(reason);
  }

  /** Sends the last status before `end`. */
  async sendLastStatus(): Promise<void> {
    if (!this.isAttached) return;
    const body = buildQueueStatus(this.hooks.status());
    if (body === this.#last) return;
    await this.dialog
      .request('INFO', { contentType: queueStatusContentType, body })
      .catch((error: unknown) => {
        this.services.log.info('visitor-status-unanswered', { error });
      });
  }

  #stop(): void {
    this.#state = 'ended';
    this.#refresh?.cancel();
  }

  #arm(): void {
    this.#refresh?.cancel();
    this.#refresh = this.services.clock.setTimeout(() => {
      this.#last = '';
      this.statusChanged();
      this.#arm();
    }, refreshMs);
  }

  async #sendStatus(): Promise<void> {
    this.#sending = true;
    while (this.#changed && this.isAttached) {
      this.#changed = false;
      const body = buildQueueStatus(this.hooks.status());
      if (body === this.#last) continue;
      this.#last = body;
      try {
        const { status } = await this.dialog.request('INFO', { contentType: queueStatusContentType, body });
        if (isLost(status)) this.lost();
      } catch (error) {
        this.services.log.info('visitor-status-unanswered', { error });
        this.lost();
      }
    }
    this.#sending = false;
  }
}

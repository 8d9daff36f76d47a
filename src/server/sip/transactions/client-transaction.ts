import type { SipConnection } from '../connection';
import { SipTransactionError } from '../errors';
import type { Logger } from '../log';
import type { SipRequest, SipResponse } from '../message';
import { createRequest } from '../message';
import { clientInvite } from './client-invite';
import type { ClientInviteEvent, ClientInviteState } from './client-invite';
import { clientNonInvite } from './client-non-invite';
import type { ClientNonInviteEvent, ClientNonInviteState } from './client-non-invite';
import { step, TRANSACTION_TIMEOUT } from './machine';
import type { TimerWheel, WheelTarget, WheelTimer } from './timer-wheel';

/** Who started the transaction. One object may serve many: a proxy's response context, a dialog. */
export interface ClientHandler {
  /** Provisional and final responses; of an INVITE every 2xx, also repeated ones and those of other branches. */
  onResponse(response: SipResponse, transaction: ClientTransaction): void;
  /** No final response will come. */
  onFailure(error: SipTransactionError, transaction: ClientTransaction): void;
}

/** What transactions need of their layer. */
export interface ClientContext {
  readonly timers: TimerWheel;
  readonly log: Logger;
  clientEnded(transaction: ClientTransaction): void;
  sendCancel(invite: SipRequest, connection: SipConnection, headers: readonly [string, string][]): void;
}

export abstract class ClientTransaction implements WheelTarget {
  protected timer: WheelTimer | undefined;

  constructor(
    protected readonly context: ClientContext,
    readonly request: SipRequest,
    readonly connection: SipConnection,
    /** The table key. */
    readonly key: string,
    protected readonly handler: ClientHandler,
  ) {
    // The request may be changed by its owner afterwards (a proxy clones it for each branch, an agent adds credentials).
    this.method = request.method;
  }

  readonly method: string;
  abstract readonly state: string;

  abstract start(): void;
  abstract receive(response: SipResponse): void;
  abstract connectionLost(): void;
  abstract onTimer(name: string): void;

  protected pass(response: SipResponse): void {
    try {
      this.handler.onResponse(response, this);
    } catch (error) {
      this.context.log.error('response-handler-failed', {
        method: this.method,
        status: response.status,
        error,
      });
    }
  }

  protected report(code: 'timeout' | 'connection-lost'): void {
    const text = code === 'timeout' ? 'no final response in time' : 'the connection was lost';
    try {
      this.handler.onFailure(new SipTransactionError(code, `${this.method}: ${text}`), this);
    } catch (error) {
      this.context.log.error('failure-handler-failed', { method: this.method, code, error });
    }
  }
}

export class ClientNonInviteTransaction extends ClientTransaction {
  #state: ClientNonInviteState = 'trying';

  get state(): ClientNonInviteState {
    return this.#state;
  }

  start(): void {
    this.timer = this.context.timers.start(TRANSACTION_TIMEOUT, this, 'timer-f');
    this.connection.send(this.request);
  }

  receive(response: SipResponse): void {
    this.#on(response.status < 200 ? 'provisional' : 'final', response);
  }

  connectionLost(): void {
    this.#on('transport-error');
  }

  onTimer(): void {
    this.#on('timer-f');
  }

  #on(event: ClientNonInviteEvent, response?: SipResponse): void {
    const taken = step(clientNonInvite, this.#state, event);
    if (!taken) return;
    this.#state = taken.to;
    if (taken.to === 'terminated') this.context.clientEnded(this);
    for (const action of taken.do) {
      if (action === 'stop-timer') this.context.timers.stop(this.timer);
      else if (action === 'pass-response') this.pass(response!);
      else if (action === 'report-timeout') this.report('timeout');
      else this.report('connection-lost');
    }
  }
}

export class ClientInviteTransaction extends ClientTransaction {
  #state: ClientInviteState = 'calling';
  #cancel: readonly [string, string][] | undefined;

  get state(): ClientInviteState {
    return this.#state;
  }

  start(): void {
    this.timer = this.context.timers.start(TRANSACTION_TIMEOUT, this, 'timer-b');
    this.connection.send(this.request);
  }

  /**
   * Withdraws the INVITE (RFC 3261 9.1): at once when a provisional response has come, else as soon as one comes. The
   * final response (487, or a 2xx that crossed the CANCEL) still goes to the handler. No effect after a final response.
   */
  cancel(headers: readonly [string, string][] = []): void {
    if (this.#cancel || (this.#state !== 'calling' && this.#state !== 'proceeding')) return;
    this.#cancel = headers;
    if (this.#state === 'proceeding') this.#sendCancel(headers);
  }

  receive(response: SipResponse): void {
    const { status } = response;
    this.#on(status < 200 ? 'provisional' : status < 300 ? 'success' : 'failure', response);
  }

  connectionLost(): void {
    this.#on('transport-error');
  }

  onTimer(name: string): void {
    this.#on(name as ClientInviteEvent);
  }

  #on(event: ClientInviteEvent, response?: SipResponse): void {
    const before = this.#state;
    const taken = step(clientInvite, before, event);
    if (!taken) return;
    this.#state = taken.to;
    if (taken.to === 'terminated') this.context.clientEnded(this);
    for (const action of taken.do) {
      if (action === 'stop-timer') this.context.timers.stop(this.timer);
      else if (action === 'pass-response') this.pass(response!);
      else if (action === 'send-ack') this.connection.send(ackFor(this.request, response!));
      else if (action === 'start-m')
        this.timer = this.context.timers.start(TRANSACTION_TIMEOUT, this, 'timer-m');
      else this.report(action === 'report-timeout' ? 'timeout' : 'connection-lost');
    }
    if (before === 'calling' && this.#state === 'proceeding' && this.#cancel) this.#sendCancel(this.#cancel);
  }

  #sendCancel(headers: readonly [string, string][]): void {
    this.context.sendCancel(this.request, this.connection, headers);
    this.context.timers.stop(this.timer);
    this.timer = this.context.timers.start(TRANSACTION_TIMEOUT, this, 'cancel-timeout');
  }
}

/** The ACK of a 3xx to 6xx belongs to the transaction: RFC 3261 17.1.1.3. */
function ackFor(invite: SipRequest, response: SipResponse): SipRequest {
  const ack = withinInvite('ACK', invite);
  ack.headers.set('To', response.headers.get('To') ?? '');
  return ack;
}

/** ACK and CANCEL: one Via, equal to the INVITE's, its routes and its CSeq number (9.1, 17.1.1.3). */
export function withinInvite(method: 'ACK' | 'CANCEL', invite: SipRequest): SipRequest {
  const { headers } = invite;
  const request = createRequest(method, invite.uri, [['Via', headers.list('Via')[0] ?? '']]);
  request.headers.append('Max-Forwards', '70');
  for (const route of headers.getAll('Route')) request.headers.append('Route', route);
  for (const name of ['From', 'To', 'Call-ID']) request.headers.append(name, headers.get(name) ?? '');
  request.headers.append('CSeq', `${invite.cseq()?.number ?? 0} ${method}`);
  return request;
}

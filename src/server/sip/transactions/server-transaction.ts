import type { SipConnection } from '../connection';
import { SipTransactionError } from '../errors';
import type { Logger } from '../log';
import type { SipRequest, SipResponse } from '../message';
import { createResponse } from '../message';
import { step, TRANSACTION_TIMEOUT, TRYING_AFTER } from './machine';
import { serverInvite } from './server-invite';
import type { ServerInviteEvent, ServerInviteState } from './server-invite';
import { serverNonInvite } from './server-non-invite';
import type { ServerNonInviteEvent, ServerNonInviteState } from './server-non-invite';
import type { TimerWheel, WheelTarget, WheelTimer } from './timer-wheel';

/** Set by the transaction user on the transactions it wants to hear of after `onRequest`. */
export interface ServerHandler {
  /** The INVITE was cancelled before its final response. The CANCEL is answered already; the INVITE wants its 487. */
  onCancel?(cancel: SipRequest, transaction: ServerTransaction): void;
  /** `connection-lost`: nobody is there to answer. `timeout`: the final response was never acknowledged. */
  onFailure?(error: SipTransactionError, transaction: ServerTransaction): void;
}

export interface ServerContext {
  readonly timers: TimerWheel;
  readonly log: Logger;
  serverEnded(transaction: ServerTransaction): void;
  passAck(ack: SipRequest, connection: SipConnection): void;
}

export abstract class ServerTransaction {
  handler: ServerHandler | undefined;
  /** The To tag of the responses, known from the first one that has one. */
  localTag: string | undefined;
  /** Set by a layer that detects merged requests. */
  mergeKey: string | undefined;
  protected last: SipResponse | undefined;

  constructor(
    protected readonly context: ServerContext,
    readonly request: SipRequest,
    readonly connection: SipConnection,
    /** The table key. */
    readonly key: string,
  ) {}

  abstract readonly state: string;
  /** No final response yet. */
  abstract readonly pending: boolean;

  /** Sends a response through the state machine. False: it was too late for it, and it was not sent. */
  abstract respond(response: SipResponse): boolean;
  /** The request again. */
  abstract repeated(): void;
  abstract connectionLost(): void;

  protected send(response: SipResponse): void {
    this.last = response;
    if (response.status > 100) this.localTag ??= response.toTag();
    this.connection.send(response);
  }

  protected report(code: 'timeout' | 'connection-lost'): void {
    const text = code === 'timeout' ? 'no ACK' : 'the connection was lost';
    try {
      this.handler?.onFailure?.(new SipTransactionError(code, `${this.request.method}: ${text}`), this);
    } catch (error) {
      this.context.log.error('failure-handler-failed', { method: this.request.method, code, error });
    }
  }
}

export class ServerNonInviteTransaction extends ServerTransaction {
  #state: ServerNonInviteState = 'trying';

  get state(): ServerNonInviteState {
    return this.#state;
  }

  get pending(): boolean {
    return this.#state !== 'terminated';
  }

  respond(response: SipResponse): boolean {
    return this.#on(response.status < 200 ? 'provisional' : 'final', response);
  }

  repeated(): void {
    this.#on('request');
  }

  connectionLost(): void {
    this.#on('transport-error');
  }

  #on(event: ServerNonInviteEvent, response?: SipResponse): boolean {
    const taken = step(serverNonInvite, this.#state, event);
    if (!taken) return false;
    this.#state = taken.to;
    if (taken.to === 'terminated') this.context.serverEnded(this);
    for (const action of taken.do) {
      if (action === 'send-response') this.send(response!);
      else if (action === 'resend-last') this.connection.send(this.last!);
      else this.report('connection-lost');
    }
    return true;
  }
}

export class ServerInviteTransaction extends ServerTransaction implements WheelTarget {
  #state: ServerInviteState = 'proceeding';
  #timer: WheelTimer;

  constructor(context: ServerContext, request: SipRequest, connection: SipConnection, key: string) {
    super(context, request, connection, key);
    this.#timer = context.timers.start(TRYING_AFTER, this, 'timer-100');
  }

  get state(): ServerInviteState {
    return this.#state;
  }

  get pending(): boolean {
    return this.#state === 'proceeding';
  }

  respond(response: SipResponse): boolean {
    const { status } = response;
    return this.#on(status < 200 ? 'provisional' : status < 300 ? 'success' : 'failure', response);
  }

  repeated(): void {
    this.#on('request');
  }

  acknowledged(ack: SipRequest): void {
    this.#on('ack', undefined, ack);
  }

  /** The CANCEL that matches this INVITE. */
  cancelled(cancel: SipRequest): void {
    this.#on('cancel', undefined, cancel);
  }

  connectionLost(): void {
    this.#on('transport-error');
  }

  onTimer(name: string): void {
    this.#on(name as ServerInviteEvent);
  }

  #on(event: ServerInviteEvent, response?: SipResponse, request?: SipRequest): boolean {
    const taken = step(serverInvite, this.#state, event);
    if (!taken) return false;
    this.#state = taken.to;
    if (taken.to === 'terminated') this.context.serverEnded(this);
    for (const action of taken.do) this.#perform(action, response, request);
    return true;
  }

  #perform(action: string, response: SipResponse | undefined, request: SipRequest | undefined): void {
    const { timers, log } = this.context;
    switch (action) {
      case 'send-response':
        return this.send(response!);
      case 'send-trying':
        return this.send(createResponse(this.request, 100));
      case 'resend-last':
        if (this.last) this.connection.send(this.last);
        return;
      case 'pass-ack':
        return this.context.passAck(request!, this.connection);
      case 'pass-cancel':
        try {
          this.handler?.onCancel?.(request!, this);
        } catch (error) {
          log.error('cancel-handler-failed', { error });
        }
        return;
      case 'stop-timer':
        return timers.stop(this.#timer);
      case 'start-h':
        this.#timer = timers.start(TRANSACTION_TIMEOUT, this, 'timer-h');
        return;
      case 'start-l':
        this.#timer = timers.start(TRANSACTION_TIMEOUT, this, 'timer-l');
        return;
      default:
        this.report(action === 'report-timeout' ? 'timeout' : 'connection-lost');
    }
  }
}

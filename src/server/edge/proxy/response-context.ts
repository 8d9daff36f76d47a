import { createResponse, type SipRequest, type SipResponse } from '../../sip/message';
import type { SipTransactionError } from '../../sip/errors';
import {
  ClientInviteTransaction,
  type ClientHandler,
  type ClientTransaction,
  type ServerHandler,
  type ServerTransaction,
  type TransactionLayer,
} from '../../sip/transactions';
import type { WheelTarget, WheelTimer } from '../../sip/transactions/timer-wheel';
import type { Flow } from '../flow';
import { bestResponse } from './best-response';
import type { Target } from './router';

/** RFC 3261, 16.6, step 11: more than three minutes. */
const timerC = 181_000;

/** The branch of a forwarded request. */
interface Branch {
  readonly transaction: ClientTransaction;
  readonly flow: Flow;
  readonly target: Target;
  final: SipResponse | undefined;
}

/** RFC 3261, 16.7: gathers what the branches of one request answer, and tells the caller the best of it. */
export class ResponseContext implements ClientHandler, ServerHandler, WheelTarget {
  readonly #branches: Branch[] = [];
  /** Branches without a final response. */
  #waiting = 0;
  #timer: WheelTimer | undefined;

  constructor(
    private readonly server: ServerTransaction,
    private readonly caller: Flow,
    private readonly layer: TransactionLayer,
    /** Sees each 2xx before it is sent on. */
    private readonly onAccepted?: (request: SipRequest, response: SipResponse, target: Target) => void,
  ) {
    server.handler = this;
    caller.pending++;
  }

  /** Sends the requests, each with a Via of its own, and waits for what they answer. */
  start(branches: readonly (Target & { readonly request: SipRequest })[]): void {
    this.#waiting = branches.length;
    for (const { request, ...target } of branches) {
      const { flow } = target;
      this.#branches.push({
        transaction: this.layer.request(request, flow.connection, this),
        flow,
        target,
        final: undefined,
      });
    }
    if (this.server.request.method === 'INVITE') this.#restartTimerC();
  }

  onResponse(response: SipResponse, transaction: ClientTransaction): void {
    const { status } = response;
    // 100 is hop by hop (16.7, step 5).
    if (status === 100) return;
    const { headers } = response;
    headers.removeFirst('Via');
    if (!headers.has('Via')) return;
    const branch = this.#branchOf(transaction);
    // Nobody but the edge says who somebody is.
    if (branch?.flow.trusted !== true && headers.has('P-Asserted-Identity'))
      headers.removeAll('P-Asserted-Identity');
    if (status < 200) {
      if (this.server.request.method === 'INVITE') this.#restartTimerC();
      if (this.server.pending) this.server.respond(response);
      return;
    }
    if (status < 300 && branch !== undefined) this.onAccepted?.(this.server.request, response, branch.target);
    if (branch?.final !== undefined || branch === undefined) {
      // Another 2xx of a branch (13.3.1.4, or from a fork beyond it) goes to the caller as it comes.
      if (status < 300) this.server.respond(response);
      return;
    }
    this.#finished(branch, response);
  }

  onFailure(error: SipTransactionError, transaction: ClientTransaction | ServerTransaction): void {
    if (transaction === this.server) {
      // The caller is gone: nobody is left to hear the answer, or to end the call.
      this.#cancelOthers(undefined, []);
      return;
    }
    const branch = this.#branchOf(transaction);
    if (branch === undefined || branch.final !== undefined) return;
    // 16.9 wants 503 for a broken connection; to the caller it means that this user is not there.
    const status = error.code === 'connection-lost' ? 480 : 408;
    this.#finished(branch, createResponse(this.server.request, status));
  }

  /** The caller withdrew its INVITE. */
  onCancel(cancel: SipRequest): void {
    const reason = cancel.headers.get('Reason');
    this.#cancelOthers(undefined, reason === undefined ? [] : [['Reason', reason]]);
  }

  onTimer(): void {
    // 16.8: what rings for ever is withdrawn; its 487, or silence, becomes the answer.
    this.#cancelOthers(undefined, [['Reason', 'SIP;cause=408;text="No answer"']]);
  }

  #finished(branch: Branch, response: SipResponse): void {
    branch.final = response;
    this.#waiting--;
    if (response.status < 300) {
      this.#answer(response);
      if (this.#waiting > 0)
        this.#cancelOthers(branch, [['Reason', 'SIP;cause=200;text="Call completed elsewhere"']]);
    } else if (response.status >= 600 && this.#waiting > 0) {
      this.#cancelOthers(branch, []);
    }
    if (this.#waiting === 0) this.#ended();
  }

  #ended(): void {
    this.layer.timers.stop(this.#timer);
    if (this.server.pending) {
      const finals = this.#branches.map(({ final }) => final).filter((final) => final !== undefined);
      this.#answer(finals.length === 1 ? finals[0]! : bestResponse(finals));
    }
  }

  #answer(response: SipResponse): void {
    if (this.server.pending) this.caller.pending--;
    this.server.respond(response);
  }

  #cancelOthers(except: Branch | undefined, headers: readonly [string, string][]): void {
    for (const branch of this.#branches) {
      if (branch === except || branch.final !== undefined) continue;
      if (branch.transaction instanceof ClientInviteTransaction) branch.transaction.cancel(headers);
    }
  }

  #restartTimerC(): void {
    this.layer.timers.stop(this.#timer);
    this.#timer = this.layer.timers.start(timerC, this, 'timer-c');
  }

  #branchOf(transaction: ClientTransaction | ServerTransaction): Branch | undefined {
    for (const branch of this.#branches) if (branch.transaction === transaction) return branch;
    return undefined;
  }
}

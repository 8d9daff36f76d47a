import { buildPidf, pidfContentType, type Presence } from '../../../protocol/presence';
import type { Clock, Timer } from '../../sip/clock';
import { newBranch, newTag } from '../../sip/identifiers';
import {
  createRequest,
  createResponse,
  deltaSeconds,
  detached,
  parseUri,
  type SipRequest,
  type SipResponse,
} from '../../sip/message';
import type { ClientHandler, TransactionLayer } from '../../sip/transactions';
import { uriOf } from '../addresses';
import type { Flow } from '../flow';

const seconds = { least: 10, usual: 3_600, most: 3_600 };
/** Subscriptions over one connection: an application watches every agent, a person their colleagues, a gateway those of all its users. */
const maxPerFlow = { application: 1_000, person: 250, gateway: 100_000 };
/** Changes within this time are told as one, in milliseconds. */
const coalesce = 50;

interface Subscription {
  readonly key: string;
  readonly presentity: string;
  readonly flow: Flow;
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
  readonly target: string;
  readonly eventHeader: string;
  cseq: number;
  expiresAt: number;
  timer: Timer;
  pending: Timer | undefined;
  /** The document last told, so that the same is not told twice. */
  told: string | undefined;
  readonly release: () => void;
}

/** Subscriptions to the presence of users: RFC 3856 and RFC 6665. The dialogs end with their time or their connection. */
export class PresenceNotifier {
  readonly #byKey = new Map<string, Subscription>();
  readonly #byPresentity = new Map<string, Set<Subscription>>();
  readonly #perFlow = new Map<Flow, number>();

  constructor(
    private readonly options: {
      readonly domain: string;
      readonly transactions: TransactionLayer;
      readonly clock: Clock;
      readonly presenceOf: (aor: string) => Presence;
    },
  ) {}

  get size(): number {
    return this.#byKey.size;
  }

  /** A new subscription. The response is sent by `respond`, and the first NOTIFY after it. */
  subscribe(
    request: SipRequest,
    presentity: string,
    flow: Flow,
    respond: (response: SipResponse) => void,
  ): void {
    const expires = expiresOf(request);
    if (expires > 0 && expires < seconds.least) {
      return respond(createResponse(request, 423, { headers: [['Min-Expires', String(seconds.least)]] }));
    }
    if (!acceptsPidf(request))
      return respond(createResponse(request, 406, { headers: [['Accept', pidfContentType]] }));
    const contact = request.headers.list('Contact')[0];
    if (contact === undefined || parseUri(uriOf(contact)) === undefined)
      return respond(createResponse(request, 400, { reason: 'Missing Contact' }));
    if (
      (this.#perFlow.get(flow) ?? 0) >=
      maxPerFlow[flow.isGateway ? 'gateway' : flow.trusted ? 'application' : 'person']
    )
      return respond(createResponse(request, 403, { reason: 'Too Many Subscriptions' }));
    const tag = newTag();
    const subscription = this.#create(request, presentity, flow, tag, uriOf(contact), expires);
    respond(this.#accepted(request, tag, expires));
    this.#notify(subscription, expires === 0 ? 'terminated;reason=timeout' : undefined);
    if (expires === 0) this.#end(subscription);
  }

  /** A refresh or an end, in the dialog. False when the dialog is not one of ours. */
  refresh(request: SipRequest, flow: Flow, respond: (response: SipResponse) => void): boolean {
    const subscription = this.#byKey.get(keyOf(request.callId(), request.toTag(), request.fromTag(), flow));
    if (subscription === undefined) return false;
    const expires = expiresOf(request);
    if (expires > 0 && expires < seconds.least) {
      respond(createResponse(request, 423, { headers: [['Min-Expires', String(seconds.least)]] }));
      return true;
    }
    subscription.timer.cancel();
    subscription.expiresAt = this.options.clock.now() + expires * 1000;
    subscription.timer = this.#expiry(subscription.key, expires);
    respond(this.#accepted(request, undefined, expires));
    this.#notify(subscription, expires === 0 ? 'terminated;reason=timeout' : undefined);
    if (expires === 0) this.#end(subscription);
    return true;
  }

  /** The presence of a user may have changed: tell those who watch, soon. */
  changed(presentity: string): void {
    for (const subscription of this.#byPresentity.get(presentity) ?? []) {
      subscription.pending ??= this.options.clock.setTimeout(() => {
        subscription.pending = undefined;
        if (this.#document(subscription) !== subscription.told) this.#notify(subscription, undefined);
      }, coalesce);
    }
  }

  #create(
    request: SipRequest,
    presentity: string,
    flow: Flow,
    tag: string,
    target: string,
    expires: number,
  ): Subscription {
    const callId = detached(request.callId() ?? '');
    const kept = (name: string): string | undefined => {
      const value = request.headers.get(name);
      return value === undefined ? undefined : detached(value);
    };
    const key = detached(keyOf(callId, tag, request.fromTag(), flow));
    const subscription: Subscription = {
      key,
      presentity,
      flow,
      callId,
      local: `${kept('To') ?? ''};tag=${tag}`,
      remote: kept('From') ?? '',
      target: detached(target),
      eventHeader: kept('Event') ?? 'presence',
      cseq: 0,
      expiresAt: this.options.clock.now() + expires * 1000,
      timer: this.#expiry(key, expires),
      pending: undefined,
      told: undefined,
      release: flow.onClose(() => this.#end(subscription)),
    };
    this.#byKey.set(key, subscription);
    const watchers = this.#byPresentity.get(presentity) ?? new Set<Subscription>();
    watchers.add(subscription);
    this.#byPresentity.set(presentity, watchers);
    this.#perFlow.set(flow, (this.#perFlow.get(flow) ?? 0) + 1);
    return subscription;
  }

  #expiry(key: string, expires: number): Timer {
    return this.options.clock.setTimeout(() => {
      const subscription = this.#byKey.get(key);
      if (subscription === undefined) return;
      this.#notify(subscription, 'terminated;reason=timeout');
      this.#end(subscription);
    }, expires * 1000);
  }

  #end(subscription: Subscription): void {
    if (!this.#byKey.delete(subscription.key)) return;
    subscription.timer.cancel();
    subscription.pending?.cancel();
    subscription.release();
    const watchers = this.#byPresentity.get(subscription.presentity);
    watchers?.delete(subscription);
    if (watchers?.size === 0) this.#byPresentity.delete(subscription.presentity);
    const left = (this.#perFlow.get(subscription.flow) ?? 1) - 1;
    if (left === 0) this.#perFlow.delete(subscription.flow);
    else this.#perFlow.set(subscription.flow, left);
  }

  #accepted(request: SipRequest, toTag: string | undefined, expires: number): SipResponse {
    return createResponse(request, 200, {
      ...(toTag === undefined ? {} : { toTag }),
      headers: [
        ['Expires', String(expires)],
        ['Contact', `<sip:${this.options.domain}>`],
        ['Event', request.headers.get('Event') ?? 'presence'],
      ],
    });
  }

  #document(subscription: Subscription): string {
    const { presentity } = subscription;
    const presence = this.options.presenceOf(presentity);
    return buildPidf({ entity: presentity, tupleId: 'user', ...presence });
  }

  #notify(subscription: Subscription, terminated: string | undefined): void {
    const { flow } = subscription;
    if (flow.closed) return;
    const body = this.#document(subscription);
    subscription.told = body;
    subscription.cseq += 1;
    const left = Math.max(0, Math.ceil((subscription.expiresAt - this.options.clock.now()) / 1000));
    const transport = flow.connection.protocol === 'MEMORY' ? 'TCP' : flow.connection.protocol;
    const notify = createRequest(
      'NOTIFY',
      subscription.target,
      [
        ['Via', `SIP/2.0/${transport} ${this.options.domain};branch=${newBranch()}`],
        ['Max-Forwards', '70'],
        ['From', subscription.local],
        ['To', subscription.remote],
        ['Call-ID', subscription.callId],
        ['CSeq', `${subscription.cseq} NOTIFY`],
        ['Contact', `<sip:${this.options.domain}>`],
        ['Event', subscription.eventHeader],
        ['Subscription-State', terminated ?? `active;expires=${left}`],
        ['Content-Type', pidfContentType],
      ],
      body,
    );
    this.options.transactions.request(notify, flow.connection, this.#watch(subscription));
  }

  /** RFC 6665, 4.2.2: a watcher that does not know the subscription, or does not answer, has none any more. */
  #watch(subscription: Subscription): ClientHandler {
    return {
      onResponse: (response) => {
        if (response.status === 481 || response.status === 489 || response.status === 408)
          this.#end(subscription);
      },
      onFailure: () => this.#end(subscription),
    };
  }
}

/** Also the connection: some clients make Call-ID and tags from the clock, so that two of them can have the same. */
function keyOf(
  callId: string | undefined,
  localTag: string | undefined,
  remoteTag: string | undefined,
  flow: Flow,
): string {
  return `${callId} ${localTag} ${remoteTag} ${flow.id}`;
}

function expiresOf(request: SipRequest): number {
  return Math.min(deltaSeconds(request.headers.get('Expires')) ?? seconds.usual, seconds.most);
}

function acceptsPidf(request: SipRequest): boolean {
  const accepted = request.headers.list('Accept');
  if (accepted.length === 0) return true;
  return accepted.some((value) => {
    const type = (value.split(';', 1)[0] ?? '').trim().toLowerCase();
    return type === pidfContentType || type === 'application/*' || type === '*/*';
  });
}

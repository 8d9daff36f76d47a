import type { Clock, Timer } from '../../sip/clock';
import type { SipConnection } from '../../sip/connection';
import { newBranch, newCallId, newTag } from '../../sip/identifiers';
import type { Logger } from '../../sip/log';
import { createRequest } from '../../sip/message';
import type { TransactionLayer } from '../../sip/transactions';
import { contactKey, type Binding, type Bindings } from '../registration/bindings';

/** Seconds: short, so that the edge soon forgets the users of a node that died. */
const expires = 60;
const renewMs = 40_000;
const retryMs = 5_000;

interface Registration {
  readonly aor: string;
  readonly uri: string;
  readonly callId: string;
  readonly fromTag: string;
  cseq: number;
  timer: Timer | undefined;
  /** Status of the last answer, which may be on its way. */
  answered: Promise<number>;
}

/**
 * Registers at the edge in front whoever has registered here (users of a gateway), with this node as the way to them (Path, RFC 3327), so that they are
 * found from everywhere.
 */
export class UpstreamRegistrations {
  readonly #registrations = new Map<string, Registration>();

  constructor(
    private readonly options: {
      readonly domain: string;
      /** `host:port` where the edge reaches this node. */
      readonly address: string;
      readonly connection: SipConnection;
      readonly transactions: TransactionLayer;
      readonly bindings: Bindings;
      readonly clock: Clock;
      readonly log: Logger;
    },
  ) {}

  /** The bindings of a user have changed, or may have. */
  changed(aor: string): void {
    const own = this.options.bindings.of(aor).filter(({ flow }) => !flow.isUpstream);
    const kept = new Set(own.map((binding) => keyOf(binding)));
    for (const [key, registration] of this.#registrations) {
      if (registration.aor !== aor || kept.has(key)) continue;
      this.#registrations.delete(key);
      registration.timer?.cancel();
      void this.#send(registration, 0);
    }
    for (const binding of own) {
      if (this.#registrations.has(keyOf(binding))) continue;
      const registration: Registration = {
        ...{ aor, uri: binding.uri, callId: newCallId(), fromTag: newTag(), cseq: 0 },
        timer: undefined,
        answered: Promise.resolve(100),
      };
      this.#registrations.set(keyOf(binding), registration);
      this.#register(registration);
    }
  }

  /** Resolves with what the edge answered to the registrations of a user that are there now: the status of one that failed, else 200. */
  async answered(aor: string): Promise<number> {
    const own = [...this.#registrations.values()].filter((registration) => registration.aor === aor);
    const statuses = await Promise.all(own.map(({ answered }) => answered));
    return statuses.find((status) => status >= 300) ?? 200;
  }

  /** The edge may know of nobody: it was away. */
  again(): void {
    for (const registration of this.#registrations.values()) this.#register(registration);
  }

  close(): void {
    for (const { timer } of this.#registrations.values()) timer?.cancel();
    this.#registrations.clear();
  }

  #register(registration: Registration): void {
    this.#later(registration, renewMs);
    registration.answered = this.#send(registration, expires);
  }

  #later(registration: Registration, ms: number): void {
    registration.timer?.cancel();
    registration.timer = this.options.clock.setTimeout(() => this.#register(registration), ms);
  }

  /** Resolves with the status of the answer, 408 without one. */
  #send(registration: Registration, seconds: number): Promise<number> {
    const { domain, address, connection, transactions, log } = this.options;
    const { aor, uri, callId, fromTag } = registration;
    const request = createRequest('REGISTER', `sip:${domain}`, [
      ['Via', `SIP/2.0/TCP ${domain};branch=${newBranch()}`],
      ['Max-Forwards', '70'],
      ['From', `<${aor}>;tag=${fromTag}`],
      ['To', `<${aor}>`],
      ['Call-ID', callId],
      ['CSeq', `${++registration.cseq} REGISTER`],
      ['Contact', `<${uri}>;expires=${seconds}`],
      ['Path', `<sip:${address};transport=tcp;lr>`],
      ['Supported', 'path'],
      ['P-Asserted-Identity', `<${aor}>`],
    ]);
    const failed = (why: object): void => {
      log.warn('upstream-registration-failed', { user: aor, ...why });
      if (seconds > 0 && this.#registrations.get(keyOf(registration)) === registration)
        this.#later(registration, retryMs);
    };
    return new Promise((resolve) => {
      transactions.request(request, connection, {
        onResponse: ({ status }) => {
          if (status < 200) return;
          if (status >= 300) failed({ status });
          resolve(status);
        },
        onFailure: (error) => {
          failed({ error });
          resolve(408);
        },
      });
    });
  }
}

function keyOf({ aor, uri }: Pick<Binding, 'aor' | 'uri'>): string {
  return `${aor} ${contactKey(uri)}`;
}

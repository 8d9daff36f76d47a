import { parseDiagnostics } from '../../../../protocol/diagnostics';
import { MemoryOrbitStore } from '../../../store/memory-orbit-store';
import type { OrbitStore } from '../../../store/orbit-store';
import {
  createLogger,
  ManualClock,
  memoryPair,
  SipEndpoint,
  SipFailureError,
  type IncomingInvite,
  type Logger,
  type SipConnection,
  type SipMessage,
  type SipResponse,
} from '../../../sip';
import { startCallPark, type CallPark, type CallParkConfiguration, type CallParkOptions } from '..';
import { Conversation } from './conversation';
import { MediaDouble } from './media-double';
import { MortalOrbitStore } from './mortal-orbit-store';
import { Retriever } from './retriever';

export const parkUri = 'sip:park@contoso.com';

export const configuration: CallParkConfiguration = {
  uri: parkUri,
  orbits: ['100-102'],
  ringBackSeconds: 90,
  attempts: 1,
  music: true,
};

export interface WorldOptions {
  readonly config?: Partial<CallParkConfiguration>;
  readonly store?: OrbitStore;
  readonly clock?: ManualClock;
  /** The service's and the people's ends of the way between them. */
  readonly connections?: readonly [SipConnection, SipConnection];
  readonly policy?: CallParkOptions['policy'];
  readonly witness?: CallParkOptions['witness'];
}

/** Lets everything that is on its way in this process arrive. */
export async function settle(turns = 8): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`It did not come to this: ${what}`);
}

/** Call park, an edge that forwards everything, and people's devices on the other side of it; time stands still until turned. */
export class World {
  readonly clock: ManualClock;
  readonly media = new MediaDouble();
  readonly store: OrbitStore;
  readonly logged: Record<string, unknown>[] = [];
  readonly endpoint: SipEndpoint;
  readonly outside: SipEndpoint;
  readonly park: CallPark;
  /** Every message the service sent. */
  readonly sent: SipMessage[] = [];
  readonly conversations: Conversation[] = [];
  /** The way from the people to the service loses ACKs. */
  loseAcks = false;
  readonly #wire: SipConnection;
  readonly #mortal: MortalOrbitStore;

  constructor(options: WorldOptions = {}) {
    this.clock = options.clock ?? new ManualClock(1_700_000_000_000);
    this.store = options.store ?? new MemoryOrbitStore();
    const { clock, media, store } = this;
    const write = (line: string): void => void this.logged.push(JSON.parse(line) as Record<string, unknown>);
    const log: Logger = createLogger({ level: 'info', write });
    const [inner, outer] = options.connections ?? memoryPair();
    this.#wire = inner;
    this.#mortal = new MortalOrbitStore(store);
    this.endpoint = new SipEndpoint({ connection: inner, contact: 'sip:services.invalid', clock, log });
    this.outside = new SipEndpoint({ connection: outer, contact: 'sip:outside.invalid', clock, log });
    const send = outer.send.bind(outer);
    outer.send = (message) => {
      const isAck = !Buffer.isBuffer(message) && message.kind === 'request' && message.method === 'ACK';
      if (!isAck || !this.loseAcks) send(message);
    };
    const receive = outer.onMessage;
    outer.onMessage = (message) => {
      this.sent.push(message);
      receive(message);
    };
    this.outside.handle((request) => request.method === 'INVITE', {
      invite: (invite) => this.#invited(invite),
    });
    this.park = startCallPark({
      ...{ endpoint: this.endpoint, media, clock, log, store: { orbits: this.#mortal } },
      config: { ...configuration, ...options.config },
      ...(options.policy && { policy: options.policy }),
      ...(options.witness && { witness: options.witness }),
    });
  }

  /** A call that two people have with each other. */
  conversation(parker = 'alice', parkee = 'bob'): Conversation {
    const conversation = new Conversation(this, parker, parkee);
    this.conversations.push(conversation);
    return conversation;
  }

  retriever(name = 'carol'): Retriever {
    return new Retriever(this, name);
  }

  errors(): Record<string, unknown>[] {
    return this.logged.filter(({ level }) => level === 'error');
  }

  /** What the service sent: `INFO`, `200 INVITE`, `BYE 35014`, since the last call. */
  trace(): string[] {
    return this.sent.splice(0).map((message) => {
      const what =
        message.kind === 'request' ? message.method : `${message.status} ${message.cseq()?.method}`;
      const id = parseDiagnostics(message.headers.get('ms-diagnostics'))?.errorId;
      return id === undefined ? what : `${what} ${id}`;
    });
  }

  /** Seconds. */
  async pass(seconds: number): Promise<void> {
    await settle();
    this.clock.advance(seconds * 1000);
    await settle();
  }

  /** The process dies: nobody is told anything, nothing is written any more. */
  async crash(): Promise<void> {
    this.#mortal.alive = false;
    this.#wire.close('crash');
    await settle();
  }

  async close(): Promise<void> {
    this.park.close();
    await settle();
    const closing = Promise.all([this.endpoint.close(), this.outside.close()]);
    await settle();
    this.clock.advance(3000);
    await closing;
  }

  /** The device of whoever the INVITE is for. */
  #invited(invite: IncomingInvite): void {
    const [callId] = (invite.request.headers.get('Replaces') ?? '').split(';');
    const conversation = this.conversations.find((candidate) => candidate.callId === callId);
    if (conversation) conversation.replaceArrived(invite);
    else invite.reject(481);
  }
}

export interface Failure {
  readonly status: number;
  readonly diagnostics: number | undefined;
  readonly detail: string | undefined;
}

/** What a refused INVITE was told. Throws when it was not refused. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    if (error instanceof SipFailureError && error.response) return toldBy(error.response);
    throw error;
  }
  throw new Error('It was not refused');
}

export function toldBy({ status, headers }: SipResponse): Failure {
  const diagnostics = parseDiagnostics(headers.get('ms-diagnostics'));
  return { status, diagnostics: diagnostics?.errorId, detail: diagnostics?.parameters['detail'] };
}

import {
  createRequest,
  ManualClock,
  memoryPair,
  silentLog,
  type SipConnection,
  type SipMessage,
  type SipRequest,
} from '../../../sip';
import { Edge } from '../../edge';
import { UpstreamConnection } from '../upstream-connection';

export const address = { host: '10.0.0.9', port: 5090 };
export const guest = `guest-${'0'.repeat(32)}`;

/** A node behind an edge, with one application and a gateway; every other end records what it gets. */
export async function stage(edges = [address]) {
  const clock = new ManualClock();
  const opened: ReturnType<typeof recorded>[] = [];
  const upstream = new UpstreamConnection({
    edges,
    connect: () => {
      const [ours, theirs] = memoryPair();
      opened.push(recorded(theirs));
      return Promise.resolve(ours);
    },
    onConnected: () => edge.upstreamConnected(),
    clock,
    log: silentLog,
  });
  const users = ['alice', 'bob', 'dave'];
  const edge = new Edge({
    domain: 'contoso.com',
    accounts: {
      find: (user) => (users.includes(user) ? { uri: `sip:${user}@contoso.com`, password: 'x' } : undefined),
    },
    auth: { algorithm: 'MD5', guestSecret: 'g'.repeat(16), nonceSecret: 'n'.repeat(16), nonceTtl: 600 },
    portals: ['sip:sales@contoso.com'],
    clock,
    log: silentLog,
  });
  const [inside, application] = memoryPair();
  edge.attach(inside, { kind: 'application', addresses: ['sip:sales@contoso.com', 'sip:park@contoso.com'] });
  edge.attach(upstream, { kind: 'upstream', address: '10.0.0.1:5070' });
  const [outside, gateway] = memoryPair();
  edge.attach(outside, { kind: 'gateway' });
  const [theirs, accepted] = memoryPair();
  upstream.adopt(accepted);
  await settled();
  return {
    ...{ clock, upstream, opened, stats: () => edge.stats },
    application: recorded(application),
    gateway: recorded(gateway),
    /** The connection that the edge in front has opened; what this node sends goes over the `first` it has opened itself. */
    edge: recorded(theirs),
    first: opened[0]!,
  };
}

/** What a connection receives, and a way to send on it. */
export function recorded(connection: SipConnection) {
  const messages: SipMessage[] = [];
  connection.onMessage = (message) => messages.push(message);
  return { connection, messages };
}

export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

let calls = 0;
export function request(method: string, uri: string, headers: readonly [string, string][] = []): SipRequest {
  const id = ++calls;
  const given = new Map(headers);
  return createRequest(method, uri, [
    ['Via', `SIP/2.0/TCP ${address.host}:${address.port};branch=z9hG4bK${id}`],
    ['Max-Forwards', '69'],
    ['From', given.get('From') ?? '<sip:alice@contoso.com>;tag=a'],
    ['To', given.get('To') ?? `<${uri}>`],
    ['Call-ID', `call-${id}`],
    ['CSeq', `1 ${method}`],
    ['Contact', '<sip:a@client.invalid;transport=ws>'],
    ...headers.filter(([name]) => name !== 'From' && name !== 'To'),
  ]);
}
export const asserted = (uri: string): [string, string] => ['P-Asserted-Identity', `<${uri}>`];

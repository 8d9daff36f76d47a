import { describe, expect, it } from 'vitest';
import {
  createRequest,
  createResponse,
  ManualClock,
  memoryPair,
  silentLog,
  type SipConnection,
  type SipMessage,
  type SipRequest,
} from '../../sip';
import { Edge } from '../edge';
import { UpstreamConnection } from './upstream-connection';

const address = { host: '10.0.0.9', port: 5090 };
const guest = `guest-${'0'.repeat(32)}`;

/** A node behind an edge, with one application; the edge's end records what it gets. */
async function stage(edges = [address]) {
  const clock = new ManualClock();
  const opened: SipConnection[] = [];
  const upstream = new UpstreamConnection({
    edges,
    connect: () => {
      const [ours, theirs] = memoryPair();
      opened.push(theirs);
      return Promise.resolve(ours);
    },
    clock,
    log: silentLog,
  });
  const users = ['alice', 'bob'];
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
  const [theirs, accepted] = memoryPair();
  upstream.adopt(accepted);
  await settled();
  return { clock, upstream, application: recorded(application), edge: recorded(theirs), opened };
}

/** What a connection receives, and a way to send on it. */
function recorded(connection: SipConnection) {
  const messages: SipMessage[] = [];
  connection.onMessage = (message) => messages.push(message);
  return { connection, messages };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

let calls = 0;
function request(method: string, uri: string, headers: readonly [string, string][] = []): SipRequest {
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
const asserted = (uri: string): [string, string] => ['P-Asserted-Identity', `<${uri}>`];

describe('a node behind another edge', () => {
  it('believes whom the edge says it has proven, and answers over the connection that the Via names', async () => {
    const { application, edge, opened } = await stage();
    const named = recorded(opened[0]!);
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [asserted('sip:alice@contoso.com')]));
    await settled();
    const [invite] = application.messages as SipRequest[];
    expect(invite?.headers.get('P-Asserted-Identity')).toContain('sip:alice@contoso.com');
    application.connection.send(createResponse(invite!, 486, { toTag: 't' }));
    await settled();
    expect(named.messages.map((message) => message.kind === 'response' && message.status)).toContain(486);
  });

  it.each([
    ['nobody is asserted', []],
    ['somebody else is', [asserted('sip:bob@contoso.com')]],
    ['nobody of the domain is', [asserted('sip:mallory@contoso.com')]],
  ] as const)('refuses a request when %s', async (_, headers) => {
    const { application, edge, opened } = await stage();
    const named = recorded(opened[0]!);
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [...headers]));
    await settled();
    expect(application.messages).toEqual([]);
    expect(named.messages.map((message) => message.kind === 'response' && message.status)).toContain(403);
  });

  it('lets a guest reach what is published, and nothing else', async () => {
    const { application, edge } = await stage();
    const from: [string, string] = ['From', `<sip:${guest}@contoso.com>;tag=a`];
    const identity = asserted(`sip:${guest}@contoso.com`);
    edge.connection.send(request('INVITE', 'sip:park@contoso.com', [from, identity]));
    edge.connection.send(request('INVITE', 'sip:bob@contoso.com', [from, identity]));
    await settled();
    expect(application.messages).toEqual([]);
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [from, identity]));
    await settled();
    expect(application.messages).toHaveLength(1);
  });

  it('sends what is for a user to the edge, which has the registrations, but nothing back that came from there', async () => {
    const { application, edge, opened } = await stage();
    const named = recorded(opened[0]!);
    application.connection.send(
      request('MESSAGE', 'sip:bob@contoso.com', [['From', '<sip:sales@contoso.com>;tag=s']]),
    );
    await settled();
    expect(named.messages.map((message) => message.kind === 'request' && message.uri)).toEqual([
      'sip:bob@contoso.com',
    ]);
    named.messages.length = 0;
    edge.connection.send(request('MESSAGE', 'sip:bob@contoso.com', [asserted('sip:alice@contoso.com')]));
    await settled();
    expect(named.messages.map((message) => message.kind === 'response' && message.status)).toEqual([480]);
  });

  it('names its own address in Record-Route, and takes a request of the dialog back by it', async () => {
    const { application, edge } = await stage();
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [asserted('sip:alice@contoso.com')]));
    await settled();
    const [invite] = application.messages as SipRequest[];
    const route = invite?.headers.get('Record-Route') ?? '';
    expect(route).toMatch(/^<sip:~[^@]+@10\.0\.0\.1:5070;transport=tcp;lr>$/);
    edge.connection.send(
      request('BYE', 'sip:sales@services.invalid', [
        ['To', '<sip:sales@contoso.com>;tag=t'],
        asserted('sip:alice@contoso.com'),
        ['Route', route],
      ]),
    );
    await settled();
    expect((application.messages[1] as SipRequest).method).toBe('BYE');
  });

  it('answers the edge’s keep-alive, and says when it is going', async () => {
    const { upstream, edge } = await stage();
    const options = (): SipRequest => request('OPTIONS', 'sip:10.0.0.1:5070;transport=tcp');
    edge.connection.send(options());
    await settled();
    upstream.draining = true;
    edge.connection.send(options());
    await settled();
    expect(edge.messages.map((message) => message.kind === 'response' && message.status)).toEqual([200, 503]);
  });

  it('connects again, and tells who asks meanwhile', async () => {
    const { application, clock, edge, opened } = await stage();
    edge.connection.close('gone');
    opened[0]?.close('gone');
    await settled();
    application.connection.send(
      request('MESSAGE', 'sip:bob@contoso.com', [['From', '<sip:sales@contoso.com>;tag=s']]),
    );
    await settled();
    expect(application.messages.map((message) => message.kind === 'response' && message.status)).toEqual([
      503,
    ]);
    clock.advance(1_000);
    await settled();
    expect(opened).toHaveLength(2);
  });
});

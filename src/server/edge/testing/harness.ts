import { afterEach, expect } from 'vitest';
import { memoryPair, parseMessage, type SipConnection, type SipMessage } from '../../sip';
import { TestClient, user, type TestUser } from './client';
import { startEdgeServer, type EdgeServer } from './edge-server';

/** An edge for one test, and clients that are closed with it. */
export interface Harness {
  readonly server: EdgeServer;
  connect(who: string | TestUser, transport?: 'WS' | 'TCP'): Promise<TestClient>;
  /** Connected and registered. */
  register(who: string | TestUser, headers?: Record<string, string | string[]>): Promise<TestClient>;
  guest(): Promise<TestClient>;
  /** A trusted application with these addresses; `user` is what its requests come from. */
  application(addresses: readonly string[], who: string): TestClient;
  /** One that lets guests in; `invited` are the addresses it was asked about. */
  conferencing(
    addresses: readonly string[],
    admits: (guest: string) => boolean,
  ): { readonly connection: TestClient; readonly invited: readonly string[] };
}

const open: { close(): void | Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

export async function startHarness(options: Parameters<typeof startEdgeServer>[0] = {}): Promise<Harness> {
  const server = await startEdgeServer(options);
  open.push(server);
  const connect = async (who: string | TestUser, transport: 'WS' | 'TCP' = 'WS'): Promise<TestClient> => {
    const named = typeof who === 'string' ? user(who) : who;
    const client =
      transport === 'WS'
        ? await TestClient.webSocket(server.webSocketUrl, named)
        : await TestClient.tcp(server.tcpPort, named);
    open.push(client);
    return client;
  };
  const register = async (
    who: string | TestUser,
    headers: Record<string, string | string[]> = {},
  ): Promise<TestClient> => {
    const client = await connect(who);
    expect((await client.register(headers)).status).toBe(200);
    return client;
  };
  return {
    server,
    connect,
    register,
    guest: () => register(server.guest()),
    application(addresses, who) {
      const [ours, theirs] = memoryPair();
      server.edge.attach(ours, { kind: 'application', addresses });
      return memoryClient(theirs, who);
    },
    conferencing(addresses, admits) {
      const [ours, theirs] = memoryPair();
      const invited: string[] = [];
      const admitsGuest = (guest: string, uri: string): boolean => {
        invited.push(uri);
        return admits(guest);
      };
      server.edge.attach(ours, { kind: 'application', addresses, admitsGuest });
      return { connection: memoryClient(theirs, ''), invited };
    },
  };
}

function memoryClient(connection: SipConnection, uri: string): TestClient {
  const client = new TestClient(
    { uri, username: '', password: '' },
    'TCP',
    (bytes) => connection.send(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'utf8')),
    () => connection.close(),
  );
  connection.onMessage = (message: SipMessage) => client.receive(message);
  connection.onClose = () => client.ended();
  return client;
}

/** A dialog from `caller` to `callee`: INVITE, 200, ACK. Returns what in-dialog requests of each side carry. */
export async function establish(
  caller: TestClient,
  callee: TestClient,
  uri = callee.user.uri,
): Promise<{ caller: Record<string, string>; callee: Record<string, string> }> {
  const invite = caller.request('INVITE', uri, { Contact: `<${caller.contact}>` });
  caller.send(invite);
  callee.answer(await callee.incoming('INVITE'), 200, { Contact: `<${callee.contact}>` });
  const ok = await caller.answerTo(invite);
  expect(ok.status).toBe(200);
  const get = (name: string): string => ok.headers.get(name) ?? '';
  const shared = { Route: get('Record-Route'), 'Call-ID': get('Call-ID') };
  const own = { ...shared, From: get('From'), To: get('To') };
  caller.send(caller.request('ACK', callee.contact, { ...own, CSeq: `${ok.cseq()?.number} ACK` }));
  await callee.incoming('ACK');
  return { caller: own, callee: { ...shared, From: get('To'), To: get('From') } };
}

export function parsed(text: string): SipMessage {
  return parseMessage(Buffer.from(text, 'utf8'));
}

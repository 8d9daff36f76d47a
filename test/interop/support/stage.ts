import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import {
  LyncSession,
  type ConversationContract,
  type LyncSessionOptions,
  type SessionCredentials,
} from '../../../src';
import {
  loadConfiguration,
  startServer,
  type LyncConfiguration,
  type RunningServer,
} from '../../../src/server/main';
import { createLogger } from '../../../src/server/sip';
import { TestClient, user } from '../../../src/server/edge/testing/client';
import { SipeClient } from './sipe-client';

const configuration = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');

type WebSocketClass = NonNullable<LyncSessionOptions['webSocket']>;

/** The server of the demo, and those who use it in one test. */
export interface Stage {
  readonly server: RunningServer;
  /** What the server logged as a warning or an error, one JSON object each. */
  readonly complaints: readonly string[];
  /** SIPE, signed in as a user of the demo. */
  sipe(name: string): Promise<SipeClient>;
  /** SIPE on its way in, with that password. */
  startSipe(name: string, password?: string): Promise<SipeClient>;
  /** A user as a browser signs in: SIP over WebSocket. */
  webUser(name: string): Promise<LyncSession>;
  /** A user over WebSocket who does nothing by themselves. */
  rawUser(name: string): Promise<TestClient>;
  /** A visitor of the shop, with credentials of its back end. */
  visitor(): Promise<LyncSession>;
}

const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Starts the server on free ports with its data in a directory of its own; all of it ends with the test. */
export async function setStage(
  change: (configuration: LyncConfiguration) => LyncConfiguration = (unchanged) => unchanged,
): Promise<Stage> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'lync-widgets-interop-'));
  open.push(() => rm(data, { recursive: true, force: true }));
  const complaints: string[] = [];
  const log = createLogger({ level: 'warn', write: (line) => complaints.push(line) });
  const environment = { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: data };
  const server = await startServer(change(loadConfiguration(configuration, environment)), { log });
  open.push(() => server.close());

  const socketUrl = `${server.url.replace('http', 'ws')}sip`;

  const startSipe = async (name: string, password?: string): Promise<SipeClient> => {
    const client = await SipeClient.start(name, server.sipTcpPort, password);
    open.push(() => client.close());
    return client;
  };
  const session = async (options: LyncSessionOptions): Promise<LyncSession> => {
    const made = new LyncSession({
      server: socketUrl,
      webSocket: WebSocket as unknown as WebSocketClass,
      ...options,
    });
    open.push(() => made.disconnect());
    await made.connect();
    return made;
  };
  return {
    server,
    complaints,
    startSipe,
    sipe: async (name) => {
      const client = await startSipe(name);
      await client.signedOn();
      return client;
    },
    webUser: (name) => session({ uri: `sip:${name}@contoso.com`, credentials: { password: `demo-${name}` } }),
    rawUser: async (name) => {
      const client = await TestClient.webSocket(socketUrl, user(name));
      open.push(async () => client.close());
      const { status } = await client.register();
      if (status !== 200) throw new Error(`${name} was not let in: ${status}`);
      return client;
    },
    visitor: () => session({ credentials: () => guestCredentials(server.url) }),
  };
}

/** As a page of the shop gets them: only a page has an `Origin`, and only a page is given any. */
async function guestCredentials(url: string): Promise<SessionCredentials> {
  const headers = { Origin: new URL(url).origin };
  const response = await fetch(`${url}api/guest-credentials`, { method: 'POST', headers });
  if (!response.ok) throw new Error(`no guest credentials: ${response.status} ${await response.text()}`);
  return (await response.json()) as SessionCredentials;
}

/** Resolves when the conversation is as wanted, at once if it is so already; rejects after a while with what it is instead. */
export async function until(
  conversation: ConversationContract,
  fits: (conversation: ConversationContract) => boolean,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timeout);
      conversation.removeEventListener('changed', look);
    };
    const look = (): void => {
      if (!fits(conversation)) return;
      done();
      resolve();
    };
    const timeout = setTimeout(() => {
      done();
      reject(new Error(`the conversation stayed ${JSON.stringify(conversation.snapshot, null, 1)}`));
    }, 20_000);
    conversation.addEventListener('changed', look);
    look();
  });
}

/** The conversation of the next invitation to a session. */
export function invitation(session: LyncSession): Promise<ConversationContract> {
  return new Promise((resolve) =>
    session.addEventListener('invitation-received', ({ conversation }) => resolve(conversation), {
      once: true,
    }),
  );
}

/** What people on the other side said, in order. */
export function heard(conversation: ConversationContract): string[] {
  return conversation.snapshot.messages
    .filter(({ direction, kind }) => direction === 'incoming' && kind === 'message')
    .map(({ body }) => body);
}

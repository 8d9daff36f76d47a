import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildMessageAnswer, buildMessageOffer } from '../../../protocol/sdp-message';
import { TestClient, user } from '../../edge/testing/client';
import { loadConfiguration, startServer, type LyncConfiguration, type RunningServer } from '../../main';
import { ManualClock, type Clock, type SipRequest, type SipResponse } from '../../sip';
import { createMemoryStore } from '../../store';
import { UcwaTestClient } from './ucwa-client';

const demo = path.resolve(import.meta.dirname, '../../../../demo/lync.config.json');

export interface UcwaWorld {
  readonly server: RunningServer;
  readonly origin: string;
  /** Signed in with an application; available unless it is said otherwise. */
  client(
    name: string,
    options?: { available?: boolean; extra?: Record<string, string> },
  ): Promise<UcwaTestClient>;
  /** A visitor with the site's credentials, and an application. */
  guest(): Promise<UcwaTestClient>;
  /** Registered over SIP. */
  sip(name: string): Promise<TestClient>;
  close(): Promise<void>;
}

/** The whole server, with the demo's users and queues, on a free port. */
export async function startUcwaWorld(
  options: { ucwa?: Partial<NonNullable<LyncConfiguration['ucwa']>>; clock?: Clock } = {},
): Promise<UcwaWorld> {
  const directory = mkdtempSync(path.join(tmpdir(), 'lync-ucwa-'));
  const config = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  const server = await startServer(
    {
      ...config,
      contactCenter: { ...config.contactCenter, drainSeconds: 0 },
      ucwa: { ...config.ucwa!, ...options.ucwa },
    },
    { store: createMemoryStore(), ...(options.clock && { clock: options.clock }) },
  );
  const origin = server.url.slice(0, -1);
  const sips: TestClient[] = [];
  return {
    ...{ server, origin },
    async client(name, { available = true, extra = {} } = {}) {
      const client = new UcwaTestClient(origin);
      await client.signIn(name, `demo-${name}`);
      await client.createApplication({ EndpointId: crypto.randomUUID(), ...extra });
      if (!available) return client;
      const answer = await client.makeMeAvailable();
      if (answer.status !== 204) throw new Error(answer.body);
      await client.until((event) => event.link.rel === 'me');
      return client;
    },
    async guest() {
      const response = await fetch(`${origin}/api/guest-credentials`, {
        method: 'POST',
        headers: { Origin: origin },
      });
      const { username, password } = (await response.json()) as { username: string; password: string };
      const client = new UcwaTestClient(origin);
      await client.signIn(username, password);
      await client.createApplication();
      return client;
    },
    async sip(name) {
      const client = await TestClient.tcp(server.sipTcpPort, user(name));
      sips.push(client);
      await client.register();
      return client;
    },
    async close() {
      for (const client of sips) client.close();
      let isClosed = false;
      const closing = server.close().finally(() => (isClosed = true));
      // Where time stands still, nobody's patience would end.
      while (options.clock instanceof ManualClock && !isClosed) {
        options.clock.advance(1_000);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      await closing;
      rmSync(directory, { recursive: true });
    },
  };
}

/** The callee's side of a session of messages: answers, and says what its own requests in the dialog carry. */
export async function answerSession(
  callee: TestClient,
  invite: SipRequest,
  headers: Record<string, string> = {},
): Promise<{ dialog: Record<string, string>; target: string }> {
  const sdp = buildMessageAnswer(callee.user.uri, ['text/plain', 'text/html']);
  const tag = callee.contact.slice(4, callee.contact.indexOf('@'));
  callee.answer(
    invite,
    200,
    { Contact: `<${callee.contact}>`, 'Content-Type': 'application/sdp', ...headers },
    sdp,
  );
  await callee.incoming('ACK');
  const value = (name: string): string => invite.headers.get(name) ?? '';
  return {
    dialog: {
      Route: value('Record-Route'),
      From: `${value('To')};tag=${tag}`,
      To: value('From'),
      'Call-ID': value('Call-ID'),
    },
    target: /<([^>]*)>/.exec(value('Contact'))![1]!,
  };
}

/** An INVITE for a session of messages. */
export function inviteFrom(caller: TestClient, to: string, headers: Record<string, string> = {}): string {
  return caller.request(
    'INVITE',
    to,
    {
      Contact: `<${caller.contact}>`,
      'Content-Type': 'application/sdp',
      'Ms-Conversation-ID': 'AdxTest==',
      ...headers,
    },
    buildMessageOffer(),
  );
}

/** The caller's side: acknowledges, and says what its own requests in the dialog carry. */
export function acknowledge(
  caller: TestClient,
  ok: SipResponse,
): { dialog: Record<string, string>; target: string } {
  const value = (name: string): string => ok.headers.get(name) ?? '';
  const dialog = {
    Route: value('Record-Route'),
    From: value('From'),
    To: value('To'),
    'Call-ID': value('Call-ID'),
  };
  const target = /<([^>]*)>/.exec(value('Contact'))![1]!;
  caller.send(caller.request('ACK', target, { ...dialog, CSeq: `${ok.cseq()?.number} ACK` }));
  return { dialog, target };
}

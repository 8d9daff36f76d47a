import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { parseConfiguration, startServer } from '../server/main';
import type { RunningServer } from '../server/main';
import { createMemoryStore } from '../server/store';
import { parseCustomerCard } from '../protocol/customer-card';
import type { ContextDataReceivedEvent, InvitationReceivedEvent, SessionCredentials } from './contract';
import { LyncSession } from './lync-session';
import type { LyncSessionOptions } from './session-options';
import type { WebSocketConstructor } from './signaling/open-socket';
import { once, until } from './testing/session-fixture';

const data = mkdtempSync(path.join(tmpdir(), 'lync-session-'));
const opened: WebSocket[] = [];
class RecordedWebSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    opened.push(this);
  }
}

let server: RunningServer;
const open: LyncSession[] = [];

beforeAll(async () => {
  const file = 'demo/lync.config.json';
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  Object.assign(config, { data });
  Object.assign(config.http!, { port: 0, static: [] });
  Object.assign(config.sip!.tcp!, { port: 0 });
  server = await startServer(parseConfiguration(config, file), { store: createMemoryStore() });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
});
afterAll(async () => {
  await server.close();
  rmSync(data, { recursive: true, force: true });
});

function create(options: LyncSessionOptions): LyncSession {
  const session = new LyncSession({
    server: `${server.url.replace(/^http/, 'ws')}sip`,
    webSocket: RecordedWebSocket as unknown as WebSocketConstructor,
    ...options,
  });
  open.push(session);
  return session;
}

const applications = [{ id: '{3F0C6D2E-5B7A-4A3D-9A2F-7C1F2F0A9E41}', name: 'Customer card' }];

async function agent(user: string): Promise<LyncSession> {
  const session = create({
    uri: `sip:${user}@contoso.com`,
    credentials: { password: `demo-${user}` },
    contextApplications: applications,
  });
  await session.connect();
  return session;
}

/** What the page's own POST to its back end does; a browser sets Origin by itself. */
function visitor(): LyncSession {
  const credentials = async () => {
    const headers = { Origin: server.url.slice(0, -1) };
    const response = await fetch(`${server.url}api/guest-credentials`, { method: 'POST', headers });
    return (await response.json()) as SessionCredentials;
  };
  return create({ credentials });
}

describe('LyncSession and the embedded server', () => {
  it('refuses a wrong password', async () => {
    const session = create({ uri: 'sip:alice@contoso.com', credentials: { password: 'wrong' } });
    await expect(session.connect()).rejects.toMatchObject({
      code: expect.stringMatching(/credentials-refused|forbidden/) as string,
    });
  });

  it('carries a chat from user to user, both ways, with typing', async () => {
    const [dave, bob] = await Promise.all([agent('dave'), agent('bob')]);
    const invited = once<InvitationReceivedEvent>(bob, 'invitation-received');
    const call = dave.startConversation('sip:bob@contoso.com', {
      firstMessage: 'Grüezi ✓',
      subject: 'Mittag',
    });
    const { conversation } = await invited;
    expect(conversation.snapshot).toMatchObject({
      subject: 'Mittag',
      invitation: { toast: 'Grüezi ✓', fromUri: 'sip:dave@contoso.com' },
    });
    await conversation.accept();
    await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    expect(conversation.snapshot.messages.map(({ body }) => body)).toEqual(['Grüezi ✓']);
    await conversation.messaging.send('<b>Hallo</b>', { format: 'text/html' });
    expect(call.snapshot.messages[1]).toMatchObject({ body: '<b>Hallo</b>', format: 'text/html' });
    const typing = once(conversation, 'typing-changed');
    call.messaging.notifyTyping();
    await typing;
    await call.terminate();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('terminated-remotely');
  });

  it('takes a visitor to an agent, with the card, data both ways, and back after both connections were lost', async () => {
    const alice = await agent('alice');
    await alice.publishPresence('online');
    const shopper = visitor();
    const call = shopper.startConversation('sip:sales@contoso.com', {
      firstMessage: 'Is this in stock?',
      context: { contact: { name: 'Jane' }, page: { url: 'https://shop.example/p/1' } },
    });
    const wire: string[] = [];
    shopper.addEventListener('sip-message', ({ direction, text }) =>
      wire.push(`${direction} ${text.split('\r\n')[0]!}`),
    );
    const invited = once<InvitationReceivedEvent>(alice, 'invitation-received');
    await shopper.connect();
    await until(call, ({ snapshot }) =>
      snapshot.messages.some(
        ({ delivery, direction }) => direction === 'outgoing' && delivery === 'delivered',
      ),
    );
    // One round trip from the open connection to the first confirmed message: nothing is challenged, nothing waits.
    const requests = wire.filter((line) => /^out (REGISTER|INVITE|MESSAGE)/.test(line));
    expect(requests.map((line) => line.split(' ')[1])).toEqual(['REGISTER', 'INVITE']);
    const { conversation } = await invited;
    expect(conversation.snapshot.invitation!.toast).toBe('Is this in stock?');
    await conversation.accept();
    await until(
      conversation,
      ({ contextChannels, snapshot }) => snapshot.messages.length > 0 && contextChannels.length > 0,
    );
    expect(conversation.snapshot.messages[0]!.body).toBe('Is this in stock?');
    await until(call, ({ snapshot }) => snapshot.queue?.state === 'connected');
    const channel = conversation.contextChannels[0]!;
    expect(channel.snapshot).toMatchObject({ registered: true });
    await until(conversation, () => channel.snapshot.state === 'established');
    expect(parseCustomerCard(channel.snapshot.initialContext!).browser.contact?.name).toBe('Jane');
    const card = once<ContextDataReceivedEvent>(channel, 'data-received');
    await call.shareContext({ page: { url: 'https://shop.example/cart' } });
    expect(parseCustomerCard((await card).body).browser.page?.url).toBe('https://shop.example/cart');

    const lost = (session: LyncSession) =>
      once(session, 'state-changed', () => session.snapshot.state === 'lost');
    const back = (session: LyncSession) =>
      once(session, 'state-changed', () => session.snapshot.state === 'connected');
    const shopperLost = lost(shopper);
    for (const socket of opened) if (socket.readyState === WebSocket.OPEN) socket.terminate();
    await shopperLost;
    const written = [
      call.messaging.send('one'),
      call.messaging.send('two'),
      conversation.messaging.send('three'),
    ];
    await Promise.all([back(shopper), back(alice)]);
    await Promise.all(written);
    await until(conversation, ({ snapshot }) => snapshot.messages.length === 4);
    expect(
      conversation.snapshot.messages
        .filter(({ direction }) => direction === 'incoming')
        .map(({ body }) => body),
    ).toEqual(['Is this in stock?', 'one', 'two']);
    await until(call, ({ snapshot }) => snapshot.messages.some(({ body }) => body === 'three'));
    await until(conversation, () => channel.snapshot.state === 'established');
    expect(alice.conversations).toHaveLength(1);

    await conversation.terminate();
    await until(call, ({ snapshot }) => snapshot.state === 'terminated');
    expect(channel.snapshot.state).toBe('terminated');
  });

  it('tells an agent their state and takes their commands; nobody else has one', async () => {
    const carol = create({ uri: 'sip:carol@contoso.com', credentials: { password: 'demo-carol' } });
    const changed = once(carol, 'agent-state-changed');
    await carol.connect();
    await changed;
    expect(carol.snapshot.agent).toMatchObject({ capacity: 2, readiness: 'ready' });
    const notReady = once(
      carol,
      'agent-state-changed',
      () => carol.snapshot.agent?.readiness === 'not-ready',
    );
    await carol.setAgentState({ readiness: 'not-ready', reason: 'lunch' });
    await notReady;
    expect(carol.snapshot.agent?.reason).toBe('lunch');
    const dave = await agent('dave');
    await expect(dave.setAgentState({ readiness: 'ready' })).rejects.toMatchObject({
      code: 'forbidden',
    } satisfies Partial<{ code: string }>);
    expect(dave.snapshot.agent).toBeUndefined();
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RoomMessage } from '../../protocol/xccos';
import { ApplicationEndpoint, ApplicationError, PersistentChatEndpoint } from '../application';
import { parseConfiguration } from '../config';
import { startHarness, type Harness } from '../edge/testing/harness';
import type { ContactCenterEvent } from '../services/contact-center';
import { connectTcp, ManualClock, silentLog, systemClock, type Clock, type SipConnection } from '../sip';
import { testIdentity } from '../sip/transports/testing/certificates';
import { createMemoryStore } from '../store';
import { attachPersistentChat, provisionedChat, type AttachedPersistentChat } from './persistent-chat';
import { provisioningOf } from './provisioning';
import { next } from './testing/chat-world';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const configured = {
  domain: 'contoso.com',
  http: { static: [] },
  users: [{ name: 'alice', displayName: 'Alice Archer', password: 'demo-alice' }],
  queues: [{ uri: 'sip:sales@contoso.com', name: 'Sales' }],
  persistentChat: {
    uri: 'sip:ocschat@contoso.com',
    channelUri: 'sip:rooms@contoso.com',
    categories: [{ id: 'general', name: 'General' }],
    rooms: [{ id: 'floor', name: 'Floor', category: 'general', members: ['alice', 'bot'] }],
    applications: [
      { name: 'bot', displayName: 'Bot' },
      { name: 'tier', displayName: 'Middle tier', listen: { port: 0 } },
    ],
    waitingAlerts: [
      {
        application: 'bot',
        queue: 'sip:sales@contoso.com',
        room: 'floor',
        afterSeconds: 30,
        text: 'waiting {seconds} s, {waiting} in all',
      },
    ],
  },
};
const configuration = parseConfiguration(configured, 'lync.config.json');
const floor = 'ma-chan://contoso.com/floor';

interface World {
  readonly harness: Harness;
  readonly attached: AttachedPersistentChat;
  happens(event: ContactCenterEvent): void;
  /** The application that comes over TCP; `cut` takes its connection away. */
  tier(): { endpoint: PersistentChatEndpoint; application: ApplicationEndpoint; cut(): void };
}

async function world(clock: Clock = systemClock, config = configuration): Promise<World> {
  const harness = await startHarness({ provisioning: provisioningOf(provisionedChat(configuration)) });
  const listeners = new Set<(event: ContactCenterEvent) => void>();
  const attached = await attachPersistentChat(config, {
    ...{ edge: harness.server.edge, store: createMemoryStore(), clock, log: silentLog },
    center: {
      observe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  if (!attached) throw new Error('not configured');
  closers.push(() => attached.close());
  return {
    ...{ harness, attached },
    happens: (event) => listeners.forEach((listener) => listener(event)),
    tier: () => {
      const port = attached.applicationPorts.get('tier') ?? 0;
      const connections: SipConnection[] = [];
      const application = new ApplicationEndpoint({ uri: 'sip:tier@contoso.com' }, async () => {
        const options = { host: '127.0.0.1', port, clock: systemClock, log: silentLog };
        const connection = await connectTcp(options);
        connections.push(connection);
        return connection;
      });
      const endpoint = new PersistentChatEndpoint(application, undefined, [10, 20]);
      closers.push(async () => {
        await endpoint.terminate();
        await application.terminate();
      });
      return { endpoint, application, cut: () => connections.at(-1)?.close('cut') };
    },
  };
}

const waiting = (type: 'contact-queued' | 'contact-connected', id: string, at: number): ContactCenterEvent =>
  ({
    type,
    contact: {
      ...{ id, queueUri: 'sip:sales@contoso.com', waitingSince: at },
      state: type === 'contact-queued' ? 'queued' : 'connected',
    },
  }) as ContactCenterEvent;

describe('applications in rooms', () => {
  it('connect over a private listener: provisioning, look-up, channel, with events from the beginning', async () => {
    const { tier } = await world();
    const { endpoint, application } = tier();
    const states: string[] = [];
    endpoint.on('connection-state-changed', (state, previous) => states.push(`${previous} ${state}`));
    await expect(endpoint.command('getserverinfo')).rejects.toMatchObject({ code: 'not-established' });
    await endpoint.establish();
    expect((await application.getProvisioningData()).persistentChat).toEqual({
      ...{ enabled: true, defaultUri: 'sip:ocschat@contoso.com', uris: ['sip:ocschat@contoso.com'] },
    });
    const room = await endpoint.join(floor);
    const heard = next<RoomMessage>(room, 'message-received');
    await room.post('from the middle tier');
    expect(await heard).toMatchObject([{ author: 'sip:tier@contoso.com', authorName: 'Middle tier' }]);
    await endpoint.terminate();
    expect(states).toEqual([
      'idle establishing',
      'establishing established',
      'established terminating',
      'terminating terminated',
    ]);
    await expect(room.post('late')).rejects.toBeInstanceOf(ApplicationError);
  });

  it('connect over TLS where they must prove who they are, and nobody else gets in', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'lync-applications-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    const [server, own, stranger] = await Promise.all([
      testIdentity('server'),
      testIdentity('application'),
      testIdentity('stranger'),
    ]);
    const files = { key: server.key, certificate: server.certificate, peers: own.certificate };
    const tls = { key: 'key.pem', certificate: 'certificate.pem', peers: 'peers.pem' };
    const secured = parseConfiguration(
      {
        ...configured,
        persistentChat: {
          ...configured.persistentChat,
          applications: [
            { name: 'bot', displayName: 'Bot' },
            { name: 'tier', displayName: 'Middle tier', listen: { port: 0, tls } },
          ],
        },
      },
      path.join(directory, 'lync.config.json'),
    );
    await expect(world(systemClock, secured)).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining(path.join(directory, 'key.pem')) as string,
    });
    for (const [name, text] of Object.entries(files))
      await writeFile(path.join(directory, `${name}.pem`), text);
    const { attached } = await world(systemClock, secured);
    const port = attached.applicationPorts.get('tier') ?? 0;
    const endpointWith = (identity: { readonly key: string; readonly certificate: string }) => {
      const application = ApplicationEndpoint.overTcp({
        uri: 'sip:tier@contoso.com',
        proxy: { host: '127.0.0.1', port },
        tls: { ...identity, peers: server.certificate },
      });
      closers.push(() => application.terminate());
      return new PersistentChatEndpoint(application);
    };
    const endpoint = endpointWith(own);
    closers.push(() => endpoint.terminate());
    await endpoint.establish();
    await (await endpoint.join(floor)).post('proven');
    await expect(endpointWith(stranger).establish()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('come back by themselves, into the same rooms, and miss nothing', async () => {
    const { tier } = await world();
    const [one, two] = [tier(), tier()];
    await one.endpoint.establish();
    await two.endpoint.establish();
    const [ofOne, ofTwo] = [await one.endpoint.join(floor), await two.endpoint.join(floor)];
    const heard = next<RoomMessage>(ofTwo, 'message-received', 3);
    await ofOne.post('1');
    two.cut();
    // Sent while the other is away, and while this one is.
    await ofOne.post('2');
    const posted = ofOne.post('3');
    one.cut();
    await posted;
    expect((await heard).map(({ text, id }) => `${id} ${text}`)).toEqual(['1 1', '2 2', '3 3']);
    expect((await ofTwo.history(10)).map(({ text }) => text)).toEqual(['1', '2', '3']);
  });

  it('say so when nobody is there, and can be established later', async () => {
    const application = ApplicationEndpoint.overTcp({
      uri: 'sip:tier@contoso.com',
      proxy: { host: '127.0.0.1', port: 1 },
    });
    const endpoint = new PersistentChatEndpoint(application);
    await expect(endpoint.establish()).rejects.toMatchObject({ code: 'unreachable' });
    expect(endpoint.state).toBe('idle');
    await endpoint.terminate();
    await expect(application.sip().finally(() => application.terminate())).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(application.sip()).rejects.toMatchObject({ code: 'terminated' });
  });

  it('tell a room when somebody waits too long, once, and not of who was answered in time', async () => {
    const clock = new ManualClock();
    const { tier, happens } = await world(clock);
    const { endpoint } = tier();
    await endpoint.establish();
    const room = await endpoint.join(floor);
    // What is on its way must not time out when the time is turned.
    const advance = async (ms: number): Promise<void> => {
      await room.history(1);
      clock.advance(ms);
    };
    const first = next<RoomMessage>(room, 'message-received');
    const at = clock.now();
    happens(waiting('contact-queued', 'a', at));
    happens(waiting('contact-queued', 'b', at));
    await advance(10_000);
    happens(waiting('contact-queued', 'c', clock.now()));
    happens(waiting('contact-connected', 'b', at));
    await advance(20_000);
    expect(await first).toMatchObject([{ text: 'waiting 30 s, 2 in all', alert: true, authorName: 'Bot' }]);
    happens(waiting('contact-queued', 'a', at));
    const second = next<RoomMessage>(room, 'message-received');
    await advance(10_000);
    expect(await second).toMatchObject([{ text: 'waiting 30 s, 2 in all' }]);
    await advance(25_000);
    expect(await room.history(10)).toHaveLength(2);
  });
});

describe('the configuration of rooms', () => {
  const chat = {
    uri: 'sip:ocschat@contoso.com',
    categories: [{ id: 'general', name: 'General' }],
    rooms: [{ id: 'floor', name: 'Floor', category: 'general' }],
  };
  const parse = (persistentChat: unknown) =>
    parseConfiguration(
      {
        domain: 'contoso.com',
        http: { static: [] },
        users: [{ name: 'alice', displayName: 'Alice', password: 'demo-alice' }],
        persistentChat,
      },
      'lync.config.json',
    );

  it.each([
    ['uri', { ...chat, uri: 'sip:ocschat@fabrikam.com' }],
    ['uri', { ...chat, uri: 'sip:alice@contoso.com' }],
    ['channelUri', { ...chat, channelUri: 'sip:alice@contoso.com' }],
    ['rooms[0].category', { ...chat, rooms: [{ ...chat.rooms[0], category: 'none' }] }],
    ['rooms[1].id', { ...chat, rooms: [chat.rooms[0], chat.rooms[0]] }],
    ['rooms[0].members', { ...chat, rooms: [{ ...chat.rooms[0], members: ['nobody'] }] }],
    [
      'rooms[0].presenters',
      { ...chat, rooms: [{ ...chat.rooms[0], privacy: 'closed', presenters: ['alice'] }] },
    ],
    ['applications[0].name', { ...chat, applications: [{ name: 'alice', displayName: 'A' }] }],
    [
      'waitingAlerts[0].application',
      { ...chat, waitingAlerts: [{ application: 'x', queue: 'sip:q@contoso.com', room: 'floor' }] },
    ],
  ])('is refused at %s', (path, section) => {
    expect(() => parse(section)).toThrow(`persistentChat.${path}`);
  });

  it('has defaults for the rest', () => {
    expect(parse({ uri: 'sip:ocschat@contoso.com' }).persistentChat).toMatchObject({
      rooms: [],
      sessionSeconds: 1800,
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedOf, linkOf, parseDataUri, type UcwaResource } from '../../protocol/ucwa';
import { hrefOf, is, type UcwaTestClient } from './testing/ucwa-client';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

/** What has no link cannot be done; so what has one can. */
let world: UcwaWorld;

beforeEach(async () => {
  world = await startUcwaWorld();
});

afterEach(() => world.close());

/** To be sent something: a GET finds that there is such a place, for other methods. */
const operations = [
  ...['makeMeAvailable', 'reportMyActivity', 'startMessaging', 'sendMessage', 'setIsTyping', 'stopMessaging'],
  ...['accept', 'decline', 'cancel'],
];

interface Found {
  /** Addresses that led nowhere, with what was answered. */
  readonly dead: string[];
  readonly rels: Set<string>;
}

/** Follows every link from the application on, and from the events that were seen. */
async function follow(client: UcwaTestClient): Promise<Found> {
  const found: Found = { dead: [], rels: new Set() };
  const seen = new Set<string>();
  const visit = async (rel: string, href: string): Promise<void> => {
    found.rels.add(rel);
    if (seen.has(href) || rel === 'events' || href.startsWith('data:')) return;
    seen.add(href);
    const answer = await client.get(rel === 'search' ? `${href}?query=bob` : href);
    const expected = operations.includes(rel) ? 405 : 200;
    if (answer.status !== expected) found.dead.push(`${rel} ${href}: ${answer.status} ${answer.body}`);
    else if (expected === 200) await walk(answer.json());
  };
  const walk = async (resource: UcwaResource): Promise<void> => {
    found.rels.add(resource.rel);
    for (const [rel, links] of Object.entries(resource._links))
      for (const { href } of 'href' in links ? [links] : links) await visit(rel, href);
    for (const rel of Object.keys(resource._embedded ?? {}))
      for (const each of embeddedOf(resource, rel)) await walk(each);
  };
  await visit('application', hrefOf(client.application, 'self'));
  for (const { _embedded, link, type } of client.seen) {
    if (type !== 'deleted') await visit(link.rel ?? '', link.href);
    for (const resource of Object.values(_embedded ?? {}))
      if (linkOf(resource, 'self')) await visit(resource.rel, hrefOf(resource, 'self'));
  }
  return found;
}

async function expectLive(client: UcwaTestClient, ...rels: string[]): Promise<void> {
  const found = await follow(client);
  expect(found.dead).toEqual([]);
  for (const rel of rels) expect(found.rels, rel).toContain(rel);
}

describe('every link leads somewhere', () => {
  it('for a user, before and after being available, while a call rings, goes on and has ended', async () => {
    const bob = await world.sip('bob');
    const dave = await world.client('dave', { available: false });
    await expectLive(dave, 'makeMeAvailable', 'policies', 'onlineMeetings', 'search');
    await dave.makeMeAvailable();
    await dave.poll();
    await expectLive(dave, 'note', 'presence', 'location', 'reportMyActivity', 'phones');

    const connecting = dave.connect('sip:bob@contoso.com', { subject: 'Links' });
    const invite = await bob.incoming('INVITE');
    await expectLive(dave, 'cancel', 'conversation', 'messaging', 'stopMessaging', 'contactPresence');
    const { dialog, target } = await answerSession(bob, invite);
    const { sendMessage } = await connecting;
    await dave.post(sendMessage, 'one');
    bob.answer(await bob.incoming('MESSAGE'), 200);
    bob.send(bob.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, 'two'));
    await dave.until(is('message', 'completed', ({ direction }) => direction === 'Incoming'));
    await expectLive(
      dave,
      ...['sendMessage', 'setIsTyping', 'typingParticipants', 'participants', 'participant', 'message'],
      ...['localParticipant', 'participantMessaging', 'contact', 'conversations'],
    );
    await bob.ask(bob.request('BYE', target, dialog));
    await dave.until(is('conversation', 'deleted'));
    await expectLive(dave, 'messaging', 'messagingInvitation');
  });

  it('for a user who is called, also by somebody nobody knows', async () => {
    const carol = await world.client('carol');
    const guest = await world.guest();
    await guest.post(hrefOf(guest.embedded('communication'), 'startMessaging'), {
      to: 'sip:sales@contoso.com',
    });
    const dave = await world.client('dave', { available: false });
    await dave.post(hrefOf(dave.embedded('communication'), 'startMessaging'), {
      to: 'sip:carol@contoso.com',
    });
    await dave.post(hrefOf(dave.embedded('communication'), 'startMessaging'), {
      to: 'sip:nobody@contoso.com',
    });
    await carol.until(is('messagingInvitation', 'started'));
    await expectLive(carol, 'accept', 'decline', 'from');
    await dave.until(is('messagingInvitation', 'completed'));
    await expectLive(dave, 'to');
    await guest.until(is('messaging', 'updated', ({ state }) => state === 'Connected'));
    await expectLive(guest, 'contact', 'messaging', 'conversation', 'participant');
  });
});

describe('resources', () => {
  it('are what the events had of them', async () => {
    const bob = await world.sip('bob');
    const dave = await world.client('dave', { available: false });
    const connecting = dave.connect('sip:bob@contoso.com');
    const { dialog, target } = await answerSession(bob, await bob.incoming('INVITE'));
    const { conversation, sendMessage } = await connecting;
    bob.send(bob.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, '2 + 2 = 4 ✓'));
    const { event } = await dave.until(is('message', 'completed'));
    const message = (await dave.get(event.link.href)).json();
    expect(message).toEqual(event._embedded!.message);
    expect(hrefOf(message, 'plainMessage')).toBe('data:text/plain;charset=utf-8,2+%2b+2+%3d+4+%e2%9c%93');
    expect(parseDataUri(hrefOf(message, 'plainMessage'))?.text).toBe('2 + 2 = 4 ✓');
    const sent = await dave.post(sendMessage, 'four');
    expect((await dave.get(sent.headers.get('Location')!)).json()).toMatchObject({ direction: 'Outgoing' });
    const participants = (await dave.get(`${conversation}/participants`)).json();
    expect(participants._embedded!.participant).toMatchObject([
      { name: 'Bob Baker', uri: 'sip:bob@contoso.com', local: false, anonymous: false },
    ]);
    const { _embedded } = (await dave.get(hrefOf(dave.embedded('communication'), 'conversations'))).json();
    expect(_embedded!.conversation).toMatchObject([{ state: 'Connected', activeModalities: ['Messaging'] }]);
  });

  it('are found under the addresses of the reference pages as well', async () => {
    const bob = await world.sip('bob');
    const dave = await world.client('dave', { available: false });
    const self = hrefOf(dave.application, 'self');
    const made = await dave.post(`${self}/communication/startMessaging`, { to: 'sip:bob@contoso.com' });
    expect(made.status).toBe(201);
    await answerSession(bob, await bob.incoming('INVITE'));
    const { event } = await dave.until(is('messaging', 'updated', ({ state }) => state === 'Connected'));
    const messaging = event.link.href;
    expect((await dave.post(`${messaging}/sendMessage`, 'Hello')).status).toBe(201);
    const message = await bob.incoming('MESSAGE');
    expect(message.body.toString()).toBe('Hello');
    bob.answer(message, 200);
    expect((await dave.post(`${messaging}/stopMessaging`)).status).toBe(204);
    bob.answer(await bob.incoming('BYE'), 200);
    await dave.until(is('conversation', 'deleted'));

    const connecting = dave.connect('sip:bob@contoso.com');
    await answerSession(bob, await bob.incoming('INVITE'));
    const { conversation } = await connecting;
    const left = await dave.send('DELETE', conversation);
    expect([left.status, left.body]).toEqual([204, '']);
    bob.answer(await bob.incoming('BYE'), 200);
    await dave.until(is('conversation', 'deleted'));
  });
});

describe('a guest', () => {
  it('learns nobody’s name by asking for them, nor by calling them', async () => {
    const guest = await world.guest();
    const people = hrefOf(guest.embedded('people'), 'self');
    const [user, nobody] = [
      await guest.get(`${people}/alice%40contoso.com`),
      await guest.get(`${people}/nobody%40contoso.com`),
    ];
    expect([user.status, user.body]).toEqual([nobody.status, nobody.body]);
    expect(user.status).toBe(404);
    const queue = (await guest.get(`${people}/sales%40contoso.com`)).json();
    expect(queue).toMatchObject({ uri: 'sip:sales@contoso.com', name: 'Sales' });
    expect(queue._links).not.toHaveProperty('contactPresence');
    await guest.post(hrefOf(guest.embedded('communication'), 'startMessaging'), {
      to: 'sip:bob@contoso.com',
    });
    await guest.until(is('messagingInvitation', 'completed'));
    expect(JSON.stringify(guest.seen)).not.toContain('Baker');
    expect((await guest.get(`${people}/bob%40contoso.com`)).body).not.toContain('Baker');
  });
});

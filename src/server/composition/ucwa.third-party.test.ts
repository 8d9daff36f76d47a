import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UcwaEvents } from '../../protocol/ucwa';
import { embeddedOf, linkOf, parseDataUri } from '../../protocol/ucwa';
import { hrefOf, is, UcwaTestClient } from './testing/ucwa-client';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

/** The requests of known clients in their order, each read the way that client reads it. */
let world: UcwaWorld;

beforeEach(async () => {
  world = await startUcwaWorld();
});

afterEach(() => world.close());

/** A conversation that somebody else begins, with a first text. */
async function inviteCarol(text: string): Promise<UcwaTestClient> {
  const dave = await world.client('dave', { available: false });
  await dave.post(hrefOf(dave.embedded('communication'), 'startMessaging'), {
    to: 'sip:carol@contoso.com',
    _links: { message: { href: `data:text/plain;base64,${Buffer.from(text).toString('base64')}` } },
  });
  return dave;
}

describe('LyncUCWA', () => {
  it('finds its way in, and everything by position', async () => {
    const bob = await world.sip('bob');
    const client = new UcwaTestClient(world.origin);
    const root = await client.get('/Autodiscover/AutodiscoverService.svc/root?sipuri=sip:dave@contoso.com');
    const user = hrefOf(root.json(), 'user');
    const refused = await client.get(user);
    expect(refused.status).toBe(401);
    // Splits at blanks and commas.
    const parts = (refused.headers.get('WWW-Authenticate') ?? '').split(/[ ,]/);
    const token = /"(.*)"/.exec(parts.find((part) => part.includes('href'))!)![1]!;
    const form = 'grant_type=password&username=dave%40contoso.com&password=demo-dave';
    const granted = await client.send('POST', token, {
      body: form,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    });
    client.token = granted.json<{ access_token: string }>().access_token;
    const applications = hrefOf((await client.get(user)).json(), 'applications');
    const made = await client.post(applications, {
      UserAgent: 'LyncUCWA',
      EndpointId: crypto.randomUUID(),
      Culture: 'en-US',
    });
    expect(made.status).toBe(201);
    const application = made.json();
    const [me] = embeddedOf(application, 'me');
    const [communication] = embeddedOf(application, 'communication');
    expect(
      (await client.post(hrefOf(me!, 'makeMeAvailable'), { SupportedModalities: ['Messaging'] })).status,
    ).toBe(204);
    const available = (await client.get(hrefOf(me!, 'self'))).json();
    expect((await client.post(hrefOf(available, 'reportMyActivity'))).status).toBe(204);
    let next = hrefOf(application, 'events');
    const poll = async (): Promise<UcwaEvents> => {
      const events = (await client.get(next)).json<UcwaEvents>();
      next = events._links.next!.href;
      return events;
    };
    expect((await poll()).sender[0]!.rel).toBe('me');

    const started = await client.post(hrefOf(communication!, 'startMessaging'), {
      importance: 'Normal',
      sessionContext: crypto.randomUUID(),
      subject: 'Task Sample',
      telemetryId: null,
      to: 'sip:bob@contoso.com',
      operationId: crypto.randomUUID(),
    });
    expect(started.status).toBe(201);
    const invite = await bob.incoming('INVITE');
    await poll();
    const answered = answerSession(bob, invite);
    const connected = await poll();
    const { dialog, target } = await answered;
    const sendMessage = hrefOf(connected.sender[1]!.events[3]!._embedded!.messaging!, 'sendMessage');
    expect((await client.post(sendMessage, 'Hi Bob')).status).toBe(201);
    bob.answer(await bob.incoming('MESSAGE'), 200);
    await poll();
    bob.send(bob.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, 'Hi Dave'));
    const { message } = (await poll()).sender[0]!.events[0]!._embedded!;
    expect(parseDataUri(linkOf(message!, 'plainMessage')!.href)?.text).toBe('Hi Dave');
  });
});

describe('ucwa-bot', () => {
  it('is available under another address, accepts, and answers', async () => {
    const bot = new UcwaTestClient(world.origin);
    await bot.signIn('carol', 'demo-carol');
    await bot.createApplication();
    const self = hrefOf(bot.application, 'self');
    const headers = { Accept: 'application/vnd.microsoft.com.ucwa+xml' };
    const available = await bot.post(
      `${self}/communication/makeMeAvailable`,
      {
        signInAs: 'online',
        phoneNumber: '4255552222',
        supportedMessageFormats: ['Plain', 'Html'],
        supportedModalities: ['Messaging'],
      },
      headers,
    );
    // Anything in the answer is a failure for it.
    expect([available.status, available.body]).toEqual([204, '']);
    expect(embeddedOf((await bot.get(self)).json(), 'me')[0]!._links).toHaveProperty('presence');
    const dave = await inviteCarol('Help!');
    const { event } = await bot.until(is('messagingInvitation', 'started'));
    expect((await bot.post(hrefOf(event._embedded!.messagingInvitation!, 'accept'))).status).toBe(204);
    const { event: first } = await bot.until(is('message', 'completed'));
    const message = first._embedded!.message!;
    expect(first.status).toBe('Success');
    expect(hrefOf(message, 'contact')).toContain('people/dave@contoso.com');
    const reply = await bot.post(
      `${hrefOf(message, 'messaging')}/messages?OperationContext=${crypto.randomUUID()}`,
      'At once.',
      { 'Content-Type': 'text/plain; charset=utf-8' },
    );
    expect(reply.status).toBe(201);
    await dave.until(is('message', 'completed', ({ direction }) => direction === 'Incoming'));
  });
});

describe('UCWA2.0-CS', () => {
  it('asks for a version, is told of conflicts, and signs out', async () => {
    const client = new UcwaTestClient(world.origin);
    await client.signIn('carol', 'demo-carol');
    const version = { 'X-MS-RequiresMinResourceVersion': '2.0' };
    const made = await client.post(
      '/ucwa/oauth/v1/applications',
      { userAgent: 'myAgent', endpointId: crypto.randomUUID(), culture: 'en-us' },
      version,
    );
    client.application = made.json();
    client.next = hrefOf(client.application, 'events');
    const make = () =>
      client.makeMeAvailable({
        SupportedModalities: ['Messaging'],
        SupportedMessageFormats: ['Plain'],
        SignInAs: 'BeRightBack',
        phoneNumber: '',
      });
    const me = hrefOf(client.embedded('me'), 'self');
    expect((await make()).status).toBe(204);
    expect((await make()).json()).toMatchObject({ code: 'Conflict', subcode: 'AlreadyExists' });
    expect((await client.get(`${me}/presence`)).json().availability).toBe('BeRightBack');
    const audio = await client.post(`${me}/makeMeAvailable`, { supportedModalities: ['Audio'] });
    expect([audio.status, (await client.post(`${me}/presence`, { availability: 'Sleepy' })).status]).toEqual([
      409, 400,
    ]);
    const dave = await inviteCarol('Hello');
    const { event } = await client.until(is('messagingInvitation', 'started'));
    const invitation = event._embedded!.messagingInvitation!;
    expect((await client.post(hrefOf(invitation, 'decline'), { reason: 'Local' })).status).toBe(204);
    const { event: failed } = await dave.until(is('messagingInvitation', 'completed'));
    expect(failed).toMatchObject({ status: 'Failure', reason: { subcode: 'TemporarilyUnavailable' } });
    await client.signOut();
    expect((await client.get(hrefOf(client.application, 'self'))).status).toBe(404);
  });
});

describe('pyucwa', () => {
  it('reads the first sender only, and writes before it is connected', async () => {
    const client = new UcwaTestClient(world.origin);
    await client.signIn('carol', 'demo-carol');
    await client.createApplication();
    const self = `/ucwa/oauth/v1/applications/${client.application.id as string}`;
    expect(
      (await client.post(`${self}/me/makeMeAvailable`, { SupportedModalities: ['Messaging'] })).status,
    ).toBe(204);
    await client.poll();
    const dave = await inviteCarol('Hi Tosh');
    const texts: string[] = [];
    while (texts.length === 0) {
      for (const event of (await client.poll()).sender[0]!.events) {
        const { rel, href } = event.link;
        if (rel === 'messagingInvitation' && event.status !== 'Success') {
          const invitation = event._embedded!.messagingInvitation!;
          expect(embeddedOf(invitation, 'from')[0]!.name).toBe('Dave Dawson');
          const accept = linkOf(invitation, 'accept');
          if (accept) expect((await client.post(accept.href, {})).status).toBe(204);
        } else if (rel === 'conversation') {
          const messaging = hrefOf((await client.get(href)).json(), 'messaging');
          if (event.type === 'added')
            expect((await client.post(`${messaging}/messages`, 'hi')).status).toBe(201);
        } else if (rel === 'message' && event._embedded!.message!.direction === 'Incoming') {
          texts.push(parseDataUri(hrefOf(event._embedded!.message!, 'plainMessage'))!.text);
        }
      }
    }
    expect(texts).toEqual(['Hi Tosh']);
    const { event } = await dave.until(
      is('message', 'completed', ({ direction }) => direction === 'Incoming'),
    );
    expect(parseDataUri(hrefOf(event._embedded!.message!, 'plainMessage'))?.text).toBe('hi');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedOf, type UcwaEvents } from '../../protocol/ucwa';
import { hrefOf, UcwaTestClient } from './testing/ucwa-client';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

/** The requests of small clients, in their order; each is read the way that client reads it. */
let world: UcwaWorld;

beforeEach(async () => {
  world = await startUcwaWorld();
});

afterEach(() => world.close());

describe('Skype-for-Business-UCWA-PHP', () => {
  it('looks for its token with HEAD, sends its password as multipart, and names operations by the marker', async () => {
    const bob = await world.sip('bob');
    const client = new UcwaTestClient(world.origin);
    const origin = { 'X-Ms-Origin': 'http://myapp.example.com', Accept: 'application/json' };
    const root = (await client.get('/Autodiscover/AutodiscoverService.svc/root')).json();
    const user = hrefOf(root, 'user');
    const refused = await client.send('HEAD', user, { headers: origin });
    expect([refused.status, refused.body]).toEqual([401, '']);
    // The first href in all of the headers.
    const headers = [...refused.headers].map(([name, value]) => `${name}: ${value}`).join('\r\n');
    const token = /href=["']?([^"'>]+)["']?/.exec(headers)![1]!;
    const form = new FormData();
    form.set('grant_type', 'password');
    form.set('username', 'dave@contoso.com');
    form.set('password', 'demo-dave');
    const granted = await client.send('POST', token, { headers: origin, body: form });
    expect(granted.status).toBe(200);
    client.token = granted.json<{ access_token: string }>().access_token;
    const applications = hrefOf((await client.get(user)).json(), 'applications');
    const made = await client.post(applications, {
      ...{
        userAgent: 'My App',
        endpointId: '5f1d2ab5f1d2ab5f1d2ab5f1d2ab5f1d2ab1234567890',
        culture: 'de-CH',
      },
    });
    expect(made.status).toBe(201);
    client.application = made.json();
    const [communication] = embeddedOf(client.application, 'communication');
    const operationId = Object.keys(communication!)[0]!;
    expect(communication![operationId]).toBe('please pass this in a PUT request');
    client.next = hrefOf(client.application, 'events');
    const started = await client.post(hrefOf(communication!, 'startMessaging'), {
      ...{ importance: 'Normal', sessionContext: 'a1b2', subject: 'Conversation Subject', telemetryId: null },
      ...{ to: 'sip:bob@contoso.com', operationId },
    });
    expect(started.status).toBe(201);
    const answered = bob.incoming('INVITE').then((invite) => answerSession(bob, invite));
    // Of each answer only what the events of conversations embed.
    let links: Record<string, { href: string }> | undefined;
    while (!links)
      for (const { events, rel } of (await client.poll()).sender)
        for (const { _embedded } of rel === 'conversation' ? events : [])
          if (_embedded?.messaging?.state === 'Connected')
            links = _embedded.messaging._links as Record<string, { href: string }>;
    await answered;
    const text = { 'Content-Type': 'text/plain; charset=UTF-8' };
    const bodies = ['First message!', 'Just a test...'];
    for (const body of bodies)
      expect((await client.post(links.sendMessage!.href, body, text)).status).toBe(201);
    // It ends as soon as the first one has arrived, and relies on the 201 for the second.
    const first = await bob.incoming('MESSAGE');
    expect(first.body.toString()).toBe(bodies[0]);
    bob.answer(first, 200);
    await client.poll();
    expect((await client.post(links.stopMessaging!.href, 'Exterminate!', text)).status).toBe(204);
    await client.signOut();
    const second = await bob.incoming('MESSAGE');
    expect(second.body.toString()).toBe(bodies[1]);
    bob.answer(second, 200);
    bob.answer(await bob.incoming('BYE'), 200);
  });
});

describe('Python-UCWA', () => {
  it('makes its application twice, and takes what the last event of an answer says for the result', async () => {
    const bob = await world.sip('bob');
    const client = new UcwaTestClient(world.origin);
    const root = (await client.get('/Autodiscover/AutodiscoverService.svc/root')).json();
    const user = hrefOf(root, 'user');
    // The first address in all of the headers.
    const headers = [...(await client.get(user)).headers]
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
    const token = /https?:\/(?:[a-zA-Z0-9]|[$-_@.&+]|[!*(),])+/.exec(headers)![0];
    const granted = await client.send('POST', token, {
      body: 'charset=UTF-8&grant_type=password&username=dave%40contoso.com&password=demo-dave',
      headers: { 'Content-Type': "application/x-www-form-urlencoded;charset='utf-8'" },
    });
    client.token = granted.json<{ access_token: string }>().access_token;
    const applications = hrefOf((await client.get(user)).json(), 'applications');
    const operationId = 'endpoint-1';
    const make = () =>
      client.post(applications, { UserAgent: 'Mozilla/5.0', EndpointId: operationId, Culture: 'en-US' });
    client.application = (await make()).json();
    expect((await client.makeMeAvailable({ signInAs: 'Online' })).status).toBe(204);
    client.application = (await make()).json();
    client.next = hrefOf(client.application, 'events');
    expect(client.embedded('me')._links).not.toHaveProperty('makeMeAvailable');
    await client.poll();
    const invited = await client.post(hrefOf(client.embedded('communication'), 'startMessaging'), {
      ...{ importance: 'Normal', sessionContext: '123456', subject: 'IM', telemetryId: null, operationId },
      to: 'sip:bob@contoso.com',
    });
    expect(invited.status).toBe(201);
    const answered = bob.incoming('INVITE').then((invite) => answerSession(bob, invite));
    const lastState = ({ sender }: UcwaEvents) =>
      sender.flatMap(({ events }) => events).findLast(({ _embedded }) => _embedded?.conversation)?._embedded!
        .conversation!.state;
    let batch = await client.poll();
    while (lastState(batch) === 'Connecting') batch = await client.poll();
    const { dialog, target } = await answered;
    const events = batch.sender.flatMap((sender) => sender.events);
    expect(events.at(-1)?.status).toBe('Success');
    const messaging = events.findLast(({ _embedded }) => _embedded?.messaging)!._embedded!.messaging!;
    expect((await client.post(hrefOf(messaging, 'sendMessage'), 'Hello')).status).toBe(201);
    bob.answer(await bob.incoming('MESSAGE'), 200);
    await client.poll();
    bob.send(bob.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, 'Hi Dave'));
    for (const { _embedded } of (await client.poll()).sender.flatMap((sender) => sender.events)) {
      const message = _embedded!.message!;
      expect(hrefOf(message, 'contact')).toMatch(/people\/bob@contoso\.com$/);
      expect(/charset=(.+),(\S*)/.exec(hrefOf(message, 'plainMessage'))![2]).toBe('Hi+Dave');
      expect(message.timeStamp).toMatch(/\d{13}/);
    }
    expect((await client.post(hrefOf(messaging, 'stopMessaging'), '')).status).toBe(204);
    bob.answer(await bob.incoming('BYE'), 200);

    const me = (rel: string) => hrefOf(client.embedded('me'), rel);
    expect((await client.post(me('note'), { message: 'Back at ten' })).status).toBe(204);
    expect((await client.get(me('note'))).json().message).toBe('Back at ten');
    expect((await client.get(me('presence'))).json().availability).toBe('Online');
    expect(typeof (await client.get(me('location'))).json().location).toBe('string');
    const search = `${hrefOf(client.embedded('people'), 'search')}?query=Carol%20Carter&limit=10`;
    for (const contact of embeddedOf((await client.get(search)).json(), 'contact')) {
      expect((await client.get(hrefOf(contact, 'self'))).json().name).toBe('Carol Carter');
      expect((await client.get(hrefOf(contact, 'contactPresence'))).json().availability).toBe('Offline');
    }
  });
});

describe('ucwa-sfbo-console', () => {
  it('signs in, is available, and goes without what has no link', async () => {
    const client = new UcwaTestClient(world.origin);
    await client.signIn('carol@contoso.com', 'demo-carol');
    const root = (await client.get('/Autodiscover/AutodiscoverService.svc/root')).json();
    const applications = hrefOf((await client.get(hrefOf(root, 'user'))).json(), 'applications');
    const made = await client.post(applications, {
      ...{ culture: 'en-us', endpointId: crypto.randomUUID(), type: 'Browser', userAgent: 'MyAppName/1.0' },
    });
    client.application = made.json();
    const me = client.embedded('me');
    expect((await client.makeMeAvailable({ signInAs: 'Online' })).status).toBe(204);
    // The second time it has no link for that, and sets its presence.
    const again = (await client.get(hrefOf(me, 'self'))).json();
    expect(again._links).not.toHaveProperty('makeMeAvailable');
    expect((await client.post(hrefOf(again, 'presence'), { availability: 'Busy' })).status).toBe(204);
    expect((await client.get(hrefOf(again, 'presence'))).json().availability).toBe('Busy');
    for (const rel of ['myGroupMemberships', 'myContacts'])
      expect(client.embedded('people')._links).not.toHaveProperty(rel);
    expect(client.embedded('onlineMeetings')._links).not.toHaveProperty('myOnlineMeetings');
  });
});

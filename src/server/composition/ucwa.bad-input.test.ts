import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UcwaReason } from '../../protocol/ucwa';
import type { UcwaTestClient } from './testing/ucwa-client';
import { hrefOf, is } from './testing/ucwa-client';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;
let dave: UcwaTestClient;
let self: string;

beforeAll(async () => {
  world = await startUcwaWorld();
  dave = await world.client('dave', { available: false });
  self = hrefOf(dave.application, 'self');
});

afterAll(() => world.close());

const applications = '/ucwa/oauth/v1/applications';
const start = (): string => hrefOf(dave.embedded('communication'), 'startMessaging');

async function reasonOf(answer: Promise<Awaited<ReturnType<UcwaTestClient['get']>>>) {
  const { status, json } = await answer;
  const { code, subcode } = json<UcwaReason>();
  return [status, code, subcode];
}

describe('an application', () => {
  it('is nobody else’s', async () => {
    const alice = await world.client('alice', { available: false });
    for (const [method, href] of [
      ['GET', self],
      ['GET', `${self}/events?ack=1`],
      ['DELETE', self],
      ['POST', start()],
    ] as const)
      expect(await reasonOf(alice.send(method, href)), href).toEqual([
        404,
        'NotFound',
        'ApplicationNotFound',
      ]);
    expect((await dave.get(self)).status).toBe(200);
  });

  it('is made of what is required, and once', async () => {
    const make = (body: object) => dave.post(applications, body);
    expect(await reasonOf(make({ UserAgent: 'x', Culture: 'en' }))).toEqual([
      400,
      'BadRequest',
      'ParameterValidationFailure',
    ]);
    expect((await make({ userAgent: 'x', culture: 'en', endpointId: 'y'.repeat(101) })).status).toBe(400);
    const body = { userAgent: 'once', culture: 'en', endpointId: 'z', more: [1] };
    const first = await make(body);
    const second = await make(body);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json().id).toBe(first.json().id);
    expect((await make({ ...body, instanceId: 'tab 2' })).status).toBe(201);
    expect(hrefOf(first.json(), 'events')).toMatch(/\/events\?ack=1$/);
    expect(first.json()).toMatchObject({
      rel: 'application',
      culture: 'en',
      userAgent: 'once',
      endpointId: 'z',
    });
  });

  it('takes the place of the oldest of too many, which is told', async () => {
    const first = await world.client('bob', { available: false });
    const waiting = first.get(first.next);
    for (let count = 0; count < 10; count++) await world.client('bob', { available: false });
    expect(await reasonOf(waiting)).toEqual([410, 'Gone', 'TooManyApplications']);
    expect(await reasonOf(first.get(first.next))).toEqual([410, 'Gone', 'TooManyApplications']);
  });

  it('is gone when it is deleted', async () => {
    const carol = await world.client('carol');
    const waiting = carol.get(carol.next);
    expect((await carol.send('DELETE', hrefOf(carol.application, 'self'))).status).toBe(204);
    expect(await reasonOf(waiting)).toEqual([404, 'NotFound', 'ApplicationNotFound']);
    expect(await reasonOf(carol.get(carol.next))).toEqual([404, 'NotFound', 'ApplicationNotFound']);
  });
});

describe('requests', () => {
  it('that are wrong get the documented answer', async () => {
    const json = { 'Content-Type': 'application/json' };
    const parameter = [400, 'BadRequest', 'ParameterValidationFailure'];
    const post = (body: string | object, headers = json) => reasonOf(dave.post(start(), body, headers));
    expect(await post('{"to":"sip:bob@contoso.com",}')).toEqual([400, 'BadRequest', undefined]);
    expect(await post('[]')).toEqual([400, 'BadRequest', undefined]);
    expect(await post('x'.repeat(70_000))).toEqual([413, 'EntityTooLarge', undefined]);
    expect(await post('<x/>', { 'Content-Type': 'application/xml' })).toEqual([
      415,
      'UnsupportedMediaType',
      undefined,
    ]);
    for (const body of [
      {},
      { to: 7 },
      { to: 'not an address' },
      { to: 'sip:bob@contoso.com?Subject=x' },
      { to: 'sip:bob@contoso.com', importance: 'Whatever' },
      { to: 'sip:bob@contoso.com', subject: 'x'.repeat(251) },
      { to: 'sip:bob@contoso.com', operationId: 'x'.repeat(51) },
      { to: 'sip:bob@contoso.com', threadId: 'two words' },
      { to: 'sip:bob@contoso.com', _links: { message: { href: 'https://x.example/' } } },
      { to: 'sip:bob@contoso.com', context: { page: { url: 'javascript:1' } } },
    ])
      expect(await post(body), JSON.stringify(body)).toEqual(parameter);
    for (const query of ['', '?ack=', '?ack=x', '?ack=-1', '?ack=1&low=soon', '?ack=1&timeout=1e3'])
      expect(await reasonOf(dave.get(`${self}/events${query}`)), query).toEqual(parameter);
    for (const [method, path, expected] of [
      ['GET', 'nowhere', [404, 'NotFound', undefined]],
      ['GET', 'communication/conversations/21a1', [404, 'NotFound', 'ConversationNotFound']],
      [
        'POST',
        'communication/conversations/21a1/messaging/terminate',
        [404, 'NotFound', 'ConversationNotFound'],
      ],
      ['POST', 'communication/messagingInvitations/602/accept', [404, 'NotFound', undefined]],
      ['GET', 'communication/conversations/%zz', [404, 'NotFound', undefined]],
      ['DELETE', 'communication', [405, 'MethodNotAllowed', undefined]],
      ['GET', 'me/presence', [409, 'Conflict', 'MakeMeAvailableRequired']],
      ['POST', 'me/reportMyActivity', [409, 'Conflict', 'MakeMeAvailableRequired']],
      ['GET', 'people/nobody@contoso.com', [404, 'NotFound', undefined]],
      ['GET', 'people/search', parameter],
    ] as const)
      expect(await reasonOf(dave.send(method, `${self}/${path}`)), path).toEqual(expected);
    const versions = await dave.send('GET', self, { headers: { 'X-MS-RequiresMinResourceVersion': '3.0' } });
    expect(versions.json()).toMatchObject({ code: 'NotFound', subcode: 'APIVersionNotSupported' });
    expect(
      (await dave.send('GET', self, { headers: { 'X-MS-RequiresMinResourceVersion': '2.0' } })).status,
    ).toBe(200);
  });

  it('that change something need the etag and the marker', async () => {
    const communication = (await dave.get(`${self}/communication`)).json();
    const href = hrefOf(communication, 'self');
    const put = (body: unknown, etag?: string) =>
      dave.send('PUT', href, {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', ...(etag !== undefined && { 'If-Match': etag }) },
      });
    expect(await reasonOf(put(communication))).toEqual([428, 'PreconditionRequired', undefined]);
    expect(await reasonOf(put(communication, '"1"'))).toEqual([412, 'PreconditionFailed', undefined]);
    const etag = `"${communication.etag}"`;
    expect((await put({}, etag)).status).toBe(400);
    const changed = await put({ ...communication, supportedMessageFormats: ['Plain', 'Html'] }, etag);
    expect(changed.json().supportedMessageFormats).toEqual(['Plain', 'Html']);
    expect(changed.json().etag).not.toBe(communication.etag);
    expect((await put(communication, etag)).status).toBe(412);
  });

  it('for an acknowledgement of the past or the future are led back, and lose nothing', async () => {
    const bob = await world.sip('bob');
    const client = await world.client('carol', { available: false });
    await client.post(hrefOf(client.embedded('communication'), 'startMessaging'), {
      to: 'sip:bob@contoso.com',
    });
    const events = `${hrefOf(client.application, 'self')}/events?ack=`;
    for (const ack of [0, 2, 77]) {
      const answer = (await client.get(events + String(ack))).json<{
        _links: Record<string, { href: string }>;
      }>();
      expect(Object.keys(answer._links)).toEqual(['self', 'resync']);
      expect(answer._links.resync!.href).toBe(`${events}1`);
    }
    expect((await client.poll(`${events}1`)).sender[0]!.events[0]!.link.rel).toBe('messagingInvitation');
    await answerSession(bob, await bob.incoming('INVITE'));
    await client.until(is('messaging', 'updated', ({ state }) => state === 'Connected'));
  });

  it('for events that another takes over are told so', async () => {
    const client = await world.client('carol', { available: false });
    const first = client.get(client.next);
    await expect
      .poll(() => world.server.health().ucwa)
      .toMatchObject({ pollers: expect.any(Number) as unknown });
    await expect.poll(() => (world.server.health().ucwa as { pollers: number }).pollers).toBeGreaterThan(0);
    const second = client.get(client.next);
    expect(await reasonOf(first)).toEqual([409, 'Conflict', 'PGetReplaced']);
    await client.signOut();
    expect((await second).status).toBe(404);
  });

  it('with messages too large, of another type or of no text are refused', async () => {
    const bob = await world.sip('bob');
    const client = await world.client('carol', { available: false });
    const connecting = client.connect('sip:bob@contoso.com');
    await answerSession(bob, await bob.incoming('INVITE'));
    const { sendMessage } = await connecting;
    const post = (body: string, type = 'text/plain') =>
      reasonOf(client.post(sendMessage, body, { 'Content-Type': type }));
    expect(await post('x'.repeat(32_769))).toEqual([413, 'EntityTooLarge', undefined]);
    expect(await post('{}', 'application/json')).toEqual([415, 'UnsupportedMediaType', undefined]);
    expect(await post('<b>', 'text/html')).toEqual([415, 'UnsupportedMediaType', undefined]);
    expect(await post('')).toEqual([400, 'BadRequest', undefined]);
    expect(await post('x', 'text/plain; charset=klingon')).toEqual([400, 'BadRequest', undefined]);
    const good = await client.post(sendMessage, 'ok', { 'Content-Type': 'text/plain; charset=ISO-8859-1' });
    expect(good.status).toBe(201);
    expect((await bob.incoming('MESSAGE')).body.toString()).toBe('ok');
  });
});

describe('thousands of requests', () => {
  it('of one user are refused when they are too many, and nobody else notices', async () => {
    const other = await startUcwaWorld();
    try {
      const [flooder, calm] = [
        await other.client('dave', { available: false }),
        await other.client('bob', { available: false }),
      ];
      const statuses = new Map<number, number>();
      for (let round = 0; round < 20; round++) {
        const answers = await Promise.all(
          Array.from({ length: 50 }, () =>
            flooder.get(`${hrefOf(flooder.application, 'self')}/events?ack=77`),
          ),
        );
        for (const { status, headers } of answers) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 429) expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
        }
      }
      expect([...statuses.keys()].sort()).toEqual([200, 429]);
      expect((await calm.get(hrefOf(calm.application, 'self'))).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});

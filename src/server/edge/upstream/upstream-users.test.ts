import { describe, expect, it } from 'vitest';
import { buildPidf, parsePidf, type PresenceAvailability } from '../../../protocol/presence';
import { createResponse, type SipMessage, type SipRequest } from '../../sip';
import { asserted, guest, request, settled, stage } from './testing/stage';

type Stage = Awaited<ReturnType<typeof stage>>;
type Header = [string, string];

const alice = 'sip:alice@contoso.com';
/** How the edge has seen a client: what it adds to that client's Via. */
const from = (port: number): Header => [
  'Via',
  `SIP/2.0/WS client.invalid;branch=z9hG4bKc${port};received=192.0.2.1;rport=${port}`,
];

/** What the edge in front says of a client of alice's. */
async function tell({ edge }: Stage, port: number, seconds: number): Promise<void> {
  const message = request('REGISTER', 'sip:contoso.com', [
    ['From', '<sip:edge@contoso.com>;tag=e'],
    ['To', `<${alice}>`],
  ]);
  message.headers.set('Contact', `<sip:192.0.2.1:${port};transport=ws>;expires=${seconds}`);
  edge.connection.send(message);
  await settled();
}

async function publish({ edge }: Stage, port: number, availability: PresenceAvailability): Promise<void> {
  const publication = request('PUBLISH', alice, [
    from(port),
    asserted(alice),
    ['Event', 'presence'],
    ['Content-Type', 'application/pidf+xml'],
  ]);
  publication.body = Buffer.from(buildPidf({ entity: alice, tupleId: 't', availability }));
  edge.connection.send(publication);
  await settled();
}

/** The application watches alice; what it was told last. */
async function watched({ application, clock }: Stage): Promise<() => PresenceAvailability | undefined> {
  const record = application.connection.onMessage;
  application.connection.onMessage = (message) => {
    record(message);
    if (message.kind === 'request') application.connection.send(createResponse(message, 200));
  };
  application.connection.send(
    request('SUBSCRIBE', alice, [
      ['From', '<sip:sales@contoso.com>;tag=s'],
      ['Event', 'presence'],
      ['Expires', '3600'],
    ]),
  );
  await settled();
  return () => {
    clock.advance(100);
    const notify = application.messages.findLast(
      (message): message is SipRequest => message.kind === 'request' && message.method === 'NOTIFY',
    );
    return notify && parsePidf(notify.body.toString('utf8')).availability;
  };
}

const newest = async (told: () => PresenceAvailability | undefined) => {
  told();
  await settled();
  return told();
};
const statuses = (messages: readonly SipMessage[]) =>
  messages.flatMap((message) => (message.kind === 'response' ? [message.status] : []));
const requests = (messages: readonly SipMessage[], method: string) =>
  messages.filter(
    (message): message is SipRequest => message.kind === 'request' && message.method === method,
  );

describe('users who are connected to the edge in front', () => {
  it('are there as long as it says so', async () => {
    const world = await stage();
    const told = await watched(world);
    expect(await newest(told)).toBe('offline');
    await tell(world, 4001, 600);
    expect(await newest(told)).toBe('online');
    await tell(world, 4001, 0);
    expect(await newest(told)).toBe('offline');
    await tell(world, 4001, 600);
    expect(await newest(told)).toBe('online');
    world.clock.advance(601_000);
    expect(await newest(told)).toBe('offline');
    expect(statuses(world.first.messages)).toEqual([200, 200, 200]);
  });

  it('take back what they have said when they go, each client its own', async () => {
    const world = await stage();
    const told = await watched(world);
    await tell(world, 4001, 600);
    await tell(world, 4002, 600);
    await publish(world, 4001, 'busy');
    await publish(world, 4002, 'away');
    expect(await newest(told)).toBe('away');
    await tell(world, 4002, 0);
    expect(await newest(told)).toBe('busy');
    await tell(world, 4001, 0);
    expect(await newest(told)).toBe('offline');
  });

  it('are all gone when it has started anew, and not those of another edge', async () => {
    const world = await stage();
    const told = await watched(world);
    await publish(world, 4001, 'away');
    const star = (host: string): SipRequest => {
      const message = request('REGISTER', 'sip:contoso.com', [['To', '<sip:edge@contoso.com>']]);
      message.headers.set('Contact', '*');
      message.headers.set('Expires', '0');
      message.headers.set('Via', `SIP/2.0/TCP ${host}:5090;branch=z9hG4bKstar${host}`);
      return message;
    };
    world.edge.connection.send(star('10.0.0.8'));
    await settled();
    expect(await newest(told)).toBe('away');
    world.edge.connection.send(star('10.0.0.9'));
    await settled();
    expect(await newest(told)).toBe('offline');
  });

  it('are not taken from what cannot be read', async () => {
    const world = await stage();
    for (const contact of ['<sip:192.0.2.1:4001;transport=ws>', '<tel:1>;expires=5', 'x']) {
      const message = request('REGISTER', 'sip:contoso.com', [['To', `<${alice}>`]]);
      message.headers.set('Contact', contact);
      world.edge.connection.send(message);
    }
    await settled();
    expect(statuses(world.first.messages)).toEqual([400, 400, 400]);
    expect(world.stats().bindings).toBe(0);
  });

  it('are called by way of it, wherever this node thinks they are', async () => {
    const world = await stage();
    await tell(world, 4001, 600);
    world.first.messages.length = 0;
    const call = request('MESSAGE', alice, [['From', '<sip:sales@contoso.com>;tag=s']]);
    world.application.connection.send(call);
    await settled();
    expect(requests(world.first.messages, 'MESSAGE').map(({ uri }) => uri)).toEqual([alice]);
  });
});

const dave = 'sip:dave@contoso.com';
const contact = 'sip:ucwa-1@ucwa.contoso.com;transport=tcp';

/** The gateway registers dave; returns the edge's registrations of him. */
async function register(world: Stage, expires = 600): Promise<() => SipRequest[]> {
  const message = request('REGISTER', 'sip:contoso.com', [
    ['From', `<${dave}>;tag=d`],
    ['To', `<${dave}>`],
    ['Expires', String(expires)],
  ]);
  message.headers.set('Contact', `<${contact}>`);
  world.gateway.connection.send(message);
  await settled();
  return () => requests(world.first.messages, 'REGISTER');
}

const answer = async (world: Stage, message: SipRequest, status: number): Promise<void> => {
  world.first.connection.send(createResponse(message, status, { toTag: 't' }));
  await settled();
};

describe('users of a gateway', () => {
  it('are registered at the edge in front with this node as the way, and told when it is so', async () => {
    const world = await stage();
    const registrations = await register(world);
    expect(statuses(world.gateway.messages)).toEqual([]);
    const [first] = registrations();
    const value = (name: string) => first?.headers.get(name);
    expect([value('To'), value('Path'), value('P-Asserted-Identity')]).toEqual([
      `<${dave}>`,
      '<sip:10.0.0.1:5070;transport=tcp;lr>',
      `<${dave}>`,
    ]);
    expect(value('Contact')).toBe(`<${contact}>;expires=60`);
    await answer(world, first!, 200);
    expect(statuses(world.gateway.messages)).toEqual([200]);
  });

  it('are renewed, told again when it comes back, and taken back', async () => {
    const world = await stage();
    const registrations = await register(world);
    await answer(world, registrations()[0]!, 200);
    world.clock.advance(41_000);
    await settled();
    expect(registrations()).toHaveLength(2);
    await answer(world, registrations()[1]!, 200);
    world.first.connection.close('gone');
    await settled();
    world.clock.advance(1_000);
    await settled();
    const again = world.opened[1]!.messages;
    expect(requests(again, 'REGISTER')).toHaveLength(1);
    await register(world, 0);
    expect(requests(again, 'REGISTER').at(-1)?.headers.get('Contact')).toBe(`<${contact}>;expires=0`);
    again.length = 0;
    world.clock.advance(120_000);
    await settled();
    expect(requests(again, 'REGISTER')).toEqual([]);
  });

  it('are not registered when it says no, and tried again', async () => {
    const world = await stage();
    const registrations = await register(world);
    await answer(world, registrations()[0]!, 503);
    expect(statuses(world.gateway.messages)).toEqual([503]);
    world.clock.advance(5_000);
    await settled();
    expect(registrations()).toHaveLength(2);
  });

  it('get what it sends to them by that way, from whom a guest is not one', async () => {
    const world = await stage();
    await answer(world, (await register(world))()[0]!, 200);
    world.gateway.messages.length = 0;
    const way: Header = ['Route', '<sip:10.0.0.1:5070;transport=tcp;lr>'];
    const call = (caller: string, to = dave) =>
      request('INVITE', contact, [['From', `<${caller}>;tag=a`], ['To', `<${to}>`], asserted(caller), way]);
    world.edge.connection.send(call(alice));
    world.edge.connection.send(call(`sip:${guest}@contoso.com`));
    world.edge.connection.send(call(alice, 'sip:bob@contoso.com'));
    await settled();
    const [invite, ...more] = requests(world.gateway.messages, 'INVITE');
    expect(more).toEqual([]);
    expect(invite?.uri).toBe(contact);
    expect(invite?.headers.has('Route')).toBe(false);
    expect(invite?.headers.get('P-Asserted-Identity')).toContain(alice);
    expect(statuses(world.first.messages).filter((status) => status > 100)).toEqual([403, 480]);
  });

  it('hear from the services of another node, and from nobody who is neither', async () => {
    const world = await stage();
    await answer(world, (await register(world))()[0]!, 200);
    world.gateway.messages.length = 0;
    for (const caller of ['sip:sales@contoso.com', 'sip:mallory@contoso.com'])
      world.edge.connection.send(
        request('INVITE', contact, [['From', `<${caller}>;tag=a`], ['To', `<${dave}>`], asserted(caller)]),
      );
    await settled();
    expect(
      requests(world.gateway.messages, 'INVITE').map(({ headers }) => headers.get('P-Asserted-Identity')),
    ).toEqual(['<sip:sales@contoso.com>']);
    expect(statuses(world.first.messages).filter((status) => status > 100)).toEqual([403]);
  });

  it('are called by a service of this node by way of the edge, which knows their other clients too', async () => {
    const world = await stage();
    await answer(world, (await register(world))()[0]!, 200);
    world.gateway.messages.length = 0;
    world.application.connection.send(request('INVITE', dave, [['From', '<sip:sales@contoso.com>;tag=s']]));
    await settled();
    expect(world.gateway.messages).toEqual([]);
    const [invite] = requests(world.first.messages, 'INVITE');
    expect(invite?.uri).toBe(dave);
    // It comes back for the contact that is here: no loop (RFC 3261, 16.3, step 4).
    const back = invite!.clone();
    back.uri = contact;
    back.headers.prepend('Via', 'SIP/2.0/TCP 10.0.0.9:5090;branch=z9hG4bKback');
    world.edge.connection.send(back);
    await settled();
    expect(requests(world.gateway.messages, 'INVITE')).toHaveLength(1);
  });
});

it('carries a dialog of a service here with a gateway here, both ways of it by the edge', async () => {
  const world = await stage();
  await answer(world, (await register(world))()[0]!, 200);
  world.application.connection.send(request('INVITE', dave, [['From', '<sip:sales@contoso.com>;tag=s']]));
  await settled();
  const out = requests(world.first.messages, 'INVITE')[0]!;
  const back = out.clone();
  back.uri = contact;
  back.headers.prepend('Via', 'SIP/2.0/TCP 10.0.0.9:5090;branch=z9hG4bKback');
  back.headers.prepend('Record-Route', '<sip:10.0.0.9:5090;transport=tcp;lr>');
  world.edge.connection.send(back);
  await settled();
  const invite = requests(world.gateway.messages, 'INVITE')[0]!;
  // The dialog's way, as the caller has it: this node, the edge, this node.
  const way = invite.headers.list('Record-Route').reverse();
  expect(way).toHaveLength(3);
  const within = (method: string): SipRequest =>
    request(method, contact, [
      ['From', '<sip:sales@contoso.com>;tag=s'],
      ['To', `<${dave}>;tag=d`],
      ...way.map((route): Header => ['Route', route]),
    ]);
  for (const method of ['ACK', 'MESSAGE']) {
    world.application.connection.send(within(method));
    await settled();
    const left = requests(world.first.messages, method)[0]!;
    expect(left.headers.get('P-Asserted-Identity')).toBe('<sip:sales@contoso.com>');
    const returned = left.clone();
    returned.headers.removeFirst('Route');
    returned.headers.prepend('Via', `SIP/2.0/TCP 10.0.0.9:5090;branch=z9hG4bK${method}`);
    world.edge.connection.send(returned);
    await settled();
    expect(requests(world.gateway.messages, method), method).toHaveLength(1);
    // The same a second time is a loop.
    const looped = returned.clone();
    looped.headers.set('Via', `SIP/2.0/TCP 10.0.0.9:5090;branch=z9hG4bK${method}2`);
    for (const via of requests(world.gateway.messages, method)[0]!.headers.list('Via'))
      looped.headers.append('Via', via);
    world.edge.connection.send(looped);
    await settled();
    expect(requests(world.gateway.messages, method), method).toHaveLength(1);
  }
  expect(statuses(world.first.messages)).toContain(482);
});

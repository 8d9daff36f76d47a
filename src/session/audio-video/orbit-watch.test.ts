import { afterEach, describe, expect, it } from 'vitest';
import { buildDialogInfo, dialogInfoContentType } from '../../protocol/dialog-info';
import type { DialogInfo, WatchedDialog } from '../../protocol/dialog-info';
import type { OrbitOccupancy, SessionErrorEvent } from '../contract';
import { withResolvers } from '../resolvers';
import { OpenSessions } from '../testing/open-sessions';
import type { RawMessage } from '../testing/raw-sip';
import type { ScriptedConnection, ServerDialog } from '../testing/scripted-server';
import { ALICE, GUEST, once } from '../testing/session-fixture';
import { PARK_SERVICE, provision } from './testing/provision';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const at = (orbit: string, more: Partial<WatchedDialog> = {}): WatchedDialog => ({
  id: `call-${orbit}`,
  state: 'confirmed',
  local: { identity: `sip:%23${orbit}@contoso.com` },
  remote: { identity: 'sip:dave@contoso.com' },
  referredBy: 'sip:bob@contoso.com',
  ...more,
});

/** The service's side of one subscription. */
class Lamps {
  readonly #dialog: ServerDialog;
  #version = 0;

  constructor(
    readonly connection: ScriptedConnection,
    readonly subscribe: RawMessage,
  ) {
    connection.respond(subscribe, 200, 'OK', {
      headers: ['Expires: 3600', 'Contact: <sip:park@peer.invalid>'],
    });
    this.#dialog = {
      callId: subscribe.get('call-id'),
      local: `${subscribe.get('to')};tag=server-${subscribe.get('call-id')}`,
      remote: subscribe.get('from'),
      target: /<([^>]+)>/.exec(subscribe.get('contact'))![1]!,
      cseq: 1,
    };
  }

  tell(
    state: DialogInfo['state'],
    dialogs: readonly WatchedDialog[],
    { skip = 0, subscription = 'active;expires=3600' } = {},
  ): void {
    this.#version += skip;
    this.send(
      buildDialogInfo({ entity: PARK_SERVICE, version: this.#version++, state, dialogs }),
      subscription,
    );
  }

  send(body: string, subscription = 'active;expires=3600'): void {
    this.connection.send(this.#dialog, 'NOTIFY', {
      headers: ['Event: dialog', `Subscription-State: ${subscription}`],
      contentType: dialogInfoContentType,
      body,
    });
  }
}

function watching(credentials = ALICE) {
  const made = sessions.create({ credentials, agent: false });
  const lamps: Lamps[] = [];
  const waiters: ((one: Lamps) => void)[] = [];
  made.server.on('SUBSCRIBE', (request, connection) => {
    if (request.get('event') !== 'dialog') return provision(connection, request);
    if (request.get('expires') === '0') return connection.respond(request, 200, 'OK');
    const one = new Lamps(connection, request);
    lamps.push(one);
    for (const resolve of waiters.splice(0)) resolve(one);
  });
  const told: (readonly OrbitOccupancy[])[] = [];
  const target = new EventTarget();
  const stop = made.session.watchOrbits((orbits) => {
    told.push(orbits);
    target.dispatchEvent(new Event('told'));
  });
  const next = () => once(target, 'told').then(() => told.at(-1)!.map(({ orbit }) => orbit));
  const subscribed = () => new Promise<Lamps>((resolve) => waiters.push(resolve));
  return { ...made, lamps, told, stop, next, subscribed };
}

describe('the orbits of the call park service', () => {
  it('are told as they are, and as they change, in people’s words', async () => {
    const { lamps, next, session, subscribed, told } = watching();
    const first = subscribed();
    await session.connect();
    const service = await first;
    expect(service.subscribe.uri).toBe(PARK_SERVICE);
    let news = next();
    service.tell('full', [at('101'), at('100', { duration: 30 }), at('102', { state: 'early' })]);
    expect(await news).toEqual(['100', '101']);
    const [first100] = told.at(-1)!;
    expect(first100).toMatchObject({ isOccupied: true, name: 'dave', parkedBy: 'bob' });
    expect(Math.abs(Date.now() - 30_000 - first100!.since!)).toBeLessThan(5_000);
    news = next();
    service.tell('partial', [
      at('103', { remote: { identity: 'sip:contact-7f@contoso.com', displayName: 'Jane Doe' } }),
    ]);
    expect(await news).toEqual(['100', '101', '103']);
    expect(told.at(-1)![2]!.name).toBe('Jane Doe');
    news = next();
    service.tell('partial', [
      at('100', { state: 'terminated' }),
      at('101', { remote: { identity: 'sip:contact-7f@contoso.com' } }),
    ]);
    expect(await news).toEqual(['101', '103']);
    // An address that only machines read is nobody's name.
    expect(told.at(-1)![0]).not.toHaveProperty('name');
    expect(lamps).toHaveLength(1);
  });

  it('are asked for anew when a change was missed, and after a lost connection', async () => {
    const { lamps, next, server, session, subscribed } = watching();
    let wanted = subscribed();
    await session.connect();
    let service = await wanted;
    let news = next();
    service.tell('full', [at('100')]);
    await news;
    wanted = subscribed();
    service.tell('partial', [at('104')], { skip: 1 });
    service = await wanted;
    news = next();
    service.tell('full', [at('104')]);
    expect(await news).toEqual(['104']);
    wanted = subscribed();
    server.connection.socket.close();
    service = await wanted;
    news = next();
    service.tell('full', []);
    expect(await news).toEqual([]);
    expect(lamps).toHaveLength(3);
  });

  it('are one subscription for all who watch, which ends with the last of them', async () => {
    const { lamps, next, session, stop, subscribed } = watching();
    const wanted = subscribed();
    await session.connect();
    const service = await wanted;
    const news = next();
    service.tell('full', [at('100')]);
    await news;
    const others: string[][] = [];
    const second = withResolvers<void>();
    const stopOther = session.watchOrbits((orbits) => {
      others.push(orbits.map(({ orbit }) => orbit));
      second.resolve();
    });
    // What is known is told at once.
    await second.promise;
    expect(others).toEqual([['100']]);
    expect(lamps).toHaveLength(1);
    stop();
    stopOther();
    await service.connection.waitFor(
      (message) =>
        message.method === 'SUBSCRIBE' && message.get('event') === 'dialog' && message.get('expires') === '0',
    );
  });

  it('are nothing where this user may not watch, and what cannot be read is reported', async () => {
    const { next, server, session, subscribed, told } = watching();
    const wanted = subscribed();
    await session.connect();
    const service = await wanted;
    const error = once<SessionErrorEvent>(session, 'error');
    service.send('<presence/>');
    expect((await error).failure.code).toBe('server-error');
    const news = next();
    service.tell('full', [at('100')]);
    await news;
    expect(told).toHaveLength(1);
    const guest = watching(GUEST);
    await guest.session.connect();
    // A guest is not provisioned, and does not ask.
    await guest.session.requestCallback('sip:sales@contoso.com');
    expect(guest.server.connection.requests('SUBSCRIBE')).toEqual([]);
    expect(server.connection.requests('SUBSCRIBE').map((one) => one.get('event'))).toContain('dialog');
  });
});

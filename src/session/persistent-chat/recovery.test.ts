import { afterEach, describe, expect, it } from 'vitest';
import { once } from '../testing/session-fixture';
import { bodies, ChatFixtures, untilSo } from './testing/chat-fixture';

const fixtures = new ChatFixtures();
afterEach(() => fixtures.close());

const uriOf = (value: string) => `ma-chan://contoso.com/${value}`;

describe('Rooms after a lost connection', () => {
  it('are joined again in one request, without a gap and without anything twice', async () => {
    const { chat, scripted, server } = await fixtures.establish((given) => {
      for (const value of ['sales', 'support']) {
        const room = given.addRoom(value);
        for (let i = 1; i <= 3; i++) given.post(room, `${value} ${i}`);
      }
    });
    const [sales, support] = await Promise.all([
      chat.joinRoom(uriOf('sales')),
      chat.joinRoom(uriOf('support')),
    ]);
    const heard: string[] = [];
    for (const room of [sales, support])
      room.addEventListener('message-received', ({ message }) => heard.push(message.body));
    const states: string[] = [];
    sales.addEventListener('state-changed', ({ state }) => states.push(state));
    scripted.channel = undefined;
    server.connection.socket.close();
    await untilSo(sales, ({ snapshot }) => snapshot.state === 'recovering');
    for (let i = 4; i <= 153; i++) scripted.post(scripted.rooms.get(uriOf('sales'))!, `sales ${i}`);
    scripted.post(scripted.rooms.get(uriOf('support'))!, 'support 4');
    await untilSo(sales, ({ snapshot }) => snapshot.state === 'established');
    await untilSo(support, ({ snapshot }) => snapshot.state === 'established');
    scripted.post(scripted.rooms.get(uriOf('sales'))!, 'sales 154');
    await untilSo(sales, (room) => bodies(room).includes('sales 154'));
    expect(bodies(sales)).toEqual(Array.from({ length: 154 }, (_, i) => `sales ${i + 1}`));
    expect(bodies(support)).toEqual(['support 1', 'support 2', 'support 3', 'support 4']);
    expect(heard.filter((body) => body.startsWith('sales'))).toEqual(
      Array.from({ length: 151 }, (_, i) => `sales ${i + 4}`),
    );
    expect(sales.snapshot.unread).toBe(151);
    expect(states).toEqual(['recovering', 'established']);
    expect(scripted.names().filter((name) => name === 'bjoin')).toHaveLength(1);
  });

  it('shows the end of a long absence only', async () => {
    const { chat, scripted, server } = await fixtures.establish((given) => void given.addRoom('sales'));
    const room = scripted.rooms.get(uriOf('sales'))!;
    scripted.post(room, 'before');
    const sales = await chat.joinRoom(uriOf('sales'));
    scripted.channel = undefined;
    server.connection.socket.close();
    for (let i = 1; i <= 700; i++) scripted.post(room, `message ${i}`);
    await untilSo(sales, ({ snapshot }) => snapshot.state === 'recovering');
    await untilSo(sales, ({ snapshot }) => snapshot.state === 'established');
    expect(bodies(sales)).toEqual(Array.from({ length: 50 }, (_, i) => `message ${i + 651}`));
    expect(sales.snapshot.hasOlder).toBe(true);
  });

  it('send what was on its way once: whether the server had it or not', async () => {
    const { chat, scripted, server } = await fixtures.establish((given) => void given.addRoom('sales'));
    const sales = await chat.joinRoom(uriOf('sales'));
    // Stored, and its acknowledgement and echo are lost with the connection.
    scripted.postAnswers.push(0);
    const send = scripted.send.bind(scripted);
    scripted.send = () => undefined;
    const sending = [sales.send('one'), sales.send('two')];
    await server.connection.waitFor(({ body }) => /<grpchat.*>one</.test(body));
    scripted.send = send;
    scripted.channel = undefined;
    server.connection.socket.close();
    await Promise.all(sending);
    await untilSo(sales, ({ snapshot }) => snapshot.messages.every(({ messageId }) => messageId));
    expect(bodies(sales)).toEqual(['one', 'two']);
    expect(scripted.rooms.get(uriOf('sales'))!.messages.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(scripted.posts.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('does so at a server without ids too', async () => {
    const { chat, scripted, server } = await fixtures.establish((given) => {
      given.hasIds = false;
      given.post(given.addRoom('sales'), 'before');
    });
    const sales = await chat.joinRoom(uriOf('sales'));
    await sales.send('one');
    await untilSo(sales, (room) => bodies(room).length === 2);
    scripted.postAnswers.push(0);
    const send = scripted.send.bind(scripted);
    scripted.send = () => undefined;
    const sending = sales.send('two');
    await server.connection.waitFor(({ body }) => /<grpchat.*>two</.test(body));
    scripted.send = send;
    scripted.channel = undefined;
    server.connection.socket.close();
    scripted.post(scripted.rooms.get(uriOf('sales'))!, 'three');
    await sending;
    await untilSo(sales, (room) => bodies(room).length === 4);
    expect(bodies(sales)).toEqual(['before', 'one', 'two', 'three']);
    expect(scripted.posts).toHaveLength(2);
  });

  it('are found again when the server does not know the dialog any more', async () => {
    const { chat, scripted } = await fixtures.establish((given) => void given.addRoom('sales'));
    const sales = await chat.joinRoom(uriOf('sales'));
    scripted.channel = undefined;
    await sales.send('Hello');
    await untilSo(sales, ({ snapshot }) => snapshot.messages[0]?.messageId === '1');
    expect(bodies(sales)).toEqual(['Hello']);
    expect(scripted.invites).toHaveLength(4);
    expect(chat.snapshot.state).toBe('established');
  });

  it('end when the user may not come back, and nothing else does', async () => {
    const { chat, scripted, server } = await fixtures.establish((given) => {
      given.addRoom('sales');
      given.addRoom('support');
    });
    const [sales, support] = await Promise.all([
      chat.joinRoom(uriOf('sales')),
      chat.joinRoom(uriOf('support')),
    ]);
    scripted.rooms.delete(uriOf('sales'));
    scripted.channel = undefined;
    server.connection.socket.close();
    await once(sales, 'state-changed', () => sales.snapshot.state === 'terminated');
    expect(sales.snapshot.failure?.code).toBe('not-found');
    await untilSo(support, ({ snapshot }) => snapshot.state === 'established');
    expect(chat.chatRoomSessions).toEqual([support]);
  });

  it('loads a page once, and gives up what the connection took along', async () => {
    const { chat, scripted, server } = await fixtures.establish((given) => {
      const room = given.addRoom('sales');
      for (let i = 1; i <= 120; i++) given.post(room, `message ${i}`);
    });
    const sales = await chat.joinRoom(uriOf('sales'));
    scripted.held.add('bccontext');
    const loading = Promise.allSettled([sales.loadOlder(), sales.loadOlder()]);
    await server.connection.waitFor(({ body }) => body.includes('before='));
    scripted.channel = undefined;
    server.connection.socket.close();
    expect((await loading).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    scripted.held.clear();
    await untilSo(sales, ({ snapshot }) => snapshot.state === 'established');
    await sales.loadOlder();
    expect(bodies(sales)).toEqual(Array.from({ length: 100 }, (_, i) => `message ${i + 21}`));
  });

  it('close a gap that the numbers of the messages show', async () => {
    const { chat, scripted } = await fixtures.establish((given) => void given.addRoom('sales'));
    const room = scripted.rooms.get(uriOf('sales'))!;
    const sales = await chat.joinRoom(uriOf('sales'));
    const heard: string[] = [];
    sales.addEventListener('message-received', ({ message }) => heard.push(message.body));
    scripted.post(room, 'one');
    scripted.channel!.joined.clear();
    scripted.post(room, 'two');
    scripted.channel!.joined.add(uriOf('sales'));
    scripted.post(room, 'three');
    scripted.post(room, 'four');
    await untilSo(sales, (given) => bodies(given).length === 4);
    expect(bodies(sales)).toEqual(['one', 'two', 'three', 'four']);
    expect(heard).toEqual(['one', 'two', 'three', 'four']);
    expect(sales.snapshot).toMatchObject({ state: 'established', unread: 4 });
  });

  it('wait for a server that cannot serve them just now', async () => {
    const { chat, scripted, server, session } = await fixtures.establish(
      (given) => void given.addRoom('sales'),
    );
    const sales = await chat.joinRoom(uriOf('sales'));
    scripted.refused.set('bccontext', 'database-unavailable');
    const reported = once(session, 'error');
    scripted.channel = undefined;
    server.connection.socket.close();
    await reported;
    expect(sales.snapshot.state).toBe('recovering');
    scripted.refused.clear();
    await untilSo(sales, ({ snapshot }) => snapshot.state === 'established');
  });

  it('are sought ever more slowly at a server that throws everybody out at once', async () => {
    const attempts: number[] = [];
    const { chat, scripted } = await fixtures.connect({
      reconnectPolicy: { nextDelay: ({ attempt }) => (attempts.push(attempt), attempt < 3 ? 0 : undefined) },
    });
    scripted.answers.set('getinv', () => {
      const { connection, dialog } = scripted.channel!;
      connection.send(dialog, 'BYE');
      return {};
    });
    const ended = once(chat, 'connection-state-changed', () => chat.snapshot.state === 'terminated');
    await chat.establish();
    await ended;
    expect(attempts).toEqual([0, 1, 2, 3]);
    expect(chat.snapshot.failure?.code).toBe('unreachable');
  });
});

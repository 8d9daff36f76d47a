import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../sip';
import { hrefOf, is, type UcwaTestClient } from './testing/ucwa-client';
import { answerSession, startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;

afterEach(() => world.close());

const pollers = (): number => (world.server.health().ucwa as { pollers: number }).pollers;

describe('an application that nobody asks', () => {
  it('is gone after a quarter of an hour, and with it its conversations and its place', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const dave = await world.client('dave');
    const bob = await world.sip('bob');
    const connecting = dave.connect('sip:bob@contoso.com');
    await answerSession(bob, await bob.incoming('INVITE'));
    await connecting;
    clock.advance(899_000);
    expect((await dave.get(hrefOf(dave.application, 'self'))).status).toBe(200);
    clock.advance(1_000);
    const bye = await bob.incoming('BYE');
    expect(bye.headers.get('Reason')).toBe('SIP;cause=480;text="The client is gone"');
    bob.answer(bye, 200);
    const gone = await dave.get(dave.next);
    expect(gone.status).toBe(410);
    expect(gone.json()).toMatchObject({ code: 'Gone', subcode: 'InactiveApplicationExpired' });
    const invite = bob.request('INVITE', 'sip:dave@contoso.com', { Contact: `<${bob.contact}>` });
    expect((await bob.ask(invite)).status).toBe(480);
  });

  it('does not go while somebody waits', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const dave = await world.client('dave', { available: false });
    const polling = dave.get(`${dave.next}&timeout=1800`);
    await expect.poll(pollers).toBe(1);
    clock.advance(1_799_000);
    expect(pollers()).toBe(1);
    clock.advance(1_000);
    expect((await polling).json()).toMatchObject({ sender: [] });
  });

  it('does not go either when somebody asks at the wrong place meanwhile', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const dave = await world.client('dave', { available: false });
    const polling = dave.get(`${dave.next}&timeout=1800`);
    await expect.poll(pollers).toBe(1);
    expect((await dave.get(dave.next.replace(/ack=\d+/, 'ack=77'))).body).toContain('resync');
    clock.advance(1_799_000);
    expect(pollers()).toBe(1);
    clock.advance(1_000);
    expect((await polling).status).toBe(200);
  });

  it('tells the writers of what it has not fetched that nobody will', async () => {
    world = await startUcwaWorld();
    const dave = await world.client('dave', { available: false });
    const bob = await world.sip('bob');
    const connecting = dave.connect('sip:bob@contoso.com');
    const { dialog, target } = await answerSession(bob, await bob.incoming('INVITE'));
    await connecting;
    const message = bob.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, 'unread');
    bob.send(message);
    // A request of later on the same connection has its answer: this one has come.
    const info = bob.request('INFO', target, { ...dialog, 'Content-Type': 'application/x-unknown' }, 'x');
    expect((await bob.ask(info)).status).toBe(415);
    const leaving = dave.signOut();
    bob.answer(await bob.incoming('BYE'), 200);
    // RFC 3261, 15.1.2: what is pending in a dialog that ends has failed.
    expect((await bob.answerTo(message)).status).toBe(487);
    await leaving;
  });

  it('refuses what is written to it after a minute, and takes it before', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const dave = await world.client('dave');
    const bob = await world.sip('bob');
    const connecting = dave.connect('sip:bob@contoso.com');
    const { dialog, target } = await answerSession(bob, await bob.incoming('INVITE'));
    await connecting;
    const message = (text: string) =>
      bob.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, text);
    const kept = message('kept');
    bob.send(kept);
    const info = bob.request('INFO', target, { ...dialog, 'Content-Type': 'application/x-unknown' }, 'x');
    expect((await bob.ask(info)).status).toBe(415);
    clock.advance(10_000);
    expect((await bob.answerTo(kept)).status).toBe(202);
    clock.advance(51_000);
    expect((await bob.ask(message('refused'))).status).toBe(480);
    // What was taken is there when the client is.
    await dave.until(is('message', 'completed', ({ direction }) => direction === 'Incoming'));
    const back = dave.get(dave.next);
    // The peer may take us for lost: it is called again, in the same conversation.
    const again = await bob.incoming('INVITE');
    expect(again.headers.get('Ms-Resume')).toBe('true');
    const resumed = await answerSession(bob, again);
    const bye = await bob.incoming('BYE');
    expect(bye.callId()).toBe(dialog['Call-ID']);
    bob.answer(bye, 200);
    const other = bob.request(
      'MESSAGE',
      resumed.target,
      { ...resumed.dialog, 'Content-Type': 'text/plain' },
      'again',
    );
    bob.send(other);
    expect((await back).body).toContain('again');
  });
});

describe('a conversation that the client ends', () => {
  const texts = ['one', 'two', 'three'];

  async function writing(clock?: ManualClock) {
    world = await startUcwaWorld({ ...(clock && { clock }) });
    const dave = await world.client('dave', { available: false });
    const bob = await world.sip('bob');
    const connecting = dave.connect('sip:bob@contoso.com');
    await answerSession(bob, await bob.incoming('INVITE'));
    const { conversation, sendMessage } = await connecting;
    for (const text of texts) expect((await dave.post(sendMessage, text)).status).toBe(201);
    expect((await dave.post(`${conversation}/messaging/terminate`)).status).toBe(204);
    return { bob, conversation, dave, sendMessage };
  }

  it('carries what was written before, and nothing more', async () => {
    const { bob, conversation, dave, sendMessage } = await writing();
    expect((await dave.post(`${conversation}/messaging/terminate`)).status).toBe(204);
    expect((await dave.post(sendMessage, 'four')).json()).toMatchObject({ subcode: 'ConversationNotFound' });
    for (const text of texts) {
      const message = await bob.incoming('MESSAGE');
      expect(message.body.toString()).toBe(text);
      bob.answer(message, 200);
    }
    bob.answer(await bob.incoming('BYE'), 200);
    await dave.until(is('conversation', 'deleted'));
    const sent = dave.seen.filter(is('message', 'completed'));
    expect(sent.map(({ status }) => status)).toEqual(texts.map(() => 'Success'));
  });

  it('does not wait for a peer that does not answer', async () => {
    const clock = new ManualClock(Date.now());
    const { bob, dave } = await writing(clock);
    await bob.incoming('MESSAGE');
    clock.advance(5_000);
    bob.answer(await bob.incoming('BYE'), 200);
    await dave.until(is('conversation', 'deleted'));
    const sent = dave.seen.filter(is('message', 'completed'));
    expect(sent.map(({ status }) => status)).toEqual(texts.map(() => 'Failure'));
  });
});

describe('a client that does not read', () => {
  it('holds up nobody else, and gets all of it later', async () => {
    world = await startUcwaWorld();
    const dave = await world.client('dave', { available: false });
    const slow = await world.client('carol');
    const { port } = new URL(world.origin);
    const socket = connect(Number(port), '127.0.0.1');
    // Asks again and again on one connection, and takes nothing from it.
    socket.pause();
    const ask = `GET ${slow.next} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${slow.token}\r\n\r\n`;
    socket.write(ask.repeat(5));
    // All of them have come: they fit into one segment.
    await expect.poll(pollers).toBe(1);
    const { sendMessage } = await Promise.all([dave.connect('sip:carol@contoso.com'), acceptNext(slow)]).then(
      ([connected]) => connected,
    );
    const large = 'x'.repeat(30_000);
    for (let count = 0; count < 30; count++) {
      socket.write(ask);
      expect((await dave.post(sendMessage, large)).status).toBe(201);
    }
    const other = await world.client('bob', { available: false });
    expect((await other.get(hrefOf(other.application, 'self'))).status).toBe(200);
    socket.destroy();
    const received = () =>
      slow.seen.filter(is('message', 'completed', ({ direction }) => direction === 'Incoming')).length;
    while (received() < 30) await slow.poll();
    expect(received()).toBe(30);
  });

  /** Takes the next invitation. */
  async function acceptNext(client: UcwaTestClient): Promise<void> {
    const { event } = await client.until(is('messagingInvitation', 'started'));
    await client.post(hrefOf(event._embedded!.messagingInvitation!, 'accept'));
  }
});

describe('presence', () => {
  it('becomes idle, then away, until something is done', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const dave = await world.client('dave');
    const me = (await dave.get(hrefOf(dave.embedded('me'), 'self'))).json();
    const availability = async () => (await dave.get(hrefOf(me, 'presence'))).json().availability;
    const minutes = (count: number): void => {
      for (let minute = 0; minute < count; minute++) clock.advance(60_000);
    };
    expect(await availability()).toBe('Online');
    minutes(5);
    expect(await availability()).toBe('IdleOnline');
    minutes(5);
    expect(await availability()).toBe('Away');
    expect((await dave.post(hrefOf(me, 'reportMyActivity'))).status).toBe(204);
    expect(await availability()).toBe('Online');
  });

  it('and the registration are refreshed', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock, ucwa: { absentSeconds: 3_600, inactiveSeconds: 86_400 } });
    await world.client('dave');
    for (let minute = 0; minute < 120; minute++) {
      clock.advance(60_000);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const bob = await world.sip('bob');
    const carol = await world.client('carol', { available: false });
    expect(
      (await carol.get(`${hrefOf(carol.embedded('people'), 'self')}/dave@contoso.com/presence`)).json(),
    ).toMatchObject({
      availability: 'Away',
    });
    const edge = world.server.health().edge as { bindings: number };
    expect(edge.bindings).toBe(2);
    bob.close();
  });
});

describe('a server that stops', () => {
  it('lets who waits go, and says goodbye to the others', async () => {
    world = await startUcwaWorld();
    const dave = await world.client('dave');
    const bob = await world.sip('bob');
    const connecting = dave.connect('sip:bob@contoso.com');
    await answerSession(bob, await bob.incoming('INVITE'));
    await connecting;
    const polling = dave.get(dave.next);
    const next = hrefOf(dave.application, 'self');
    await expect.poll(pollers).toBe(1);
    const closing = world.server.close();
    bob.answer(await bob.incoming('BYE'), 200);
    expect((await polling).body).toContain('Disconnected');
    await closing;
    await expect(dave.get(next)).rejects.toThrow();
  });
});

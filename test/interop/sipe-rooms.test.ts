import { describe, expect, it } from 'vitest';
import type { ChatRoomSessionContract, LyncSession } from '../../src';
import { inGroupChat } from './support/sipe-client';
import { sipeIsMissing } from './support/sipe-available';
import { setStage } from './support/stage';

const uriOf = (room: string): string => `ma-chan://contoso.com/${room}`;

async function webRoom(session: LyncSession, room: string): Promise<ChatRoomSessionContract> {
  const chat = session.persistentChat;
  if (!chat) throw new Error('The session has no rooms.');
  await chat.establish();
  return chat.joinRoom(uriOf(room));
}

/** Resolves when somebody with this text has been heard in the room, and gives the author. */
function hears(room: ChatRoomSessionContract, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timeout);
      room.removeEventListener('changed', look);
    };
    const look = (): void => {
      const message = room.snapshot.messages.find(({ body }) => body === text);
      if (!message) return;
      done();
      resolve(message.author.uri);
    };
    const timeout = setTimeout(() => {
      done();
      reject(new Error(`not heard: ${text}; but ${JSON.stringify(room.snapshot.messages)}`));
    }, 20_000);
    room.addEventListener('changed', look);
    look();
  });
}

describe.skipIf(sipeIsMissing)('SIPE in rooms', () => {
  it('finds the rooms it may see, and what they are', async () => {
    const { sipe, complaints } = await setStage();
    const [alice, dave] = [await sipe('alice'), await sipe('dave')];
    await inGroupChat(alice);
    await alice.command('rooms');
    const rooms = [await alice.next('room'), await alice.next('room')];
    expect(rooms.map(({ name }) => name)).toEqual(['Sales floor', 'Support desk']);
    expect(JSON.stringify(rooms[0])).toContain(uriOf('sales-floor'));
    await alice.next('rooms', ({ in_progress }) => in_progress === false);
    await inGroupChat(dave);
    // It is closed, not secret: seen, but not joined.
    await dave.command('join', uriOf('sales-floor'));
    expect(await dave.next('notify', ({ level }) => level === 'error')).toMatchObject({
      secondary: expect.stringContaining('You are not allowed to do this.') as string,
    });
    expect(complaints.filter((line) => !line.includes('demo-passwords'))).toEqual([]);
  });

  it('reads the history once, talks with a browser both ways, and sees who comes and goes', async () => {
    const stage = await setStage();
    const bob = await stage.webUser('bob');
    const room = await webRoom(bob, 'sales-floor');
    await room.send('before you came\nsecond line');

    const alice = await stage.sipe('alice');
    await inGroupChat(alice);
    await alice.command('join', uriOf('sales-floor'));
    const { conv } = await alice.next('chat-joined');
    const history = await alice.next('write', ({ msg }) => String(msg).includes('before you came'));
    expect(String(history.msg)).toContain('second line');
    expect(history.from).toBe('sip:bob@contoso.com');

    await alice.command('chatsend', String(conv), 'hello <b>from</b> SIPE');
    expect(await hears(room, 'hello from SIPE')).toBe('sip:alice@contoso.com');
    // What it sends it shows only when the server says so.
    await alice.next('write', ({ msg }) => String(msg).includes('hello from SIPE'));
    await room.send('hello <b> & back');
    const heard = await alice.next('write', ({ msg }) => String(msg).includes('back'));
    expect(String(heard.msg)).toContain('hello &lt;b&gt; &amp; back');

    const carol = await stage.webUser('carol');
    const second = await webRoom(carol, 'sales-floor');
    await alice.next('chat-user-joined', ({ who }) => who === 'sip:carol@contoso.com');
    await alice.next('chat-user-flags', ({ who, op }) => who === 'sip:carol@contoso.com' && op === true);
    expect(second.snapshot.participants.map(({ uri }) => uri).sort()).toEqual(
      ['alice', 'bob', 'carol', 'floor-bot'].map((name) => `sip:${name}@contoso.com`),
    );
    await second.leave();
    await alice.next('chat-user-left', ({ who }) => who === 'sip:carol@contoso.com');
    await alice.command('chatleave', String(conv));
    await expect
      .poll(() => room.snapshot.participants.map(({ uri }) => uri).sort(), { timeout: 20_000 })
      .toEqual(['sip:bob@contoso.com', 'sip:floor-bot@contoso.com']);
    const shown = alice.events.filter(
      ({ ev, msg }) => ev === 'write' && String(msg).includes('before you came'),
    );
    expect(shown).toHaveLength(1);
  });

  it('shows a post that was refused as not delivered', async () => {
    const { sipe } = await setStage();
    const alice = await sipe('alice');
    await inGroupChat(alice);
    await alice.command('join', uriOf('support-desk'));
    const { conv } = await alice.next('chat-joined');
    await alice.command('chatsend', String(conv), 'x'.repeat(9_000));
    expect(await alice.deliveryError()).toContain('not delivered');
  });
});

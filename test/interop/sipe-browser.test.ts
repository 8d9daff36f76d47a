import { afterEach, describe, expect, it } from 'vitest';
import { part, rowOf } from '../e2e/support/conference';
import { inRoom, open, said, say } from '../e2e/support/rooms';
import { inWorld, type World } from '../e2e/support/world';
import { sipeIsMissing } from './support/sipe-available';
import { inGroupChat, SipeClient } from './support/sipe-client';

const clients: SipeClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** SIPE over TCP, signed in at the server that the browsers use. */
async function sipe({ server }: World, name: string): Promise<SipeClient> {
  if (server.sipTcpPort === undefined) throw new Error('The server has no port for SIP over TCP.');
  const client = await SipeClient.start(name, server.sipTcpPort);
  clients.push(client);
  await client.signedOn();
  return client;
}

describe.skipIf(sipeIsMissing)('SIPE and people at the portal in Chromium', () => {
  it('share a room: history, messages both ways, who comes and goes', () =>
    inWorld(async (world) => {
      const bob = await world.agent('bob');
      await open(bob, 'Sales floor');
      await say(bob, 'before you came');
      await inRoom(bob, 'delivery').filter({ hasText: 'Delivered' }).waitFor();
      const people = bob.page.locator('lync-room header .number');
      expect(await people.textContent()).toBe('2');

      const alice = await sipe(world, 'alice');
      await inGroupChat(alice);
      await alice.command('join', 'ma-chan://contoso.com/sales-floor');
      const { conv } = await alice.next('chat-joined');
      await alice.next('write', ({ msg }) => String(msg).includes('before you came'));
      await people.filter({ hasText: '3' }).waitFor();
      await alice.command('chatsend', String(conv), 'hello <b>from</b> SIPE');
      await said(bob, 'hello from SIPE').waitFor();
      await say(bob, 'hello & back');
      await alice.next('write', ({ msg }) => String(msg).includes('hello &amp; back'));
      await alice.command('chatleave', String(conv));
      await people.filter({ hasText: '2' }).waitFor();
    }));

  it('meet when the browser makes a conference of their chat: roster, messages both ways, and SIPE leaves', () =>
    inWorld(async (world) => {
      const bob = await world.agent('bob');
      const carol = await world.agent('carol');
      const alice = await sipe(world, 'alice');
      await alice.im('sip:bob@contoso.com', 'Where is order 1234?');
      await bob.accept();
      await bob.hears('Where is order 1234?');

      await part(bob, 'add-people').click();
      await part(bob, 'invite-form').getByLabel('Carol Carter').check();
      await part(bob, 'invite-form').getByRole('button').first().click();
      const { conv } = await alice.next('chat-joined');
      await carol.accept();
      for (const name of ['Alice', 'Carol']) await rowOf(bob, name).waitFor();
      await alice.next('chat-user-joined', ({ who }) => String(who).includes('carol'));
      await bob.say('Carol knows');
      await alice.next('chat', ({ msg }) => msg === 'Carol knows');
      await alice.command('chatsend', String(conv), 'Hello browsers');
      await Promise.all([bob.hears('Hello browsers'), carol.hears('Hello browsers')]);
      await alice.command('chatleave', String(conv));
      await rowOf(bob, 'Alice').waitFor({ state: 'detached' });
    }));

  it('meet where SIPE invites', () =>
    inWorld(async (world) => {
      const carol = await world.agent('carol');
      const bob = await sipe(world, 'bob');
      await bob.command('buddyadd', 'sip:carol@contoso.com');
      await bob.command('buddymenu', 'sip:carol@contoso.com', 'New chat');
      await carol.accept();
      const { conv } = await bob.next('chat-joined');
      await bob.next('chat-user-joined', ({ who }) => String(who).includes('carol'));
      await carol.say('I came');
      await bob.next('chat', ({ msg }) => msg === 'I came');
      await bob.command('chatsend', String(conv), 'Welcome');
      await carol.hears('Welcome');
    }));
});

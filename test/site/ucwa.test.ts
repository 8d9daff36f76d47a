import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { is } from '../../src/server/composition/testing/ucwa-client';
import type { InvitationReceivedEvent } from '../../src/session/contract';
import type { LyncSession } from '../../src/session/lync-session';
import { once, until } from '../../src/session/testing/session-fixture';
import { demoConfiguration, dist } from '../e2e/support/server';
import { startLargeSite } from '../e2e/support/site';
import { RawClient } from './raw-client';
import { sessionUser, type LargeSite } from './session-user';
import { UcwaUser } from './ucwa-user';

let world: LargeSite;
const people: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await startLargeSite(demoConfiguration(), dist);
});
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.close()));
});
afterAll(() => world.stop());

async function overSip(name: string): Promise<LyncSession> {
  const session = await sessionUser(world, name);
  people.push({ close: () => session.disconnect() });
  return session;
}

/** Signed in at that node alone. */
async function overUcwa(name: string, node: 0 | 1): Promise<UcwaUser> {
  const user = await UcwaUser.signIn(world, name, node);
  people.push({ close: () => user.signOut() });
  return user;
}

it('finds a UCWA user of the second node from a SIP user’s page', async () => {
  const dave = await overUcwa('dave', 1);
  const alice = await overSip('alice');
  const conversation = alice.startConversation('sip:dave@contoso.com', { firstMessage: 'Hello Dave' });
  await dave.accept();
  await until(conversation, ({ snapshot }) => snapshot.state === 'established');
  await dave.say('Hello Alice');
  await until(conversation, ({ snapshot }) => snapshot.messages.some(({ body }) => body === 'Hello Alice'));
  await conversation.messaging.send('Grüezi');
  await dave.hears('Grüezi');
  await conversation.terminate();
  await dave.sees(is('conversation', 'updated', ({ state }) => state === 'Disconnected'));
});

it('brings the invitation of a UCWA user of the second node to a SIP user’s page', async () => {
  const alice = await overSip('alice');
  const dave = await overUcwa('dave', 1);
  const invited = once<InvitationReceivedEvent>(alice, 'invitation-received');
  await dave.call('sip:alice@contoso.com');
  const { conversation } = await invited;
  expect(conversation.snapshot.participants.map(({ uri }) => uri)).toContain('sip:dave@contoso.com');
  await conversation.accept();
  await dave.say('From the second node');
  await until(conversation, ({ snapshot }) => snapshot.messages.length === 1);
  await conversation.messaging.send('To the second node');
  await dave.hears('To the second node');
});

it('rings all clients of a user, wherever each is signed in, and stops when one has answered', async () => {
  const [atOne, atTwo] = [await overUcwa('dave', 0), await overUcwa('dave', 1)];
  const page = await overSip('dave');
  const invited = once<InvitationReceivedEvent>(page, 'invitation-received');
  const alice = await overSip('alice');
  const conversation = alice.startConversation('sip:dave@contoso.com', { firstMessage: 'Anybody?' });
  const { conversation: unanswered } = await invited;
  await atOne.ringing();
  await atTwo.accept();
  await until(conversation, ({ snapshot }) => snapshot.state === 'established');
  await until(unanswered, ({ snapshot }) => snapshot.state === 'terminated');
  await atOne.sees(is('messagingInvitation', 'completed'));
});

it('connects UCWA users of two nodes with each other', async () => {
  const [dave, carol] = [await overUcwa('dave', 0), await overUcwa('carol', 1)];
  await dave.call('sip:carol@contoso.com');
  await carol.accept();
  await dave.say('One');
  await carol.hears('One');
  await carol.say('Two');
  await dave.hears('Two');
});

it('offers a contact of a queue to an agent who is signed in over UCWA at the other node', async () => {
  const bob = await overUcwa('bob', 1);
  const customer = await overSip('dave');
  const contact = customer.startConversation('sip:sales@contoso.com', { firstMessage: 'Is it in stock?' });
  await bob.accept();
  await bob.say('It is.');
  await until(contact, ({ snapshot }) => snapshot.messages.some(({ body }) => body === 'It is.'));
  await contact.messaging.send('Good.');
  await bob.hears('Good.');
});

it('is found again at once when Kamailio has been restarted, which has forgotten everybody', async () => {
  const dave = await overUcwa('dave', 1);
  await world.site.kamailio.stop();
  await world.site.kamailio.start();
  const client = await RawClient.open(world.site.webSocket, world.url);
  people.push({ close: () => Promise.resolve(client.close()) });
  await client.register('alice', 'demo-alice');
  const ask = () => client.ask('OPTIONS', 'sip:dave@contoso.com', { from: 'sip:alice@contoso.com' });
  // Sooner by far than the node renews what it has registered.
  await expect.poll(async () => (await ask()).startLine, { timeout: 10_000 }).not.toContain('480');
  const alice = await overSip('alice');
  const conversation = alice.startConversation('sip:dave@contoso.com', { firstMessage: 'Again' });
  await dave.accept();
  await until(conversation, ({ snapshot }) => snapshot.state === 'established');
});

it('forgets who has signed out', async () => {
  const dave = await overUcwa('dave', 1);
  const alice = await overSip('alice');
  await dave.signOut();
  const conversation = alice.startConversation('sip:dave@contoso.com', { firstMessage: 'Hello?' });
  await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
  expect(conversation.snapshot.failure).toMatchObject({ status: 480 });
});

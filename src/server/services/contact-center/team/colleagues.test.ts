import { afterEach, expect, it } from 'vitest';
import { until } from '../testing/world';
import type { Line } from '../voice/testing/voice-world';
import { audioSdp } from '../voice/testing/media-double';
import { aliceUri, bobUri, TeamWorld } from './testing/team-world';

let world: TeamWorld;
afterEach(async () => {
  await world.close();
  expect([world.media.rooms, world.media.legs]).toEqual([0, 0]);
  expect(world.errors()).toEqual([]);
});

const active = () => world.centre.snapshot().agents.map((agent) => agent.active);

/** Alice talks to a customer; Bob is there, and not for this queue. */
async function call() {
  world = new TeamWorld();
  const alice = await world.talker('alice');
  const bob = await world.talker('bob');
  const visitor = await world.caller();
  await world.connected(alice.line);
  const contact = world.contactOf(alice.agent);
  return { alice, bob, visitor, contact };
}

async function comes(from: string, contact: string, { line }: { line: Line }): Promise<void> {
  expect((await world.command(from, contact, { invite: bobUri })).status).toBe(200);
  await until(() => line.dialog !== undefined && world.leg('agent').state === 'connecting');
  world.leg('agent').connect();
}

async function chat() {
  world = new TeamWorld();
  const { agent: alice } = await world.talker('alice');
  const { agent: bob } = await world.talker('bob');
  const visitor = world.visitor();
  await visitor.call();
  await visitor.say('First words');
  await until(() => alice.dialog !== undefined && alice.texts.length === 1);
  return { alice, bob, visitor, contact: world.contactOf(alice) };
}

it('come to a call by the same steps, and the first agent leaves without a pause', async () => {
  const { alice, bob, visitor, contact } = await call();
  const states = await world.watchTeam(aliceUri, contact);
  expect(states.at(-1)?.colleagues).toEqual([{ uri: bobUri, displayName: 'Mr B.', state: 'ready' }]);
  await comes(aliceUri, contact, bob);
  await until(() => bob.agent.channels.length === 1, 'the context');
  expect(bob.agent.offers[0]!.request.headers.get('From')).toContain('"Jane Doe" <sip:contact-');
  await until(() => states.at(-1)?.members.length === 2);
  expect(states.at(-1)?.members).toMatchObject([
    { uri: aliceUri, role: 'agent', state: 'connected' },
    { uri: bobUri, role: 'colleague', state: 'connected' },
  ]);
  expect(active()).toEqual([1, 1]);
  const [first, second] = world.room.joined.filter(({ name }) => name === 'agent');
  expect([world.room.hears(first!, second!), world.room.hears(world.leg('visitor'), second!)]).toEqual([
    true,
    true,
  ]);

  let music = 0;
  const { play } = world.room;
  world.room.play = (...args) => {
    music++;
    return play.apply(world.room, args);
  };
  await alice.line.dialog!.bye();
  await until(() => visitor.status?.agentName === 'Mr B.');
  expect(music).toBe(0);
  expect(world.leg('visitor').state).toBe('connected');
  expect(active()).toEqual([0, 1]);
  expect(await world.store.contacts.find({})).toMatchObject([
    { agentUri: bobUri, attempts: [{ result: 'accepted' }, { agentUri: bobUri, result: 'stayed' }] },
  ]);
  await bob.line.dialog!.bye();
  await until(() => visitor.ended !== undefined);
  expect(active()).toEqual([0, 0]);
});

it('leave a call by themselves, or are sent away, and it goes on', async () => {
  const { alice, bob, visitor, contact } = await call();
  await comes(aliceUri, contact, bob);
  await bob.line.dialog!.bye();
  await until(() => active()[1] === 0);
  expect([visitor.ended, alice.line.ended]).toEqual([undefined, undefined]);
  bob.line.dialog = undefined;
  await comes(aliceUri, contact, bob);
  expect((await world.command(aliceUri, contact, { remove: bobUri })).status).toBe(200);
  await until(() => bob.line.ended !== undefined);
  expect(active()).toEqual([1, 0]);
  expect((await world.command(aliceUri, contact, { remove: aliceUri })).status).toBe(403);
  expect((await world.command(aliceUri, contact, { remove: bobUri })).status).toBe(404);
});

it('who do not come are told of, and nothing else has changed', async () => {
  const { alice, bob, contact } = await call();
  const states = await world.watchTeam(aliceUri, contact);
  bob.agent.onOffer = (invite) => invite.reject(603);
  await world.command(aliceUri, contact, { invite: bobUri });
  await until(() => states.at(-1)?.refused !== undefined);
  expect(states.at(-1)).toMatchObject({
    members: [{ uri: aliceUri }],
    refused: { uri: bobUri, result: 'declined' },
  });
  expect(active()).toEqual([1, 0]);
  expect(alice.line.ended).toBeUndefined();
  // Nobody who is ringing is there, and the ringing can be given up.
  let withdrawn = false;
  bob.agent.onOffer = (invite) => {
    invite.ringing();
    invite.signal.addEventListener('abort', () => (withdrawn = true));
  };
  await world.command(aliceUri, contact, { invite: bobUri });
  expect(states.at(-1)?.members[1]).toMatchObject({ uri: bobUri, state: 'ringing' });
  await world.command(aliceUri, contact, { remove: bobUri });
  await until(() => withdrawn);
  expect(active()).toEqual([1, 0]);
});

it('get a call handed over, with what belongs to it', async () => {
  const { alice, bob, visitor, contact } = await call();
  expect((await world.command(aliceUri, contact, { invite: bobUri, handOver: true })).status).toBe(200);
  await until(() => alice.line.ended !== undefined && bob.agent.channels.length === 1);
  await until(() => visitor.status?.agentName === 'Mr B.');
  expect(active()).toEqual([0, 1]);
});

it('come to a chat, read what was said, and see who writes', async () => {
  const { alice, bob, visitor, contact } = await chat();
  await alice.say('Hello from Alice');
  expect((await world.command(aliceUri, contact, { invite: bobUri })).status).toBe(200);
  await until(() => bob.texts.length === 2 && bob.channels.length === 1);
  expect(bob.texts).toEqual(['First words', 'Hello from Alice']);
  await bob.say('And Bob');
  await until(() => alice.texts.includes('And Bob') && visitor.texts.includes('And Bob'));
  await visitor.say('Good');
  await until(() => alice.texts.includes('Good') && bob.texts.includes('Good'));
  const ofSender = (text: string) =>
    world.sent.find((one) => one.endsWith(text) && one.includes('Ms-Sender'))?.match(/Ms-Sender: .*/)?.[0];
  expect(ofSender('And Bob')).toBe('Ms-Sender: "Mr B." <sip:bob@contoso.com>');
  expect(visitor.heard.every(({ text }) => !text.includes('sip:'))).toBe(true);

  await alice.dialog!.bye();
  await until(() => visitor.status?.agentName === 'Mr B.');
  await visitor.say('Still there?');
  await until(() => bob.texts.includes('Still there?'));
  expect(await bob.say('Yes')).toBe(200);
  expect(visitor.texts.at(-1)).toBe('Yes');
  expect(bob.texts).toEqual(['First words', 'Hello from Alice', 'Good', 'Still there?']);
});

it('are asked by the agents of a contact alone, and by name', async () => {
  const { bob, contact } = await chat();
  const statuses = async (who: string, ...commands: Parameters<TeamWorld['command']>[2][]) => {
    const answers = [];
    for (const command of commands) answers.push((await world.command(who, contact, command)).status);
    return answers;
  };
  expect(await statuses(bobUri, { invite: aliceUri })).toEqual([403]);
  expect(await statuses('sip:guest-1@contoso.com', { invite: bobUri })).toEqual([403]);
  expect(
    await statuses(
      aliceUri,
      { invite: 'sip:nobody@contoso.com' },
      { invite: aliceUri },
      '{"invite":"sip:bob@contoso.com","remove":"sip:bob@contoso.com"}',
      '{',
      { supervise: 'monitor' },
    ),
  ).toEqual([404, 486, 400, 400, 403]);
  expect(bob.offers).toHaveLength(0);
  await expect(world.watchTeam(bobUri, contact)).rejects.toMatchObject({ status: 403 });
  await expect(world.watchTeam(aliceUri, 'sip:contact-none@contoso.com')).rejects.toMatchObject({
    status: 404,
  });
});

it('leave with the contact when it goes elsewhere', async () => {
  const { alice, bob, contact } = await call();
  await comes(aliceUri, contact, bob);
  // Who helps sends the customer nowhere.
  expect(await bob.line.refer('sip:support@contoso.com')).toBe(202);
  await until(() => bob.line.requests.some(({ body }) => body.toString().includes('486')));
  expect([alice.line.ended, bob.line.ended]).toEqual([undefined, undefined]);
  expect(await alice.line.refer('sip:support@contoso.com')).toBe(202);
  await until(() => alice.line.ended !== undefined && bob.line.ended !== undefined);
  await until(() => active()[0] === 0 && active()[1] === 0);
});

it('who are in a call and a chat stay in one of them when they end the other', async () => {
  const { alice, bob, visitor, contact } = await call();
  await visitor.call();
  await visitor.say('And this');
  await until(() => alice.agent.texts.includes('And this'));
  await comes(aliceUri, contact, bob);
  await until(() => bob.agent.texts.includes('And this'));
  await bob.line.dialog!.bye();
  await visitor.say('Still there?');
  await until(() => bob.agent.texts.includes('Still there?'));
  expect(active()).toEqual([1, 1]);
  // Who has the contact hangs up: the colleague has it, and is called.
  bob.line.dialog = undefined;
  await alice.line.dialog!.bye();
  await until(() => bob.line.dialog !== undefined);
  await until(() => visitor.status?.agentName === 'Mr B.');
  expect(active()).toEqual([0, 1]);
  await until(() => alice.agent.ended !== undefined);
});

it('come to a contact whose customer calls besides, and are called too', async () => {
  const { alice, bob, visitor, contact } = await chat();
  await world.command(aliceUri, contact, { invite: bobUri });
  await until(() => bob.texts.includes('First words'));
  await visitor.call({ body: audioSdp('visitor') });
  await until(() => world.room.legs.filter(({ name }) => name === 'agent').length === 2);
  expect([alice.offers.length, bob.offers.length]).toEqual([2, 2]);
});

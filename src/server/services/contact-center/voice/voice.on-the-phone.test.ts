import { afterEach, expect, it } from 'vitest';
import { settle, until } from '../testing/world';
import { VoiceWorld } from './testing/voice-world';

let world: VoiceWorld;
afterEach(async () => {
  await world.close();
  expect(world.media.legs).toBe(0);
  expect(world.errors()).toEqual([]);
});

const stateOfAlice = () => world.centre.snapshot().agents.find(({ uri }) => uri.includes('alice'))!.state;

it('asks nobody who talks to a colleague, and shows them busy', async () => {
  world = new VoiceWorld();
  const { agent, line } = await world.talker('alice', 'online');
  await agent.publish('busy', true);
  expect(stateOfAlice()).toBe('busy');
  const visitor = await world.caller();
  expect(visitor.status).toMatchObject({ state: 'queued', position: 1 });
  expect(agent.offers).toEqual([]);
  await agent.publish('online');
  await world.connected(line);
  expect(stateOfAlice()).toBe('ready');
});

it('offers chats to somebody whose call is one of ours, and nothing until they have hung up', async () => {
  world = new VoiceWorld();
  const { agent, line } = await world.talker('alice');
  const caller = await world.caller();
  await world.connected(line);
  await agent.publish('busy', true);
  expect(stateOfAlice()).toBe('ready');
  const chat = world.visitor('guest-2');
  await chat.call({ conversationId: 'AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vg==' });
  await until(() => chat.status?.state === 'connected');
  expect(agent.offers).toHaveLength(2);
  await agent.dialog!.bye();
  await caller.dialog!.bye();
  await until(() => line.ended !== undefined);
  // What the client says of itself comes a moment later.
  expect(stateOfAlice()).toBe('busy');
  await agent.publish('online');
  expect(stateOfAlice()).toBe('ready');
});

it('is absent who is busy otherwise', async () => {
  world = new VoiceWorld();
  const { agent } = await world.talker('alice', 'busy');
  await settle();
  expect(stateOfAlice()).toBe('not-present');
  await agent.publish('offline', true);
  expect(stateOfAlice()).toBe('not-present');
});

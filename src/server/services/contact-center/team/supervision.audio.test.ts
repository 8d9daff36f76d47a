import { afterEach, expect, it } from 'vitest';
import type { SupervisionMode } from '../../../../protocol/supervision';
import { EmbeddedMediaService } from '../../../media/embedded/service';
import { TestPeer } from '../../../media/testing/peer';
import { toneIn } from '../../../media/testing/tones';
import { settle, until, World } from '../testing/world';
import { Line } from '../voice/testing/voice-world';
import { callContact, carolUri, commandTo } from './testing/team-world';

/** What is heard of a tone of 8,000 that is there, and of one that is not. */
const loud = 6000;
const quiet = 200;
const tones = { customer: 450, agent: 1000, supervisor: 2100 };

let world: World;
let media: EmbeddedMediaService;
const peers: TestPeer[] = [];

function newPeer(tone: number): TestPeer {
  const peer = new TestPeer();
  peer.say(tone);
  peers.push(peer);
  return peer;
}

afterEach(async () => {
  await world.close();
  expect([media.rooms, media.legs]).toEqual([0, 0]);
  await media.close();
  await Promise.all(peers.splice(0).map((peer) => peer.vanish()));
});

/** The tones in what somebody hears. */
async function heardBy(peer: TestPeer): Promise<string[]> {
  const sound = await peer.hear(40, 40);
  return Object.entries(tones).flatMap(([name, tone]) => {
    const level = toneIn(tone, sound);
    expect(level < quiet || level > loud, `${name}: ${level}`).toBe(true);
    return level > loud ? [name] : [];
  });
}

it('is heard, in sound, by whom the mode says', async () => {
  media = new EmbeddedMediaService({ network: { address: '127.0.0.1' } });
  world = new World({ supervisors: [{ uri: carolUri, displayName: 'Carol' }] }, undefined, () => media);
  const [atCustomer, atAgent, atSupervisor] = Object.values(tones).map(newPeer) as [
    TestPeer,
    TestPeer,
    TestPeer,
  ];
  const alice = world.agent('alice');
  const line = new Line(world, alice.uri);
  alice.onOffer = (invite) =>
    void atAgent.answer(invite.request.body.toString('utf8')).then((sdp) => {
      line.sdp = sdp;
      return line.take(invite);
    });
  const visitor = world.visitor();
  await visitor.call({ body: await atCustomer.offer() });
  await atCustomer.accept(visitor.dialog!.inviteResponse!.body.toString('utf8'));
  await alice.publish('online');
  await until(() => line.dialog !== undefined, 'an answered offer');
  const contact = /<(sip:contact-[^>]+)>/.exec(alice.offers[0]!.request.headers.get('From')!)![1]!;
  const dialog = await callContact(world, contact, carolUri, await atSupervisor.offer());
  await atSupervisor.accept(dialog.inviteResponse!.body.toString('utf8'));

  const hears = async () => ({
    customer: await heardBy(atCustomer),
    agent: await heardBy(atAgent),
    supervisor: await heardBy(atSupervisor),
  });
  const both = ['customer', 'agent'];
  expect(await hears()).toEqual({ customer: ['agent'], agent: ['customer'], supervisor: both });
  const expected: [SupervisionMode, string[], string[]][] = [
    ['whisper', ['agent'], ['customer', 'supervisor']],
    ['barge', ['agent', 'supervisor'], ['customer', 'supervisor']],
    ['monitor', ['agent'], ['customer']],
  ];
  for (const [mode, customer, agent] of expected) {
    expect((await commandTo(world, carolUri, contact, { supervise: mode })).status).toBe(200);
    expect(await hears(), mode).toEqual({ customer, agent, supervisor: both });
  }
  expect((await commandTo(world, carolUri, contact, { supervise: 'take-over' })).status).toBe(200);
  await until(() => line.ended !== undefined);
  expect(await heardBy(atCustomer)).toEqual(['supervisor']);
  expect(await heardBy(atSupervisor)).toEqual(['customer']);
  await dialog.bye();
  await until(() => visitor.ended !== undefined);
  await settle();
}, 60_000);

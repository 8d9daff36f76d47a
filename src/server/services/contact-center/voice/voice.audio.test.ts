import { afterEach, describe, expect, it } from 'vitest';
import { sdpContentType } from '../../../../protocol/sdp-message';
import { EmbeddedMediaService } from '../../../media/embedded/service';
import { meanSquare } from '../../../media/audio/frame';
import { TestPeer } from '../../../media/testing/peer';
import { toneIn } from '../../../media/testing/tones';
import { settle, until, World } from '../testing/world';
import { Line } from './testing/voice-world';

/** What is heard of a tone of 8,000 that is there, and of one that is not. */
const loud = 6000;
const quiet = 200;

let world: World;
let media: EmbeddedMediaService;
const peers: TestPeer[] = [];
const newPeer = (): TestPeer => {
  const peer = new TestPeer();
  peers.push(peer);
  return peer;
};

afterEach(async () => {
  await world.close();
  expect([media.rooms, media.legs]).toEqual([0, 0]);
  await media.close();
  await Promise.all(peers.splice(0).map((peer) => peer.vanish()));
});

describe('a call to a queue, with media', () => {
  it('plays music, lets the two hear each other, and music again while one holds', async () => {
    // Media takes the time it takes; everything else stands still.
    media = new EmbeddedMediaService({ network: { address: '127.0.0.1' } });
    world = new World({}, undefined, () => media);
    const alice = world.agent('alice');
    const line = new Line(world, alice.uri);
    const [atVisitor, atAgent] = [newPeer(), newPeer()];
    atVisitor.say(450);
    atAgent.say(1000);
    alice.onOffer = (invite) =>
      void atAgent.answer(invite.request.body.toString('utf8')).then((sdp) => {
        line.sdp = sdp;
        return line.take(invite);
      });

    const visitor = world.visitor();
    await visitor.call({ body: await atVisitor.offer() });
    await atVisitor.accept(visitor.dialog!.inviteResponse!.body.toString('utf8'));
    // The start of a note may be soft: two seconds have some of it.
    expect(meanSquare(await atVisitor.hear(100))).toBeGreaterThan(1e-5);

    await alice.publish('online');
    await until(() => line.dialog !== undefined, 'an answered offer');
    const [heard, back] = await Promise.all([atVisitor.hear(50, 50), atAgent.hear(50, 50)]);
    expect(toneIn(1000, heard)).toBeGreaterThan(loud);
    expect(toneIn(450, heard)).toBeLessThan(quiet);
    expect(toneIn(450, back)).toBeGreaterThan(loud);
    expect(toneIn(1000, back)).toBeLessThan(quiet);

    await atVisitor.press('7');
    await until(() => line.digits === '7', 'a digit as an event');

    atAgent.direct('sendonly');
    const held = await line.request('INVITE', sdpContentType, await atAgent.offer());
    await atAgent.accept(held.body.toString('utf8'));
    const waiting = await atVisitor.hear(100, 20);
    expect(toneIn(1000, waiting)).toBeLessThan(quiet);
    expect(meanSquare(waiting)).toBeGreaterThan(1e-5);

    await line.dialog!.bye();
    await until(() => visitor.ended !== undefined);
    await settle();
    expect(media.legs).toBe(0);
  }, 30_000);
});

import { afterEach, describe, expect, it } from 'vitest';
import { buildMessageOffer, sdpContentType } from '../../../protocol/sdp-message';
import { buildTextFormat, parseTextFormat } from '../../../protocol/text-format';
import { outcomesOf } from './testing/requests';
import { settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  await world.close();
});

describe('connections that are lost', () => {
  it('keeps the place of a visitor who comes back, and says what was missed once', async () => {
    world = new World();
    const alice = world.agent('alice');
    alice.onOffer = (invite) => invite.ringing();
    const visitor = world.visitor();
    const other = world.visitor('guest-2');
    await visitor.call({ headers: [['Ms-Text-Format', buildTextFormat('One')]] });
    await other.call({ conversationId: 'other' });
    await until(() => visitor.status?.position === 1 && other.status?.position === 2);
    const heardBefore = visitor.heard.length;
    visitor.answer = 480;
    world.clock.advance(60_000);
    await settle();
    await alice.publish('online');
    await until(() => alice.offers.length === 1);
    expect(parseTextFormat(alice.offers[0]!.request.headers.get('Ms-Text-Format'))?.body).toBe('Sales');
    visitor.answer = 200;
    const dialog = await visitor.call({ headers: [['Ms-Text-Format', buildTextFormat('One')]] });
    expect(dialog.inviteResponse?.headers.get('Ms-Resume')).toBe('true');
    await until(() => visitor.heard.length > heardBefore);
    expect(visitor.heard.slice(heardBefore).map(({ text }) => text)).toEqual(['Still here?']);
    expect(visitor.status).toMatchObject({ position: 1 });
    expect(world.centre.snapshot().contacts).toBe(2);
    const contacts = await world.store.contacts.find({});
    expect(contacts).toHaveLength(2);
    const lines = await Promise.all(contacts.map(({ id }) => world.store.contacts.transcript(id)));
    expect(lines.flat().filter(({ author }) => author === 'visitor')).toHaveLength(1);
  });

  it('keeps the agent, and replays what the agent said meanwhile', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    visitor.answer = 480;
    expect(await alice.say('Are you there?')).toBe(202);
    expect(await alice.say('Hello?')).toBe(202);
    visitor.answer = 200;
    await visitor.call();
    await until(() => visitor.texts.length === 2);
    expect(visitor.texts).toEqual(['Are you there?', 'Hello?']);
    expect(await alice.say('Good.')).toBe(200);
    expect(visitor.texts).toEqual(['Are you there?', 'Hello?', 'Good.']);
    expect(alice.offers).toHaveLength(1);
    expect(alice.ended).toBeUndefined();
  });

  it('ends the chat of a visitor who does not come back, and not for somebody else with the same id', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    visitor.answer = 480;
    expect(await alice.say('Are you there?')).toBe(202);
    const stranger = world.visitor('guest-9');
    const dialog = await stranger.call();
    expect(dialog.inviteResponse?.headers.has('Ms-Resume')).toBe(false);
    world.clock.advance(30_000);
    await until(() => alice.offers.length === 2);
    await settle();
    expect(await outcomesOf(world)).toContain('answered-completed: visitor-lost');
    expect(stranger.texts).toEqual([]);
  });

  it('invites the same agent again, silently, when only the agent’s dialog died', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call({ headers: [['Ms-Text-Format', buildTextFormat('One')]] });
    await until(() => alice.texts.length === 1 && alice.channels.length === 1);
    alice.answer = 481;
    expect(await visitor.say('Two')).toBe(200);
    alice.answer = 200;
    await until(() => alice.texts.includes('Two'));
    expect(alice.offers).toHaveLength(2);
    const { headers } = alice.offers[1]!.request;
    expect(headers.get('Ms-Resume')).toBe('true');
    expect(headers.has('Ms-Text-Format')).toBe(false);
    expect(headers.get('From')).toContain('contact-');
    expect(alice.texts).toEqual(['One', 'Two']);
    await until(() => alice.channels.length === 2);
    expect(alice.channels[1]!.headers.get('Ms-Resume')).toBe('true');
    expect(world.centre.snapshot().agents[0]).toMatchObject({ active: 1 });
  });

  it('gives the contact to another agent when the first is gone, and loses nothing', async () => {
    world = new World();
    const [alice, bob] = [world.agent('alice'), world.agent('bob')];
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call({ headers: [['Ms-Text-Format', buildTextFormat('One')]] });
    await until(() => alice.texts.length === 1);
    alice.answer = 481;
    alice.onOffer = (invite) => invite.reject(480);
    expect(await visitor.say('Two')).toBe(200);
    expect(await visitor.say('Three')).toBe(200);
    await alice.publish('offline');
    await bob.publish('online');
    for (let seconds = 0; seconds < 31; seconds++) {
      world.clock.advance(1000);
      await settle();
    }
    await until(() => bob.texts.length === 3);
    expect(bob.texts).toEqual(['One', 'Two', 'Three']);
    await until(() => visitor.status?.agentName === 'Mr B.');
    expect(visitor.texts).toEqual([]);
    expect(world.centre.snapshot().agents[0]).toMatchObject({ active: 0, state: 'not-present' });
  });
});

describe('an answer that was lost', () => {
  it('is given again to the next INVITE of the same visitor; what was said is taken once', async () => {
    world = new World();
    const alice = world.agent('alice');
    const visitor = world.visitor();
    const headers: [string, string][] = [
      ['Ms-Text-Format', buildTextFormat('One')],
      ['Ms-Message-ID', 'm1'],
    ];
    world.loseAcks = true;
    await visitor.call({ headers });
    await settle();
    world.loseAcks = false;
    expect(world.centre.snapshot().contacts).toBe(1);
    await visitor.call({ headers });
    await until(() => visitor.notices.length === 1);
    expect(await visitor.say('One', undefined, [['Ms-Message-ID', 'm1']])).toBe(200);
    world.clock.advance(33_000);
    await settle();
    expect(world.centre.snapshot().contacts).toBe(1);
    await alice.publish('online');
    await until(() => alice.texts.length > 0);
    await settle();
    expect(alice.texts).toEqual(['One']);
  });

  it('is no way back into a chat that has ended', async () => {
    world = new World();
    const visitor = world.visitor();
    await expect(visitor.call({ headers: [['Ms-Resume', 'true']] })).rejects.toMatchObject({ status: 481 });
    expect(world.centre.snapshot().contacts).toBe(0);
  });
});

describe('a dialog that is refreshed', () => {
  it('goes on where the visitor says they are now', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    visitor.answer = 480;
    expect(await alice.say('Are you there?')).toBe(202);
    visitor.answer = 200;
    expect((await visitor.request('INVITE', sdpContentType, buildMessageOffer())).status).toBe(200);
    await until(() => visitor.texts.length === 1);
    world.clock.advance(60_000);
    await settle();
    expect(visitor.ended).toBeUndefined();
    expect(await alice.say('Good.')).toBe(200);
  });

  it('does the same for the agent', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    alice.answer = 480;
    alice.onOffer = (invite) => invite.reject(480);
    expect(await visitor.say('Hello?')).toBe(200);
    alice.answer = 200;
    expect((await alice.request('INVITE', sdpContentType, buildMessageOffer())).status).toBe(200);
    await until(() => alice.texts.length === 1);
    world.clock.advance(60_000);
    await settle();
    expect(world.centre.snapshot().agents[0]).toMatchObject({ active: 1 });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { parseCustomerCard } from '../../../../protocol/customer-card';
import { parseDiagnostics } from '../../../../protocol/diagnostics';
import type { SipFailureError } from '../../../sip';
import { configuration, salesUri, settle, until } from '../testing/world';
import { audioSdp } from './testing/media-double';
import { conversationId, isCall, Line, supportUri, VoiceWorld } from './testing/voice-world';

let world: VoiceWorld;
afterEach(async () => {
  await world.close();
  expect([world.media.rooms, world.media.legs]).toEqual([0, 0]);
  expect(world.errors()).toEqual([]);
});

/** An agent for both queues, and one more for support. */
const agents = [
  ...configuration.agents,
  { uri: 'sip:carol@contoso.com', displayName: 'Carol', skills: [{ name: 'support' }], roles: [] },
];
const grace = configuration.reconnectGraceSeconds * 1000;

describe('chat and call are one contact', () => {
  it('rings at the agent who has the chat, and ends without the chat', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice');
    const chat = world.visitor();
    await chat.call();
    await until(() => chat.status?.state === 'connected' && agent.channels.length === 1);
    const call = await world.caller();
    expect(world.room.plays('visitor')).toBe(true);
    await world.connected(line);
    expect(world.room.plays('visitor')).toBe(false);
    expect(agent.offers.map(({ request }) => request.headers.get('Ms-Conversation-ID'))).toEqual([
      conversationId,
      conversationId,
    ]);
    // One contact: one chat, one card, one place with the agent.
    expect(world.centre.snapshot().contacts).toBe(1);
    expect(agent.channels).toHaveLength(1);
    expect(await chat.say('Do you hear me?')).toBe(200);
    expect(agent.texts).toEqual(['Do you hear me?']);

    await call.dialog!.bye();
    await until(() => line.ended !== undefined);
    expect(world.media.rooms).toBe(0);
    expect(await agent.say('Let us write then')).toBe(200);
    expect(chat.texts).toEqual(['Let us write then']);
    // And once more.
    const again = await world.caller();
    await until(() => agent.offers.length === 3);
    await world.connected(line);
    await line.dialog!.bye();
    await until(() => again.ended !== undefined);
    await agent.dialog!.bye();
    await until(() => chat.ended !== undefined);
    expect(await world.outcomes()).toEqual(['answered-completed: agent-ended']);
  });

  it('lets the chat go on when the agent does not take the call', async () => {
    world = new VoiceWorld();
    const { agent } = await world.talker('alice');
    agent.onOffer = (invite) => (isCall(invite) ? invite.reject(603) : void agent.accept(invite));
    const chat = world.visitor();
    await chat.call();
    await until(() => chat.status?.state === 'connected');
    const call = await world.caller();
    await until(() => call.ended !== undefined);
    expect(call.ended).toContain('the agent does not take the call');
    expect(await chat.say('Well then')).toBe(200);
    expect(world.media.rooms).toBe(0);
  });

  it('refuses the call of a chat whose agent is on another call', async () => {
    world = new VoiceWorld();
    const { line } = await world.talker('alice');
    const other = world.visitor('guest-2');
    await other.call({ body: audioSdp('visitor') });
    await until(() => line.dialog !== undefined);
    const chat = world.visitor();
    await chat.call();
    await until(() => chat.status?.state === 'connected');
    const error = (await world
      .visitor()
      .call({ body: audioSdp('visitor') })
      .catch((reason: unknown) => reason)) as SipFailureError;
    expect(error.status).toBe(486);
    expect(parseDiagnostics(error.response?.headers.get('ms-diagnostics'))?.errorId).toBe(51_015);
    expect(await chat.say('Then not')).toBe(200);
  });

  it('offers both as a call when they come before an agent does, and the messages follow', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice', 'offline');
    const chat = world.visitor();
    await chat.call();
    await chat.say('First');
    await world.caller();
    await agent.publish('online');
    await world.connected(line);
    await until(() => agent.texts.length === 1);
    expect(agent.offers.map(isCall)).toEqual([true, false]);
    expect(agent.channels).toHaveLength(1);
    // Whoever hangs up writes on, and the applications with them.
    await line.dialog!.bye();
    await until(() => agent.channels.length === 2);
    expect(await chat.say('Second')).toBe(200);
    expect(agent.texts).toEqual(['First', 'Second']);
  });

  it('takes messages of a visitor who has called, to the agent who talks', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice');
    const call = await world.caller();
    await world.connected(line);
    const chat = world.visitor();
    await chat.call({ headers: [] });
    expect(call.ended).toBeUndefined();
    await until(() => agent.offers.length === 2);
    expect(await chat.say('My number is 5')).toBe(200);
    await until(() => agent.texts.length === 1);
    expect(await agent.say('Thanks')).toBe(200);
    expect(chat.texts).toEqual(['Thanks']);
    // Without the chat the call goes on, and the status comes there again.
    await chat.dialog!.bye();
    await settle();
    expect(call.ended).toBeUndefined();
    world.clock.advance(30_000);
    await until(() => call.status?.state === 'connected');
    await line.dialog!.bye();
    await until(() => call.ended !== undefined);
    expect(await world.outcomes()).toEqual(['answered-completed: agent-ended']);
  });
});

describe('transfer', () => {
  it('sends the contact to another queue, context and all', async () => {
    world = new VoiceWorld({
      agents,
      queues: configuration.queues.map((queue) => ({
        ...queue,
        contextApplications: configuration.queues[0]!.contextApplications,
      })),
    });
    const { line } = await world.talker('alice');
    const carol = await world.talker('carol');
    const visitor = await world.caller();
    await world.connected(line);
    await visitor.request('INFO', 'application/vnd.lync-widgets.context+json', '{"data":{"order":7}}');
    expect(await line.refer(supportUri)).toBe(202);
    await until(() => line.ended !== undefined);
    const notify = line.requests.find(({ method }) => method === 'NOTIFY');
    expect(notify?.body.toString()).toBe('SIP/2.0 200 OK\r\n');
    expect(notify?.headers.get('Event')).toBe('refer');
    expect(world.room.plays('visitor')).toBe(true);
    await world.connected(carol.line);
    expect(visitor.ended).toBeUndefined();
    await until(() => visitor.status?.agentName === 'Carol' && carol.agent.channels.length === 1);
    const card = parseCustomerCard(carol.agent.channels[0]!.invite.data!);
    expect(card).toMatchObject({ queue: { uri: supportUri }, browser: { data: { order: 7 } } });
    await visitor.dialog!.bye();
    await until(() => carol.line.ended !== undefined);
    const [contact] = await world.store.contacts.find({});
    expect(contact).toMatchObject({
      queueUri: supportUri,
      outcome: 'answered-completed',
      agentUri: 'sip:carol@contoso.com',
    });
  });

  it('says when it cannot be, and the call goes on', async () => {
    world = new VoiceWorld({ agents });
    const { line } = await world.talker('alice');
    const full = world.visitor('guest-2');
    await full.call({ to: supportUri });
    const visitor = await world.caller();
    await world.connected(line);
    for (const nobody of ['sip:bob@elsewhere.com', 'sip:guest-2@contoso.com', 'sip:contact-1@contoso.com'])
      expect(await line.refer(nobody)).toBe(404);
    expect(await line.refer('nonsense')).toBe(400);
    expect(await line.refer(`${supportUri}?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3`)).toBe(400);
    expect(await line.refer(supportUri)).toBe(202);
    await until(() => line.requests.some(({ method }) => method === 'NOTIFY'));
    expect(line.requests.find(({ method }) => method === 'NOTIFY')?.body.toString()).toContain('486');
    expect(line.ended).toBeUndefined();
    // A visitor sends nobody anywhere.
    expect((await visitor.dialog!.request('REFER', { headers: [['Refer-To', salesUri]] })).status).toBe(405);
    expect(world.room.plays('visitor')).toBe(false);
  });
});

describe('loss', () => {
  it('is waited for while the agent can be heard, and then called back in place', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice');
    const visitor = await world.caller();
    await world.connected(line);
    const first = line.dialog!;
    const media = world.leg('agent');
    line.answer = 480;
    agent.onOffer = (invite) => invite.reject(480);
    await agent.publish('offline');
    // Only the signaling went: they still hear each other.
    expect(world.room.plays('visitor')).toBe(false);
    media.fall('silent');
    expect(world.room.plays('visitor')).toBe(true);
    line.answer = 200;
    agent.onOffer = (invite) => void line.take(invite);
    await agent.publish('online');
    await until(() => line.dialog !== first);
    const back = agent.offers.at(-1)!.request.headers;
    expect(back.get('Replaces')).toBe(`${first.callId};to-tag=${first.localTag};from-tag=${first.remoteTag}`);
    expect(back.get('Ms-Resume')).toBe('true');
    await world.connected(line);
    expect(world.room.plays('visitor')).toBe(false);
    expect(visitor.status?.state).toBe('connected');
    expect(world.room.legs).toHaveLength(2);
  });

  it('gives the visitor music, and the place at the head, when the agent does not come back', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice');
    const bob = await world.talker('bob', 'offline');
    const visitor = await world.caller();
    await world.connected(line);
    line.answer = 480;
    agent.onOffer = (invite) => invite.reject(480);
    await agent.publish('offline');
    world.clock.advance(grace);
    await until(() => visitor.status?.state === 'queued');
    expect(visitor.status?.position).toBe(1);
    expect(world.room.plays('visitor')).toBe(true);
    await bob.agent.publish('online');
    await world.connected(bob.line);
    await until(() => visitor.status?.agentName === 'Mr B.');
  });

  it('asks somebody else at once when the agent is there but not to be heard', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice');
    const bob = await world.talker('bob', 'offline');
    const visitor = await world.caller();
    await world.connected(line);
    world.leg('agent').fall('connect-failed');
    await until(() => line.ended !== undefined);
    expect(visitor.status?.state).toBe('queued');
    expect(agent.offers).toHaveLength(1);
    await bob.agent.publish('online');
    await world.connected(bob.line);
  });

  it('takes an agent back who comes by themselves', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice');
    await world.caller();
    await world.connected(line);
    const first = line.dialog!;
    const { callId, localTag, remoteTag } = first;
    const contact = /<(sip:contact-[^>]+)>/.exec(agent.offers[0]!.request.headers.get('From')!)![1]!;
    const replacing = (from: Line, header: string) =>
      world.outside.invite(contact, {
        from: from.uri,
        headers: [from.identity, ['Replaces', header]],
        contentType: 'application/sdp',
        body: audioSdp('agent'),
      });
    const header = `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
    await expect(replacing(new Line(world, 'sip:bob@contoso.com'), header)).rejects.toMatchObject({
      status: 481,
    });
    await expect(replacing(line, header)).rejects.toMatchObject({ status: 491 });
    await until(() => line.dialog !== first);
    await world.connected(line);
    expect(world.room.legs).toHaveLength(2);
  });

  it('takes a visitor back with new media, and gives up one who does not come', async () => {
    world = new VoiceWorld();
    const { line } = await world.talker('alice');
    const visitor = await world.caller();
    await world.connected(line);
    const back = await world.caller({ headers: [['Ms-Resume', 'true']] });
    expect(back.dialog!.inviteResponse!.headers.get('Ms-Resume')).toBe('true');
    await until(() => visitor.ended !== undefined);
    expect(visitor.ended).toContain('resumed elsewhere');
    expect(world.room.legs).toHaveLength(2);
    back.answer = 480;
    world.leg('visitor').fall('silent');
    await settle();
    expect(line.ended).toBeUndefined();
    world.clock.advance(grace);
    await until(() => line.ended !== undefined);
    expect(await world.outcomes()).toEqual(['answered-completed: visitor-lost']);
  });

  it('ends a visitor who answers but cannot be heard', async () => {
    world = new VoiceWorld();
    const visitor = await world.caller();
    world.leg('visitor').fall('connect-timeout');
    await until(() => visitor.ended !== undefined);
    expect(await world.outcomes()).toEqual(['abandoned: visitor-lost']);
  });

  it('of the service is told to everybody', async () => {
    world = new VoiceWorld();
    const { line } = await world.talker('alice');
    const visitor = await world.caller();
    await world.connected(line);
    const drained = world.centre.drain();
    world.clock.advance(5000);
    await until(() => visitor.ended !== undefined && line.ended !== undefined);
    world.clock.advance(5000);
    await drained;
    expect(await world.outcomes()).toEqual(['failed: shutdown']);
  });
});

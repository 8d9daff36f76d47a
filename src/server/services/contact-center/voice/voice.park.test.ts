import { afterEach, describe, expect, it } from 'vitest';
import { parseCustomerCard } from '../../../../protocol/customer-card';
import { generateConversationId } from '../../../../protocol/conversation-id';
import { configuration, settle, until, type VisitorPeer } from '../testing/world';
import { parkUri, Successor, type TakeOverOptions } from './testing/park-peer';
import { isCall, supportUri, VoiceWorld, type Line } from './testing/voice-world';

let world: VoiceWorld;
afterEach(async () => {
  await world.close();
  expect([world.media.rooms, world.media.legs]).toEqual([0, 0]);
  expect(world.errors()).toEqual([]);
});

const alice = 'sip:alice@contoso.com';
const bob = 'sip:bob@contoso.com';
const aliceStates = () => world.centre.snapshot().agents.find(({ uri }) => uri === alice)!;
const bobStates = () => world.centre.snapshot().agents.find(({ uri }) => uri === bob)!;

interface Called {
  readonly line: Line;
  readonly visitor: VisitorPeer;
  readonly agent: Awaited<ReturnType<VoiceWorld['talker']>>['agent'];
  /** The contact's own address. */
  readonly contact: string;
}

async function start(config: ConstructorParameters<typeof VoiceWorld>[0] = {}): Promise<void> {
  world = new VoiceWorld({ callParkUri: parkUri, ...config });
}

/** Alice talks to a customer; bob is not there for the queue. */
async function called(): Promise<Called> {
  const { agent, line } = await world.talker('alice');
  const visitor = await world.caller();
  await world.connected(line);
  const contact = /<(sip:contact-[^>]+)>/.exec(agent.offers[0]!.request.headers.get('From')!)![1]!;
  return { agent, line, visitor, contact };
}

async function parked(call: Called): Promise<Successor> {
  const park = new Successor(world, 'park', call.contact);
  await park.takeOver(call.line.dialog!, alice);
  await until(() => call.line.ended !== undefined);
  return park;
}

const refusal = async (who: Successor, of: Line, peer: string, options: TakeOverOptions = {}) =>
  who.takeOver(of.dialog!, peer, options).then(
    () => 'taken',
    (error: { status?: number }) => error.status,
  );

describe('park of a customer', () => {
  it('has music without a gap, the agent is free, and the record says who parked', async () => {
    await start();
    const call = await called();
    const park = await parked(call);
    expect(world.room.plays('visitor')).toBe(true);
    expect(call.visitor.ended).toBeUndefined();
    expect(call.line.ended).toContain('the call is parked');
    expect(park.dialog!.inviteResponse!.headers.get('P-Asserted-Identity')).toContain(
      '"Jane Doe" <sip:contact-',
    );
    expect(aliceStates()).toMatchObject({ state: 'ready', active: 0 });
    expect(call.visitor.status).toEqual({ state: 'connected', queueName: 'Sales' });
    // What the service plays is not heard: the music of the centre goes on.
    world.leg('parked').connect();
    expect(world.room.plays('visitor')).toBe(true);
    const [contact] = await world.store.contacts.find({});
    await until(() => park.dialog!.state === 'confirmed');
    const lines = await world.store.contacts.transcript(contact!.id);
    expect(lines.at(-1)).toMatchObject({ author: 'agent', kind: 'parked', authorUri: alice });
  });

  it('keeps to wrap-up', async () => {
    await start({ queues: configuration.queues.map((queue) => ({ ...queue, wrapUpSeconds: 10 })) });
    await parked(await called());
    expect(aliceStates()).toMatchObject({ state: 'wrap-up', active: 0 });
  });

  it('is retrieved by a colleague, whom the context follows in the conversation of their own', async () => {
    await start();
    const call = await called();
    await until(() => call.agent.channels.length === 1);
    const park = await parked(call);
    await until(() => call.agent.channels[0]!.dialog.state === 'terminated');
    const colleague = await world.talker('bob', 'busy');
    const retriever = new Successor(world, 'bob', call.contact);
    const conversationId = generateConversationId(1, new Uint8Array(16).fill(7));
    await retriever.takeOver(park.dialog!, parkUri, { headers: [['Ms-Conversation-ID', conversationId]] });
    await until(() => park.ended !== undefined);
    world.leg('agent').connect();
    expect(world.room.plays('visitor')).toBe(false);
    await until(() => call.visitor.status?.agentName === 'Mr B.');
    expect(retriever.dialog!.inviteResponse!.headers.get('P-Asserted-Identity')).toContain('"Jane Doe"');
    await until(() => colleague.agent.channels.length === 2);
    const channel = colleague.agent.channels.find(({ invite }) => invite.applicationName === 'Customer')!;
    expect(channel.headers.get('Ms-Conversation-ID')).toBe(conversationId);
    expect(parseCustomerCard(channel.invite.data!)).toMatchObject({ queue: { name: 'Sales' } });
    expect(bobStates()).toMatchObject({ active: 1 });
    await call.visitor.dialog!.bye();
    await until(() => retriever.ended !== undefined);
    expect(await world.store.contacts.find({})).toMatchObject([
      {
        agentUri: bob,
        outcome: 'answered-completed',
        attempts: [
          { agentUri: alice, result: 'accepted' },
          { agentUri: bob, result: 'retrieved' },
        ],
      },
    ]);
  });

  it('is retrieved by the agent who parked, and by somebody who is no agent, without the customer’s data', async () => {
    await start();
    const call = await called();
    const first = await parked(call);
    const again = new Successor(world, 'alice', call.contact);
    await again.takeOver(first.dialog!, parkUri);
    await until(() => call.agent.channels.length === 2 && first.ended !== undefined);
    const second = new Successor(world, 'park', call.contact);
    await second.takeOver(again.dialog!, alice);
    await until(() => again.ended !== undefined);
    const dave = world.agent('dave');
    const desk = new Successor(world, 'dave', call.contact);
    await desk.takeOver(second.dialog!, parkUri);
    await settle();
    expect(dave.channels).toEqual([]);
    expect(call.visitor.status).toEqual({ state: 'connected', queueName: 'Sales' });
    await desk.dialog!.bye();
    await until(() => call.visitor.ended !== undefined);
    expect(await world.store.contacts.find({})).toMatchObject([{ agentUri: 'sip:dave@contoso.com' }]);
  });

  it('ends with the customer, and the service hears it', async () => {
    await start();
    const call = await called();
    const park = await parked(call);
    await call.visitor.dialog!.bye();
    await until(() => park.ended !== undefined);
    expect(await world.outcomes()).toEqual(['abandoned: visitor-ended']);
  });

  it('goes back to the head of the queue when the service gives it up', async () => {
    await start();
    const call = await called();
    const park = await parked(call);
    call.agent.onOffer = () => undefined;
    await park.dialog!.bye();
    await until(() => call.visitor.status?.state === 'offering');
    expect(world.room.plays('visitor')).toBe(true);
    await until(() => call.agent.offers.length === 2);
  });

  it('rings back at the agent', async () => {
    await start();
    const call = await called();
    const park = await parked(call);
    expect(await park.refer(alice)).toBe(202);
    await until(() => call.agent.offers.length === 2);
    const ringBack = call.agent.offers[1]!.request.headers;
    expect(ringBack.get('Ms-Conversation-ID')).toBe(
      call.agent.offers[0]!.request.headers.get('Ms-Conversation-ID'),
    );
    expect(ringBack.get('Referred-By')).toBe(`<${parkUri}>`);
    await until(() => park.ended !== undefined);
    const bodies = park.requests
      .filter(({ method }) => method === 'NOTIFY')
      .map(({ body }) => body.toString());
    expect(bodies).toEqual(['SIP/2.0 100 Trying\r\n', 'SIP/2.0 200 OK\r\n']);
    await world.connected(call.line);
    expect(aliceStates()).toMatchObject({ active: 1 });
    expect(world.room.plays('visitor')).toBe(false);
    await until(() => call.agent.channels.length === 2);
  });

  it('stays parked when nobody answers the ring-back, and falls back to a queue', async () => {
    await start({ agents: [...configuration.agents] });
    const call = await called();
    const park = await parked(call);
    call.agent.onOffer = (invite) => invite.reject(480);
    expect(await park.refer(alice)).toBe(202);
    await until(() => park.requests.filter(({ method }) => method === 'NOTIFY').length === 2);
    expect(park.requests.at(-1)!.body.toString()).toContain('480');
    expect(park.ended).toBeUndefined();
    expect(world.room.plays('visitor')).toBe(true);
    expect(await park.refer(supportUri)).toBe(202);
    await until(() => park.ended !== undefined);
    expect(world.centre.snapshot().queues.map(({ waiting }) => waiting)).toEqual([0, 1]);
  });

  it('keeps the chat with who parked, and moves it to who retrieves', async () => {
    await start();
    const { agent, line } = await world.talker('alice');
    const chat = world.visitor();
    await chat.call();
    await until(() => chat.status?.state === 'connected');
    await world.caller();
    await world.connected(line);
    const contact = /<(sip:contact-[^>]+)>/.exec(agent.offers[0]!.request.headers.get('From')!)![1]!;
    const park = new Successor(world, 'park', contact);
    await park.takeOver(line.dialog!, alice);
    await until(() => line.ended !== undefined);
    expect(await chat.say('Still there?')).toBe(200);
    expect(agent.texts).toEqual(['Still there?']);
    expect(aliceStates()).toMatchObject({ active: 1 });
    const colleague = await world.talker('bob', 'busy');
    const retriever = new Successor(world, 'bob', contact);
    await retriever.takeOver(park.dialog!, parkUri);
    await until(() => agent.ended !== undefined && colleague.agent.texts.length === 1);
    expect(await chat.say('Hello Bob')).toBe(200);
    expect(colleague.agent.texts).toEqual(['Still there?', 'Hello Bob']);
    expect([aliceStates().active, bobStates().active]).toEqual([0, 1]);
  });

  it('has its applications once at the agent who writes and takes the call back', async () => {
    await start();
    const { agent, line } = await world.talker('alice');
    const chat = world.visitor();
    await chat.call();
    await until(() => chat.status?.state === 'connected' && agent.channels.length === 1);
    await world.caller();
    await world.connected(line);
    const contact = /<(sip:contact-[^>]+)>/.exec(agent.offers[0]!.request.headers.get('From')!)![1]!;
    const park = new Successor(world, 'park', contact);
    await park.takeOver(line.dialog!, alice);
    await until(() => line.ended !== undefined);
    const again = new Successor(world, 'alice', contact);
    await again.takeOver(park.dialog!, parkUri);
    await until(() => park.ended !== undefined);
    await settle();
    expect(agent.channels.map(({ dialog }) => dialog.state)).toEqual(['confirmed']);
    expect([chat.ended, agent.ended, again.ended]).toEqual([undefined, undefined, undefined]);
    expect(aliceStates()).toMatchObject({ active: 1 });
  });

  it('is the customer’s call again when the chat of the one who parked ends', async () => {
    await start();
    const { agent, line } = await world.talker('alice');
    const chat = world.visitor();
    await chat.call();
    await until(() => chat.status?.state === 'connected');
    const voice = await world.caller();
    await world.connected(line);
    const contact = /<(sip:contact-[^>]+)>/.exec(agent.offers[0]!.request.headers.get('From')!)![1]!;
    const park = new Successor(world, 'park', contact);
    await park.takeOver(line.dialog!, alice);
    await agent.dialog!.bye();
    await settle();
    expect([voice.ended, park.ended]).toEqual([undefined, undefined]);
    expect(aliceStates()).toMatchObject({ state: 'ready', active: 0 });
    await park.dialog!.bye();
    await until(() => agent.offers.length > 2);
    expect(isCall(agent.offers[2]!)).toBe(true);
  });

  it('ends when the service stops', async () => {
    await start();
    const call = await called();
    const park = await parked(call);
    const drained = world.centre.drain();
    world.clock.advance(5000);
    await until(() => park.ended !== undefined && call.visitor.ended !== undefined);
    world.clock.advance(5000);
    await drained;
    expect(await world.outcomes()).toEqual(['failed: shutdown']);
  });
});

describe('who may take a contact over (RFC 3891 section 3)', () => {
  it('needs the very dialog, a word of its peer, and an offer', async () => {
    await start();
    const call = await called();
    const stranger = new Successor(world, 'carol', call.contact);
    const { callId, localTag, remoteTag } = call.line.dialog!;
    const wrong = [
      { callId: `${callId}x`, localTag, remoteTag },
      { callId, localTag: remoteTag, remoteTag: localTag },
    ];
    for (const ids of wrong)
      await expect(stranger.takeOver(ids, alice)).rejects.toMatchObject({ status: 481 });
    expect(await refusal(stranger, call.line, alice, { referredBy: null })).toBe(481);
    expect(await refusal(stranger, call.line, bob)).toBe(481);
    expect(await refusal(new Successor(world, 'guest-7', call.contact), call.line, alice)).toBe(481);
    expect(await refusal(new Successor(world, 'carol', 'sip:contact-0@contoso.com'), call.line, alice)).toBe(
      481,
    );
    expect(await refusal(stranger, call.line, alice, { earlyOnly: true })).toBe(486);
    expect(await refusal(stranger, call.line, alice, { sdp: '' })).toBe(488);
    expect(await refusal(stranger, call.line, alice, { sdp: 'v=0\r\nm=video 1 RTP/AVP 0\r\n' })).toBe(488);
    await settle();
    expect(call.line.ended).toBeUndefined();
    expect(world.room.legs).toHaveLength(2);
  });

  it('is declined for a dialog that has ended', async () => {
    await start();
    const call = await called();
    const old = call.line.dialog!;
    const park = await parked(call);
    const late = new Successor(world, 'carol', call.contact);
    await expect(late.takeOver(old, alice)).rejects.toMatchObject({ status: 603 });
    expect(park.ended).toBeUndefined();
    const second = new Successor(world, 'park', call.contact);
    expect(await refusal(second, park, parkUri)).toBe(486);
  });

  it('lets one of two who come at once have it', async () => {
    await start();
    const call = await called();
    const park = await parked(call);
    const [one, two] = ['bob', 'carol'].map((name) => new Successor(world, name, call.contact));
    const both = await Promise.all([refusal(one!, park, parkUri), refusal(two!, park, parkUri)]);
    expect(both).toEqual(['taken', 491]);
  });

  it('gives up who withdraws or never acknowledges', async () => {
    await start();
    const call = await called();
    const park = await parked(call);
    world.loseAcks = true;
    const mute = new Successor(world, 'bob', call.contact);
    await mute.takeOver(park.dialog!, parkUri);
    world.clock.advance(32_000);
    await until(() => mute.ended !== undefined);
    world.loseAcks = false;
    await until(() => world.room.legs.length === 2);
    const next = new Successor(world, 'carol', call.contact);
    expect(await refusal(next, park, alice)).toBe(481);
    // Some do not say who sent them; that they know the dialog of the service does.
    expect(await refusal(next, park, parkUri, { referredBy: null })).toBe('taken');
  });
});

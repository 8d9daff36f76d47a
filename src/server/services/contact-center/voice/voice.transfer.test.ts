import { afterEach, expect, it } from 'vitest';
import { generateConversationId } from '../../../../protocol/conversation-id';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { IncomingInvite } from '../../../sip/endpoint';
import { until } from '../testing/world';
import { audioSdp } from './testing/media-double';
import { VoiceWorld, type Line } from './testing/voice-world';

let world: VoiceWorld;
afterEach(async () => {
  await world.close();
  expect([world.media.rooms, world.media.legs]).toEqual([0, 0]);
  expect(world.errors()).toEqual([]);
});

const bobUri = 'sip:bob@contoso.com';
const active = () => world.centre.snapshot().agents.map((agent) => agent.active);
const notified = (line: Line) =>
  line.requests.filter(({ method }) => method === 'NOTIFY').map(({ body }) => body.toString().trim());

/** Alice talks to a customer, bob is there but not for the queue. */
async function start() {
  world = new VoiceWorld();
  const alice = await world.talker('alice');
  const bob = await world.talker('bob', 'busy');
  const visitor = await world.caller();
  await world.connected(alice.line);
  await until(() => alice.agent.channels.length === 1);
  return { alice, bob, visitor };
}

it('to a colleague: the customer, the context and the record are theirs', async () => {
  const { alice, bob, visitor } = await start();
  expect(await alice.line.refer(bobUri)).toBe(202);
  await until(() => alice.line.ended !== undefined && bob.agent.channels.length === 2);
  expect(notified(alice.line)).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 200 OK']);
  const { headers } = bob.agent.offers[0]!.request;
  expect(headers.get('From')).toContain('"Jane Doe" <sip:contact-');
  expect(headers.get('Referred-By')).toBe('<sip:alice@contoso.com>');
  expect(headers.has('Replaces')).toBe(false);
  world.leg('agent').connect();
  expect(world.room.plays('visitor')).toBe(false);
  await until(() => visitor.status?.agentName === 'Mr B.');
  expect(active()).toEqual([0, 1]);
  await bob.line.dialog!.bye();
  await until(() => visitor.ended !== undefined);
  expect(await world.store.contacts.find({})).toMatchObject([
    { agentUri: bobUri, attempts: [{ result: 'accepted' }, { agentUri: bobUri, result: 'transferred' }] },
  ]);
});

it('to a colleague who was asked first takes the place of that call, in that conversation', async () => {
  const { alice, bob, visitor } = await start();
  const conversationId = generateConversationId(1, new Uint8Array(16).fill(3));
  bob.agent.onOffer = (invite: IncomingInvite) => {
    const headers: [string, string][] = [['Ms-Conversation-ID', conversationId]];
    void invite
      .accept({ headers, contentType: sdpContentType, body: audioSdp('bob') })
      .then((dialog) => bob.line.attach(dialog));
  };
  const replaces = 'consult@x;to-tag=b;from-tag=a';
  expect(await alice.line.refer(`${bobUri}?Replaces=${encodeURIComponent(replaces)}`)).toBe(202);
  await until(() => alice.line.ended !== undefined && bob.agent.channels.length === 2);
  const { headers } = bob.agent.offers[0]!.request;
  expect([headers.get('Replaces'), headers.get('Require')]).toEqual([replaces, 'replaces']);
  expect(bob.agent.channels[0]!.headers.get('Ms-Conversation-ID')).toBe(conversationId);
  await until(() => visitor.status?.agentName === 'Mr B.');
});

it('that nobody takes leaves the call', async () => {
  const { alice, bob, visitor } = await start();
  bob.agent.onOffer = (invite) => invite.reject(486);
  expect(await alice.line.refer(bobUri)).toBe(202);
  await until(() => notified(alice.line).length === 2);
  expect(notified(alice.line)[1]).toBe('SIP/2.0 486 Busy Here');
  // Whose answer cannot be used, too.
  bob.agent.onOffer = (invite) => void bob.agent.accept(invite);
  expect(await alice.line.refer(bobUri)).toBe(202);
  await until(() => notified(alice.line).length === 4);
  expect(notified(alice.line)[3]).toBe('SIP/2.0 503 Service Unavailable');
  expect([alice.line.ended, visitor.ended]).toEqual([undefined, undefined]);
  expect(active()).toEqual([1, 0]);
  expect(world.room.plays('visitor')).toBe(false);
  expect(world.room.legs).toHaveLength(2);
});

it('rings no longer than who transfers waits, and only once at a time', async () => {
  const { alice, bob } = await start();
  bob.agent.onOffer = (invite) => invite.ringing();
  expect(await alice.line.refer(bobUri)).toBe(202);
  await until(() => bob.agent.offers.length === 1);
  expect(await alice.line.refer('sip:carol@contoso.com')).toBe(491);
  world.clock.advance(45_000);
  await until(() => notified(alice.line).length === 2);
  expect(notified(alice.line)[1]).toBe('SIP/2.0 408 Request Timeout');
  expect(bob.agent.offers[0]!.signal.aborted).toBe(true);
  expect(alice.line.ended).toBeUndefined();
});

it('goes on when the agent hangs up at once, and the customer waits at the head when nobody takes it', async () => {
  const { alice, bob, visitor } = await start();
  bob.agent.onOffer = (invite) => invite.ringing();
  alice.agent.onOffer = () => undefined;
  await alice.line.refer(bobUri);
  await until(() => bob.agent.offers.length === 1);
  await alice.line.dialog!.bye();
  await until(() => world.room.plays('visitor'));
  expect(visitor.ended).toBeUndefined();
  bob.agent.offers[0]!.reject(603);
  await until(() => visitor.status?.state === 'offering');
  await until(() => alice.agent.offers.length === 2);
});

it('ends with the customer', async () => {
  const { alice, bob, visitor } = await start();
  bob.agent.onOffer = (invite) => invite.ringing();
  await alice.line.refer(bobUri);
  await until(() => bob.agent.offers.length === 1);
  await visitor.dialog!.bye();
  await until(() => alice.line.ended !== undefined && bob.agent.offers[0]!.signal.aborted);
  expect(notified(alice.line)).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 487 Request Terminated']);
  expect(await world.outcomes()).toEqual(['answered-completed: visitor-ended']);
});

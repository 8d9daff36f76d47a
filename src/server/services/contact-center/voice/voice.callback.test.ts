import { afterEach, describe, expect, it } from 'vitest';
import { callbackContentType } from '../../../../protocol/callback';
import { parseCustomerCard } from '../../../../protocol/customer-card';
import { buildMultipart } from '../../../../protocol/multipart';
import {
  parseQueueStatus,
  queueStatusContentType,
  type QueueStatus,
} from '../../../../protocol/queue-status';
import { parseDiagnostics } from '../../../../protocol/diagnostics';
import { visitorContextContentType } from '../../../../protocol/visitor-context';
import type { IncomingInvite } from '../../../sip/endpoint';
import type { SipResponse } from '../../../sip';
import { parseUri } from '../../../sip/message';
import { configuration, salesUri, settle, until } from '../testing/world';
import type { VoiceConfiguration } from './configuration';
import { audioSdp } from './testing/media-double';
import { conversationId, Line, VoiceWorld } from './testing/voice-world';

const voice: VoiceConfiguration = {
  menu: {
    greeting: { text: 'Hello.' },
    questions: [
      {
        key: 'topic',
        prompt: { text: '1 boots, 2 shoes', file: 'topic.wav' },
        choices: { 1: 'boots', 2: 'shoes' },
      },
      { key: 'order', prompt: { text: 'Your order, then #' }, digits: 8 },
    ],
  },
  callback: { allowed: ['sip:*@partner.example'], phoneUri: 'sip:{phone}@gateway.example', ringSeconds: 20 },
};

let world: VoiceWorld;
afterEach(async () => {
  await world.close();
  expect([world.media.rooms, world.media.legs]).toEqual([0, 0]);
  expect(world.errors()).toEqual([]);
});

const guest = 'sip:guest-1@contoso.com';

async function ask(
  json: object | string,
  options: { body?: string; contentType?: string; from?: string } = {},
): Promise<SipResponse> {
  const { from = guest } = options;
  const response = await world.outside.request('MESSAGE', salesUri, {
    from,
    headers: [
      ['P-Asserted-Identity', `<${from}>`],
      ['Ms-Conversation-ID', conversationId],
    ],
    contentType: callbackContentType,
    body: typeof json === 'string' ? json : JSON.stringify(json),
    ...options,
  });
  await settle();
  return response;
}

/** Somebody whom the centre calls. */
function callee(user: string): { line: Line; invites: IncomingInvite[] } {
  const line = new Line(world, guest);
  line.sdp = audioSdp('visitor');
  const invites: IncomingInvite[] = [];
  world.outside.handle((request) => parseUri(request.uri)?.user === user, {
    invite: (invite) => void invites.push(invite),
  });
  return { line, invites };
}

/** What somebody was told of their place. */
const statuses = ({ info }: Line): QueueStatus[] =>
  info.filter(({ type }) => type === queueStatusContentType).map(({ body }) => parseQueueStatus(body));

/** What is played ends, and whoever waits for it goes on. */
async function playOut(): Promise<void> {
  for (const playing of [...world.room.playing]) playing.end('finished');
  await settle();
}

describe('a call that the visitor asked for', () => {
  it('asks, and brings the answers to the agent', async () => {
    world = new VoiceWorld({ voice });
    const { agent, line: talker } = await world.talker('alice');
    const { line, invites } = callee('guest-1');
    const body = buildMultipart('mixed', 'b', [
      { contentType: callbackContentType, body: '{"name":"Jane"}' },
      { contentType: visitorContextContentType, body: '{"data":{"cart":3}}' },
    ]);
    const answer = await ask('', body);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('Ms-Conversation-ID')).toBe(conversationId);
    world.clock.advance(0);
    await until(() => invites.length === 1);
    const { headers } = invites[0]!.request;
    expect(headers.get('From')).toMatch(/^"?Sales"? <sip:sales@contoso.com>/);
    expect(headers.get('P-Asserted-Identity')).toContain(salesUri);
    expect(headers.get('Ms-Conversation-ID')).toBe(conversationId);
    expect(headers.get('Expires')).toBe('20');
    await line.take(invites[0]!);
    await settle();
    expect(world.room.playing.size).toBe(0);
    world.leg('visitor').connect();
    await settle();
    await playOut();
    // The question, and what does not answer it.
    expect([...world.room.playing].map(({ source }) => source)).toEqual([{ file: 'topic.wav' }]);
    world.leg('visitor').press('9');
    await settle();
    world.leg('visitor').press('2');
    await settle();
    world.leg('visitor').press('4711#');
    await until(() => talker.dialog !== undefined);
    await world.connected(talker);
    await until(() => agent.channels.length === 1);
    expect(parseCustomerCard(agent.channels[0]!.invite.data!).browser).toEqual({
      data: { cart: 3, answers: { topic: 'shoes', order: '4711' } },
    });
    expect(agent.offers[0]!.request.headers.get('From')).toContain('Jane');
    // Digits of the menu are nobody else's.
    expect(talker.digits).toBe('');
    const [contact] = await world.store.contacts.find({});
    const transcript = await world.store.contacts.transcript(contact!.id);
    expect(transcript.map(({ kind, body: text }) => `${kind}: ${text}`)).toEqual([
      'menu: Hello.',
      'menu: 1 boots, 2 shoes',
      'menu: 1 boots, 2 shoes',
      'menu: Your order, then #',
      'welcome: Welcome!',
    ]);
    await line.dialog!.bye();
    await until(() => talker.ended !== undefined);
    expect(await world.outcomes()).toEqual(['answered-completed: visitor-ended']);
  });

  it('goes on without the answers that nobody gives', async () => {
    world = new VoiceWorld({ voice });
    const { agent } = await world.talker('alice');
    const { line, invites } = callee('guest-1');
    await ask({});
    world.clock.advance(0);
    await until(() => invites.length === 1);
    await line.take(invites[0]!);
    world.leg('visitor').connect();
    await settle();
    // Whoever is asked first is not told of a place in the queue.
    expect(statuses(line)).toEqual([{ state: 'queued', queueName: 'Sales' }]);
    for (let turn = 0; turn < 6; turn++) {
      await settle();
      await playOut();
      world.clock.advance(10_000);
    }
    await until(() => agent.offers.length === 1);
    // Now they are, before anybody is asked for them.
    const placed = statuses(line).find(({ position }) => position !== undefined);
    expect(placed).toMatchObject({ state: 'queued', position: 1 });
  });

  it('comes when it was asked for, to a phone', async () => {
    world = new VoiceWorld({ voice });
    const { invites } = callee('+49301234');
    expect((await ask({ phone: '+49 30 1234', at: world.clock.now() + 60_000 })).status).toBe(202);
    expect((await ask({})).status).toBe(429);
    world.clock.advance(59_999);
    await settle();
    expect(invites).toHaveLength(0);
    world.clock.advance(1);
    await until(() => invites.length === 1);
    expect(invites[0]!.request.uri).toBe('sip:+49301234@gateway.example');
    invites[0]!.reject(486);
    await settle();
    expect(await world.outcomes()).toEqual(['abandoned: not-reached']);
  });

  it('has one outcome when nobody answers, in the menu, and when the service stops', async () => {
    world = new VoiceWorld({ voice });
    const { line, invites } = callee('guest-1');
    await ask({});
    world.clock.advance(0);
    await until(() => invites.length === 1);
    world.clock.advance(20_000);
    await until(() => invites[0]!.signal.aborted);
    await settle();
    expect(await world.outcomes()).toEqual(['abandoned: not-reached']);

    await ask({});
    world.clock.advance(0);
    await until(() => invites.length === 2);
    await line.take(invites[1]!);
    world.leg('visitor').connect();
    await settle();
    await line.dialog!.bye();
    await settle();
    expect((await world.outcomes()).sort()).toEqual(['abandoned: not-reached', 'abandoned: visitor-ended']);

    await ask({ at: world.clock.now() + 3_600_000 });
    const drained = world.centre.drain();
    await drained;
    expect((await world.outcomes()).sort()).toEqual([
      'abandoned: not-reached',
      'abandoned: visitor-ended',
      'rejected: draining',
    ]);
  });

  it('is withdrawn when the service stops while it rings', async () => {
    world = new VoiceWorld({ voice });
    const { invites } = callee('guest-1');
    await ask({});
    world.clock.advance(0);
    await until(() => invites.length === 1);
    invites[0]!.ringing();
    await settle();
    world.centre.close();
    await until(() => invites[0]!.signal.aborted);
    await settle();
    expect(await world.outcomes()).toEqual(['failed: shutdown']);
  });

  it('is refused with a reason', async () => {
    world = new VoiceWorld({ voice });
    const refused = async (json: object | string, status: number, id: number) => {
      const response = await ask(json);
      expect([response.status, parseDiagnostics(response.headers.get('ms-diagnostics'))?.errorId]).toEqual([
        status,
        id,
      ]);
    };
    await refused('{', 400, 51_001);
    await refused({ phone: 'call me' }, 400, 51_001);
    await refused({ at: world.clock.now() + 86_400_001 }, 400, 51_001);
    await refused({ uri: 'sip:alice@contoso.com' }, 403, 51_017);
    await refused({ uri: 'sip:eve@partner.example.evil' }, 403, 51_017);
    expect((await ask('hello', { contentType: 'text/plain' })).status).toBe(405);
    const anonymous = { from: guest, contentType: callbackContentType, body: '{}' };
    expect((await world.outside.request('MESSAGE', salesUri, anonymous)).status).toBe(403);
    expect(await world.outcomes()).toEqual([]);
    const { invites } = callee('zoe');
    await ask({ uri: 'sip:zoe@partner.example' });
    world.clock.advance(0);
    await until(() => invites.length === 1);
  });

  it('comes besides a chat, to the agent who has it', async () => {
    world = new VoiceWorld({ voice });
    const { agent, line: talker } = await world.talker('alice');
    const chat = world.visitor();
    await chat.call();
    await until(() => chat.status?.state === 'connected');
    const { line, invites } = callee('guest-1');
    expect((await ask({})).status).toBe(202);
    await until(() => invites.length === 1);
    expect((await ask({})).status).toBe(486);
    expect(agent.offers).toHaveLength(1);
    await line.take(invites[0]!);
    await world.connected(talker);
    expect(world.centre.snapshot().contacts).toBe(1);
    await line.dialog!.bye();
    await until(() => talker.ended !== undefined);
    // Not answered: the chat goes on as it was.
    await ask({});
    await until(() => invites.length === 2);
    invites[1]!.reject(603);
    await settle();
    expect(await chat.say('Later, please')).toBe(200);
    expect(agent.texts).toEqual(['Later, please']);
  });

  it('is given up by who asked for it, before it rings and while it rings, and by nobody else', async () => {
    world = new VoiceWorld({ voice });
    const { line, invites } = callee('guest-1');
    expect((await ask({ cancel: true })).status).toBe(481);
    await ask({ at: world.clock.now() + 60_000 });
    expect((await ask({ cancel: true }, { from: 'sip:guest-2@contoso.com' })).status).toBe(481);
    expect((await ask({ cancel: true })).status).toBe(200);
    world.clock.advance(60_000);
    await settle();
    expect(invites).toHaveLength(0);
    expect(await world.outcomes()).toEqual(['abandoned: visitor-ended']);

    await ask({});
    world.clock.advance(0);
    await until(() => invites.length === 1);
    invites[0]!.ringing();
    await settle();
    expect((await ask({ cancel: true })).status).toBe(200);
    await until(() => invites[0]!.signal.aborted);
    await settle();
    expect(await world.outcomes()).toEqual(['abandoned: visitor-ended', 'abandoned: visitor-ended']);

    // Answered: who wants to end it hangs up.
    await ask({});
    world.clock.advance(0);
    await until(() => invites.length === 2);
    await line.take(invites[1]!);
    await settle();
    expect((await ask({ cancel: true })).status).toBe(481);
    await line.dialog!.bye();
    await settle();
  });

  it('is not taken where it is not configured', async () => {
    world = new VoiceWorld();
    expect((await ask({})).status).toBe(405);
    expect((await world.outside.request('OPTIONS', salesUri, { from: guest })).status).toBe(200);
  });

  it('is not made for a queue that is full', async () => {
    const queues = configuration.queues.map((queue) => ({ ...queue, maxLength: 1 }));
    world = new VoiceWorld({ voice, queues });
    await world.visitor('guest-2').call();
    const { invites } = callee('guest-1');
    await ask({});
    world.clock.advance(0);
    await settle();
    expect(invites).toHaveLength(0);
    expect((await world.outcomes()).includes('overflowed: queue-full')).toBe(true);
  });
});

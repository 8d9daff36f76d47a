import { afterEach, describe, expect, it } from 'vitest';
import { parseCustomerCard } from '../../../../protocol/customer-card';
import { parseDiagnostics } from '../../../../protocol/diagnostics';
import { buildMultipart } from '../../../../protocol/multipart';
import { sdpContentType } from '../../../../protocol/sdp-message';
import { visitorContextContentType } from '../../../../protocol/visitor-context';
import type { SipFailureError } from '../../../sip';
import { configuration, salesUri, settle, until, World } from '../testing/world';
import { audioSdp } from './testing/media-double';
import { VoiceWorld } from './testing/voice-world';

let world: VoiceWorld;
afterEach(async () => {
  await world.close();
  // However it ended: no leg and no room is left.
  expect([world.media.rooms, world.media.legs]).toEqual([0, 0]);
  expect(world.errors()).toEqual([]);
});

describe('a call to a queue', () => {
  it('goes from music to an agent, with the context, to one outcome', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice', 'offline');
    const body = buildMultipart('mixed', 'b1', [
      { contentType: sdpContentType, body: audioSdp('visitor') },
      { contentType: visitorContextContentType, body: '{"page":{"url":"https://shop.example/boots"}}' },
    ]);
    const visitor = await world.caller({ headers: [['Subject', 'Boots']], ...body });
    expect(visitor.dialog!.inviteResponse!.body.toString()).toContain('centre for visitor');
    expect(world.room.plays('visitor')).toBe(true);
    await until(() => visitor.status !== undefined);
    expect(visitor.status).toEqual({ state: 'queued', queueName: 'Sales', position: 1 });
    expect(visitor.notices).toEqual(['welcome: Welcome!']);

    await agent.publish('online');
    await until(() => line.dialog !== undefined);
    const { headers, body: offered } = agent.offers[0]!.request;
    expect(headers.get('From')).toMatch(/^"Jane Doe" <sip:contact-[0-9a-f]+@contoso\.com>/);
    expect(headers.get('Subject')).toBe('Boots');
    expect(headers.get('Expires')).toBe('20');
    expect(headers.get('Ms-Conversation-ID')).toBe('AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==');
    expect(offered.toString()).toContain('centre for agent');
    // Neither learns of the other's address.
    expect(agent.offers[0]!.request.headers.get('P-Asserted-Identity')).not.toContain('guest');
    expect(world.leg('agent').heard).toEqual([audioSdp('agent')]);
    // Until the agent can be heard there is music.
    expect(world.room.plays('visitor')).toBe(true);
    world.leg('agent').connect();
    expect([world.room.plays('visitor'), world.room.plays('agent')]).toEqual([false, false]);
    await until(() => visitor.status?.state === 'connected' && agent.channels.length === 1);
    expect(visitor.status).toEqual({ state: 'connected', queueName: 'Sales', agentName: 'Ms A.' });
    expect(parseCustomerCard(agent.channels[0]!.invite.data!).browser).toEqual({
      page: { url: 'https://shop.example/boots' },
    });
    // Only a call: no messages are begun with the agent.
    expect(agent.offers).toHaveLength(1);

    await line.dialog!.bye();
    await until(() => visitor.ended !== undefined);
    expect(visitor.notices.at(-1)).toBe('farewell: Goodbye!');
    expect(visitor.status).toEqual({ state: 'ended' });
    expect(await world.outcomes()).toEqual(['answered-completed: agent-ended']);
  });

  it('ends with the visitor, before and after an agent has it', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice', 'offline');
    const waiting = await world.caller();
    await waiting.dialog!.bye();
    await settle();
    expect(await world.outcomes()).toEqual(['abandoned: visitor-ended']);
    await agent.publish('online');
    const talking = await world.caller();
    await world.connected(line);
    await talking.dialog!.bye();
    await until(() => line.ended !== undefined);
    expect((await world.outcomes()).sort()).toEqual([
      'abandoned: visitor-ended',
      'answered-completed: visitor-ended',
    ]);
  });

  it('plays music to whoever waits while the other one holds', async () => {
    world = new VoiceWorld();
    const { line } = await world.talker('alice');
    const visitor = await world.caller();
    await world.connected(line);
    const music = () => [world.room.plays('visitor'), world.room.plays('agent')];
    expect(music()).toEqual([false, false]);
    expect((await line.offer(audioSdp('agent', 'sendonly'))).status).toBe(200);
    expect(music()).toEqual([true, false]);
    expect((await visitor.request('INVITE', 'application/sdp', audioSdp('visitor', 'sendonly'))).status).toBe(
      200,
    );
    expect(music()).toEqual([true, true]);
    await line.offer(audioSdp('agent'));
    await visitor.request('INVITE', 'application/sdp', audioSdp('visitor'));
    expect(music()).toEqual([false, false]);
    // What cannot be taken changes nothing.
    expect((await line.offer('v=0\r\nm=video 1 x\r\n')).status).toBe(488);
    expect((await line.offer('nonsense')).status).toBe(488);
    expect(music()).toEqual([false, false]);
  });

  it('passes digits on as events, by RFC 4733 and by INFO', async () => {
    world = new VoiceWorld();
    const { line } = await world.talker('alice');
    const visitor = await world.caller();
    await world.connected(line);
    world.leg('visitor').press('12');
    await visitor.request('INFO', 'application/dtmf-relay', 'Signal=#\r\nDuration=100\r\n');
    await until(() => line.digits === '12#');
    await line.request('INFO', 'application/dtmf', '5');
    await until(() => visitor.info.some(({ body }) => body.startsWith('Signal=5')));
    expect((await line.request('INFO', 'application/dtmf-relay', 'Signal=??')).status).toBe(400);
  });

  it('asks the next one when an agent declines, and tells the position', async () => {
    world = new VoiceWorld();
    const alice = await world.talker('alice');
    alice.agent.onOffer = (invite) => invite.reject(603);
    const { line } = await world.talker('bob');
    const visitor = await world.caller();
    expect(alice.agent.offers).toHaveLength(1);
    await world.connected(line);
    await until(() => visitor.status?.agentName === 'Mr B.');
    expect(world.room.legs.map(({ name }) => name)).toEqual(['visitor', 'agent']);
  });

  it('gives an agent one call at a time, whatever their capacity', async () => {
    world = new VoiceWorld();
    const { agent, line } = await world.talker('alice');
    await world.caller();
    await world.connected(line);
    const second = world.visitor('guest-2');
    await second.call({ body: audioSdp('visitor') });
    const chat = world.visitor('guest-3');
    await chat.call();
    await until(() => chat.status?.state === 'connected');
    expect(second.status?.state).toBe('queued');
    expect(agent.offers).toHaveLength(2);
    await line.dialog!.bye();
    await until(() => second.status?.state === 'connected');
  });

  it('keeps to wrap-up', async () => {
    const queues = configuration.queues.map((queue) => ({ ...queue, wrapUpSeconds: 30 }));
    world = new VoiceWorld({ queues });
    const { agent, line } = await world.talker('alice');
    await world.caller();
    await world.connected(line);
    await line.dialog!.bye();
    await settle();
    await world.caller();
    expect(agent.offers).toHaveLength(1);
    world.clock.advance(30_000);
    await until(() => agent.offers.length === 2);
  });
});

describe('what cannot be a call', () => {
  it('is refused with a reason, and no contact comes of it', async () => {
    world = new VoiceWorld();
    const refusal = async (options: Parameters<VoiceWorld['caller']>[0], status: number, id: number) => {
      const error = await world
        .visitor()
        .call({ body: audioSdp('visitor'), ...options })
        .then(
          () => undefined,
          (reason: unknown) => reason as SipFailureError,
        );
      expect(error?.status).toBe(status);
      expect(parseDiagnostics(error?.response?.headers.get('ms-diagnostics'))?.errorId).toBe(id);
    };
    await refusal({ body: 'm=audio 4000 RTP/AVP 0\r\n' }, 400, 51_016);
    await refusal({ body: 'v=0\r\nm=audio 0 RTP/AVP 0\r\n' }, 488, 51_004);
    await refusal({ body: 'v=0\r\nm=video 4000 RTP/AVP 0\r\n' }, 488, 51_004);
    await refusal({ headers: [['Ms-Resume', 'true']] }, 481, 51_014);
    world.media.fails = true;
    await refusal({}, 503, 51_016);
    expect(await world.outcomes()).toEqual([]);
  });

  it('frees the media of who is refused or gives up', async () => {
    world = new VoiceWorld({ queues: configuration.queues.map((queue) => ({ ...queue, maxLength: 1 })) });
    await world.caller({ to: 'sip:support@contoso.com' });
    await expect(
      world.visitor('guest-2').call({ to: 'sip:support@contoso.com', body: audioSdp('visitor') }),
    ).rejects.toMatchObject({ status: 486 });
    await settle();
    expect(world.media.legs).toBe(1);
  });

  it('is what it always was without a media service', async () => {
    world = new VoiceWorld();
    const without = new World();
    await expect(without.visitor().call({ body: audioSdp('visitor') })).rejects.toMatchObject({
      status: 488,
    });
    await without.close();
  });

  it('plays the music that is always there when the configured file is not', async () => {
    world = new VoiceWorld({ voice: { music: 'gone.wav' } });
    const playing = world.caller();
    world.media.missingFiles = true;
    await playing;
    expect([...world.room.playing].map(({ source }) => source)).toEqual([{ builtIn: 'hold-music' }]);
  });

  it('keeps the address of the queue, whoever is behind it', async () => {
    world = new VoiceWorld();
    const { line } = await world.talker('alice');
    const visitor = await world.caller();
    await world.connected(line);
    await visitor.dialog!.bye();
    await settle();
    const toVisitor = world.sent.filter((text) => /^To: .*guest-1/m.test(text) || text.includes(salesUri));
    expect(toVisitor.some((text) => /^(From|Contact|P-Asserted-Identity): .*alice/m.test(text))).toBe(false);
  });
});

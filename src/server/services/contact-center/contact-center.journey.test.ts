import { afterEach, describe, expect, it } from 'vitest';
import { parseCustomerCard } from '../../../protocol/customer-card';
import { parseMessageSdp } from '../../../protocol/sdp-message';
import { buildTextFormat, parseTextFormat } from '../../../protocol/text-format';
import { visitorContextContentType } from '../../../protocol/visitor-context';
import { jws, withContext } from './testing/requests';
import { adminApplication, cardApplication, salesUri, settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  await world.close();
});

describe('the whole journey', () => {
  it('goes from the first message to a stored outcome', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    const claims = { sub: visitor.uri, exp: 1_700_000_600, tier: 'gold' };
    const body = withContext(
      JSON.stringify({ page: { url: 'https://shop.example/boots' }, signed: jws(claims) }),
    );
    alice.onOffer = () => undefined;
    const dialog = await visitor.call({
      ...body,
      headers: [
        ['Ms-Text-Format', buildTextFormat('Do these come in blue?')],
        ['Subject', 'Boots – größe'],
        ['Priority', 'urgent'],
      ],
    });

    const answer = dialog.inviteResponse!;
    expect(answer.headers.list('Supported')).toContain('ms-text-format');
    expect(answer.headers.get('Content-Disposition')).toBe('session');
    expect(parseMessageSdp(answer.body.toString())).toMatchObject({ uri: salesUri });
    await until(() => visitor.heard.length > 0 && alice.offers.length > 0);
    expect(visitor.notices).toEqual(['welcome: Welcome!']);
    expect(visitor.status).toEqual({ state: 'offering', queueName: 'Sales', position: 1 });
    expect(await visitor.say('Hello?')).toBe(200);

    const { headers } = alice.offers[0]!.request;
    expect(headers.get('From')).toMatch(/^"Jane Doe" <sip:contact-[0-9a-f]+@contoso\.com>/);
    expect(headers.text('Subject')).toBe('Boots – größe');
    expect(headers.get('Priority')).toBe('urgent');
    expect(headers.get('Expires')).toBe('20');
    expect(headers.get('Ms-Conversation-ID')).toBe('AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==');
    expect(parseTextFormat(headers.get('Ms-Text-Format'))?.body).toBe('Do these come in blue?');
    await alice.accept(alice.offers[0]!);
    await until(() => alice.texts.length === 2 && alice.channels.length === 1);
    expect(alice.texts).toEqual(['Do these come in blue?', 'Hello?']);
    await until(() => visitor.status?.state === 'connected');
    expect(visitor.status).toEqual({ state: 'connected', queueName: 'Sales', agentName: 'Ms A.' });

    const channel = alice.channels[0]!;
    expect(channel.invite).toMatchObject({
      applicationId: cardApplication,
      applicationName: 'Customer',
      toast: 'A customer',
    });
    expect(channel.headers.get('Ms-Conversation-ID')).toBe('AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==');
    expect(channel.headers.get('P-Asserted-Identity')).toContain('<sip:contact-');
    expect(parseCustomerCard(channel.invite.data!)).toMatchObject({
      queue: { uri: salesUri, name: 'Sales' },
      browser: { page: { url: 'https://shop.example/boots' } },
      verified: { tier: 'gold' },
    });

    expect(await alice.say('<b>Yes</b>', 'text/html')).toBe(200);
    expect(await visitor.say('Great')).toBe(200);
    expect(visitor.heard.at(-1)).toMatchObject({ text: '<b>Yes</b>', type: 'text/html' });
    expect(alice.texts.at(-1)).toBe('Great');
    await alice.request(
      'INFO',
      'application/xml',
      '<KeyboardActivity><status status="type"/></KeyboardActivity>',
    );
    await until(() => visitor.info.some(({ body: text }) => text.includes('status="type"')), 'typing');

    expect((await visitor.request('INFO', visitorContextContentType, '{"data":{"cart":3}}')).status).toBe(
      200,
    );
    await until(() => channel.data.length === 1);
    const newer = parseCustomerCard(channel.data[0]!.body);
    expect(newer.browser).toEqual({ page: { url: 'https://shop.example/boots' }, data: { cart: 3 } });

    const offer = {
      headers: [alice.identity],
      contentType: 'application/vnd.contoso.offer+json',
      body: '{"discount":10}',
    };
    expect((await channel.dialog.request('INFO', offer)).status).toBe(200);
    expect(visitor.info.at(-1)).toEqual({ type: offer.contentType, body: offer.body });
    expect((await channel.dialog.request('INFO', { ...offer, contentType: 'text/html' })).status).toBe(415);

    await alice.dialog!.bye();
    await until(() => visitor.ended !== undefined);
    expect(visitor.notices.at(-1)).toBe('farewell: Goodbye!');
    expect(visitor.status?.state).toBe('ended');
    await settle();
    expect(channel.dialog.state).toBe('terminated');
    const [contact] = await world.store.contacts.find({});
    expect(contact).toMatchObject({
      outcome: 'answered-completed',
      endReason: 'agent-ended',
      agentUri: alice.uri,
      attempts: [{ agentUri: alice.uri, result: 'accepted' }],
      verified: { tier: 'gold' },
      context: { data: { cart: 3 } },
    });
    const transcript = await world.store.contacts.transcript(contact!.id);
    expect(transcript.map(({ author, kind, body: text }) => `${author} ${kind} ${text}`)).toEqual([
      'visitor message Do these come in blue?',
      'service welcome Welcome!',
      'visitor message Hello?',
      'agent message <b>Yes</b>',
      'visitor message Great',
      'agent context-data {"discount":10}',
      'service farewell Goodbye!',
    ]);
    expect(transcript.every(({ deliveredAt }) => deliveredAt !== undefined)).toBe(true);
    expect(world.errors()).toEqual([]);

    const toVisitor = world.sent.filter((message) => visitor.callIds.some((id) => message.includes(id)));
    expect(toVisitor.length).toBeGreaterThan(8);
    for (const message of toVisitor) expect(message).not.toMatch(/alice|contact-/i);
  });

  it('tells supervisors more: an application by role, each with its own channel', async () => {
    world = new World();
    const bob = world.agent('bob');
    await bob.publish('online');
    await world.visitor().call();
    await until(() => bob.channels.length === 2);
    const ids = bob.channels.map(({ invite }) => invite.applicationId).sort();
    expect(ids).toEqual([adminApplication, cardApplication].sort());
    expect(new Set(bob.channels.map(({ dialog }) => dialog.callId)).size).toBe(2);
  });

  it('does not send again what the agent’s client took from the invitation', async () => {
    world = new World();
    const alice = world.agent('alice');
    alice.acceptHeaders = [['Supported', 'ms-text-format']];
    await alice.publish('online');
    const visitor = world.visitor();
    alice.onOffer = () => undefined;
    await visitor.call({ headers: [['Ms-Text-Format', buildTextFormat('One')]] });
    await until(() => alice.offers.length === 1);
    await visitor.say('Two');
    await alice.accept(alice.offers[0]!);
    await until(() => alice.texts.length > 0);
    expect(alice.texts).toEqual(['Two']);
  });

  it('a channel that fails never fails the chat', async () => {
    world = new World();
    const alice = world.agent('alice');
    alice.onChannel = (invite) => invite.reject(488);
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    expect(await visitor.say('Still there?')).toBe(200);
    expect(alice.texts).toEqual(['Still there?']);
  });

  it('sends the whole card behind an invitation it does not fit', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call({ ...withContext(JSON.stringify({ data: { long: 'x'.repeat(3500) } })) });
    await until(() => alice.channels[0]?.data.length === 1);
    expect(parseCustomerCard(alice.channels[0]!.invite.data!)).toMatchObject({
      truncated: true,
      browser: {},
    });
    const whole = parseCustomerCard(alice.channels[0]!.data[0]!.body);
    expect(whole.truncated).toBeUndefined();
    expect(whole.browser.data).toEqual({ long: 'x'.repeat(3500) });
  });
});

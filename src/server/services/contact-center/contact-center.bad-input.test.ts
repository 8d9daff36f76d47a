import { afterEach, describe, expect, it } from 'vitest';
import { buildMessageOffer, sdpContentType } from '../../../protocol/sdp-message';
import { visitorContextContentType } from '../../../protocol/visitor-context';
import { jws, outcomesOf, withContext } from './testing/requests';
import { salesUri, settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  await world.close();
});

describe('bad input', () => {
  it('refuses what is no chat, and says why', async () => {
    world = new World();
    const visitor = world.visitor();
    const refused = async (options: Parameters<typeof visitor.call>[0], status: number) =>
      expect(visitor.call(options)).rejects.toMatchObject({ status });
    await refused({ to: 'sip:nowhere@contoso.com' }, 404);
    await refused({ body: 'v=0\r\nm=audio 4000 RTP/AVP 0\r\n' }, 488);
    await refused({ contentType: 'text/plain', body: 'hello' }, 415);
    // Neither a chat nor a call: the offer is what says which.
    await refused({ body: '' }, 488);
    expect(world.sent.at(-1)).toMatch(/Warning: 399 .*without an offer/);
    await refused({ contentType: 'multipart/mixed;boundary=x', body: '--x\r\ncut off' }, 400);
    await refused({ contentType: 'multipart/mixed', body: 'x' }, 400);
    await refused({ conversationId: 'a b' }, 400);
    await refused({ ...withContext('{', 'render;handling=required') }, 400);
    const anonymous = world.outside.invite(salesUri, {
      from: visitor.uri,
      contentType: sdpContentType,
      body: buildMessageOffer(),
    });
    await expect(anonymous).rejects.toMatchObject({ status: 403 });
    expect(world.sent.some((message) => message.includes('ms-diagnostics: 51002'))).toBe(true);
    expect(await outcomesOf(world)).toEqual([]);
  });

  it.each([
    ['malformed', '{"page":'],
    ['of the wrong shape', '{"links":{"a":1}}'],
    ['too large', JSON.stringify({ data: { x: 'y'.repeat(5000) } })],
    ['too deep', `{"data":${'{"a":'.repeat(300)}1${'}'.repeat(300)}}`],
  ])('takes the chat and leaves out a context that is %s', async (_what, context) => {
    world = new World();
    const visitor = world.visitor();
    await visitor.call({ ...withContext(context) });
    const [contact] = await world.store.contacts.find({});
    expect(contact).toMatchObject({ context: {} });
    expect(contact?.notes[0]).toContain('context left out');
  });

  it.each([
    ['another secret', jws({ sub: 'sip:guest-1@contoso.com' }, 'other'), 'signature'],
    ['another subject', jws({ sub: 'sip:guest-2@contoso.com' }), 'subject'],
    ['a past end', jws({ sub: 'sip:guest-1@contoso.com', exp: 1_600_000_000 }), 'expired'],
    ['no algorithm', jws({ sub: 'sip:guest-1@contoso.com' }, 'site secret', { alg: 'none' }), 'algorithm'],
    [
      'another algorithm',
      jws({ sub: 'sip:guest-1@contoso.com' }, 'site secret', { alg: 'RS256' }),
      'algorithm',
    ],
    ['no JSON', 'aaaa.bbbb.cccc', 'malformed'],
  ])('does not vouch for a signed context with %s', async (_what, signed, reason) => {
    world = new World();
    await world.visitor().call({ ...withContext(JSON.stringify({ signed })) });
    const [contact] = await world.store.contacts.find({});
    expect(contact?.verified).toBeUndefined();
    expect(contact?.notes).toEqual([`signed context not accepted: ${reason}`]);
  });

  it('answers what it does not take, and goes on', async () => {
    world = new World();
    const visitor = world.visitor();
    await visitor.call();
    const status = async (...request: Parameters<typeof visitor.request>) =>
      (await visitor.request(...request)).status;
    expect(await status('MESSAGE', 'image/gif', 'GIF')).toBe(415);
    expect(await status('MESSAGE', 'text/plain', 'x'.repeat(40_000))).toBe(413);
    expect(await status('INFO', visitorContextContentType, '{]')).toBe(400);
    expect(await status('INFO', visitorContextContentType, `{"data":{"a":"${'x'.repeat(50_000)}"}}`)).toBe(
      200,
    );
    expect(await status('INFO', 'application/xml', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).toBe(400);
    expect(await status('INFO', 'application/octet-stream', 'x')).toBe(415);
    expect(await status('REFER', 'text/plain', '')).toBe(405);
    expect(await status('INVITE', sdpContentType, 'v=0\r\nm=audio 4000 RTP/AVP 0\r\n')).toBe(488);
    expect(await status('INVITE', sdpContentType, buildMessageOffer())).toBe(200);
    expect(
      await status(
        'MESSAGE',
        'application/im-iscomposing+xml',
        '<isComposing><state>active</state></isComposing>',
      ),
    ).toBe(200);
    expect(await visitor.say('fine')).toBe(200);
    expect(world.errors()).toEqual([]);
  });

  it('slows a flood down without losing what it took', async () => {
    world = new World();
    const alice = world.agent('alice');
    const visitor = world.visitor();
    await visitor.call();
    const statuses = await Promise.all(Array.from({ length: 200 }, (_, index) => visitor.say(`m${index}`)));
    const taken = statuses.flatMap((status, index) => (status === 200 ? [`m${index}`] : []));
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    await alice.publish('online');
    await until(() => alice.texts.length === taken.length);
    expect(alice.texts).toEqual(taken);
  });

  it('takes a message once that comes again with its id', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    expect(await visitor.say('Once', undefined, [['Ms-Message-Id', 'a1']])).toBe(200);
    expect(await visitor.say('Once', undefined, [['Ms-Message-Id', 'a1']])).toBe(200);
    expect(alice.texts).toEqual(['Once']);
  });

  it('passes on that the agent’s side did not take a message', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    alice.answer = 415;
    expect(await visitor.say('no')).toBe(415);
    alice.answer = 200;
    expect(await visitor.say('yes')).toBe(200);
    expect(alice.texts).toEqual(['yes']);
  });

  it('shows the visitor that a message was not stored, and takes nobody whom it cannot store', async () => {
    world = new World();
    const visitor = world.visitor();
    await visitor.call();
    await settle();
    await world.store.close();
    expect(await visitor.say('lost?')).toBe(503);
    await expect(world.visitor('guest-2').call()).rejects.toMatchObject({ status: 503 });
  });

  it('lets nobody open a dialog to a contact', async () => {
    world = new World();
    const visitor = world.visitor();
    await expect(visitor.call({ to: 'sip:contact-1@contoso.com' })).rejects.toMatchObject({ status: 480 });
    const channel = {
      to: 'sip:contact-1@contoso.com',
      contentType: 'application/ms-session-invite+xml',
      body: '<session/>',
    };
    await expect(visitor.call(channel)).rejects.toMatchObject({ status: 403 });
  });
});

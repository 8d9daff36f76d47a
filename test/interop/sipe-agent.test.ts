import { describe, expect, it } from 'vitest';
import type { ConversationContract } from '../../src';
import type { SipeClient } from './support/sipe-client';
import { heard, invitation, setStage, until, type Stage } from './support/stage';
import { sipeIsMissing } from './support/sipe-available';

const sales = 'sip:sales@contoso.com';

/** Alice at SIPE has a visitor's chat; `contact` is the address she sees. */
async function connected(
  stage: Stage,
): Promise<{ alice: SipeClient; chat: ConversationContract; contact: string }> {
  const alice = await stage.sipe('alice');
  const chat = (await stage.visitor()).startConversation(sales, {
    firstMessage: 'Is the sofa in stock?',
    context: { contact: { name: 'Jane Doe' } },
  });
  const { from, msg } = await alice.next('im');
  expect(msg).toBe('Is the sofa in stock?');
  await until(chat, ({ snapshot }) => snapshot.queue?.state === 'connected');
  return { alice, chat, contact: String(from) };
}

describe.skipIf(sipeIsMissing)('SIPE as an agent', () => {
  it('is offered a visitor’s chat, and the two talk until the visitor ends', async () => {
    const { alice, chat, contact } = await connected(await setStage());
    expect(contact).toMatch(/^sip:contact-\w+@contoso\.com$/);
    await alice.im(contact, 'Yes, it is');
    await until(chat, () => heard(chat).length > 0);
    expect(heard(chat)).toEqual(['Yes, it is']);
    expect((await chat.messaging.send('Great & thanks')).delivery).toBe('delivered');
    expect(await alice.message(contact)).toBe('Great &amp; thanks');
    expect(alice.events.filter(({ ev }) => ev === 'im')).toHaveLength(2);
    await alice.command('typing', contact);
    await until(chat, ({ snapshot }) => snapshot.participants[0]?.isTyping === true);
    chat.messaging.notifyTyping();
    await alice.next('typing', ({ who }) => who === contact);
    await chat.terminate();
    expect((await alice.tap.answered('client', 'BYE')).status).toBe(200);
  });

  it('is never named to the visitor but by her public name', async () => {
    const stage = await setStage();
    const seen: string[] = [];
    const jane = await stage.visitor();
    jane.addEventListener('sip-message', ({ direction, text }) => {
      if (direction === 'in') seen.push(text);
    });
    const alice = await stage.sipe('alice');
    const chat = jane.startConversation(sales, { firstMessage: 'Hello?' });
    const { from } = await alice.next('im');
    await alice.im(String(from), 'Hello');
    await until(chat, () => heard(chat).length > 0);
    expect(chat.snapshot.queue).toMatchObject({ state: 'connected', agentName: 'Alice' });
    await chat.terminate();
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.filter((text) => /alice@|Archer|sipe/i.test(text))).toEqual([]);
  });

  it('has no context channels, which the chat does not mind', async () => {
    const stage = await setStage();
    const { alice, chat, contact } = await connected(stage);
    const isContext = (type: string | undefined): boolean => type === 'application/ms-session-invite+xml';
    const invite = await alice.tap.until(
      'server',
      ({ kind, headers }) => kind === 'request' && isContext(headers.get('Content-Type')),
    );
    const answer = await alice.tap.until(
      'client',
      (message) => message.kind === 'response' && message.callId() === invite.callId(),
    );
    expect(answer).toMatchObject({ kind: 'response', status: 501 });
    await alice.tap.until(
      'server',
      (message) =>
        message.kind === 'request' && message.method === 'ACK' && message.callId() === invite.callId(),
    );
    await alice.im(contact, 'Still there?');
    await until(chat, () => heard(chat).includes('Still there?'));
    await chat.shareContext({ page: { url: 'https://www.contoso.com/sofa' } });
    expect((await chat.messaging.send('Yes')).delivery).toBe('delivered');
    expect(await alice.message(contact)).toBe('Yes');
    expect(stage.complaints.filter((line) => line.includes('context-channel-failed'))).toHaveLength(1);
  });

  it('ends the chat by closing it', async () => {
    const { alice, chat, contact } = await connected(await setStage());
    await alice.command('closeim', contact);
    await until(chat, ({ snapshot }) => snapshot.state === 'terminated');
    expect(chat.snapshot).toMatchObject({ endReason: 'terminated-remotely', queue: { state: 'ended' } });
    expect(chat.snapshot.messages.at(-1)).toMatchObject({ kind: 'notice' });
  });

  it('is not offered a chat while busy, and is as soon as it is available', async () => {
    const stage = await setStage();
    const alice = await stage.sipe('alice');
    await alice.status('busy');
    const chat = (await stage.visitor()).startConversation(sales, { firstMessage: 'Hello?' });
    await until(chat, ({ snapshot }) => snapshot.queue?.position === 1);
    expect(chat.snapshot.queue?.state).toBe('queued');
    expect(alice.tap.requests('server', 'INVITE')).toEqual([]);
    await alice.status('available');
    expect((await alice.next('im')).msg).toBe('Hello?');
    await until(chat, ({ snapshot }) => snapshot.queue?.state === 'connected');
  });

  it('keeps two visitors apart, each under an address of its own', async () => {
    const stage = await setStage();
    const first = await connected(stage);
    const { alice } = first;
    const second = (await stage.visitor()).startConversation(sales, { firstMessage: 'And a lamp?' });
    const { from, msg } = await alice.next('im');
    expect(msg).toBe('And a lamp?');
    expect(from).not.toBe(first.contact);
    await alice.im(String(from), 'for the second');
    await alice.im(first.contact, 'for the first');
    await until(second, () => heard(second).length > 0);
    await until(first.chat, () => heard(first.chat).length > 0);
    expect(heard(second)).toEqual(['for the second']);
    expect(heard(first.chat)).toEqual(['for the first']);
  });

  it('that dies gives its visitor to the next agent, who gets what was said', async () => {
    const stage = await setStage((configuration) => ({
      ...configuration,
      contactCenter: { ...configuration.contactCenter, reconnectGraceSeconds: 1 },
    }));
    const { alice, chat } = await connected(stage);
    const bob = await stage.sipe('bob');
    await alice.die();
    const heardByBob = await bob.next('im');
    expect(heardByBob.msg).toContain('Is the sofa in stock?');
    await bob.im(String(heardByBob.from), 'I take over');
    await until(chat, () => heard(chat).includes('I take over'));
  });
});

describe.skipIf(sipeIsMissing)('SIPE as a customer', () => {
  it('is served by an agent in a browser', async () => {
    const stage = await setStage();
    const carol = await stage.webUser('carol');
    const dave = await stage.sipe('dave');
    const offered = invitation(carol);
    await dave.im('sip:support@contoso.com', 'My lamp is broken');
    const chat = await offered;
    expect(chat.snapshot.invitation?.toast).toBe('My lamp is broken');
    await chat.accept();
    await until(chat, () => heard(chat).length > 0);
    expect(heard(chat)).toEqual(['My lamp is broken']);
    expect(await dave.message('sip:support@contoso.com')).toContain('Welcome to Contoso support');
    expect((await chat.messaging.send('We send a new one')).delivery).toBe('delivered');
    expect(await dave.message('sip:support@contoso.com')).toBe('We send a new one');
    await dave.command('closeim', 'sip:support@contoso.com');
    await until(chat, ({ snapshot }) => snapshot.state === 'terminated');
  });
});

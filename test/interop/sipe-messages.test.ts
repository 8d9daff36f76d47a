import { describe, expect, it } from 'vitest';
import type { LyncSession } from '../../src';
import type { SipeClient } from './support/sipe-client';
import { heard, invitation, setStage, until, type Stage } from './support/stage';
import { sipeIsMissing } from './support/sipe-available';

async function pair(): Promise<{ stage: Stage; alice: SipeClient; dave: LyncSession }> {
  const stage = await setStage();
  return { stage, alice: await stage.sipe('alice'), dave: await stage.webUser('dave') };
}

describe.skipIf(sipeIsMissing)('SIPE and a browser', () => {
  it('talk, when SIPE begins', async () => {
    const { alice, dave } = await pair();
    const invited = invitation(dave);
    await alice.im('sip:dave@contoso.com', 'Hello Dave &amp; &lt;all&gt;: ä€😀');
    const conversation = await invited;
    expect(conversation.snapshot.invitation).toMatchObject({ fromUri: 'sip:alice@contoso.com' });
    console.log(conversation.snapshot.invitation);
    await conversation.accept();
    await until(conversation, () => heard(conversation).length > 0);
    await alice.im('sip:dave@contoso.com', 'and a second line');
    await until(conversation, () => heard(conversation).length > 1);
    console.log(conversation.snapshot.messages);
    expect(heard(conversation)).toEqual(['Hello Dave & <all>: ä€😀', 'and a second line']);
    expect((await conversation.messaging.send('Grüezi <Alice> & all')).delivery).toBe('delivered');
    expect(await alice.message('sip:dave@contoso.com')).toBe('Grüezi &lt;Alice&gt; &amp; all');
    await alice.command('closeim', 'sip:dave@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('terminated-remotely');
    console.log(alice.tap.toString());
  });

  it('talk, when the browser begins', async () => {
    const { alice, dave } = await pair();
    const conversation = dave.startConversation(alice.uri, { firstMessage: 'Hello Alice', subject: 'Lunch' });
    expect(await alice.message('sip:dave@contoso.com')).toBe('Hello Alice');
    await until(conversation, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    await alice.im('sip:dave@contoso.com', 'Hello yourself');
    await until(conversation, () => heard(conversation).length > 0);
    expect(heard(conversation)).toEqual(['Hello yourself']);
    expect((await conversation.messaging.send('at noon?')).delivery).toBe('delivered');
    expect(await alice.message('sip:dave@contoso.com')).toBe('at noon?');
    // Had the first message come twice, it would stand here.
    expect(alice.events.filter(({ ev }) => ev === 'im')).toHaveLength(2);
    await conversation.terminate();
    await alice.tap.until('client', (message) => message.kind === 'response' && message.cseq()?.method === 'BYE');
    console.log(alice.tap.toString());
  });

  it('see each other type', async () => {
    const { alice, dave } = await pair();
    const conversation = dave.startConversation(alice.uri, { firstMessage: 'Hello Alice' });
    await alice.message('sip:dave@contoso.com');
    await alice.command('typing', 'sip:dave@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.participants[0]?.isTyping === true);
    conversation.messaging.notifyTyping();
    await alice.next('typing', ({ who }) => who === 'sip:dave@contoso.com');
  });

  it('send formatted text as such', async () => {
    const { alice, dave } = await pair();
    const conversation = dave.startConversation(alice.uri, { firstMessage: 'Hello Alice' });
    await alice.message('sip:dave@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    await conversation.messaging.send('<b>bold</b>', { format: 'text/html' });
    console.log(await alice.message('sip:dave@contoso.com'));
    await alice.im('sip:dave@contoso.com', '<b>bold</b> too');
    await until(conversation, () => heard(conversation).length > 0);
    console.log(conversation.snapshot.messages);
  });

  it('refuse: SIPE shows that the other declined', async () => {
    const { alice, dave } = await pair();
    const invited = invitation(dave);
    await alice.im('sip:dave@contoso.com', 'Hello Dave');
    await (await invited).decline();
    const { msg } = await alice.next('write', ({ kind }) => kind === 'error');
    console.log(msg);
  });

  it('withdraw: what SIPE closes before it is answered is over', async () => {
    const { alice, dave } = await pair();
    const invited = invitation(dave);
    await alice.im('sip:dave@contoso.com', 'Hello Dave');
    const conversation = await invited;
    await alice.command('closeim', 'sip:dave@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated').catch((e: unknown) => console.log(e));
    console.log(alice.tap.toString());
    console.log(alice.tap.requests('client', 'CANCEL').map((m) => [...m.headers.entries()]));
    console.log(conversation.snapshot);
  });
});

describe.skipIf(sipeIsMissing)('SIPE', () => {
  it('talks to SIPE', async () => {
    const { sipe } = await setStage();
    const [alice, bob] = [await sipe('alice'), await sipe('bob')];
    await alice.im(bob.uri, 'Hello Bob');
    expect(await bob.message(alice.uri)).toBe('Hello Bob');
    await bob.im(alice.uri, 'Hello Alice');
    expect(await alice.message(bob.uri)).toBe('Hello Alice');
    await alice.im(bob.uri, 'Once more');
    expect(await bob.message(alice.uri)).toBe('Once more');
    expect(bob.events.filter(({ ev }) => ev === 'im')).toHaveLength(2);
  });

  it('shows that a message did not arrive, and why', async () => {
    const { sipe } = await setStage();
    const alice = await sipe('alice');
    await alice.im('sip:nobody@contoso.com', 'Hello?');
    const unknown = await alice.next('write', ({ kind }) => kind === 'error');
    expect(alice.tap.responses('server', 'INVITE').at(-1)?.status).toBe(404);
    console.log(unknown.msg);
    await alice.im('sip:dave@contoso.com', 'Are you there?');
    const away = await alice.next('write', ({ kind }) => kind === 'error');
    console.log(away.msg);
    expect(alice.tap.responses('server', 'INVITE').at(-1)?.status).toBe(480);
  });
});

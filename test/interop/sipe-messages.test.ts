import { describe, expect, it } from 'vitest';
import type { LyncSession } from '../../src';
import type { SipMessage } from '../../src/server/sip';
import type { SipeClient } from './support/sipe-client';
import { heard, invitation, setStage, until } from './support/stage';
import { sipeIsMissing } from './support/sipe-available';

const dave = 'sip:dave@contoso.com';

async function aliceAndDave(): Promise<{ alice: SipeClient; browser: LyncSession }> {
  const { sipe, webUser } = await setStage();
  return { alice: await sipe('alice'), browser: await webUser('dave') };
}

const isFinalOfInvite = (message: SipMessage, status: number): boolean =>
  message.kind === 'response' && message.cseq()?.method === 'INVITE' && message.status === status;

/** SIPE puts what it shows into fonts of its own. */
const plain = (html: string): string => html.replace(/<[^>]*>/g, '');

describe.skipIf(sipeIsMissing)('SIPE and a browser', () => {
  it('talk, when SIPE begins', async () => {
    const { alice, browser } = await aliceAndDave();
    const invited = invitation(browser);
    await alice.im(dave, 'Hello Dave &amp; &lt;all&gt;: ä€😀');
    const conversation = await invited;
    expect(conversation.snapshot.invitation).toMatchObject({
      fromUri: 'sip:alice@contoso.com',
      toast: 'Hello Dave & <all>: ä€😀',
    });
    await conversation.accept();
    await until(conversation, () => heard(conversation).length > 0);
    await alice.im(dave, 'and a second line');
    await until(conversation, () => heard(conversation).length > 1);
    // Once each, though SIPE sends the first one in the INVITE and may send it again.
    expect(heard(conversation)).toEqual(['Hello Dave & <all>: ä€😀', 'and a second line']);
    expect((await conversation.messaging.send('Grüezi <Alice> & all')).delivery).toBe('delivered');
    expect(await alice.message(dave)).toBe('Grüezi &lt;Alice&gt; &amp; all');
    await alice.command('closeim', dave);
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('terminated-remotely');
  });

  it('talk, when the browser begins', async () => {
    const { alice, browser } = await aliceAndDave();
    const conversation = browser.startConversation(alice.uri, {
      firstMessage: 'Hello Alice',
      subject: 'Lunch',
    });
    expect(await alice.message(dave)).toBe('Hello Alice');
    await until(conversation, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    await alice.im(dave, 'Hello yourself');
    await until(conversation, () => heard(conversation).length > 0);
    expect(heard(conversation)).toEqual(['Hello yourself']);
    expect((await conversation.messaging.send('at noon?')).delivery).toBe('delivered');
    expect(await alice.message(dave)).toBe('at noon?');
    // Had the first message come twice, it would stand here.
    expect(alice.events.filter(({ ev }) => ev === 'im')).toHaveLength(2);
    await conversation.terminate();
    expect((await alice.tap.answered('client', 'BYE')).status).toBe(200);
  });

  it('see each other type', async () => {
    const { alice, browser } = await aliceAndDave();
    const conversation = browser.startConversation(alice.uri, { firstMessage: 'Hello Alice' });
    await alice.message(dave);
    await alice.command('typing', dave);
    await until(conversation, ({ snapshot }) => snapshot.participants[0]?.isTyping === true);
    conversation.messaging.notifyTyping();
    await alice.next('typing', ({ who }) => who === dave);
  });

  it('keep the format of formatted text', async () => {
    const { alice, browser } = await aliceAndDave();
    const conversation = browser.startConversation(alice.uri, { firstMessage: 'Hello Alice' });
    await alice.message(dave);
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    await conversation.messaging.send('at <b>noon</b>', { format: 'text/html' });
    expect(await alice.message(dave)).toBe('at <b>noon</b>');
  });

  it('decline: SIPE shows that its message did not arrive', async () => {
    const { alice, browser } = await aliceAndDave();
    const invited = invitation(browser);
    await alice.im(dave, 'Hello Dave');
    await (await invited).decline();
    expect(await alice.deliveryError()).toContain(`not delivered to ${dave}`);
  });

  it('withdraw: what SIPE closes before it was answered is over for the other, too', async () => {
    const { alice, browser } = await aliceAndDave();
    const invited = invitation(browser);
    await alice.im(dave, 'Hello Dave');
    const conversation = await invited;
    await alice.command('closeim', dave);
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('cancelled');
    const ended = await alice.tap.until('server', (message) => isFinalOfInvite(message, 487));
    expect(ended.callId()).toBe(alice.tap.requests('client', 'BYE').at(-1)?.callId());
    const next = browser.startConversation(alice.uri, { firstMessage: 'Did you call?' });
    expect(await alice.message(dave)).toBe('Did you call?');
    await until(next, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    expect(alice.events.filter(({ ev, kind }) => ev === 'write' && kind === 'error')).toEqual([]);
  });

  it('share a user: who answers first has the conversation', async () => {
    const { sipe, webUser } = await setStage();
    const [alice, aliceToo, browser] = [await sipe('alice'), await webUser('alice'), await webUser('dave')];
    const invited = invitation(aliceToo);
    const conversation = browser.startConversation(alice.uri, { firstMessage: 'Hello Alice' });
    const withdrawn = await invited;
    await until(withdrawn, ({ snapshot }) => snapshot.state === 'terminated');
    expect(withdrawn.snapshot.endReason).toBe('answered-elsewhere');
    expect(await alice.message(dave)).toBe('Hello Alice');
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
  });
});

describe.skipIf(sipeIsMissing)('SIPE', () => {
  it('talks to SIPE', async () => {
    const { sipe } = await setStage();
    const [alice, bob] = [await sipe('alice'), await sipe('bob')];
    await alice.im(bob.uri, 'Hello Bob');
    expect(plain(await bob.message(alice.uri))).toBe('Hello Bob');
    await bob.im(alice.uri, 'Hello Alice');
    expect(plain(await alice.message(bob.uri))).toBe('Hello Alice');
    await alice.command('typing', bob.uri);
    await bob.next('typing', ({ who }) => who === alice.uri);
    await alice.im(bob.uri, 'Once more');
    expect(plain(await bob.message(alice.uri))).toBe('Once more');
    expect(bob.events.filter(({ ev }) => ev === 'im')).toHaveLength(2);
  });

  it('shows that a message did not arrive', async () => {
    const { sipe } = await setStage();
    const alice = await sipe('alice');
    for (const [who, status] of [
      ['sip:nobody@contoso.com', 404],
      [dave, 480],
    ] as const) {
      await alice.im(who, 'Hello?');
      expect(await alice.deliveryError()).toContain(
        `not delivered to ${who} because one or more recipients are offline`,
      );
      expect(alice.tap.responses('server', 'INVITE').at(-1)?.status).toBe(status);
    }
  });
});

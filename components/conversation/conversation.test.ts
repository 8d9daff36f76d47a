import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { MockSession } from '../../src/mock';
import { heard, reduceMotion } from '../internal/test-support';
import { registerConversation, type LyncConversation } from './index';
import { bubbles, live, root, settled } from './test-support';

describe('lync-conversation', () => {
  // Contrast cannot be judged in the middle of a fade.
  before(reduceMotion);

  it('says that no conversation is selected, accessibly', async () => {
    const element = await fixture<LyncConversation>(html`<lync-conversation></lync-conversation>`);
    expect(root(element).textContent).to.contain('No conversation is selected');
    expect(root(element).querySelector('lync-composer')).to.equal(null);
    await expect(element).to.be.accessible();
  });

  it('shows who it is with, and that there are no messages yet', async () => {
    const { element } = await live();
    expect(root(element).querySelector('h2')!.textContent).to.equal('Jane Doe');
    expect(root(element).textContent).to.contain('Order 1234');
    expect(root(element).textContent).to.contain('No messages yet');
    expect(element.matches(':state(empty)')).to.equal(true);
    expect(element.matches(':state(established)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('offers calls only when they are possible, and asks by a cancelable event', async () => {
    const { element, conversation } = await live();
    expect(root(element).querySelector('[aria-label="Call"]')).to.equal(null);
    const available = heard(element, 'lync-action-availability-changed');
    conversation.offerActions(['audio']);
    expect(await available).to.include({ action: 'audio', isAvailable: true });
    await settled(element);
    const request = heard(element, 'lync-call-request');
    root(element).querySelector<HTMLButtonElement>('[aria-label="Call"]')!.click();
    expect(await request).to.include({ medium: 'audio', cancelable: true });
    element.addEventListener('lync-call-request', (event) => event.preventDefault(), { once: true });
    expect(element.requestCall('audio')).to.equal(false);
    expect(element.requestCall('video')).to.equal(false);
  });

  it('asks before it ends the conversation, then says that it ended', async () => {
    const { element, conversation } = await live();
    root(element).querySelector<HTMLButtonElement>('[aria-label="End conversation"]')!.click();
    await settled(element);
    expect(root(element).activeElement!.textContent).to.contain('End it');
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await settled(element);
    expect(root(element).querySelector('.ask')).to.equal(null);
    expect(conversation.snapshot.state).to.equal('established');
    element.askToEnd();
    await settled(element);
    const changed = heard(element, 'lync-conversation-state-changed');
    await sendKeys({ press: 'Enter' });
    await changed;
    await settled(element);
    expect(conversation.snapshot.state).to.equal('terminated');
    expect(root(element).textContent).to.contain('The conversation has ended');
    expect(root(element).querySelector('lync-composer')).to.equal(null);
    expect(element.matches(':state(terminated)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('accepts and declines an invitation', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    const conversation = session.receiveInvitation({ toast: 'My parcel is late' });
    const element = await fixture<LyncConversation>(
      html`<lync-conversation .conversation=${conversation}></lync-conversation>`,
    );
    expect(root(element).textContent).to.contain('My parcel is late');
    await expect(element).to.be.accessible();
    [...root(element).querySelectorAll('button')]
      .find((button) => button.textContent.trim() === 'Accept')!
      .click();
    await waitUntil(() => conversation.snapshot.state === 'established');
    await settled(element);
    expect(root(element).querySelector('lync-composer')).not.to.equal(null);
  });

  for (const face of ['connecting', 'lost', 'recovering', 'failed'] as const) {
    it(`has a face for a session that is ${face}`, async () => {
      const { element, session } = await live();
      session.setState(
        face,
        face === 'failed' ? { code: 'credentials-refused', message: 'x' } : undefined,
        Date.now() + 5000,
      );
      await settled(element);
      const banner = root(element).querySelector('[part="connection"]')!;
      expect(banner.textContent).to.match(
        {
          connecting: /Connecting/,
          lost: /lost.*5 seconds/,
          recovering: /restored/,
          failed: /Signing in was refused/,
        }[face],
      );
      await expect(element).to.be.accessible();
      if (face === 'lost' || face === 'failed') {
        banner.querySelector('button')!.click();
        await waitUntil(() => session.isConnected);
        await settled(element);
        expect(root(element).querySelector('[part="connection"]')).to.equal(null);
      }
    });
  }

  it('finds its conversation by id, also when it appears later, and in another session after a move', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    const other = new MockSession({ uri: 'sip:bob@contoso.com' });
    const element = await fixture<LyncConversation>(
      html`<lync-conversation conversation-id="thread-1" .session=${session}></lync-conversation>`,
    );
    expect(element.conversation).to.equal(undefined);
    const conversation = session.receiveInvitation({ id: 'thread-1', fromName: 'Omar' });
    await settled(element);
    expect(element.conversation).to.equal(conversation);
    expect(root(element).querySelector('h2')!.textContent).to.equal('Omar');
    const place = await fixture<HTMLElement>(html`<section></section>`);
    place.append(element);
    conversation.addParticipant({ uri: 'sip:zoe@contoso.com', displayName: 'Zoe' });
    await settled(element);
    expect(root(element).querySelector('h2')!.textContent).to.equal('Omar, Zoe');
    element.session = other;
    await settled(element);
    expect(element.conversation).to.equal(undefined);
  });

  it('takes properties that were set before its class was known', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    const early = document.createElement('early-conversation') as LyncConversation;
    early.session = session;
    early.conversation = session.receiveInvitation({ fromName: 'Early' });
    registerConversation('early');
    document.body.append(early);
    customElements.upgrade(early);
    await early.updateComplete;
    expect(early.shadowRoot!.querySelector('h2')!.textContent).to.equal('Early');
    await early.conversation.accept();
    await settled(early);
    expect(early.shadowRoot!.querySelector('early-composer'), 'a copy nests copies').not.to.equal(null);
    expect(() => registerConversation('early')).not.to.throw();
    early.remove();
  });

  it('keeps two conversations on one page apart', async () => {
    const one = await live();
    const two = await live();
    one.conversation.receiveMessage('For one');
    await settled(one.element);
    await settled(two.element);
    expect(bubbles(one.element)).to.deep.equal(['For one']);
    expect(bubbles(two.element)).to.deep.equal([]);
  });

  it('follows the nearest language and direction, live', async () => {
    const { element } = await live();
    expect(element.matches(':state(ltr)')).to.equal(true);
    element.lang = 'ar';
    await waitUntil(() => root(element).textContent.includes('لا توجد رسائل بعد'));
    expect(getComputedStyle(element).direction).to.equal('rtl');
    await expect(element).to.be.accessible();
    element.lang = 'de-AT';
    await waitUntil(() => root(element).textContent.includes('Noch keine Nachrichten'));
    expect(getComputedStyle(element).direction).to.equal('ltr');
    element.lang = 'tlh';
    await waitUntil(() => root(element).textContent.includes('No messages yet'));
  });

  it('is accessible in a dark scheme, and compact without a header', async () => {
    const { element, conversation } = await live();
    document.documentElement.style.colorScheme = 'dark';
    document.documentElement.style.background = '#000';
    try {
      element.compact = true;
      conversation.receiveMessage('Hello');
      conversation.failNext();
      await conversation.messaging.send('Oops').catch(() => undefined);
      await conversation.messaging.send('Hi');
      await settled(element);
      await aTimeout(250);
      expect(root(element).querySelector('header')).to.equal(null);
      await expect(element).to.be.accessible();
    } finally {
      document.documentElement.removeAttribute('style');
    }
  });
});

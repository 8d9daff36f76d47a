import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { MockSession } from '../../src/mock';
import { heard, reduceMotion } from '../internal/test-support';
import {
  LyncConversation,
  registerConversation,
  type LyncErrorEvent,
  type LyncMessageReceivedEvent,
} from './index';
import { bubbles, composerOf, fieldOf, live, root, settled, write } from './test-support';

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

  it('shows messages of both sides in order and raises an event for each', async () => {
    const { element, conversation } = await live();
    const received = heard(element, 'lync-message-received');
    conversation.receiveMessage('Is it in stock?');
    const event = await received;
    expect(event.message.body).to.equal('Is it in stock?');
    expect('conversation' in event && event.conversation).to.equal(conversation);
    expect(event.bubbles && event.composed).to.equal(true);
    const sent = heard(element, 'lync-message-sent');
    await conversation.messaging.send('Yes');
    await sent;
    await settled(element);
    expect(bubbles(element)).to.deep.equal(['Is it in stock?', 'Yes']);
    expect(root(element).textContent).to.contain('Delivered');
    await expect(element).to.be.accessible();
  });

  it('sends with Enter, breaks the line with Shift+Enter, and shows delivery only when it is confirmed', async () => {
    const { element, conversation } = await live();
    conversation.messaging.manual = true;
    element.focus();
    await sendKeys({ type: 'one' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'two' });
    expect(fieldOf(element).value).to.equal('one\ntwo');
    expect(conversation.messaging.typingNotifications).to.be.greaterThan(5);
    await sendKeys({ press: 'Enter' });
    await settled(element);
    expect(fieldOf(element).value).to.equal('');
    expect(conversation.snapshot.messages[0]!.body).to.equal('one\ntwo');
    expect(root(element).textContent).to.contain('Sending…').and.not.to.contain('Delivered');
    conversation.confirm();
    await settled(element);
    expect(root(element).textContent).to.contain('Delivered');
  });

  it('does not send while an input method composes', async () => {
    const { element, conversation } = await live();
    await write(element, 'にほん');
    fieldOf(element).dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
    );
    fieldOf(element).dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }),
    );
    await settled(element);
    expect(conversation.snapshot.messages).to.have.length(0);
    expect(fieldOf(element).value).to.equal('にほん');
  });

  it('keeps a failed message in view with its reason and sends it again', async () => {
    const { element, conversation } = await live();
    conversation.failNext('unreachable');
    const failed = heard(element, 'lync-message-failed');
    const error = heard(element, 'lync-error');
    await write(element, 'Are you there?');
    await sendKeys({ press: 'Enter' });
    await failed;
    expect((await error).failure.code).to.equal('unreachable');
    await settled(element);
    expect(root(element).textContent)
      .to.contain('Not delivered.')
      .and.to.contain('The other side cannot be reached.');
    await expect(element).to.be.accessible();
    root(element).querySelector<HTMLButtonElement>('[part="retry"]')!.click();
    await waitUntil(() => conversation.snapshot.messages[0]!.delivery === 'delivered');
    await settled(element);
    expect(root(element).querySelector('[part="retry"]')).to.equal(null);
    expect(conversation.snapshot.messages).to.have.length(1);
  });

  it('tells that a message is too long, and neither cuts nor sends it', async () => {
    const { element, conversation } = await live();
    element.maxLength = 10;
    await settled(element);
    await write(element, 'twelve chars');
    await sendKeys({ press: 'Enter' });
    expect(composerOf(element).shadowRoot!.textContent).to.contain('2 characters too long');
    expect(fieldOf(element).getAttribute('aria-invalid')).to.equal('true');
    expect(conversation.snapshot.messages).to.have.length(0);
    await expect(element).to.be.accessible();
  });

  it('gives the text back when the conversation did not take it', async () => {
    const { element, conversation } = await live();
    conversation.messaging.send = () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'rate-limited' }));
    const error = heard(element, 'lync-error');
    await write(element, 'keep me');
    await sendKeys({ press: 'Enter' });
    await error;
    await settled(element);
    await composerOf(element).updateComplete;
    expect(fieldOf(element).value).to.equal('keep me');
    expect(composerOf(element).shadowRoot!.textContent).to.contain('Too many messages');
  });

  it('makes links of web addresses only, as nodes', async () => {
    const { element, conversation } = await live();
    conversation.receiveMessage('See (https://contoso.com/a_(b)). Not javascript:alert(1) nor <b>this</b>.');
    await settled(element);
    const bubble = root(element).querySelector('.bubble')!;
    const links = [...bubble.querySelectorAll('a')];
    expect(links.map((link) => link.href)).to.deep.equal(['https://contoso.com/a_(b)']);
    expect(links[0]!.rel).to.equal('noopener noreferrer nofollow');
    expect(links[0]!.target).to.equal('_blank');
    expect(bubble.querySelector('b')).to.equal(null);
    expect(bubble.textContent).to.contain('<b>this</b>');
  });

  it('isolates the direction of each message', async () => {
    const { element, conversation } = await live();
    conversation.receiveMessage('مرحبا');
    await settled(element);
    const bubble = root(element).querySelector('.bubble')!;
    expect(bubble.getAttribute('dir')).to.equal('auto');
    expect(getComputedStyle(bubble).direction).to.equal('rtl');
  });

  it('shows who is writing', async () => {
    const { element, conversation } = await live();
    conversation.setTyping(true);
    await settled(element);
    expect(root(element).querySelector('[part="typing"]')!.textContent).to.contain('Jane Doe is writing');
    conversation.setTyping(false);
    await settled(element);
    expect(root(element).querySelector('[part="typing"]')!.textContent.trim()).to.equal('');
  });

  it('speaks what comes in', async () => {
    const { element, conversation } = await live();
    conversation.receiveMessage('<p>Three &amp; <b>more</b></p>', { format: 'text/html' });
    await settled(element);
    expect(root(element).querySelector('[role="status"]')!.textContent).to.contain('Jane Doe: Three & more');
  });

  it('marks as read what is in view, and counts what came while the reader was elsewhere', async () => {
    const { element, conversation } = await live();
    element.classList.add('small');
    const style = document.createElement('style');
    style.textContent = '.small { block-size: 300px }';
    document.head.append(style);
    for (let i = 0; i < 30; i++) conversation.receiveMessage(`Message ${i}`);
    await settled(element);
    await waitUntil(() => conversation.snapshot.unread === 0);
    const scroller = root(element).querySelector<HTMLElement>('.scroller')!;
    expect(scroller.scrollTop).to.be.greaterThan(100);
    scroller.scrollTop = 0;
    await heard(scroller, 'scroll');
    await settled(element);
    conversation.receiveMessage('New one');
    conversation.receiveMessage('Another');
    await settled(element);
    expect(scroller.scrollTop).to.equal(0);
    expect(conversation.snapshot.unread).to.equal(2);
    const jump = root(element).querySelector<HTMLButtonElement>('[part="jump"]')!;
    expect(jump.textContent.trim()).to.equal('2 new messages');
    await expect(element).to.be.accessible();
    jump.click();
    await waitUntil(() => conversation.snapshot.unread === 0);
    await settled(element);
    expect(root(element).querySelector('[part="jump"]')).to.equal(null);
    style.remove();
  });

  it('keeps long threads short in the document and shows earlier messages on request', async () => {
    const { element, conversation } = await live();
    for (let i = 0; i < 250; i++) conversation.receiveMessage(`Message ${i}`);
    await settled(element);
    expect(bubbles(element)).to.have.length(200);
    root(element).querySelector<HTMLButtonElement>('.earlier')!.click();
    await settled(element);
    expect(bubbles(element)[0]).to.equal('Message 0');
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

  it('says so when what shows messages cannot be loaded, and tries again', async () => {
    let fails = true;
    class Fragile extends LyncConversation {
      static override readonly prefix = 'fragile';
      static override loadView = () =>
        fails ? Promise.reject(new TypeError('Failed to fetch')) : LyncConversation.loadView();
    }
    customElements.define('fragile-conversation', Fragile);
    registerConversation('fragile');
    const { conversation } = await live();
    const failed: string[] = [];
    const element = await fixture<LyncConversation>(
      html`<fragile-conversation
        .conversation=${conversation}
        @lync-error=${(event: LyncErrorEvent) => failed.push(event.failure.message)}
      ></fragile-conversation>`,
    );
    await settled(element);
    expect(failed).to.deep.equal(['Failed to fetch']);
    expect(root(element).textContent).to.contain('Not connected');
    fails = false;
    conversation.receiveMessage('Are you there?');
    root(element).querySelector<HTMLButtonElement>('[part="retry-connection"]')!.click();
    await settled(element);
    expect(bubbles(element)).to.deep.equal(['Are you there?']);
    expect(root(element).textContent).not.to.contain('Not connected');
  });

  it('misses nothing that happens while what shows messages is on its way', async () => {
    let arrive = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    class Slow extends LyncConversation {
      static override readonly prefix = 'slow';
      static override loadView = () => arrival.then(() => LyncConversation.loadView());
    }
    customElements.define('slow-conversation', Slow);
    registerConversation('slow');
    const { conversation } = await live();
    const received: string[] = [];
    const element = await fixture<LyncConversation>(
      html`<slow-conversation
        @lync-message-received=${(event: LyncMessageReceivedEvent) => received.push(event.message.body)}
      ></slow-conversation>`,
    );
    element.conversation = conversation;
    await aTimeout(0);
    conversation.receiveMessage('First');
    expect(received).to.deep.equal([]);
    arrive();
    await settled(element);
    expect(received).to.deep.equal(['First']);
    expect(bubbles(element)).to.deep.equal(['First']);
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

  it('shows earlier messages from its history, and starts from the first message where there is no conversation', async () => {
    const element = await fixture<LyncConversation>(html`<lync-conversation></lync-conversation>`);
    const { conversation } = await live();
    const started: string[] = [];
    element.startWith = (text) => void started.push(text);
    await settled(element);
    await write(element, 'First');
    await sendKeys({ press: 'Enter' });
    expect(started).to.deep.equal(['First']);
    element.history = [conversation.receiveMessage('From before')];
    await settled(element);
    expect(bubbles(element)).to.deep.equal(['From before']);
  });
});

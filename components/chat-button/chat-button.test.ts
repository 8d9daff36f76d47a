import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { MockSession } from '../../src/mock';
import { heard, reduceMotion } from '../internal/test-support';
import './index';
import { registerChatButton, type LyncChatButton } from './index';
import { writeRecord } from './chat-record';

import { buttonOf, chatOf, composerOf, panelOf, settled, stage, textOf, write } from './test-support';

describe('lync-chat-button', () => {
  // Contrast cannot be judged in the middle of a fade.
  before(reduceMotion);
  afterEach(() => sessionStorage.clear());

  it('is a button at once, with nothing else loaded, and accessible', async () => {
    const element = await fixture<LyncChatButton>(
      html`<lync-chat-button queue="sip:sales@contoso.com"></lync-chat-button>`,
    );
    expect(buttonOf(element).textContent).to.equal('Chat');
    expect(buttonOf(element).getBoundingClientRect().height).to.be.at.least(44);
    expect(panelOf(element)).to.equal(null);
    await expect(element).to.be.accessible();
  });

  it('says its mode in the nearest language, live, or what the site wants', async () => {
    const place = await fixture<HTMLElement>(
      html`<div lang="de"><lync-chat-button queue="sip:a@b.example" mode="call"></lync-chat-button></div>`,
    );
    const element = place.querySelector('lync-chat-button')!;
    expect(buttonOf(element).textContent).to.equal('Anrufen');
    place.lang = 'ar';
    await aTimeout(0);
    expect(buttonOf(element).textContent).to.equal('اتصال');
    expect(getComputedStyle(buttonOf(element)).direction).to.equal('rtl');
    element.mode = 'chat';
    expect(buttonOf(element).textContent).to.equal('دردشة');
    element.label = 'Ask an expert';
    expect(buttonOf(element).textContent).to.equal('Ask an expert');
  });

  it('reflects its properties, also those set before its class was known', async () => {
    const early = document.createElement('early-chat-button') as LyncChatButton;
    early.label = 'Early';
    early.contact = { name: 'Jane' };
    document.body.append(early);
    registerChatButton('early');
    expect(early.getAttribute('label')).to.equal('Early');
    expect(early.contact).to.deep.equal({ name: 'Jane' });
    early.credentialsUrl = '/guest';
    expect(early.getAttribute('credentials-url')).to.equal('/guest');
    expect(() => registerChatButton('early')).not.to.throw();
    early.session = new MockSession();
    await early.open();
    expect(
      early.shadowRoot!.querySelector('early-chat-panel')!.shadowRoot!.querySelector('early-conversation'),
    ).not.to.equal(null);
    early.remove();
  });

  it('asks the page first, and stays closed when the page prevents it', async () => {
    const { element } = await stage();
    element.addEventListener('lync-chat-request', (event) => event.preventDefault(), { once: true });
    const request = heard(element, 'lync-chat-request');
    const opened = element.open();
    expect(await request).to.include({ queue: 'sip:sales@contoso.com', mode: 'chat', cancelable: true });
    await opened;
    expect(panelOf(element)).to.equal(null);
  });

  it('opens with the focus in the composer; Escape closes and gives the focus back', async () => {
    const { element, session } = await stage();
    buttonOf(element).focus();
    const open = heard(element, 'lync-open');
    await sendKeys({ press: 'Enter' });
    await open;
    await settled(element);
    expect(panelOf(element).isOpen).to.equal(true);
    expect(buttonOf(element).ariaExpanded).to.equal('true');
    expect(panelOf(element).getAttribute('role')).to.equal('dialog');
    expect(composerOf(element).shadowRoot!.activeElement!.localName).to.equal('textarea');
    expect(session.isConnected).to.equal(true);
    await expect(element).to.be.accessible();
    const close = heard(element, 'lync-close');
    await sendKeys({ press: 'Escape' });
    await close;
    expect(panelOf(element).isOpen).to.equal(false);
    expect(element.shadowRoot!.activeElement).to.equal(buttonOf(element));
  });

  it('starts the chat with the first message, what the site knows, and what the visitor agreed to', async () => {
    document.cookie = 'lync_cart=blue%20lamp';
    document.cookie = 'lync_secret=1';
    const { element, started } = await stage(
      html`<lync-chat-button
        queue="sip:sales@contoso.com"
        subject="Order 1234"
        importance="high"
        capture="page cookies:lync_cart"
      ></lync-chat-button>`,
    );
    element.contact = { name: 'Jane Doe' };
    element.context = { total: 59 };
    await element.open();
    await settled(element);
    expect(textOf(element))
      .to.contain('Hello Jane Doe, how can we help?')
      .and.to.contain('lync_cart: blue lamp')
      .and.to.contain('total: 59');
    await expect(element).to.be.accessible();
    await write(element, 'Is it in stock?');
    expect(started).to.have.length(1);
    const { to, options } = started[0]!;
    expect(to).to.equal('sip:sales@contoso.com');
    expect(options).to.deep.include({
      subject: 'Order 1234',
      importance: 'high',
      firstMessage: 'Is it in stock?',
    });
    expect(options.context!.contact).to.deep.equal({ name: 'Jane Doe' });
    expect(options.context!.cookies).to.deep.equal({ lync_cart: 'blue lamp' });
    expect(options.context!.page!.url).to.equal(location.href.slice(0, 512));
    expect(options.context!.data).to.deep.equal({ total: 59 });
    expect(composerOf(element).text).to.equal('');
  });

  it('shares nothing of the page when the visitor says no, and asks for nothing it was not told to', async () => {
    const { element, started } = await stage(
      html`<lync-chat-button
        queue="sip:sales@contoso.com"
        capture="page, referrer, links"
      ></lync-chat-button>`,
    );
    await element.open();
    await settled(element);
    chatOf(element).querySelector<HTMLInputElement>('.share input')!.click();
    const name = chatOf(element).querySelector<HTMLInputElement>('[name="name"]')!;
    name.value = 'Jo';
    name.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await settled(element);
    await write(element, 'Hi');
    expect(started[0]!.options.context).to.deep.equal({ contact: { name: 'Jo' } });

    const plain = await stage();
    await plain.element.open();
    await settled(plain.element);
    expect(chatOf(plain.element).querySelector('.share')).to.equal(null);
  });

  it('shares nothing of the page until the visitor says so, where the site wants it so', async () => {
    const { element, started } = await stage();
    element.capture = 'page';
    element.consent = 'opt-in';
    await element.open();
    const box = panelOf(element).shadowRoot!.querySelector<HTMLInputElement>('[type=checkbox]')!;
    expect(box.checked).to.be.false;
    await write(element, 'Hi');
    expect(started[0]!.options.context?.page).to.be.undefined;
  });

  it('remembers the links the visitor follows, only if the site asks for it', async () => {
    const { element, started } = await stage(
      html`<lync-chat-button queue="sip:sales@contoso.com" capture="links"></lync-chat-button>`,
    );
    const link = await fixture<HTMLAnchorElement>(html`<a href="https://contoso.com/lamps">Lamps</a>`);
    link.addEventListener('click', (event) => event.preventDefault());
    await waitUntil(() => {
      link.click();
      return sessionStorage.getItem('lync-links');
    });
    await element.open();
    await write(element, 'Hi');
    expect(started[0]!.options.context!.links![0]).to.include({
      text: 'Lamps',
      href: 'https://contoso.com/lamps',
    });
  });

  it('shares what the page learns later', async () => {
    const { element, started } = await stage();
    await element.open();
    await write(element, 'Hi');
    const { conversation } = started[0]!;
    conversation.setState('established');
    await settled(element);
    element.contact = { name: 'Jane', email: 'jane@example.com' };
    await settled(element);
    element.context = { cart: 3 };
    await settled(element);
    expect(conversation.sharedContexts.slice(1)).to.deep.equal([
      { contact: { name: 'Jane', email: 'jane@example.com' } },
      { data: { cart: 3 } },
    ]);
  });

  it('shares the title that a page gives itself late', async () => {
    const { element, started } = await stage();
    element.capture = 'page';
    await element.open();
    await write(element, 'Hi');
    const { conversation } = started[0]!;
    conversation.setState('established');
    await settled(element);
    const before = document.title;
    document.title = 'Repairs';
    await waitUntil(() => conversation.sharedContexts.at(-1)?.page?.title === 'Repairs');
    document.title = before;
  });

  it('tells the place in the queue, then who is there', async () => {
    const { element, started } = await stage();
    await element.open();
    await write(element, 'Hi');
    const { conversation } = started[0]!;
    await expect(element).to.be.accessible();
    conversation.setState('established');
    conversation.setQueue({ state: 'queued', position: 2, estimatedWait: 60, queueName: 'Sales' });
    await settled(element);
    expect(textOf(element)).to.contain('Number 2 in the queue').and.to.contain('about 1 minute');
    await expect(element).to.be.accessible();
    conversation.setQueue({ state: 'offering', queueName: 'Sales' });
    await settled(element);
    expect(textOf(element)).to.contain('Somebody is about to join you');
    conversation.setQueue({ state: 'connected', queueName: 'Sales', agentName: 'Alice' });
    await settled(element);
    expect(panelOf(element).ariaLabel).to.equal('Alice');
    expect(textOf(element)).to.contain('You are chatting with Alice');
    await expect(element).to.be.accessible();
  });

  it('counts what comes in while it is closed, in words too', async () => {
    const { element, started } = await stage();
    await element.open();
    await write(element, 'Hi');
    const { conversation } = started[0]!;
    conversation.setState('established');
    element.close();
    const unread = heard(element, 'lync-unread-changed');
    conversation.receiveMessage('Still there?');
    expect((await unread).unread).to.equal(1);
    expect(element.shadowRoot!.querySelector('[part="badge"]')!.textContent).to.equal('1');
    expect(buttonOf(element).textContent).to.contain('1 unread message');
    await expect(element).to.be.accessible();
    await element.open();
    await waitUntil(() => conversation.snapshot.unread === 0);
    await settled(element);
    expect(buttonOf(element).textContent).to.equal('Chat');
  });

  it('shows a lost connection, keeps what is written, and says when it is back', async () => {
    const { element, session, started } = await stage();
    await element.open();
    await write(element, 'Hi');
    const { conversation } = started[0]!;
    conversation.setState('established');
    session.loseConnection({ nextAttemptIn: 5000 });
    await write(element, 'Are you there?');
    expect(textOf(element))
      .to.match(/The connection is lost. Next attempt in [45] seconds/)
      .and.to.contain('Waiting to be sent');
    await expect(element).to.be.accessible();
    session.restoreConnection();
    await waitUntil(() => conversation.snapshot.messages.at(-1)!.delivery === 'delivered');
    await settled(element);
    expect(textOf(element)).to.contain('The connection is back.');
    await expect(element).to.be.accessible();
  });

  it('says why it cannot connect, and tries again', async () => {
    const { element, session } = await stage();
    session.failNextConnect('connection-failed');
    const error = heard(element, 'lync-error');
    await element.open();
    expect((await error).failure.code).to.equal('connection-failed');
    await settled(element);
    expect(textOf(element))
      .to.contain('Not connected.')
      .and.to.contain('There is no connection to the server.');
    await expect(element).to.be.accessible();
    panelOf(element).shadowRoot!.querySelector<HTMLButtonElement>('[part="retry-connection"]')!.click();
    await waitUntil(() => session.isConnected);
  });

  it('gives the text back when the chat cannot be started', async () => {
    const { element } = await stage(html`<lync-chat-button queue="nonsense"></lync-chat-button>`);
    await element.open();
    const error = heard(element, 'lync-error');
    await write(element, 'Hi');
    expect((await error).failure.code).to.equal('invalid-argument');
    await settled(element);
    expect(composerOf(element).text).to.equal('Hi');
  });

  it('ends with a question, then offers the transcript and a new chat', async () => {
    const { element, started } = await stage();
    await element.open();
    await write(element, 'Hi');
    const { conversation } = started[0]!;
    conversation.setState('established');
    await settled(element);
    panelOf(element).shadowRoot!.querySelector<HTMLButtonElement>('[aria-label="End chat"]')!.click();
    await settled(element);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => conversation.snapshot.state === 'terminated');
    await settled(element);
    const [save, again] = chatOf(element).querySelectorAll<HTMLButtonElement>('.after button');
    await expect(element).to.be.accessible();
    let saved = '';
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      saved = `${this.download} ${this.protocol}`;
    };
    save!.click();
    await waitUntil(() => saved);
    HTMLAnchorElement.prototype.click = click;
    expect(saved).to.match(/^chat-\d{4}-\d\d-\d\d\.txt blob:$/);
    again!.click();
    await settled(element);
    expect(textOf(element)).to.contain('How can we help?');
    await write(element, 'Once more');
    expect(started).to.have.length(2);
  });

  it('fills a narrow window, and its corner follows the direction', async () => {
    const { element } = await stage();
    await setViewport({ width: 320, height: 560 });
    try {
      await element.open();
      await settled(element);
      await aTimeout(250);
      const box = panelOf(element).getBoundingClientRect();
      expect([box.left, box.width, box.height]).to.deep.equal([0, 320, 560]);
      expect(panelOf(element).scrollWidth).to.be.at.most(320);
      await expect(element).to.be.accessible();
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
    element.lang = 'ar';
    await settled(element);
    await aTimeout(250);
    expect(panelOf(element).getBoundingClientRect().left).to.equal(20);
    await waitUntil(() => textOf(element).includes('كيف يمكننا مساعدتك؟'));
    await expect(element).to.be.accessible();
  });

  it('uses the session around it', async () => {
    const session = new MockSession();
    const { registerSession } = await import('../session/register');
    registerSession();
    const place = await fixture<HTMLElement>(
      html`<lync-session .session=${session} connect="manual"
        ><lync-chat-button queue="sip:sales@contoso.com"></lync-chat-button
      ></lync-session>`,
    );
    const element = place.querySelector('lync-chat-button')!;
    await element.open();
    await waitUntil(() => session.isConnected);
    await write(element, 'Hi');
    expect(session.conversations).to.have.length(1);
  });

  it('keeps two on a page apart, and survives a move', async () => {
    const one = await stage();
    const two = await stage(
      html`<lync-chat-button queue="sip:support@contoso.com" placement="start"></lync-chat-button>`,
    );
    await one.element.open();
    await write(one.element, 'For sales');
    await two.element.open();
    await write(two.element, 'For support');
    expect(one.started.map(({ to }) => to)).to.deep.equal(['sip:sales@contoso.com']);
    expect(two.started.map(({ to }) => to)).to.deep.equal(['sip:support@contoso.com']);
    one.started[0]!.conversation.setState('established');
    const place = await fixture<HTMLElement>(html`<div></div>`);
    place.append(one.element);
    one.started[0]!.conversation.receiveMessage('After the move');
    await settled(one.element);
    expect(textOf(one.element)).to.contain('After the move');
  });

  it('ignores a record of a chat that it cannot use', async () => {
    writeRecord('sip:sales@contoso.com', { open: true, shares: true });
    const { element } = await stage();
    await waitUntil(() => panelOf(element), 'the panel', { timeout: 8000 });
    await settled(element);
    expect(panelOf(element).isOpen).to.equal(false);
  });
});

import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { heard, reduceMotion } from '../internal/test-support';
import './index';
import type { LyncConversation } from './index';
import { bubbles, live, root, settled, write } from './test-support';

describe('the messages of a conversation', () => {
  // Contrast cannot be judged in the middle of a fade.
  before(reduceMotion);

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

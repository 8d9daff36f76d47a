import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { heard, reduceMotion } from '../internal/test-support';
import './index';
import { composerOf, fieldOf, live, root, settled, write } from './test-support';

describe('the composer of a conversation', () => {
  // Contrast cannot be judged in the middle of a fade.
  before(reduceMotion);

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
});

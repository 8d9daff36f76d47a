import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { MockSession, type MockConversation } from '../../../src/mock';
import { heard, reduceMotion } from '../../internal/test-support';
import '../index';
import { writeRecord } from '../chat-record';
import { chatOf, panelOf, settled, textOf, write } from '../test-support';
import type { LyncChatButton } from '../chat-button';

interface Stage {
  readonly session: MockSession;
  readonly element: LyncChatButton;
}

const find = <E extends HTMLElement>(element: Element, selector: string): E => {
  const found = chatOf(element).querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};

async function stage(): Promise<Stage> {
  const session = new MockSession({ calls: true });
  const element = await fixture<LyncChatButton>(
    html`<lync-chat-button
      queue="sip:sales@contoso.com"
      mode="callback"
      subject="Sofa"
      capture="page"
      .session=${session}
    ></lync-chat-button>`,
  );
  await element.open();
  await waitUntil(() => chatOf(element).querySelector('form.callback'), 'the form');
  await settled(element);
  return { session, element };
}

async function press(element: Element, selector: string): Promise<void> {
  find(element, selector).click();
  await settled(element);
}

async function type(element: Element, selector: string, text: string): Promise<void> {
  const field = find<HTMLInputElement>(element, selector);
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await settled(element);
}

const composer = (element: Element) => chatOf(element).shadowRoot!.querySelector('[part~="composer"]');

function ring(session: MockSession): MockConversation {
  const { callback } = session.callbacks.promised.at(-1)!;
  session.callbacks.keep(callback.conversationId);
  return session.receiveInvitation({
    id: callback.conversationId,
    fromName: 'Sales',
    fromUri: 'sip:sales@contoso.com',
    modality: 'audio',
  });
}

describe('lync-chat-button mode="callback"', () => {
  before(reduceMotion);
  afterEach(() => sessionStorage.clear());

  it('asks where and when in plain words, with the keys in the first field and nothing to write to', async () => {
    const { element } = await stage();
    expect(textOf(element)).to.contain('We call you back').and.to.contain('In this browser');
    expect(composer(element)).to.equal(null);
    await waitUntil(() => panelOf(element).shadowRoot!.activeElement?.id === 'callback-name');
    await expect(element).to.be.accessible();
    for (const [lang, title] of [
      ['de', 'Wir rufen Sie zurück'],
      ['ja', '折り返しお電話します'],
      ['ar', 'سنعاود الاتصال بك'],
    ] as const) {
      element.lang = lang;
      await waitUntil(() => textOf(element).includes(title));
    }
    await expect(element).to.be.accessible();
  });

  it('asks the queue with what the visitor has said, waits, and gives the call up', async () => {
    const { element, session } = await stage();
    await type(element, '[name="name"]', 'Jane');
    const when = find<HTMLSelectElement>(element, 'select');
    when.value = '15';
    when.dispatchEvent(new Event('change', { bubbles: true }));
    const before = Date.now();
    await press(element, '[type="submit"]');
    const [{ callback, options } = { callback: undefined, options: undefined }] = session.callbacks.promised;
    expect(callback!.queueUri).to.equal('sip:sales@contoso.com');
    expect(options).to.include({ name: 'Jane', subject: 'Sofa' });
    expect(options!.context!.contact).to.deep.equal({ name: 'Jane' });
    expect(options!.context!.page!.url).to.contain(location.host);
    expect(options!.at! - before).to.be.within(900_000, 910_000);
    const time = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(options!.at);
    expect(textOf(element)).to.contain(`We call you at ${time}`).and.to.contain('Keep this page open');
    await expect(element).to.be.accessible();
    // The button that gives it up has the focus.
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => session.callbacks.promised.length === 0);
    await settled(element);
    expect(chatOf(element).querySelector('form.callback')).not.to.equal(null);
    expect(panelOf(element).shadowRoot!.textContent).to.contain('The call was given up.');
  });

  it('opens with the call when it comes, and has the keys at hand for the menu', async () => {
    const { element, session } = await stage();
    await press(element, '[type="submit"]');
    expect(textOf(element)).to.contain('We are calling you now');
    element.close();
    const opened = heard(element, 'lync-open');
    let isToastKept = true;
    session.addEventListener('invitation-received', (event) => (isToastKept = !event.defaultPrevented));
    const conversation = ring(session);
    await opened;
    expect(isToastKept).to.equal(false);
    const root = (): ShadowRoot | undefined =>
      chatOf(element).shadowRoot!.querySelector('lync-call')?.shadowRoot ?? undefined;
    await waitUntil(() => root()?.querySelector('[part~="call-accept"]'), 'the call');
    expect(root()!.textContent).to.contain('Incoming call');
    await expect(element).to.be.accessible();
    root()!.querySelector<HTMLElement>('[part~="call-accept"]')!.click();
    conversation.setQueue({ state: 'queued', queueName: 'Sales' });
    conversation.receiveMessage('Press 2.', { notice: 'menu' });
    await waitUntil(() => root()?.querySelector('.keypad'));
    expect(panelOf(element).shadowRoot!.querySelector('.queue')).to.equal(null);
    root()!.querySelectorAll<HTMLElement>('.key')[1]!.click();
    await waitUntil(() => conversation.audioVideo.snapshot.dtmfSent === '2');
    conversation.receiveMessage('Welcome.', { notice: 'welcome' });
    conversation.setQueue({ state: 'queued', position: 1, queueName: 'Sales' });
    await waitUntil(() => !root()!.querySelector('.keypad'));
    expect(textOf(element)).to.contain('You are next');
    await conversation.terminate();
    await settled(element);
    find(element, '.after .primary').click();
    await waitUntil(() => chatOf(element).querySelector('form.callback'));
  });

  it('calls a phone, or an address, and wants one that can be called', async () => {
    const { element, session } = await stage();
    await press(element, '[value="phone"]');
    await type(element, '[name="phone"]', 'soon');
    await press(element, '[type="submit"]');
    expect(session.callbacks.promised).to.deep.equal([]);
    expect(textOf(element)).to.contain('Write a phone number with its area code');
    expect(panelOf(element).shadowRoot!.activeElement?.id).to.equal('callback-phone');
    await expect(element).to.be.accessible();
    await type(element, '[name="phone"]', '+353 (1) 555-0142');
    await press(element, '[type="submit"]');
    expect(session.callbacks.promised[0]!.options.phone).to.equal('+353 (1) 555-0142');
    expect(session.callbacks.promised[0]!.options.context!.contact).to.deep.equal({
      phone: '+353 (1) 555-0142',
    });
    expect(textOf(element)).to.contain('Your phone will ring: +353 (1) 555-0142');
    await press(element, '.waiting button');
    await type(element, '[name="phone"]', 'sip:dave@contoso.com');
    await press(element, '[type="submit"]');
    expect(session.callbacks.promised[0]!.options.uri).to.equal('sip:dave@contoso.com');
  });

  it('says why it cannot be, and lets the visitor write instead', async () => {
    const { element, session } = await stage();
    for (const [code, said] of [
      ['forbidden', 'We cannot call this number'],
      ['rate-limited', 'You have asked for a call already'],
      ['server-error', 'Try again in a moment'],
      ['type-not-supported', 'Nobody can call back here'],
    ] as const) {
      session.callbacks.failNext(code);
      await press(element, '[type="submit"]');
      expect(textOf(element)).to.contain(said);
      await expect(element).to.be.accessible();
    }
    await press(element, '[type="button"]');
    expect(composer(element)).not.to.equal(null);
    // What is written goes to the agents with the number, who call by themselves.
    await write(element, 'Please call');
    expect(session.conversations).to.have.length(0);
    expect(textOf(element)).to.contain('We need your number to call you back.');
    const phone = find<HTMLInputElement>(element, '[name="phone"]');
    phone.value = '+1 555 0100';
    phone.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await write(element, 'Please call');
    expect(session.conversations[0]!.sharedContexts[0]!.contact).to.deep.equal({ phone: '+1 555 0100' });
  });

  it('says when it is too late to give it up', async () => {
    const { element, session } = await stage();
    await press(element, '[type="submit"]');
    session.callbacks.failNext('not-found');
    await press(element, '.waiting button');
    expect(textOf(element)).to.contain('It was too late to give it up');
  });

  it('goes on waiting after a reload, and says when the call did not come', async () => {
    const queue = 'sip:sales@contoso.com';
    const reloaded = async (promisedAt: number): Promise<Stage> => {
      const callback = { queueUri: queue, conversationId: 'awaited', promisedAt };
      writeRecord(queue, { open: true, token: 'kept', shares: true, callback });
      const session = new MockSession({ calls: true });
      const element = await fixture<LyncChatButton>(
        html`<lync-chat-button queue=${queue} .session=${session}></lync-chat-button>`,
      );
      await waitUntil(() => panelOf(element) && chatOf(element)?.querySelector('.callback'));
      await settled(element);
      return { session, element };
    };
    const waiting = await reloaded(Date.now());
    expect(textOf(waiting.element)).to.contain('We are calling you now');
    const conversation = waiting.session.receiveInvitation({ id: 'awaited', modality: 'audio' });
    await settled(waiting.element);
    expect(chatOf(waiting.element).conversation).to.equal(conversation);
    waiting.element.remove();
    const late = await reloaded(Date.now() - 200_000);
    expect(textOf(late.element)).to.contain('We could not reach you');
    await expect(late.element).to.be.accessible();
    // The site offers a chat: that is where the visitor goes on.
    await press(late.element, '.after .button:not(.primary)');
    expect(composer(late.element)).not.to.equal(null);
  });
});

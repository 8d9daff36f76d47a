import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { MockSession } from '../../src/mock/index';
import type { LyncContextPane } from './index';
import {
  LyncContextChannelStateChangedEvent,
  type LyncContextDataReceivedEvent,
  type LyncContextDataSentEvent,
  LyncContextReceivedEvent,
  registerContextPane,
} from './index';
import {
  all,
  CARD,
  find,
  makeConversation,
  nextEvent,
  ORDERS,
  panelText,
  stage,
  UNKNOWN,
} from './testing/setup';

const registry = [
  { id: CARD, name: 'Customer' },
  { id: `{${ORDERS.toUpperCase()}}`, name: 'Orders' },
];

class TestApplication extends HTMLElement {
  channel: unknown;
  data: unknown;
  conversation: unknown;
}

describe('lync-context-pane: faces', () => {
  it('says what will appear when there is no conversation, none yet, or nothing', async () => {
    const pane = await fixture<LyncContextPane>(html`<lync-context-pane></lync-context-pane>`);
    expect(find(pane, '[part=empty]').textContent).to.contain('No conversation selected');
    await expect(pane).to.be.accessible();
    const session = new MockSession({ uri: 'sip:a@contoso.com' });
    pane.conversation = session.receiveInvitation({});
    await pane.updateComplete;
    expect(find(pane, '[part=empty]').textContent).to.contain('Context comes with the conversation');
    await session.conversations[0]!.accept();
    await pane.updateComplete;
    await aTimeout(0);
    expect(find(pane, '[part=empty]').textContent).to.contain('Nothing shared yet');
    expect(pane.matches(':state(empty)')).to.equal(true);
    await expect(pane).to.be.accessible();
  });

  it('follows a channel through its states, each with a face, a state and an event', async () => {
    const { conversation, pane } = await stage(registry);
    const events: string[] = [];
    pane.addEventListener('lync-context-channel-state-changed', (event) => {
      expect(event).to.be.instanceOf(LyncContextChannelStateChangedEvent);
      events.push(`${event.previousState}>${event.state}:${event.transitionReason}`);
    });
    const channel = conversation.openContextChannel({ applicationId: CARD, state: 'establishing' });
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('Connecting. The service is opening');
    await expect(pane).to.be.accessible();
    channel.setState('established');
    await pane.updateComplete;
    expect(all(pane, '[part=face]')).to.have.length(0);
    expect(pane.matches(':state(live)')).to.equal(true);
    channel.setState('recovering');
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('Reconnecting.');
    await expect(pane).to.be.accessible();
    channel.setState('terminating', 'recovery-failed');
    channel.setState('terminated', 'recovery-failed');
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('could not be restored');
    expect(pane.matches(':state(failed)')).to.equal(true);
    await expect(pane).to.be.accessible();
    expect(events).to.deep.equal([
      'idle>establishing:none',
      'establishing>established:none',
      'established>recovering:none',
      'recovering>terminating:recovery-failed',
      'terminating>terminated:recovery-failed',
    ]);
  });

  for (const [reason, face, text] of [
    ['establish-failed', 'failed', 'could not be opened'],
    ['remote-unreachable', 'failed', 'cannot be reached'],
    ['first-hop-unreachable', 'failed', 'Your own connection'],
    ['terminated-locally', 'ended', 'Closed on this side'],
    ['terminated-remotely', 'ended', 'The service has closed'],
  ] as const) {
    it(`tells ${reason} apart`, async () => {
      const { conversation, pane } = await stage(registry);
      conversation.openContextChannel({ applicationId: CARD }).setState('terminated', reason);
      await pane.updateComplete;
      expect(panelText(pane)).to.contain(text);
      expect(pane.matches(`:state(${face})`)).to.equal(true);
    });
  }
});

describe('lync-context-pane: tabs', () => {
  it('has one tab for each application and the keys of the ARIA pattern, mirrored in rtl', async () => {
    const { conversation, pane } = await stage(registry);
    conversation.openContextChannel({ applicationId: CARD });
    conversation.openContextChannel({ applicationId: ORDERS });
    conversation.openContextChannel({ applicationId: ORDERS });
    await pane.updateComplete;
    expect(all(pane, '[role=tab]')).to.have.length(2);
    expect(pane.selected).to.equal(CARD);
    find(pane, `#tab-${CARD}`).focus();
    await sendKeys({ press: 'ArrowRight' });
    expect(pane.selected).to.equal(ORDERS);
    await pane.updateComplete;
    await aTimeout(0);
    expect(pane.shadowRoot!.activeElement?.id).to.equal(`tab-${ORDERS}`);
    expect(all(pane, '[role=tab][tabindex="0"]')).to.have.length(1);
    await sendKeys({ press: 'Home' });
    await pane.updateComplete;
    await aTimeout(0);
    expect(pane.selected).to.equal(CARD);
    pane.dir = 'rtl';
    await aTimeout(0);
    await pane.updateComplete;
    await sendKeys({ press: 'ArrowLeft' });
    expect(pane.selected).to.equal(ORDERS);
    await expect(pane).to.be.accessible();
  });

  it('marks data for a tab that is not on show until it is', async () => {
    const { conversation, pane } = await stage(registry);
    conversation.openContextChannel({ applicationId: CARD });
    const orders = conversation.openContextChannel({ applicationId: ORDERS });
    pane.selected = CARD;
    await pane.updateComplete;
    orders.receiveData('text/plain', 'two parcels');
    await pane.updateComplete;
    expect(find(pane, `#tab-${ORDERS}`).textContent).to.contain('new data');
    find(pane, `#tab-${ORDERS}`).click();
    await pane.updateComplete;
    expect(all(pane, '[part=unseen]')).to.have.length(0);
    expect(panelText(pane)).to.contain('two parcels');
  });

  it('starts default applications with the conversation and not before', async () => {
    const session = new MockSession({ contextApplications: [{ id: CARD, name: 'Customer', default: true }] });
    const conversation = session.receiveInvitation({});
    const pane = await fixture<LyncContextPane>(
      html`<lync-context-pane .session=${session} .conversation=${conversation}></lync-context-pane>`,
    );
    expect(all(pane, '[role=tab]')).to.have.length(0);
    await conversation.accept();
    await aTimeout(0);
    await pane.updateComplete;
    expect(all(pane, '[role=tab]')).to.have.length(1);
    expect(panelText(pane)).to.contain('Nothing has been sent');
    await expect(pane).to.be.accessible();
  });
});

describe('lync-context-pane: events', () => {
  it('tells of initial context, data received and data sent, once each', async () => {
    const { conversation, pane } = await stage(registry);
    const initial = nextEvent(pane, 'lync-context-received');
    const channel = conversation.openContextChannel({ applicationId: CARD, initialContext: 'order=1' });
    const received = await initial;
    expect(received).to.be.instanceOf(LyncContextReceivedEvent);
    expect([received.channel, received.initialContext]).to.deep.equal([channel, 'order=1']);
    let data: LyncContextDataReceivedEvent | undefined;
    let sent: LyncContextDataSentEvent | undefined;
    pane.addEventListener('lync-context-data-received', (event) => (data = event));
    pane.addEventListener('lync-context-data-sent', (event) => (sent = event));
    channel.receiveData('text/x-a', 'in');
    await channel.sendData('text/x-b', 'out');
    expect([data?.contentType, data?.body]).to.deep.equal(['text/x-a', 'in']);
    expect([sent?.contentType, sent?.body]).to.deep.equal(['text/x-b', 'out']);
    const again: string[] = [];
    pane.addEventListener('lync-context-received', (event) => again.push(event.initialContext));
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(pane);
    await pane.updateComplete;
    channel.receiveInitialContext('order=2');
    expect(again).to.deep.equal(['order=2']);
    elsewhere.remove();
    channel.receiveInitialContext('order=3');
    expect(again).to.deep.equal(['order=2']);
  });

  it('keeps two panes on a page apart', async () => {
    const one = await stage(registry);
    const two = await stage(registry);
    let heard = 0;
    two.pane.addEventListener('lync-context-received', () => heard++);
    one.conversation.openContextChannel({ applicationId: CARD, initialContext: 'only one' });
    await one.pane.updateComplete;
    await two.pane.updateComplete;
    expect(heard).to.equal(0);
    expect(panelText(one.pane)).to.contain('only one');
    expect(all(two.pane, '[role=tab]')).to.have.length(0);
  });

  it('takes its properties before and after it is connected', async () => {
    const { session, conversation } = await makeConversation(registry);
    conversation.openContextChannel({ applicationId: CARD, initialContext: 'early' });
    const early = document.createElement('lync-context-pane');
    early.session = session;
    early.conversationId = conversation.snapshot.id;
    document.body.append(early);
    await early.updateComplete;
    expect(panelText(early)).to.contain('early');
    early.conversation = undefined;
    early.conversationId = '';
    await early.updateComplete;
    expect(find(early, '[part=empty]').textContent).to.contain('No conversation');
    early.remove();
  });

  it('registers a copy under another prefix', () => {
    registerContextPane('contoso');
    registerContextPane();
    expect(document.createElement('contoso-context-pane')).to.be.instanceOf(
      customElements.get('lync-context-pane'),
    );
  });
});

describe('lync-context-pane: what may run', () => {
  it('never opens what is not registered, and names it with a checked installer link', async () => {
    const { conversation, pane } = await stage(registry);
    conversation.openContextChannel({
      applicationId: UNKNOWN,
      applicationName: '<img src=x onerror=alert(1)>',
      installLink: 'www.contoso.com/Download',
    });
    await pane.updateComplete;
    expect(all(pane, 'iframe, img')).to.have.length(0);
    expect(panelText(pane)).to.contain('“<img src=x onerror=alert(1)>” is not set up here');
    expect(find<HTMLAnchorElement>(pane, 'a').href).to.equal('https://www.contoso.com/Download');
    expect(pane.matches(':state(blocked)')).to.equal(true);
    await expect(pane).to.be.accessible();
  });

  for (const installLink of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://a@evil.example/',
  ]) {
    it(`makes no link of ${installLink}`, async () => {
      const { conversation, pane } = await stage(registry);
      conversation.openContextChannel({ applicationId: UNKNOWN, installLink });
      conversation.openContextChannel({ applicationId: CARD, simpleLink: installLink });
      pane.selected = UNKNOWN;
      await pane.updateComplete;
      expect(all(pane, 'a')).to.have.length(0);
      pane.selected = CARD;
      await pane.updateComplete;
      expect(panelText(pane)).to.contain('no web address');
      await expect(pane).to.be.accessible();
    });
  }

  it('does not trust a channel that calls itself registered', async () => {
    const { conversation, pane } = await stage([]);
    conversation.openContextChannel({ applicationId: UNKNOWN, registered: true, initialContext: 'secret' });
    await pane.updateComplete;
    expect(pane.matches(':state(blocked)')).to.equal(true);
    expect(panelText(pane)).not.to.contain('secret');
  });

  it('keeps applications of other roles closed until the role is there', async () => {
    const { conversation, pane } = await stage([{ id: CARD, name: 'Reports', roles: ['supervisor'] }]);
    conversation.openContextChannel({ applicationId: CARD, initialContext: 'numbers' });
    pane.roles = ['basic'];
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('“Reports” is not for your role');
    pane.roles = ['basic', 'supervisor'];
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('numbers');
  });

  it('asks before a link that came with the channel is opened', async () => {
    const { conversation, pane } = await stage(registry);
    const channel = conversation.openContextChannel({
      applicationId: CARD,
      simpleLink: 'https://crm.contoso.com/c/1',
    });
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('Nobody has checked it');
    await expect(pane).to.be.accessible();
    const asked: unknown[] = [];
    pane.addEventListener('lync-context-link-request', (event) => {
      asked.push(event.url, event.kind, event.channel);
      event.preventDefault();
    });
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    find(pane, 'a').dispatchEvent(click);
    expect(asked).to.deep.equal(['https://crm.contoso.com/c/1', 'simple-link', channel]);
    expect(click.defaultPrevented).to.equal(true);
  });

  it('runs an element of the page: one instance, in the light tree, with the newest live channel', async () => {
    const { conversation, pane } = await stage([{ id: CARD, name: 'Card', element: 'test-application' }]);
    const first = conversation.openContextChannel({ applicationId: CARD });
    first.receiveData('text/x-early', 'before');
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('has no <test-application> yet');
    await expect(pane).to.be.accessible();
    customElements.define('test-application', TestApplication);
    await aTimeout(0);
    await pane.updateComplete;
    const instance = pane.querySelector<TestApplication>('test-application')!;
    expect(instance.channel === first && instance.conversation === conversation).to.equal(true);
    expect(instance.data).to.have.nested.property('[0].body', 'before');
    const second = conversation.openContextChannel({ applicationId: CARD });
    await pane.updateComplete;
    expect(pane.querySelectorAll('test-application')).to.have.length(1);
    expect(instance.channel === second).to.equal(true);
    pane.conversation = undefined;
    await pane.updateComplete;
    expect(pane.querySelector('test-application')).to.equal(null);
  });

  for (const application of [
    { id: CARD, name: 'Bad', url: 'javascript:alert(%AppData%)' },
    { id: CARD, name: 'Bad', element: 'script' },
    { id: CARD, name: 'Bad', element: 'x-y onload=1' },
  ]) {
    it(`does not start ${application.url ?? application.element}`, async () => {
      const { conversation, pane } = await stage([application]);
      const error = nextEvent(pane, 'lync-error');
      conversation.openContextChannel({ applicationId: CARD, initialContext: '1' });
      expect((await error).failure.code).to.equal('invalid-argument');
      await pane.updateComplete;
      expect(panelText(pane)).to.contain('is not valid');
      expect(all(pane, 'iframe')).to.have.length(0);
      await expect(pane).to.be.accessible();
    });
  }
});

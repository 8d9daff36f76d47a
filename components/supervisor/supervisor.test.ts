import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { SupervisedContact, SupervisionOverview } from '../../src/session/contract';
import { MockSession } from '../../src/mock/index';
import {
  registerSupervisor,
  type LyncSuperviseRequestEvent,
  type LyncSupervisionChangedEvent,
  type LyncSupervisionStartedEvent,
  type LyncSupervisor,
} from './index';

const contactUri = 'sip:contact-1@contoso.com';

const contact = (patch: Partial<SupervisedContact> = {}): SupervisedContact => ({
  ...{ id: '1', uri: contactUri, customerName: '<b>Jane</b> Doe', queueUri: 'sip:sales@contoso.com' },
  ...{ queueName: 'Sales', subject: 'Order 1234', state: 'connected', audio: true, messages: true },
  ...{ queuedAt: Date.now() - 65_000, answeredAt: Date.now() - 60_000 },
  members: [{ uri: 'sip:alice@contoso.com', displayName: 'Alice', role: 'agent', state: 'connected' }],
  ...patch,
});

const overview = (...contacts: SupervisedContact[]): SupervisionOverview => ({
  agents: [
    {
      ...{ uri: 'sip:alice@contoso.com', displayName: 'Alice', state: 'busy', active: 1, capacity: 3 },
      ...{ idleSince: Date.now(), onThePhone: true },
    },
    {
      ...{ uri: 'sip:bob@contoso.com', displayName: 'Bob', state: 'not-ready', reason: 'missed-offers' },
      ...{ active: 0, capacity: 3, idleSince: Date.now() },
    },
  ],
  queues: [
    { uri: 'sip:sales@contoso.com', name: 'Sales', waiting: 2, longestWaitSince: Date.now() - 65_000 },
  ],
  contacts,
});

async function stage(
  given: SupervisionOverview | undefined = overview(contact()),
): Promise<{ session: MockSession; element: LyncSupervisor }> {
  const session = new MockSession({ uri: 'sip:carol@contoso.com', displayName: 'Carol', calls: true });
  await session.connect();
  session.contactCenter.setOverview(given);
  const element = await fixture<LyncSupervisor>(
    html`<lync-supervisor .session=${session}></lync-supervisor>`,
  );
  await settle(element);
  return { session, element };
}

const settle = async (element: LyncSupervisor): Promise<void> => {
  await aTimeout(0);
  await element.updateComplete;
};
const all = (element: Element, part: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~="${part}"]`) ?? []),
];
const find = (element: Element, part: string): HTMLElement => {
  const [found] = all(element, part);
  if (!found) throw new Error(`There is no ${part}`);
  return found;
};
const text = (element: Element): string => element.shadowRoot?.textContent?.replace(/\s+/g, ' ') ?? '';

describe('lync-supervisor', () => {
  it('has a face without a session, while it asks, without contacts, and for somebody who is no supervisor', async () => {
    const alone = await fixture<LyncSupervisor>(html`<lync-supervisor></lync-supervisor>`);
    expect(find(alone, 'offline').textContent).to.contain('You are not connected');
    await expect(alone).to.be.accessible();
    const session = new MockSession({ uri: 'sip:carol@contoso.com' });
    await session.connect();
    alone.session = session;
    await settle(alone);
    expect(find(alone, 'loading').textContent).to.contain('Asking the contact centre');
    await expect(alone).to.be.accessible();
    session.contactCenter.setOverview(overview());
    await settle(alone);
    expect(find(alone, 'empty').textContent).to.contain('No contact at the moment');
    expect(alone.matches(':state(empty)')).to.equal(true);
    await expect(alone).to.be.accessible();
    session.contactCenter.setOverview(undefined, { code: 'forbidden', message: '403 Forbidden' });
    await settle(alone);
    expect(find(alone, 'not-allowed').textContent).to.contain('You are no supervisor');
    expect(alone.matches(':state(not-allowed)')).to.equal(true);
    await expect(alone).to.be.accessible();
  });

  it('shows queues, contacts and agents as they are, and text as text', async () => {
    const { element, session } = await stage();
    expect(text(element)).to.match(/Sales 2 waiting · longest 1:0\d/);
    expect(find(element, 'contact').textContent).to.contain('<b>Jane</b> Doe');
    expect(find(element, 'contact').textContent).to.contain('with Alice');
    expect(all(element, 'agent').map((each) => each.textContent?.replace(/\s+/g, ' ').trim())).to.deep.equal([
      'Alice on the phone 1 of 31 of 3 contacts Busy',
      'Bob missed offers 0 of 30 of 3 contacts Not ready',
    ]);
    await expect(element).to.be.accessible();
    session.contactCenter.setOverview({ ...overview(contact({ state: 'queued', members: [] })), omitted: 3 });
    await settle(element);
    expect(text(element)).to.contain('Waiting').and.to.contain('3 more are not shown');
    session.loseConnection();
    await settle(element);
    expect(find(element, 'offline').textContent).to.contain('out of date');
    expect(find(element, 'listen').getAttribute('aria-disabled')).to.equal('true');
    await expect(element).to.be.accessible();
  });

  it('listens in, takes part in another way, takes over; each when it is confirmed', async () => {
    const { element, session } = await stage();
    const started: LyncSupervisionStartedEvent[] = [];
    const changed: LyncSupervisionChangedEvent[] = [];
    element.addEventListener('lync-supervision-started', (event) => started.push(event));
    element.addEventListener('lync-supervision-changed', (event) => changed.push(event));
    find(element, 'listen').click();
    await settle(element);
    expect(started[0]?.conversation).to.equal(session.conversations[0]);
    expect(element.matches(':state(listening)')).to.equal(true);
    expect(find(element, 'mode-monitor').getAttribute('aria-checked')).to.equal('true');
    expect(find(element, 'hint').textContent).to.contain('Nobody hears or reads you');
    await expect(element).to.be.accessible();
    find(element, 'mode-whisper').click();
    await settle(element);
    expect(find(element, 'mode-whisper').getAttribute('aria-checked')).to.equal('true');
    expect(element.shadowRoot?.querySelector('[role=status]')?.textContent).to.contain('Only the agents');
    find(element, 'take-over').click();
    await settle(element);
    expect(find(element, 'yours').textContent).to.contain('You have this contact');
    expect(changed.map(({ mode }) => mode)).to.deep.equal(['whisper', 'take-over']);
    await expect(element).to.be.accessible();
  });

  it('ends what it began, and asks the page before each', async () => {
    const { element, session } = await stage();
    const asked: string[] = [];
    let prevent = true;
    element.addEventListener('lync-supervise-request', (event: LyncSuperviseRequestEvent) => {
      asked.push(event.mode);
      if (prevent) event.preventDefault();
    });
    find(element, 'listen').click();
    await settle(element);
    expect(session.conversations).to.have.length(0);
    prevent = false;
    find(element, 'listen').click();
    await settle(element);
    const [conversation] = session.conversations;
    find(element, 'stop').click();
    await settle(element);
    await settle(element);
    expect(conversation?.snapshot.state).to.equal('terminated');
    expect(all(element, 'modes')).to.have.length(0);
    expect(asked).to.deep.equal(['monitor', 'monitor', 'stop']);
  });

  it('tells of a failure, and nothing has changed', async () => {
    const { element, session } = await stage();
    find(element, 'listen').click();
    await settle(element);
    session.contactCenter.failNext('forbidden');
    let code = '';
    element.addEventListener('lync-error', ({ failure }) => (code = failure.code));
    find(element, 'mode-barge').click();
    await settle(element);
    expect(code).to.equal('forbidden');
    expect(find(element, 'failure').textContent).to.contain('You may not do that');
    expect(find(element, 'mode-monitor').getAttribute('aria-checked')).to.equal('true');
    await expect(element).to.be.accessible();
  });

  it('works by keyboard: one stop for the modes, arrows between them', async () => {
    const { element } = await stage();
    find(element, 'listen').click();
    await settle(element);
    find(element, 'mode-monitor').focus();
    await sendKeys({ press: 'ArrowRight' });
    const focused = () => element.shadowRoot?.activeElement?.textContent?.trim();
    expect(focused()).to.equal('Whisper');
    await sendKeys({ press: 'Enter' });
    await settle(element);
    expect(find(element, 'mode-whisper').getAttribute('aria-checked')).to.equal('true');
    await sendKeys({ press: 'ArrowLeft' });
    expect(focused()).to.equal('Listen');
    await sendKeys({ press: 'ArrowLeft' });
    expect(focused()).to.equal('Join in');
  });

  it('reads in every language, from right to left, and fits 320 pixels', async () => {
    const { element } = await stage();
    find(element, 'listen').click();
    await settle(element);
    for (const [lang, title] of Object.entries({
      de: 'Warteschlangen',
      fr: 'Files d’attente',
      es: 'Colas',
      ja: '待ち行列',
      ar: 'قوائم الانتظار',
    })) {
      element.lang = lang;
      element.style.inlineSize = '320px';
      for (let i = 0; i < 50 && !text(element).includes(title); i++) await aTimeout(10);
      expect(text(element), lang).to.contain(title);
      expect(element.scrollWidth, lang).to.be.at.most(320);
      await expect(element).to.be.accessible();
    }
    element.dir = 'rtl';
    await settle(element);
    find(element, 'mode-monitor').focus();
    await sendKeys({ press: 'ArrowLeft' });
    expect(element.shadowRoot?.activeElement?.getAttribute('part')).to.contain('mode-whisper');
  });

  it('registers under another prefix', () => {
    expect(registerSupervisor('shop')).to.equal(registerSupervisor('shop'));
  });
});

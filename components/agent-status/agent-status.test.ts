import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { SessionError, type AgentCommand, type AgentStateSnapshot } from '../../src/session/contract';
import { MockSession } from '../../src/mock/index';
import { LyncPresenceChangedEvent, registerAgentStatus, type LyncAgentStatus } from './index';

const agent = (patch: Partial<AgentStateSnapshot> = {}): AgentStateSnapshot => ({
  state: 'ready',
  readiness: 'ready',
  active: 1,
  capacity: 3,
  missedOffers: 0,
  skills: ['sales'],
  roles: ['basic'],
  queues: [
    { uri: 'sip:sales@contoso.com', name: '<b>Sales</b>', waiting: 2, longestWaitSince: Date.now() - 65_000 },
    { uri: 'sip:support@contoso.com', name: 'Support', waiting: 0 },
  ],
  ...patch,
});

async function stage(
  given: AgentStateSnapshot | undefined = agent(),
): Promise<{ session: MockSession; element: LyncAgentStatus }> {
  const session = new MockSession({ uri: 'sip:alice@contoso.com', agent: given });
  await session.connect();
  const element = await fixture<LyncAgentStatus>(
    html`<lync-agent-status .session=${session}></lync-agent-status>`,
  );
  return { session, element };
}

const all = (element: Element, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];
const find = (element: Element, selector: string): HTMLElement => {
  const [found] = all(element, selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};
const settle = async (element: LyncAgentStatus): Promise<void> => {
  await aTimeout(0);
  await element.updateComplete;
};
const menuItem = (element: LyncAgentStatus, text: string): HTMLElement =>
  all(element, '[role=menuitemradio]').find((item) => item.textContent?.includes(text)) ??
  find(element, 'none');

describe('lync-agent-status: on the phone', () => {
  it('says why nothing is offered: the phone, or as many chats as one may', async () => {
    const { element } = await stage(agent({ state: 'busy', active: 0, capacity: 3 }));
    await settle(element);
    expect(element.shadowRoot?.textContent).to.contain('You are on the phone.');
    const full = await stage(agent({ state: 'busy', active: 3, capacity: 3 }));
    await settle(full.element);
    expect(full.element.shadowRoot?.textContent).to.contain('as many chats as you may');
  });
});

describe('lync-agent-status: presence', () => {
  it('has a face without a session, and only presence for somebody who is no agent', async () => {
    const alone = await fixture<LyncAgentStatus>(html`<lync-agent-status></lync-agent-status>`);
    expect(find(alone, '[part=notice]').textContent).to.contain('Not connected');
    expect(find(alone, '[part=presence]').getAttribute('aria-disabled')).to.equal('true');
    await expect(alone).to.be.accessible();
    const session = new MockSession({ uri: 'sip:dave@contoso.com' });
    await session.connect();
    alone.session = session;
    await settle(alone);
    expect(find(alone, '[part=presence]').textContent?.trim()).to.equal('Online');
    expect(all(alone, '[part=readiness], [part=capacity]')).to.have.length(0);
    await expect(alone).to.be.accessible();
  });

  it('shows a change as pending until it is confirmed', async () => {
    const { session, element } = await stage();
    const publish = session.publishPresence.bind(session);
    let confirm = (): void => undefined;
    session.publishPresence = async (availability) => {
      await new Promise<void>((resolve) => (confirm = resolve));
      await publish(availability);
    };
    const events: LyncPresenceChangedEvent[] = [];
    element.addEventListener('lync-presence-changed', (event) => events.push(event));
    find(element, '[part=presence]').click();
    menuItem(element, 'Busy').click();
    await settle(element);
    expect(find(element, '[part=presence]').textContent).to.contain('Changing to Busy');
    expect(element.matches(':state(online):state(pending)')).to.equal(true);
    expect(events).to.have.length(0);
    await expect(element).to.be.accessible();
    confirm();
    await settle(element);
    expect(find(element, '[part=presence]').textContent?.trim()).to.equal('Busy');
    expect(element.matches(':state(presence-busy)')).to.equal(true);
    expect(events[0]).to.be.instanceOf(LyncPresenceChangedEvent);
    expect(events[0]?.presence.availability).to.equal('busy');
    expect(find(element, '[role=status]').textContent).to.contain('You are now: Busy');
  });

  it('tells of a failure, and nothing has changed', async () => {
    const { session, element } = await stage();
    session.publishPresence = async () => {
      throw new SessionError('timeout', 'No answer');
    };
    let code = '';
    element.addEventListener('lync-error', ({ failure }) => (code = failure.code));
    find(element, '[part=presence]').click();
    menuItem(element, 'Away').click();
    await settle(element);
    expect(code).to.equal('timeout');
    expect(find(element, '[role=alert]').textContent).to.contain('Nothing has changed');
    expect(find(element, '[part=presence]').textContent?.trim()).to.equal('Online');
    await expect(element).to.be.accessible();
  });

  it('works by keyboard: arrows, first letters, Escape, and the focus returns', async () => {
    const { session, element } = await stage();
    const button = find(element, '[part=presence]');
    button.focus();
    await sendKeys({ press: 'ArrowDown' });
    await settle(element);
    const focused = (): string | undefined => element.shadowRoot!.activeElement?.textContent?.trim();
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    expect(focused()).to.equal('Online');
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'ArrowUp' });
    expect(focused()).to.equal('Appear offline');
    await sendKeys({ press: 'b' });
    expect(focused()).to.equal('Busy');
    await sendKeys({ press: 'Escape' });
    await settle(element);
    expect(element.shadowRoot!.activeElement === button).to.equal(true);
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    await sendKeys({ press: 'Enter' });
    await settle(element);
    await sendKeys({ press: 'End' });
    await sendKeys({ press: 'Enter' });
    await settle(element);
    expect(session.snapshot.presence.availability).to.equal('offline');
    expect(element.shadowRoot!.activeElement === button).to.equal(true);
  });

  it('cannot be changed while the connection is away', async () => {
    const { session, element } = await stage();
    session.loseConnection();
    await settle(element);
    find(element, '[part=presence]').click();
    expect(all(element, ':popover-open')).to.have.length(0);
    expect(find(element, '[part=notice]').textContent).to.contain('Not connected');
    await expect(element).to.be.accessible();
  });
});

describe('lync-agent-status: work', () => {
  it('switches off with a reason, and on again', async () => {
    const { session, element } = await stage();
    expect(find(element, '[role=switch]').getAttribute('aria-checked')).to.equal('true');
    find(element, '[role=switch]').click();
    expect(all(element, ':popover-open')).to.have.length(1);
    menuItem(element, 'Lunch').click();
    await settle(element);
    expect(session.snapshot.agent).to.include({ readiness: 'not-ready', reason: 'lunch' });
    expect(find(element, '[role=switch]').getAttribute('aria-checked')).to.equal('false');
    expect(find(element, '[part=reason]').textContent?.trim()).to.equal('Lunch');
    expect(element.matches(':state(not-ready)')).to.equal(true);
    await expect(element).to.be.accessible();
    find(element, '[role=switch]').click();
    await settle(element);
    expect(session.snapshot.agent?.readiness).to.equal('ready');
  });

  it('does not move the switch before the contact centre has confirmed', async () => {
    const { session, element } = await stage();
    element.setAttribute('states', '');
    const commands: AgentCommand[] = [];
    session.setAgentState = (command) => {
      commands.push(command);
      return new Promise(() => undefined);
    };
    await settle(element);
    find(element, '[role=switch]').click();
    find(element, '[role=switch]').click();
    await settle(element);
    expect(commands).to.deep.equal([{ readiness: 'not-ready' }]);
    expect(find(element, '[role=switch]').getAttribute('aria-checked')).to.equal('true');
    expect(find(element, '[role=switch]').getAttribute('aria-disabled')).to.equal('true');
  });

  it('takes reasons as attribute and as property', async () => {
    const { element } = await stage(
      agent({ state: 'not-ready', readiness: 'not-ready', reason: 'coaching' }),
    );
    element.setAttribute('states', 'lunch, coaching');
    await settle(element);
    expect(find(element, '[part=reason]').textContent?.trim()).to.equal('coaching');
    element.states = [{ reason: 'coaching', label: 'Coaching with Carol' }];
    await settle(element);
    expect(find(element, '[part=reason]').textContent?.trim()).to.equal('Coaching with Carol');
  });

  it('counts wrap-up down, extends and ends it', async () => {
    const endsAt = Date.now() + 95_000;
    const { session, element } = await stage(agent({ state: 'wrap-up', wrapUpEndsAt: endsAt }));
    expect(find(element, '[part=wrap-up]').textContent?.replace(/\s+/g, ' ')).to.match(/Wrap-up 1:3\d left/);
    await expect(element).to.be.accessible();
    find(element, '[part=extend]').click();
    await settle(element);
    expect(session.snapshot.agent?.wrapUpEndsAt).to.equal(endsAt + 60_000);
    find(element, '[part=finish]').click();
    await settle(element);
    expect(all(element, '[part=wrap-up]')).to.have.length(0);
  });

  it('shows load and queues; names are text', async () => {
    const { session, element } = await stage();
    const meter = find(element, '[role=meter]');
    expect(meter.getAttribute('aria-valuetext')).to.equal('1 of 3');
    expect(all(element, '.seat.taken')).to.have.length(1);
    const [sales, support] = all(element, '[part=queue]').map((q) =>
      q.textContent?.replace(/\s+/g, ' ').trim(),
    );
    expect(sales).to.match(/^<b>Sales<\/b> longest 1:0\d 2 2 waiting$/);
    expect(support).to.equal('Support 0 0 waiting');
    session.setAgent(agent({ missedOffers: 2, state: 'busy', active: 3 }));
    await settle(element);
    expect(find(element, '#work').textContent).to.contain('2 offers missed in a row');
    expect(element.matches(':state(busy)')).to.equal(true);
    await expect(element).to.be.accessible();
    element.compact = true;
    await settle(element);
    expect(all(element, '[part=queues], [part=capacity]')).to.have.length(0);
    await expect(element).to.be.accessible();
  });

  it('tells when the contact centre sees the agent differently, also after it has moved', async () => {
    const { session, element } = await stage();
    const seen: (string | undefined)[] = [];
    element.addEventListener('lync-agent-state-changed', ({ agent: now }) => seen.push(now?.state));
    session.setAgent(agent({ state: 'offering' }));
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(element);
    session.setAgent(agent({ state: 'busy' }));
    elsewhere.remove();
    session.setAgent(agent({ state: 'ready' }));
    expect(seen).to.deep.equal(['offering', 'busy']);
  });

  it('registers a copy under another prefix', () => {
    registerAgentStatus('contoso');
    expect(document.createElement('contoso-agent-status')).to.be.instanceOf(
      customElements.get('lync-agent-status'),
    );
  });
});

import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import type { ContactMember, ContactTeamSnapshot } from '../../src/session/contract';
import { MockSession, type MockConversation } from '../../src/mock/index';
import { registerContactTeam, type LyncColleagueInviteRequestEvent, type LyncContactTeam } from './index';

const contactUri = 'sip:contact-1@contoso.com';
const alice: ContactMember = {
  uri: 'sip:alice@contoso.com',
  displayName: 'Alice',
  role: 'agent',
  state: 'connected',
};
const bob = { uri: 'sip:bob@contoso.com', displayName: '<i>Bob</i>' };

const alone: ContactTeamSnapshot = {
  members: [alice],
  colleagues: [
    { uri: 'sip:carol@contoso.com', displayName: 'Carol', state: 'not-present' },
    { ...bob, state: 'ready' },
  ],
};
const two: ContactTeamSnapshot = {
  members: [alice, { ...bob, role: 'colleague', state: 'connected' }],
  colleagues: [],
};

async function stage(
  team: ContactTeamSnapshot | undefined = alone,
): Promise<{ session: MockSession; element: LyncContactTeam; conversation: MockConversation }> {
  const session = new MockSession({ uri: alice.uri, displayName: 'Alice' });
  await session.connect();
  const conversation = session.receiveInvitation({ fromUri: contactUri, fromName: 'Jane' });
  await conversation.accept();
  session.contactCenter.setTeam(contactUri, team);
  const element = await fixture<LyncContactTeam>(
    html`<lync-contact-team .session=${session} .conversation=${conversation}></lync-contact-team>`,
  );
  await settle(element);
  return { session, element, conversation };
}

const settle = async (element: LyncContactTeam): Promise<void> => {
  await aTimeout(0);
  await element.updateComplete;
};
const all = (element: Element, part: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~="${part}"]`) ?? []),
];
const find = <E extends HTMLElement = HTMLElement>(element: Element, part: string): E => {
  const [found] = all(element, part);
  if (!found) throw new Error(`There is no ${part}`);
  return found as E;
};
const spoken = (element: Element): string =>
  element.shadowRoot?.querySelector('[role=status]')?.textContent ?? '';

describe('lync-contact-team', () => {
  it('shows nothing where there is no customer, or no business of this agent', async () => {
    const { element, session, conversation } = await stage(two);
    expect(all(element, 'member')).to.have.length(2);
    session.contactCenter.setTeam(contactUri, undefined);
    await settle(element);
    expect(all(element, 'member')).to.have.length(0);
    expect(element.matches(':state(empty)')).to.equal(true);
    session.contactCenter.setTeam(contactUri, alone);
    await settle(element);
    await conversation.terminate();
    await settle(element);
    expect(all(element, 'member')).to.have.length(0);
    const colleague = session.startConversation('sip:bob@contoso.com');
    element.conversation = colleague;
    await settle(element);
    expect(all(element, 'member')).to.have.length(0);
    await expect(element).to.be.accessible();
  });

  it('takes one line while the agent is alone with the customer', async () => {
    const { element, session } = await stage();
    expect(all(element, 'member')).to.have.length(0);
    expect(element.offsetHeight).to.be.lessThan(60);
    await expect(element).to.be.accessible();
    find(element, 'summary').click();
    expect(find<HTMLDetailsElement>(element, 'bring').open).to.equal(true);
    session.contactCenter.setTeam(contactUri, two);
    await settle(element);
    expect(all(element, 'member')).to.have.length(2);
  });

  it('asks who is free first, and says how it goes', async () => {
    const { element, session } = await stage();
    find(element, 'summary').click();
    expect(find<HTMLSelectElement>(element, 'colleague').value).to.equal(bob.uri);
    expect(find(element, 'colleague').textContent).to.contain('<i>Bob</i> · free');
    await expect(element).to.be.accessible();
    const requests: LyncColleagueInviteRequestEvent[] = [];
    element.addEventListener('lync-colleague-invite-request', (event) => requests.push(event));
    find(element, 'invite').click();
    await settle(element);
    expect(requests.map(({ colleague, handOver }) => [colleague.uri, handOver])).to.deep.equal([
      [bob.uri, false],
    ]);
    expect(all(element, 'member')[1]?.textContent).to.contain('is being asked');
    expect(find<HTMLDetailsElement>(element, 'bring').open).to.equal(false);
    expect(spoken(element)).to.contain('is being asked');
    await expect(element).to.be.accessible();
    session.contactCenter.setTeam(contactUri, two);
    await settle(element);
    expect(spoken(element)).to.contain('is there');
    expect(element.matches(':state(several)')).to.equal(true);
    expect(find(element, 'leave').title).to.contain('goes on with the customer');
    await expect(element).to.be.accessible();
    find(element, 'remove').click();
    await settle(element);
    expect(all(element, 'member')).to.have.length(0);
    expect(spoken(element)).to.contain('has left');
  });

  it('hands over when the page lets it', async () => {
    const { element } = await stage();
    let prevent = true;
    const asked: boolean[] = [];
    element.addEventListener('lync-colleague-invite-request', (event) => {
      asked.push(event.handOver);
      if (prevent) event.preventDefault();
    });
    find(element, 'hand-over').click();
    await settle(element);
    expect(all(element, 'member')).to.have.length(0);
    prevent = false;
    find(element, 'hand-over').click();
    await settle(element);
    expect(all(element, 'member')).to.have.length(2);
    expect(asked).to.deep.equal([true, true]);
  });

  it('tells who did not come, and what failed', async () => {
    const { element, session } = await stage({ ...alone, refused: { uri: bob.uri, result: 'declined' } });
    expect(find(element, 'refused').textContent).to.contain('<i>Bob</i> has declined.');
    await expect(element).to.be.accessible();
    session.contactCenter.failNext('busy');
    let code = '';
    element.addEventListener('lync-error', ({ failure }) => (code = failure.code));
    find(element, 'invite').click();
    await settle(element);
    expect(code).to.equal('busy');
    expect(find(element, 'failure').textContent).to.contain('in a call');
    await expect(element).to.be.accessible();
  });

  it('reads in every language and fits 320 pixels', async () => {
    const { element } = await stage(two);
    for (const [lang, title] of Object.entries({
      de: 'Bei diesem Kunden',
      fr: 'Avec ce client',
      es: 'Con este cliente',
      ja: 'この顧客の担当',
      ar: 'مع هذا العميل',
    })) {
      element.lang = lang;
      element.style.inlineSize = '320px';
      for (let i = 0; i < 50 && !element.shadowRoot?.textContent?.includes(title); i++) await aTimeout(10);
      expect(element.shadowRoot?.textContent, lang).to.contain(title);
      expect(element.scrollWidth, lang).to.be.at.most(320);
    }
    await expect(element).to.be.accessible();
  });

  it('registers under another prefix', () => {
    expect(registerContactTeam('shop')).to.equal(registerContactTeam('shop'));
  });
});

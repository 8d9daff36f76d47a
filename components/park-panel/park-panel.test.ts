import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import type { CallParkOrbit } from '../../src/session/contract';
import { MockSession, type MockConversation } from '../../src/mock';
import { heard } from '../internal/test-support';
import './index';
import { registerParkPanel, type LyncParkPanel } from './index';

const USER = 'sip:alice@contoso.com';

interface Stage {
  readonly session: MockSession;
  readonly panel: LyncParkPanel;
}

async function settled(panel: LyncParkPanel): Promise<void> {
  await aTimeout(0);
  await panel.updateComplete;
  await aTimeout(0);
  await panel.updateComplete;
}

async function signIn(): Promise<MockSession> {
  const session = new MockSession({ uri: USER, displayName: 'Alice', calls: true });
  await session.connect();
  return session;
}

async function show(session: MockSession): Promise<LyncParkPanel> {
  const panel = await fixture<LyncParkPanel>(html`<lync-park-panel .session=${session}></lync-park-panel>`);
  await settled(panel);
  return panel;
}

async function stage(): Promise<Stage> {
  const session = await signIn();
  return { session, panel: await show(session) };
}

async function call(session: MockSession, fromName = 'Jane Doe'): Promise<MockConversation> {
  const conversation = session.receiveInvitation({ fromName, modality: 'audio' });
  await conversation.accept();
  return conversation;
}

const find = <E extends HTMLElement = HTMLElement>(panel: LyncParkPanel, selector: string): E => {
  const found = panel.shadowRoot!.querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};
const all = (panel: LyncParkPanel, selector: string): HTMLElement[] => [
  ...panel.shadowRoot!.querySelectorAll<HTMLElement>(selector),
];
const text = (panel: LyncParkPanel, selector = 'section'): string =>
  find(panel, selector).textContent.replace(/\s+/g, ' ').trim();
const rows = (panel: LyncParkPanel): string[] =>
  all(panel, '.row').map((row) => row.textContent.replace(/\s+/g, ' ').trim());
const stored = (): string => localStorage.getItem(`lync-park:${USER}`) ?? '';

describe('lync-park-panel', () => {
  before(() => emulateMedia({ reducedMotion: 'reduce' }));
  afterEach(() => localStorage.clear());

  it('has a face without a session, and one without a call', async () => {
    const alone = await fixture<LyncParkPanel>(html`<lync-park-panel></lync-park-panel>`);
    expect(text(alone)).to.contain('You are not connected').and.to.contain('You have parked no call');
    await expect(alone).to.be.accessible();
    const { panel } = await stage();
    expect(text(panel)).to.contain('No call to park').and.to.contain('You have parked no call');
    expect(panel.matches(':state(empty)')).to.equal(true);
    expect(all(panel, '[part="park"]')).to.have.length(0);
    await expect(panel).to.be.accessible();
  });

  it('parks the current call and shows who, since when, and when it rings back', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    await settled(panel);
    expect(text(panel, '.current')).to.contain('Jane Doe');
    await expect(panel).to.be.accessible();
    const request = heard(panel, 'lync-park-request');
    const parked = heard(panel, 'lync-parked');
    find(panel, '[part="park"]').click();
    expect(await request).to.include({ conversation, cancelable: true });
    const { orbit } = await parked;
    expect(orbit.friendlyOrbit).to.equal('100');
    await settled(panel);
    expect(rows(panel)).to.have.length(1);
    expect(rows(panel)[0])
      .to.contain('100')
      .and.to.contain('Jane Doe')
      .and.to.contain('parked now')
      .and.to.contain('rings back in 1:30');
    expect(panel.orbits).to.deep.equal([orbit]);
    expect(panel.shadowRoot!.querySelector('[role="status"]')!.textContent).to.contain(
      'Jane Doe is parked at 100',
    );
    await expect(panel).to.be.accessible();
  });

  it('shows that a call is being parked only as long as that is not confirmed', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    conversation.audioVideo.manual = true;
    await settled(panel);
    find(panel, '[part="park"]').click();
    await settled(panel);
    expect(text(panel, '[part="park"]')).to.equal('Parking…');
    expect(panel.matches(':state(parking)')).to.equal(true);
    expect(rows(panel)).to.have.length(0);
    await expect(panel).to.be.accessible();
    conversation.audioVideo.confirm();
    await settled(panel);
    expect(rows(panel)).to.have.length(1);
    expect(panel.matches(':state(parking)')).to.equal(false);
  });

  it('parks nothing when a page prevents it', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    await settled(panel);
    panel.addEventListener('lync-park-request', (event) => event.preventDefault(), { once: true });
    expect(await panel.park()).to.equal(undefined);
    expect(conversation.audioVideo.snapshot.state).to.equal('connected');
  });

  it('says in its own words why a call was not parked, and the call goes on', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    for (const [code, words] of [
      ['no-orbit-available', 'All orbits are occupied.'],
      ['double-park', 'being parked already'],
      ['draining', 'maintenance'],
      ['park-timeout', 'took too long'],
    ] as const) {
      conversation.audioVideo.failNext(code);
      const failed = heard(panel, 'lync-park-failed');
      expect(await panel.park()).to.equal(undefined);
      expect((await failed).failure.code).to.equal(code);
      await settled(panel);
      expect(text(panel, '[part="failure"]')).to.contain('it goes on').and.to.contain(words);
      expect(all(panel, '[role="alert"]')).to.have.length(1);
    }
    expect(panel.matches(':state(failed)')).to.equal(true);
    expect(conversation.audioVideo.snapshot.state).to.equal('connected');
    await expect(panel).to.be.accessible();
    find(panel, '[part="failure"] button').click();
    await settled(panel);
    expect(panel.matches(':state(failed)')).to.equal(false);
  });

  it('tells of each failure once', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    conversation.audioVideo.failNext('no-orbit-available');
    let count = 0;
    panel.addEventListener('lync-park-failed', () => count++);
    await panel.park();
    await settled(panel);
    expect(count).to.equal(1);
  });

  it('says that nothing is provisioned, and what to do instead', async () => {
    const { session, panel } = await stage();
    session.callPark.isProvisioned = false;
    await call(session);
    await settled(panel);
    expect(text(panel, '.current')).to.contain('Calls cannot be parked here').and.to.contain('transfer');
    expect(all(panel, '[part="park"]')).to.have.length(0);
    expect(panel.matches(':state(unavailable)')).to.equal(true);
    await expect(panel).to.be.accessible();
  });

  it('asks to resume a held call first', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    await conversation.audioVideo.hold();
    await settled(panel);
    expect(text(panel, '.current')).to.contain('resume the call');
    expect(panel.matches(':state(unavailable)')).to.equal(false);
    await expect(panel).to.be.accessible();
  });

  it('sees calls that are parked elsewhere on the page', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    await settled(panel);
    const parked = heard(panel, 'lync-parked');
    await conversation.park();
    expect((await parked).conversation).to.equal(conversation);
  });

  it('picks up its own call safely, by click', async () => {
    const { session, panel } = await stage();
    await call(session);
    await settled(panel);
    const orbit = (await panel.park())!;
    await settled(panel);
    const request = heard(panel, 'lync-retrieve-request');
    const retrieved = heard(panel, 'lync-retrieved');
    const unparked = heard(panel, 'lync-unparked');
    find(panel, '[part="retrieve"]').click();
    expect(await request).to.include({
      orbit: '100',
      retrieveTarget: orbit.safeRetrieveUri,
      cancelable: true,
    });
    expect(await unparked).to.include({ reason: 'retrieval' });
    expect((await retrieved).conversation.audioVideo!.snapshot.state).to.equal('connected');
    await settled(panel);
    expect(rows(panel)).to.have.length(0);
    expect(all(panel, '[part="note"]')).to.have.length(0);
    expect(stored()).to.equal('');
  });

  it('never picks up somebody else’s call: it says that the own one is gone', async () => {
    const session = await signIn();
    const orbit: CallParkOrbit = {
      friendlyOrbit: '100',
      safeRetrieveUri: 'sip:park@contoso.com;orbit=100;ms-parked-call=old',
      msParkedCall: 'old',
    };
    localStorage.setItem(`lync-park:${USER}`, JSON.stringify([orbit]));
    const other = await call(session, 'Steven');
    await other.park();
    const panel = await show(session);
    expect(rows(panel)).to.have.length(2);
    const failed = heard(panel, 'lync-retrieve-failed');
    all(panel, '[part="retrieve"]')[0]!.click();
    expect((await failed).failure.code).to.equal('could-not-safe-retrieve');
    await settled(panel);
    expect(text(panel, '[part="failure"]')).to.contain('Nobody else’s call was picked up');
    expect(other.audioVideo.snapshot.state).to.equal('parked');
    expect(rows(panel)).to.have.length(1);
    await expect(panel).to.be.accessible();
  });

  it('keeps nothing but orbits, per user, over a reload', async () => {
    const { session, panel } = await stage();
    await call(session);
    await settled(panel);
    const orbit = await panel.park();
    expect(JSON.parse(stored())).to.deep.equal([orbit]);
    panel.remove();
    const later = await signIn();
    const again = await show(later);
    expect(rows(again)[0])
      .to.contain('100')
      .and.to.contain('before this page was loaded')
      .and.not.to.contain('Jane');
    await expect(again).to.be.accessible();
    find(again, '[aria-label="Take 100 off the list"]').click();
    await settled(again);
    expect(rows(again)).to.have.length(0);
    expect(stored()).to.equal('');
    const other = new MockSession({ uri: 'sip:bob@contoso.com', calls: true });
    await other.connect();
    expect((await show(other)).orbits).to.deep.equal([]);
  });

  it('survives a storage that holds something else', async () => {
    localStorage.setItem(`lync-park:${USER}`, '{"not": [');
    expect((await stage()).panel.orbits).to.deep.equal([]);
    localStorage.setItem(`lync-park:${USER}`, '[{"friendlyOrbit": 5}, null, "x"]');
    expect((await stage()).panel.orbits).to.deep.equal([]);
  });

  it('picks up by a typed orbit, and asks for one that is one', async () => {
    const { session, panel } = await stage();
    const parked = await call(session, 'Omar');
    await parked.park();
    session.callPark.setOthers([]);
    await settled(panel);
    const field = find<HTMLInputElement>(panel, '#orbit-field');
    expect(field.inputMode).to.equal('tel');
    field.focus();
    await sendKeys({ type: 'abc' });
    await sendKeys({ press: 'Enter' });
    await settled(panel);
    expect(text(panel, '#orbit-error')).to.contain('short number');
    expect(field.getAttribute('aria-invalid')).to.equal('true');
    await expect(panel).to.be.accessible();
    field.select();
    const retrieved = heard(panel, 'lync-retrieved');
    await sendKeys({ type: '#100' });
    await sendKeys({ press: 'Enter' });
    expect((await retrieved).orbit).to.equal('#100');
    await settled(panel);
    expect(field.value).to.equal('');
  });

  it('says why a number yields no call, and keeps the number', async () => {
    const { panel } = await stage();
    const field = find<HTMLInputElement>(panel, '#orbit-field');
    field.focus();
    await sendKeys({ type: '105' });
    const failed = heard(panel, 'lync-retrieve-failed');
    await sendKeys({ press: 'Enter' });
    expect(await failed).to.include({ orbit: '105' });
    await settled(panel);
    expect(text(panel, '[part="failure"]'))
      .to.contain('Nothing was picked up at 105.')
      .and.to.contain('No call is parked at this number.');
    expect(field.value).to.equal('105');
    await expect(panel).to.be.accessible();
  });

  it('goes through the calls with the arrow keys, and takes digits from anywhere', async () => {
    const { session, panel } = await stage();
    for (const name of ['Jane', 'Omar', 'Kim']) await (await call(session, name)).park();
    await settled(panel);
    const buttons = all(panel, '[part="retrieve"]');
    buttons[0]!.focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(panel.shadowRoot!.activeElement).to.equal(buttons[1]);
    await sendKeys({ press: 'ArrowUp' });
    expect(panel.shadowRoot!.activeElement).to.equal(buttons[0]);
    const retrieved = heard(panel, 'lync-retrieved');
    await sendKeys({ press: 'Enter' });
    await retrieved;
    await settled(panel);
    expect(rows(panel)).to.have.length(2);
    expect(panel.shadowRoot!.activeElement).to.equal(find(panel, '[part="retrieve"]'));
    await sendKeys({ type: '10' });
    expect(find<HTMLInputElement>(panel, '#orbit-field').value).to.equal('10');
    await expect(panel).to.be.accessible();
  });

  it('tells what became of a call, for each reason', async () => {
    const { session, panel } = await stage();
    for (const [reason, target, words] of [
      ['retrieval', 'sip:carol@contoso.com', 'picked up by carol'],
      ['hang-up', undefined, 'hung up while waiting'],
      ['fallback', 'sip:desk@contoso.com', 'was sent on'],
      ['drop', undefined, 'was ended'],
      ['unknown', undefined, 'no longer parked'],
    ] as const) {
      const conversation = await call(session);
      const { friendlyOrbit } = await conversation.park();
      await settled(panel);
      const unparked = heard(panel, 'lync-unparked');
      session.callPark.unpark(friendlyOrbit, reason, target);
      expect(await unparked).to.include({ reason, unparkTarget: target });
      await settled(panel);
      expect(all(panel, '[part="note"]').at(-1)!.textContent).to.contain(words);
    }
    expect(rows(panel)).to.have.length(0);
    expect(all(panel, '[part="note"]')).to.have.length(3);
    await expect(panel).to.be.accessible();
    find(panel, '[part="note"] button').click();
    await settled(panel);
    expect(all(panel, '[part="note"]')).to.have.length(2);
  });

  it('shows a call that rings back, and takes it off the list when it is answered', async () => {
    const { session, panel } = await stage();
    const conversation = await call(session);
    await conversation.park();
    conversation.audioVideo.receiveCall();
    await settled(panel);
    expect(rows(panel)[0]).to.contain('rings back to you');
    expect(panel.matches(':state(ringing-back)')).to.equal(true);
    await expect(panel).to.be.accessible();
    const unparked = heard(panel, 'lync-unparked');
    await conversation.audioVideo.accept();
    expect((await unparked).reason).to.equal('ringback');
    await settled(panel);
    expect(rows(panel)).to.have.length(0);
  });

  it('shares the orbit, and nothing but the orbit, as a message', async () => {
    const { session, panel } = await stage();
    const colleague = session.receiveInvitation({ fromUri: 'sip:bob@contoso.com', fromName: 'Bob' });
    await colleague.accept();
    const visitor = session.receiveInvitation({
      fromUri: 'sip:contact-7@contoso.com',
      fromName: 'Visitor 7',
    });
    await visitor.accept();
    panel.people = [{ uri: 'sip:carol@contoso.com', name: 'Carol' }];
    const conversation = await call(session);
    const { msParkedCall } = await conversation.park();
    await settled(panel);
    find(panel, '[part="share"]').click();
    await settled(panel);
    expect(all(panel, '.person').map((one) => one.textContent)).to.deep.equal(['Carol', 'Bob']);
    expect(panel.shadowRoot!.activeElement!.getAttribute('name')).to.equal('person');
    await expect(panel).to.be.accessible();
    find(panel, '.share-form [type="submit"]').click();
    await settled(panel);
    expect(text(panel, '#share-error')).to.contain('Choose somebody');
    await expect(panel).to.be.accessible();
    all(panel, '.person input')[1]!.click();
    find<HTMLInputElement>(panel, '#other').value = 'dave';
    const request = heard(panel, 'lync-orbit-share-request');
    find(panel, '.share-form [type="submit"]').click();
    const { to, text: said } = await request;
    expect(to).to.deep.equal(['sip:bob@contoso.com', 'sip:dave@contoso.com']);
    expect(said)
      .to.equal('A call from Jane Doe is parked. Pick it up at 100.')
      .and.not.to.contain(msParkedCall);
    await waitUntil(() => all(panel, '[part="note"]').length === 2);
    expect(colleague.snapshot.messages.at(-1)).to.include({ body: said, delivery: 'delivered' });
    const dave = session.conversations.find(({ snapshot }) => snapshot.participants[0]?.uri === to[1])!;
    expect(dave.snapshot.messages[0]).to.include({ body: said });
    expect(text(panel))
      .to.contain('The number was sent to Bob.')
      .and.to.contain('The number was sent to dave.');
  });

  it('says who did not get the orbit', async () => {
    const { session, panel } = await stage();
    panel.people = [{ uri: 'sip:bob@contoso.com', name: 'Bob' }];
    const colleague = session.receiveInvitation({ fromUri: 'sip:bob@contoso.com', fromName: 'Bob' });
    await colleague.accept();
    colleague.failNext('unreachable');
    await (await call(session)).park();
    await settled(panel);
    find(panel, '[part="share"]').click();
    await settled(panel);
    find(panel, '.person input').click();
    const error = heard(panel, 'lync-error');
    find(panel, '.share-form [type="submit"]').click();
    expect((await error).failure.code).to.equal('unreachable');
    await settled(panel);
    expect(text(panel, '[part="failure"]')).to.contain('did not reach Bob');
  });

  it('closes the sharing with Escape and gives the focus back', async () => {
    const { session, panel } = await stage();
    await (await call(session)).park();
    await settled(panel);
    find(panel, '[part="share"]').click();
    await settled(panel);
    await sendKeys({ press: 'Escape' });
    await settled(panel);
    expect(all(panel, '.share-form')).to.have.length(0);
    expect(panel.shadowRoot!.activeElement).to.equal(find(panel, '[part="share"]'));
  });

  it('shows the orbits of others where the session can watch them, and picks up from there', async () => {
    const { session, panel } = await stage();
    session.callPark.setOthers([{ orbit: '104', isOccupied: true, name: '<i>Kim</i>', parkedBy: 'Bob' }]);
    await settled(panel);
    expect(all(panel, '.lamp')).to.have.length(10);
    const lamp = find(panel, '.lamp button');
    expect(lamp.getAttribute('aria-label')).to.equal('Pick up the call at 104: <i>Kim</i>, parked by Bob');
    await expect(panel).to.be.accessible();
    const request = heard(panel, 'lync-retrieve-request');
    lamp.click();
    expect(await request).to.include({ orbit: '104', retrieveTarget: '104' });
  });

  it('keeps the calls in view while the connection is lost, and does not offer what cannot be done', async () => {
    const { session, panel } = await stage();
    await (await call(session)).park();
    session.loseConnection();
    await settled(panel);
    expect(text(panel)).to.contain('Parked calls stay parked');
    expect(find(panel, '[part="retrieve"]').ariaDisabled).to.equal('true');
    await expect(panel).to.be.accessible();
  });

  it('takes its orbits from a page that keeps them', async () => {
    const { panel } = await stage();
    panel.orbits = [{ friendlyOrbit: '*7000', safeRetrieveUri: null, msParkedCall: 'x' }];
    await settled(panel);
    expect(rows(panel)[0]).to.contain('*7000');
    const request = heard(panel, 'lync-retrieve-request');
    find(panel, '[part="retrieve"]').click();
    expect(await request).to.include({ retrieveTarget: '*7000' });
  });

  it('speaks the nearest language', async () => {
    const session = await signIn();
    const around = await fixture(
      html`<div lang="ar"><lync-park-panel .session=${session}></lync-park-panel></div>`,
    );
    const panel = around.querySelector<LyncParkPanel>('lync-park-panel')!;
    await waitUntil(() => text(panel, 'h2') === 'المكالمات المركونة');
    expect(panel.matches(':state(rtl)')).to.equal(true);
    await expect(panel).to.be.accessible();
  });

  it('registers a copy under another prefix', () => {
    expect(registerParkPanel('acme')).to.equal(customElements.get('acme-park-panel'));
    expect(registerParkPanel('acme')).not.to.equal(customElements.get('lync-park-panel'));
  });
});

import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { heard, reduceMotion } from '../internal/test-support';
import { registerParkPanel, type LyncParkPanel } from './index';
import { settled, signIn, stage, call, find, all, text, rows } from './testing/stage';

describe('lync-park-panel', () => {
  before(reduceMotion);
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

  it('has nothing to do with conferences', async () => {
    const { session, panel } = await stage();
    const conversation = session.receiveInvitation({ conference: { modalities: ['audio'] } });
    await conversation.accept();
    await settled(panel);
    expect(conversation.audioVideo.snapshot.state).to.equal('connected');
    expect(text(panel, '.current')).to.equal('No call to park');
    panel.conversation = conversation;
    await settled(panel);
    expect(text(panel, '.current')).not.to.contain('cannot be parked here');
    expect(panel.matches(':state(unavailable)')).to.equal(false);
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
    find(panel, '[part="retrieve"]').click();
    expect((await unparked).reason).to.equal('ringback');
    expect(conversation.audioVideo.snapshot.state).to.equal('connected');
    await settled(panel);
    expect(rows(panel)).to.have.length(0);
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

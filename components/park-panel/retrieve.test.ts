import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { CallParkOrbit } from '../../src/session/contract';
import { MockSession } from '../../src/mock';
import { heard, reduceMotion } from '../internal/test-support';
import { USER, settled, signIn, show, stage, call, find, all, text, rows, stored } from './testing/stage';

describe('lync-park-panel: picking up', () => {
  before(reduceMotion);
  afterEach(() => localStorage.clear());

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
    // Who may watch the orbit knows the rest, and whose call is there by now.
    const there = { orbit: '100', isOccupied: true, since: Date.now() - 125_000 };
    later.callPark.setOthers([{ ...there, name: 'Jane Doe', parkedBy: 'alice' }]);
    await settled(again);
    expect(rows(again)[0]).to.contain('Jane Doe').and.to.contain('2 minutes ago');
    expect(rows(again)[0]).not.to.contain('rings back');
    later.callPark.setOthers([{ ...there, name: 'Steven', parkedBy: 'bob' }]);
    await settled(again);
    expect(rows(again)[0]).to.contain('before this page was loaded').and.not.to.contain('Steven');
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
    panel.lang = 'de';
    await waitUntil(() => text(panel, '[part="failure"]').includes('Auf 105 wurde nichts abgeholt.'));
    expect(text(panel, '[part="failure"]')).not.to.contain('No call');
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
});

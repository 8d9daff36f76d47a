import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { heard, reduceMotion } from '../internal/test-support';
import { settled, stage, call, find, all, text } from './testing/stage';

describe('lync-park-panel: sharing', () => {
  before(reduceMotion);
  afterEach(() => localStorage.clear());

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
    expect(said).to.equal('A call from Jane Doe is parked. Pick it up at 100.');
    expect(said).not.to.contain(msParkedCall);
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
});

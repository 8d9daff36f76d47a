import { expect, waitUntil } from '@open-wc/testing';
import { heard, reduceMotion } from '../internal/test-support';
import type { LyncRoom } from './index';
import { ALICE, BOB, CAROL, all, find, settle, stage, texts } from './testing/stage';

const managed = {
  privacy: 'closed',
  members: [ALICE.uri, BOB.uri],
  managers: [ALICE.uri],
} as const;

function type(input: HTMLElement, value: string): void {
  (input as HTMLInputElement).value = value;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

async function submit(element: LyncRoom): Promise<void> {
  find(element, '[part=save]').click();
  await settle(element);
}

describe('lync-room, its people and its management', () => {
  before(reduceMotion);

  it('shows who is there with their roles, and lets managers invite', async () => {
    const { element, server } = await stage(managed);
    element.show('people');
    await settle(element);
    expect(texts(element, '[part=participant] .words')).to.deep.equal([
      'Alice Archer (you)Manager',
      'Bob Baker',
    ]);
    await expect(element).to.be.accessible();
    const added = heard(element, 'lync-participant-added');
    server.enter({ ...CAROL, isPresenter: true });
    expect('room' in (await added)).to.equal(true);
    await settle(element);
    expect(find(element, '.count').textContent).to.equal('3 people here');
    type(find(element, '#invite'), 'dave@contoso.com');
    find(element, '[part=invite]').click();
    await settle(element);
    expect(server.details.members).to.include('sip:dave@contoso.com');
    expect(find(element, '.invite [role=status]:not(.hint)').textContent).to.equal('They are invited.');
    find(element, '.drawer').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settle(element);
    expect(all(element, '.drawer')).to.have.length(0);
  });

  it('changes a room: what is other is sent, members before presenters', async () => {
    const { element, server } = await stage(managed);
    element.show('settings');
    await settle(element);
    expect((find(element, '#name') as HTMLInputElement).value).to.equal('Sales floor');
    expect(texts(element, '.chip-item bdi')).to.deep.equal(['Alice Archer', 'Bob Baker', 'Alice Archer']);
    await expect(element).to.be.accessible();
    type(find(element, '#topic'), 'Summer sale');
    find(element, '[name=auditorium]').click();
    await settle(element);
    type(find(element, '#members'), 'carol');
    await waitUntil(() => all(element, '[role=option]').length === 1);
    find(element, '[role=option]').dispatchEvent(
      new PointerEvent('pointerdown', { bubbles: true, cancelable: true }),
    );
    await settle(element);
    type(find(element, '#presenters'), 'carol@contoso.com');
    await submit(element);
    expect(server.details.topic).to.equal('Summer sale');
    expect(server.details.isAuditorium).to.equal(true);
    expect(server.details.members).to.deep.equal([ALICE.uri, BOB.uri, CAROL.uri]);
    expect(server.details.presenters).to.deep.equal([CAROL.uri]);
    expect(find(element, '.form-actions [role=status]').textContent).to.equal('Saved');
    expect(find(element, 'header p').textContent).to.equal('Summer sale');
  });

  it('shows the names of those who are not there', async () => {
    const dave = { uri: 'sip:dave@contoso.com', displayName: 'Dave Dobbs' };
    const members = [ALICE.uri, dave.uri];
    const { element } = await stage({ ...managed, members, people: [ALICE, dave] });
    element.show('settings');
    await settle(element);
    expect(texts(element, '.chip-item bdi')).to.deep.equal(['Alice Archer', 'Dave Dobbs', 'Alice Archer']);
  });

  it('keeps what was written when it is refused, and says why', async () => {
    const { element, room, server } = await stage(managed);
    element.show('settings');
    await settle(element);
    room.failNext('room-name-taken');
    type(find(element, '#name'), 'Support desk');
    const error = heard(element, 'lync-error');
    await submit(element);
    expect((await error).failure.code).to.equal('room-name-taken');
    expect(find(element, '[role=alert]').textContent).to.contain('a room with this name already');
    expect((find(element, '#name') as HTMLInputElement).value).to.equal('Support desk');
    expect(server.details.name).to.equal('Sales floor');
    await expect(element).to.be.accessible();
    await submit(element);
    expect(server.details.name).to.equal('Support desk');
  });

  it('asks before it closes a room down', async () => {
    const { element, server } = await stage(managed);
    element.show('settings');
    await settle(element);
    find(element, '[part=disable]').click();
    await settle(element);
    expect(find(element, '.disable p').textContent).to.contain('Everybody leaves it');
    expect(element.shadowRoot!.activeElement?.textContent?.trim()).to.equal('Cancel');
    await expect(element).to.be.accessible();
    (element.shadowRoot!.activeElement as HTMLElement).click();
    await settle(element);
    expect(server.details.isDisabled).to.equal(false);
    find(element, '[part=disable]').click();
    await settle(element);
    find(element, '[part=confirm-disable]').click();
    await settle(element);
    expect(server.details.isDisabled).to.equal(true);
    expect(find(element, '[part=gone]').textContent).to.contain('Open it again');
  });

  it('is for managers only, and goes with the right', async () => {
    const { element, server } = await stage();
    element.show('settings');
    await settle(element);
    expect(all(element, '.drawer')).to.have.length(0);
    expect(all(element, 'button.settings')).to.have.length(0);
    server.set({ managers: [ALICE.uri] });
    await settle(element);
    find(element, 'button.settings').click();
    await settle(element);
    expect(all(element, '[part=settings]')).to.have.length(1);
    server.set({ managers: [] });
    await settle(element);
    expect(all(element, '.drawer')).to.have.length(0);
  });
});

import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { heard, reduceMotion } from '../internal/test-support';
import type { MockPersistentChat, MockRoom, MockSession } from '../../src/mock/index';
import { ALICE, BOB, all, connectedSession, find, settle, texts } from '../room/testing/stage';
import './index';
import type { LyncRooms } from './index';

interface Stage {
  readonly session: MockSession;
  readonly chat: MockPersistentChat;
  readonly sales: MockRoom;
  readonly element: LyncRooms;
}

async function stage(prepare: (chat: MockPersistentChat) => void = () => undefined): Promise<Stage> {
  const { chat, session } = await connectedSession();
  const sales = chat.addRoom({ name: 'Sales floor', description: 'Offers of the day' });
  sales.enter(BOB);
  prepare(chat);
  const element = await fixture<LyncRooms>(html`<lync-rooms .session=${session}></lync-rooms>`);
  await settle(element);
  return { chat, element, sales, session };
}

function type(input: HTMLElement, value: string): void {
  (input as HTMLInputElement).value = value;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

async function open(element: LyncRooms, part: 'find-rooms' | 'create'): Promise<void> {
  find(element, `[part=${part}]`).click();
  await settle(element);
}

describe('lync-rooms', () => {
  before(reduceMotion);

  it('connects by itself and has a face for nobody followed, for no connection and for a refusal', async () => {
    const { chat, element, session } = await stage();
    expect(chat.snapshot.state).to.equal('established');
    expect(element.matches(':state(established)')).to.equal(true);
    expect(find(element, '.none').textContent).to.contain('You follow no room yet');
    await expect(element).to.be.accessible();
    session.loseConnection();
    await settle(element);
    expect(find(element, '[part=connection]').textContent).to.contain('connection');
    await expect(element).to.be.accessible();
    session.restoreConnection();
    const refused = { code: 'forbidden', message: 'No' };
    const heardState = heard(element, 'lync-connection-state-changed');
    chat.setState('terminated', refused);
    expect((await heardState).failure?.code).to.equal('forbidden');
    await settle(element);
    expect(find(element, '[part=connection]').textContent).to.contain('Not connected');
    await expect(element).to.be.accessible();
    await chat.terminate();
    chat.setState('terminated');
    await settle(element);
    find(element, '[part=retry-connection]').click();
    await settle(element);
    expect(chat.snapshot.state).to.equal('established');
    expect(all(element, '[part=connection]')).to.have.length(0);
  });

  it('says so where there are no rooms', async () => {
    const { element } = await stage();
    Object.defineProperty(element.session, 'persistentChat', { value: undefined });
    element.requestUpdate();
    await settle(element);
    expect(find(element, '.none').textContent).to.contain('There are no rooms here');
  });

  it('finds rooms and joins one, which is followed from then on', async () => {
    const { chat, element, sales } = await stage((server) => {
      server.addRoom({ name: 'Board', privacy: 'secret', members: [BOB.uri] });
      server.addRoom({ name: 'News', description: 'Read only', isAuditorium: true });
      server.addRoom({ name: 'Old floor', isDisabled: true });
    });
    await open(element, 'find-rooms');
    expect(texts(element, '[part=found-room] strong')).to.deep.equal(['Sales floor', 'News', 'Old floor']);
    expect(find(element, '.count').textContent).to.equal('3 rooms');
    expect(texts(element, '.tags')[1]).to.equal('Open · Auditorium · 0 people');
    expect(all(element, '[part=join]')).to.have.length(2);
    await expect(element).to.be.accessible();
    type(find(element, '#find-words'), 'offers');
    await waitUntil(() => texts(element, '[part=found-room]').length === 1);
    let asked = '';
    element.addEventListener(
      'lync-room-join-request',
      (event) => {
        asked = event.roomName;
        event.preventDefault();
      },
      { once: true },
    );
    find(element, '[part=join]').click();
    await settle(element);
    expect(asked).to.equal('Sales floor');
    expect(chat.chatRoomSessions).to.have.length(0);
    const selected = heard(element, 'lync-room-selected');
    find(element, '[part=join]').click();
    expect((await selected).roomUri).to.equal(sales.uri);
    await settle(element);
    expect(chat.snapshot.followedRoomUris).to.deep.equal([sales.uri]);
    expect(texts(element, '[part=room] .name')).to.deep.equal(['Sales floor']);
    await expect(element).to.be.accessible();
  });

  it('tells why a room could not be joined', async () => {
    const { element } = await stage((server) =>
      server.addRoom({ name: 'Closed', privacy: 'closed', members: [BOB.uri] }),
    );
    await open(element, 'find-rooms');
    all(element, '[part=join]')[1]!.click();
    await settle(element);
    expect(find(element, '[role=alert]').textContent).to.contain('You may not do this in the room');
    await expect(element).to.be.accessible();
  });

  it('shows what is new, what mentions, and what matters; and speaks of the last two', async () => {
    const { element, sales, chat } = await stage();
    await chat.joinRoom(sales.uri);
    sales.post('Hello');
    await settle(element);
    expect(find(element, '[part=unread]').textContent).to.contain('1 unread message');
    expect(element.matches(':state(mentioned)')).to.equal(false);
    sales.post('@alice look');
    sales.post('Stop!', { importance: 'high' });
    await settle(element);
    expect(texts(element, '.badge')).to.deep.equal([
      'Important message',
      '@You are mentioned',
      '33 unread messages',
    ]);
    expect(element.matches(':state(mentioned)')).to.equal(true);
    expect(texts(element, '[role=log] p')).to.deep.equal([
      'Bob mentions you in Sales floor: @alice look',
      'Important in Sales floor, Bob: Stop!',
    ]);
    await expect(element).to.be.accessible();
    chat.chatRoomSessions[0]!.markRead();
    await settle(element);
    expect(all(element, '.badge')).to.have.length(0);
  });

  it('shows invitations, to be accepted or put away', async () => {
    const { chat, element, sales } = await stage();
    await chat.joinRoom(sales.uri);
    const news = chat.addRoom({ name: 'News' });
    const old = chat.addRoom({ name: 'Old' });
    chat.receiveInvitation(news, BOB.uri);
    chat.receiveInvitation(old);
    await settle(element);
    expect(texts(element, '[part=invitation] .tags')).to.deep.equal([
      'Bob Baker invites you',
      'You are invited',
    ]);
    await expect(element).to.be.accessible();
    all(element, '[part=decline]')[1]!.click();
    await settle(element);
    find(element, '[part=accept]').click();
    await settle(element);
    expect(chat.snapshot.invitations).to.have.length(0);
    expect(chat.snapshot.joinedRoomUris).to.deep.equal([sales.uri, news.uri]);
  });

  it('makes a room with people found by name, and tells that a name is taken', async () => {
    const { chat, element } = await stage();
    await open(element, 'create');
    expect(element.shadowRoot!.activeElement?.id).to.equal('name');
    type(find(element, '#name'), 'Sales floor');
    type(find(element, '#members'), 'bob');
    await waitUntil(() => all(element, '[role=option]').length === 1);
    await expect(element).to.be.accessible();
    find(element, '#members').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
    await settle(element);
    expect(texts(element, '.chip-item bdi')).to.deep.equal(['Bob Baker']);
    type(find(element, '#managers'), 'dave@contoso.com');
    find(element, '[part=save]').click();
    await settle(element);
    expect(find(element, '[role=alert]').textContent).to.contain('a room with this name already');
    await expect(element).to.be.accessible();
    type(find(element, '#name'), 'Returns');
    (find(element, '#privacy') as HTMLSelectElement).value = 'secret';
    find(element, '#privacy').dispatchEvent(new Event('change', { bubbles: true }));
    const selected = heard(element, 'lync-room-selected');
    find(element, '[part=save]').click();
    await selected;
    const { details } = chat.rooms.at(-1)!;
    expect(details.privacy).to.equal('secret');
    expect(details.members).to.include.members([ALICE.uri, BOB.uri]);
    expect(details.managers).to.include('sip:dave@contoso.com');
  });

  it('names rooms that are followed and could not be joined', async () => {
    const { chat, element, sales } = await stage();
    await chat.setFollowed(sales.uri, true);
    await settle(element);
    expect(texts(element, '[part=room] .name')).to.deep.equal(['Sales floor']);
    expect(texts(element, '.about')).to.deep.equal(['Not joined']);
    element.followed = true;
    await settle(element);
    expect(all(element, '[part=find-rooms]')).to.have.length(0);
    await expect(element).to.be.accessible();
  });

  it('shows the beginning of a text, whichever way it and the page are written', async () => {
    const long = 'Everything about deliveries that are late, lost or broken. '.repeat(6);
    const { chat, element } = await stage((server) => {
      server.addRoom({ name: `${long}name`, description: long });
      server.addRoom({ name: 'مكتب المساعدة '.repeat(20), description: 'اسأل أي شيء '.repeat(40) });
    });
    for (const { uri } of chat.rooms) await chat.joinRoom(uri);
    for (const lang of ['en', 'ar']) {
      element.lang = lang;
      await settle(element);
      for (const line of all(element, '.name, .about')) {
        const start = document.createRange();
        const text = [...line.childNodes].find(
          (node) => node.nodeType === Node.TEXT_NODE && node.textContent,
        )!;
        start.setStart(text, 0);
        start.setEnd(text, 1);
        const [letter, box] = [start.getBoundingClientRect(), line.getBoundingClientRect()];
        expect(letter.left, line.textContent).to.be.at.least(box.left - 1);
        expect(letter.right, line.textContent).to.be.at.most(box.right + 1);
      }
    }
  });
});

import { expect } from '@open-wc/testing';
import { heard, reduceMotion } from '../internal/test-support';
import type { LyncRoom, LyncRoomMessageReceivedEvent } from './index';
import {
  BOB,
  CAROL,
  all,
  composerOf,
  fieldOf,
  find,
  press,
  settle,
  stage,
  texts,
  write,
} from './testing/stage';

const DAY = 86_400_000;
const log = (element: LyncRoom): string[] => texts(element, '[role=log] p');

describe('lync-room', () => {
  before(reduceMotion);

  it('joins the room of its address and shows what was said, by whom and when', async () => {
    const { element } = await stage({}, (server) => {
      server.post('Yesterday', { at: server.home.clock.now() - DAY });
      server.post('Today');
    });
    expect(find(element, 'h2').textContent).to.equal('Sales floor');
    expect(find(element, 'header p').textContent).to.equal('Winter sale');
    expect(texts(element, '.bubble')).to.deep.equal(['Yesterday', 'Today']);
    expect(texts(element, '.name')).to.deep.equal(['Bob', 'Bob']);
    expect(all(element, '[part=day]')).to.have.length(2);
    expect(element.matches(':state(established)')).to.equal(true);
    expect(log(element)).to.deep.equal([]);
    await expect(element).to.be.accessible();
  });

  it('has a face for no room, for joining, for a refusal, and for an empty room', async () => {
    const { element, chat } = await stage();
    expect(texts(element, '.empty')).to.deep.equal(['Nobody has written here yet']);
    await expect(element).to.be.accessible();
    chat.addRoom({
      name: 'Board',
      uri: 'ma-chan://contoso.com/board',
      privacy: 'secret',
      members: [BOB.uri],
    });
    element.roomUri = 'ma-chan://contoso.com/board';
    await element.updateComplete;
    expect(find(element, '.empty').textContent).to.contain('Joining');
    await settle(element);
    expect(find(element, '[part=gone]').textContent).to.contain('There is no such room for you');
    await expect(element).to.be.accessible();
    element.roomUri = '';
    await settle(element);
    expect(find(element, '.empty').textContent).to.contain('No room is selected');
    await expect(element).to.be.accessible();
  });

  it('sends, shows how far it got, and offers a failed one again or lets it be taken away', async () => {
    const { element, room, server } = await stage();
    room.manual = true;
    await write(element, 'Hello');
    await press(element, 'Enter');
    expect(fieldOf(element).value).to.equal('');
    expect(find(element, '[part=delivery]').textContent).to.contain('Sending');
    room.confirm();
    await settle(element);
    expect(server.history.map(({ body }) => body)).to.deep.equal(['Hello']);
    expect(find(element, '[part=delivery]').textContent).to.contain('Delivered');
    room.failNext('rate-limited', 2);
    for (const text of ['One', 'Two']) {
      await write(element, text);
      await press(element, 'Enter');
      room.confirm();
      await settle(element);
    }
    expect(all(element, '.failed')).to.have.length(2);
    expect(find(element, '.failed').textContent).to.contain('Too many messages');
    await expect(element).to.be.accessible();
    find(element, '[part=retry]').click();
    await settle(element);
    room.confirm();
    await settle(element);
    find(element, '[part=discard]').click();
    await settle(element);
    expect(texts(element, '.bubble')).to.deep.equal(['Hello', 'One']);
  });

  it('says the limit in bytes before it is sent, and a title makes room for more', async () => {
    const { element, server } = await stage({}, (_, chat) => {
      chat.limits = { messageSize: 20, storySize: 60, searchResults: 10 };
    });
    await write(element, 'ééééééééé é');
    expect(find(composerOf(element), '.hint').textContent).to.contain('1 byte too long');
    await press(element, 'Enter');
    expect(server.history).to.have.length(0);
    find(composerOf(element), '[part=story-toggle]').click();
    await settle(composerOf(element));
    expect(all(composerOf(element), '.over')).to.have.length(0);
    await expect(composerOf(element)).to.be.accessible();
    find(composerOf(element), '[part=send]').click();
    await settle(element);
    expect(server.history).to.have.length(0);
    const title = find(composerOf(element), '[part=story-title]') as HTMLInputElement;
    expect(composerOf(element).shadowRoot!.activeElement === title).to.equal(true);
    title.value = 'Accents';
    title.dispatchEvent(new InputEvent('input', { bubbles: true }));
    find(composerOf(element), '[part=send]').click();
    await settle(element);
    expect(server.history.map(({ body, title: said }) => [said, body])).to.deep.equal([
      ['Accents', 'ééééééééé é'],
    ]);
    const story = find(element, '[part=story]') as HTMLDetailsElement;
    expect(story.open).to.equal(false);
    expect(find(element, 'summary').textContent).to.equal('Accents');
    expect(all(composerOf(element), '[part=story-title]')).to.have.length(0);
  });

  it('sends with high importance, once', async () => {
    const { element, server } = await stage();
    const high = find(composerOf(element), '[part=high-toggle]');
    high.click();
    await composerOf(element).updateComplete;
    expect(high.getAttribute('aria-pressed')).to.equal('true');
    await write(element, 'Stop selling the blue ones');
    await press(element, 'Enter');
    await write(element, 'Thanks');
    await press(element, 'Enter');
    await settle(element);
    expect(server.history.map(({ importance }) => importance)).to.deep.equal(['high', 'normal']);
    expect(texts(element, '[part=alert]')).to.deep.equal(['High importance']);
    expect(high.getAttribute('aria-pressed')).to.equal('false');
  });

  it('offers names after an @, by keys, and marks who is mentioned', async () => {
    const { element, server } = await stage({}, (room) => room.enter(CAROL));
    await write(element, 'Ask @ca');
    await settle(element);
    expect(texts(composerOf(element), '[role=option]')).to.deep.equal(['Carol Cartercarol@contoso.com']);
    expect(fieldOf(element).getAttribute('aria-activedescendant')).to.match(/-0$/);
    await expect(composerOf(element)).to.be.accessible();
    await press(element, 'Escape');
    expect(all(composerOf(element), '[role=option]')).to.have.length(0);
    await write(element, 'Ask @');
    expect(all(composerOf(element), '[role=option]')).to.have.length(2);
    await press(element, 'ArrowDown');
    await press(element, 'Enter');
    expect(fieldOf(element).value).to.equal('Ask @Carol Carter ');
    await press(element, 'Enter');
    await settle(element);
    server.post('Is @alice here, or @alicent?');
    await settle(element);
    expect(texts(element, 'mark')).to.deep.equal(['@Carol Carter', '@alice']);
    expect(texts(element, 'mark.me')).to.deep.equal(['@alice']);
    expect(texts(element, '.mentioned')).to.deep.equal(['You are mentioned']);
    await expect(element).to.be.accessible();
  });

  it('speaks what comes, not what was there, and counts a flood', async () => {
    const { element, server } = await stage({}, (room) => room.post('Old'));
    const event = heard(element, 'lync-message-received');
    server.post('New', { importance: 'high' });
    const { message, room } = (await event) as LyncRoomMessageReceivedEvent;
    expect(message.body).to.equal('New');
    expect(room === element.room).to.equal(true);
    await settle(element);
    expect(log(element)).to.deep.equal(['Important, Bob: New']);
    for (let i = 0; i < 20; i++) server.post(`Flood ${i}`);
    await settle(element);
    expect(log(element).at(-1)).to.equal('20 new messages');
  });

  it('tells why one cannot write, in an auditorium and in a room that is closed down', async () => {
    const { element, server } = await stage({ isAuditorium: true, managers: ['sip:alice@contoso.com'] });
    expect(find(element, '[part=reader-note]').textContent).to.contain('Only presenters write');
    expect(element.matches(':state(read-only)')).to.equal(true);
    await expect(element).to.be.accessible();
    server.set({ isDisabled: true });
    await settle(element);
    expect(find(element, '[part=gone]').textContent).to.contain('closed down');
    await expect(element).to.be.accessible();
    find(element, '[part=join-again]').click();
    await settle(element);
    expect(server.details.isDisabled).to.equal(false);
    expect(element.room?.snapshot.state).to.equal('established');
  });

  it('keeps what was written while the connection is away, and sends it then', async () => {
    const { element, server, session } = await stage();
    session.loseConnection();
    await settle(element);
    expect(all(element, '[part=connection]')).to.have.length(1);
    await expect(element).to.be.accessible();
    await write(element, 'Later');
    await press(element, 'Enter');
    expect(find(element, '[part=delivery]').textContent).to.contain('Waiting to be sent');
    session.restoreConnection();
    await settle(element);
    expect(server.history.map(({ body }) => body)).to.deep.equal(['Later']);
    expect(all(element, '[part=connection]')).to.have.length(0);
  });

  it('is joined again when its user signs in again', async () => {
    const { element, session } = await stage();
    await session.disconnect();
    await settle(element);
    expect(element.room?.snapshot.state).to.equal('terminated');
    await session.connect();
    await settle(element);
    expect(element.room?.snapshot.state).to.equal('established');
    expect(all(element, '[part=gone]')).to.have.length(0);
  });

  it('tells that earlier messages could not be loaded, until it is put away', async () => {
    const { element, room, server } = await stage({}, (history) => {
      for (let i = 0; i < 60; i++) history.post(`Line ${i}`);
    });
    server.markRead();
    room.failNext('server-error');
    find(element, '[part=earlier]').click();
    await settle(element);
    const banner = find(element, '.banner[role=alert]');
    expect(banner.textContent).to.contain('went wrong at the server');
    await expect(element).to.be.accessible();
    find(element, '.banner button').click();
    await settle(element);
    expect(all(element, '.banner')).to.have.length(0);
    find(element, '[part=earlier]').click();
    await settle(element);
    expect(texts(element, '.bubble')[0]).to.equal('Line 0');
  });

  it('is left on purpose only, and can be joined again', async () => {
    const { chat, element, room } = await stage();
    const leave = (): void => find(element, '[aria-label="Leave the room"]').click();
    element.addEventListener('lync-room-leave-request', (event) => event.preventDefault(), { once: true });
    leave();
    await settle(element);
    expect(room.snapshot.state).to.equal('established');
    await chat.setFollowed(room.snapshot.uri, true);
    leave();
    await settle(element);
    expect(chat.snapshot.followedRoomUris).to.deep.equal([]);
    expect(find(element, '[part=gone]').textContent).to.contain('not in this room');
    await expect(element).to.be.accessible();
    find(element, '[part=join-again]').click();
    await settle(element);
    expect(element.room?.snapshot.state).to.equal('established');
  });
});

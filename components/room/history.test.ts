import { expect, waitUntil } from '@open-wc/testing';
import { heard, reduceMotion } from '../internal/test-support';
import type { LyncRoom } from './index';
import { BOB, all, find, frames, settle, stage, texts } from './testing/stage';

const scrollerOf = (element: LyncRoom): HTMLElement => find(element, '.scroller');
const below = (scroller: HTMLElement): number =>
  scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
const MINUTE = 60_000;

async function long(count: number, read = count) {
  const made = await stage({}, (server) => {
    for (let i = 1; i <= count; i++) {
      // Some lines are longer than others, so that heights differ from what the browser assumes of them.
      const text = `Message ${i} ${'and more of it '.repeat((i * 7) % 23)}`;
      server.post(text, { at: server.home.clock.now() - (count - i) * MINUTE });
      if (i === read) server.markRead();
    }
  });
  await settle(made.element);
  await frames(3);
  return made;
}

describe('lync-room, the history', () => {
  before(reduceMotion);

  it('scrolls through thousands of messages with few of them in the document, and keeps the place when older ones come', async () => {
    const { element, room } = await long(1500);
    const scroller = scrollerOf(element);
    expect(below(scroller)).to.be.below(2);
    let jumps = 0;
    for (let i = 0; i < 200 && room.snapshot.hasOlder; i++) {
      const before = texts(element, '.bubble')[0];
      scroller.scrollTop = 300;
      await frames(1);
      const [seen] = all(element, 'ol > [data-key]').filter(
        (item) => item.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top,
      );
      const key = seen!.dataset.key!;
      const top = seen!.getBoundingClientRect().top;
      await waitUntil(() => texts(element, '.bubble')[0] !== before || !room.snapshot.hasOlder);
      await frames(2);
      const after = all(element, `[data-key="${key}"]`)[0]!.getBoundingClientRect().top;
      if (Math.abs(after - top) > 2) jumps++;
      expect(all(element, '.bubble').length).to.be.at.most(500);
    }
    expect(jumps).to.equal(0);
    expect(texts(element, '.bubble')[0]).to.match(/^Message 1 /);
    expect(find(element, '[part=beginning]').textContent).to.contain('beginning of the room');
    expect(room.snapshot.hasNewer).to.equal(true);
    find(element, '[part=jump]').click();
    await settle(element);
    await frames(3);
    expect(texts(element, '.bubble').at(-1)).to.match(/^Message 1500 /);
    expect(below(scroller)).to.be.below(2);
  }).timeout(60_000);

  it('follows the end, and stays where the reader is while others write', async () => {
    const { element, room, server } = await long(60);
    const scroller = scrollerOf(element);
    server.post('Followed');
    await settle(element);
    await frames(2);
    expect(below(scroller)).to.be.below(2);
    await waitUntil(() => room.snapshot.unread === 0);
    scroller.scrollTop -= 700;
    await frames(2);
    const { scrollTop } = scroller;
    server.post('Not seen');
    server.post('Nor this');
    await settle(element);
    await frames(2);
    expect(Math.abs(scroller.scrollTop - scrollTop)).to.be.below(2);
    expect(find(element, '[part=jump]').textContent).to.contain('2 new messages');
    expect(room.snapshot.unread).to.equal(2);
    const line = find(element, '[part=new-line]');
    expect(line.nextElementSibling?.textContent).to.contain('Not seen');
    await expect(element).to.be.accessible();
    find(element, '[part=jump]').click();
    await settle(element);
    await frames(3);
    expect(room.snapshot.unread).to.equal(0);
    expect(all(element, '[part=jump]')).to.have.length(0);
  });

  it('opens at the line of new messages', async () => {
    const { element, room } = await long(50, 30);
    await frames(3);
    const line = find(element, '[part=new-line]').getBoundingClientRect();
    const { top } = scrollerOf(element).getBoundingClientRect();
    expect(line.top - top).to.be.within(0, 40);
    expect(room.snapshot.unread).to.equal(20);
    scrollerOf(element).scrollTop = 1e6;
    await waitUntil(() => room.snapshot.unread === 0);
    expect(all(element, '[part=new-line]')).to.have.length(1);
  });

  it('keeps the place also where one person has written everything in one minute', async () => {
    const { element, room } = await stage({}, (server) => {
      const at = server.home.clock.now() - MINUTE;
      for (let i = 1; i <= 130; i++) server.post(`Message ${i} ${'and so on '.repeat(i % 9)}`, { at });
      server.markRead();
    });
    await frames(3);
    const scroller = scrollerOf(element);
    for (let page = 1; page <= 2; page++) {
      scroller.scrollTop = 0;
      const first = find(element, '.message').dataset.id!;
      const { top } = find(element, '.message').getBoundingClientRect();
      await waitUntil(() => find(element, '.message').dataset.id !== first);
      await frames(3);
      const message = find(element, `[data-id="${first}"]`);
      expect(scroller.scrollTop).to.be.above(0);
      expect(message.getBoundingClientRect().top).to.be.within(top - 60, top + 60);
    }
    await waitUntil(() => !room.snapshot.hasOlder);
  });

  it('draws the line again when it comes back to the page', async () => {
    const { element, room, server } = await long(30);
    const place = element.parentElement!;
    element.remove();
    server.post('Meanwhile');
    expect(room.snapshot.unread).to.equal(1);
    place.append(element);
    await settle(element);
    await frames(3);
    expect(find(element, '[part=new-line]').nextElementSibling?.textContent).to.contain('Meanwhile');
    expect(below(scrollerOf(element))).to.be.below(2);
    await waitUntil(() => room.snapshot.unread === 0);
  });

  it('finds messages and shows one in its place', async () => {
    const { element, room } = await long(400);
    element.show('search');
    await settle(element);
    expect(element.shadowRoot!.activeElement?.textContent).to.equal('Search the history');
    await expect(element).to.be.accessible();
    const words = find(element, '#words') as HTMLInputElement;
    words.value = 'message 123';
    find(element, '[part=search] button').click();
    await settle(element);
    expect(find(element, '[part=drawer] .count').textContent).to.equal('1 message');
    expect(texts(element, '[part=match] mark')).to.include('Message');
    await expect(element).to.be.accessible();
    find(element, '[part=match]').click();
    await settle(element);
    await frames(3);
    const target = find(element, '.message.target');
    expect(target.textContent).to.contain('Message 123 ');
    const { bottom, top } = scrollerOf(element).getBoundingClientRect();
    expect(target.getBoundingClientRect().top).to.be.within(top, bottom);
    expect(room.snapshot.hasNewer).to.equal(true);
    words.value = 'nowhere';
    find(element, '[part=search] button').click();
    await settle(element);
    expect(find(element, '[part=drawer] .count').textContent).to.equal('No message fits');
  });

  it('finds messages in all rooms, and shows one where it stands', async () => {
    const { chat, element, session } = await long(10);
    const other = chat.addRoom({ name: 'Support desk', uri: 'ma-chan://contoso.com/support' });
    for (let i = 1; i <= 120; i++) other.post(`Answer ${i}`);
    const secret = chat.addRoom({ name: 'Board', privacy: 'secret', members: [BOB.uri] });
    secret.post('Answer 7');
    element.show('search');
    await settle(element);
    (find(element, '#words') as HTMLInputElement).value = 'answer 7';
    find(element, '[part=search] button').click();
    await settle(element);
    expect(find(element, '[part=drawer] .count').textContent).to.equal('No message fits');
    (find(element, '#where') as HTMLSelectElement).value = 'all';
    find(element, '[part=search] button').click();
    await settle(element);
    expect(texts(element, '.match-room')).to.include('Support desk');
    expect(texts(element, '.match-room')).not.to.include('Board');
    await expect(element).to.be.accessible();
    const selected = heard(element, 'lync-room-selected');
    all(element, '[part=match]').at(-1)!.click();
    expect((await selected).roomUri).to.equal(other.uri);
    await waitUntil(() => all(element, '.message.target').length === 1);
    expect(find(element, 'h2').textContent).to.equal('Support desk');
    expect(find(element, '.message.target').textContent).to.contain('Answer 7');
    expect(session.persistentChat?.snapshot.joinedRoomUris).to.include(other.uri);
    // The others that were found are still there, and the room's name with them no more.
    expect(all(element, '[part=match]')).not.to.have.length(0);
    expect(all(element, '.match-room')).to.have.length(0);
    await expect(element).to.be.accessible();
    element.roomUri = '';
    await settle(element);
    expect(all(element, '.drawer')).to.have.length(0);
  });
});

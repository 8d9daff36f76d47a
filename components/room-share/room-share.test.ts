import { expect, fixture, html } from '@open-wc/testing';
import { reduceMotion } from '../internal/test-support';
import { all, connectedSession, find, settle } from '../room/testing/stage';
import './index';
import type { LyncRoomShare } from './index';

describe('lync-room-share', () => {
  before(reduceMotion);

  it('posts a conversation in a room, what the page told only on purpose', async () => {
    const { chat, session } = await connectedSession();
    const sales = chat.addRoom({ name: 'Sales floor', description: 'Offers of the day' });
    const conversation = session.receiveInvitation({ fromName: 'Jane Doe', subject: 'Order 1234' });
    await conversation.accept();
    conversation.receiveMessage('Is it in stock?');
    const share = await fixture<LyncRoomShare>(
      html`<lync-room-share .session=${session} .conversation=${conversation}></lync-room-share>`,
    );
    await settle(share);
    find(share, '[part=button]').click();
    await settle(share);
    expect(find(share, 'dialog').textContent).to.contain('You are in no room');
    (find(share, 'dialog') as HTMLDialogElement).close();
    const room = await chat.joinRoom(sales.uri);
    await settle(share);
    find(share, '[part=button]').click();
    await settle(share);
    await expect(share).to.be.accessible();
    const shared: (boolean | undefined)[] = [];
    const post = room.shareConversation.bind(room);
    room.shareConversation = (given, options) => {
      shared.push(options?.includeContext);
      return post(given, options);
    };
    find(share, '[part=post]').click();
    await settle(share);
    expect((find(share, 'dialog') as HTMLDialogElement).open).to.equal(false);
    expect(sales.history.at(-1)?.title).to.contain('Order 1234');
    find(share, '[part=button]').click();
    (find(share, '[name=context]') as HTMLInputElement).click();
    find(share, '[part=post]').click();
    await settle(share);
    expect(shared).to.deep.equal([false, true]);
    sales.set({ isAuditorium: true });
    await settle(share);
    find(share, '[part=button]').click();
    await settle(share);
    expect(all(share, '[part=post]')).to.have.length(0);
  });
});

import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { MockSession, type MockPersistentChat, type MockRoom } from '../../src/mock/index';
import './index';
import type { LyncInvitations } from './index';

async function stage(): Promise<{
  chat: MockPersistentChat;
  element: LyncInvitations;
  room: MockRoom;
  session: MockSession;
}> {
  const session = new MockSession({ uri: 'sip:alice@contoso.com' });
  await session.connect();
  const chat = session.persistentChat!;
  await chat.establish();
  const room = chat.addRoom({ name: 'Sales floor', description: 'Offers of the day' });
  const element = await fixture<LyncInvitations>(
    html`<lync-invitations .session=${session}></lync-invitations>`,
  );
  return { chat, element, room, session };
}

const all = (element: Element, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];
const settle = async (element: LyncInvitations): Promise<void> => {
  await aTimeout(0);
  await element.updateComplete;
};

describe('lync-invitations, rooms', () => {
  it('shows who invites to which room, says it, and joins and follows it', async () => {
    const { chat, element, room } = await stage();
    chat.receiveInvitation(room, 'sip:bob@contoso.com');
    await settle(element);
    const [toast] = all(element, '[part~=room-toast]');
    expect(toast!.textContent).to.contain('Sales floor').and.to.contain('bob invites you to a room');
    expect(all(element, '[role=status]')[0]!.textContent).to.contain(
      'bob invites you to a room: Sales floor',
    );
    expect(all(element, '[part=empty]')).to.have.length(0);
    await expect(element).to.be.accessible();
    all(element, '[part=accept]')[0]!.click();
    await settle(element);
    expect(chat.snapshot.joinedRoomUris).to.deep.equal([room.uri]);
    expect(chat.snapshot.followedRoomUris).to.deep.equal([room.uri]);
    expect(all(element, '[part~=toast]')).to.have.length(0);
  });

  it('leaves joining to a page that prevents it, and tells when it failed', async () => {
    const { chat, element, room } = await stage();
    chat.receiveInvitation(room);
    await settle(element);
    const accept = (): void => all(element, '[part=accept]')[0]!.click();
    element.addEventListener('lync-room-join-request', (event) => event.preventDefault(), { once: true });
    accept();
    await settle(element);
    expect(chat.snapshot.joinedRoomUris).to.deep.equal([]);
    chat.failNext('server-error');
    accept();
    await settle(element);
    expect(all(element, '[role=alert]')[0]!.textContent).to.contain('could not be accepted');
    await expect(element).to.be.accessible();
    all(element, '[part=decline]')[0]!.click();
    await settle(element);
    expect(chat.snapshot.invitations).to.have.length(0);
  });

  it('keeps one away that the page prevented', async () => {
    const { chat, element, room, session } = await stage();
    session.addEventListener('chat-room-invitation-received', (event) => event.preventDefault());
    chat.receiveInvitation(room);
    await settle(element);
    expect(all(element, '[part~=toast]')).to.have.length(0);
    expect(chat.snapshot.invitations).to.have.length(1);
  });
});

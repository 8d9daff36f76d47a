import { expect, fixture, html } from '@open-wc/testing';
import { MockSession } from '../../src/mock/index';
import { heard } from '../internal/test-support';
import './index';
import type { LyncSessionElement } from './index';

it('lync-session raises invitations to chat rooms, and tells the session when a page prevented them', async () => {
  const session = new MockSession({ uri: 'sip:alice@contoso.com' });
  await session.connect();
  const chat = session.persistentChat!;
  await chat.establish();
  const element = await fixture<LyncSessionElement>(html`<lync-session .session=${session}></lync-session>`);
  const prevented: boolean[] = [];
  session.addEventListener('chat-room-invitation-received', (event) =>
    prevented.push(event.defaultPrevented),
  );
  const received = heard(element, 'lync-chat-room-invitation-received');
  chat.receiveInvitation(chat.addRoom({ name: 'News' }));
  expect((await received).invitation.room.name).to.equal('News');
  element.addEventListener('lync-chat-room-invitation-received', (event) => event.preventDefault());
  chat.receiveInvitation(chat.addRoom({ name: 'Old' }));
  expect(prevented).to.deep.equal([false, true]);
});

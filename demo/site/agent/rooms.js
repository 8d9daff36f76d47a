// The rooms beside the conversations: one of them at a time stands on the desk.
import { el } from '../shared/dom.js';

const byId = (id) => document.getElementById(id);

/** `leaveConversations` is called when a room is what the agent works in now. */
export function prepareRooms(session, desk, leaveConversations) {
  const list = byId('rooms');
  const view = el('lync-room');
  const seat = el(
    'section',
    { class: 'seat room', 'aria-label': 'Room', onfocusin: () => choose(), onclick: () => choose() },
    view,
  );
  view.append(
    el(
      'button',
      { slot: 'actions', class: 'close-room', type: 'button', 'aria-label': 'Close', onclick: close },
      '×',
    ),
  );

  function choose() {
    if (!seat.isConnected || seat.hasAttribute('data-current')) return;
    leaveConversations();
    seat.setAttribute('data-current', '');
  }

  function show(uri) {
    view.roomUri = list.selected = uri;
    if (!seat.isConnected) desk.prepend(seat);
    choose();
    seat.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    view.focus();
  }

  function close(event) {
    event?.stopPropagation();
    seat.removeAttribute('data-current');
    seat.remove();
    list.selected = '';
  }

  session.addEventListener('lync-room-selected', ({ roomUri }) => show(roomUri));
  // An invitation at the top of the page is answered by the list, which opens the room then.
  session.addEventListener('lync-room-join-request', (event) => {
    if (event.target === list) return;
    event.preventDefault();
    void list.join(event.roomUri, event.roomName);
  });
  list.addEventListener('lync-connection-state-changed', ({ state }) => {
    if (state === 'established') void beginInOwnRooms(session.session);
  });

  /** A conversation is what the agent works in now. */
  return { deselect: () => seat.removeAttribute('data-current') };
}

/** Who comes for the first time finds the rooms they are a member of; from then on they choose themselves. */
async function beginInOwnRooms({ persistentChat, snapshot }) {
  const key = `rooms-of:${snapshot.uri}`;
  if (localStorage.getItem(key)) return;
  localStorage.setItem(key, 'known');
  try {
    for (const { uri } of await persistentChat.findRooms({ scope: 'member' })) {
      await persistentChat.joinRoom(uri);
      await persistentChat.setFollowed(uri, true);
    }
  } catch {
    // The connection went meanwhile: another sign-in begins anew.
    localStorage.removeItem(key);
  }
}

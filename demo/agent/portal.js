// An agent's desk made of the kit's elements: sign in, a list of conversations, several of them side by side, the customer beside them.
import { el } from '../shared/dom.js';
import { contextApplications } from './applications.js';

const byId = (id) => document.getElementById(id);
const session = byId('session');
const desk = byId('desk');
const seats = new Map();
let current = '';

session.contextApplications = contextApplications;

// ---- sign in and out

async function signIn(user, password) {
  const failure = byId('failure');
  failure.hidden = true;
  session.setAttribute('uri', `sip:${user}@contoso.com`);
  session.credentials = { uri: `sip:${user}@contoso.com`, password };
  try {
    await session.connect();
    byId('sign-in').hidden = true;
    session.hidden = false;
    document.title = `${user} · Agent portal`;
    await session.session.publishPresence('online');
  } catch (error) {
    failure.hidden = false;
    failure.textContent = explain(error);
  }
}

function explain(error) {
  switch (error.code) {
    case 'credentials-refused':
      return 'That name and password do not match. Check both and try again.';
    case 'connection-failed':
      return 'The server does not answer. Check that it runs, then try again.';
    case 'rate-limited':
      return 'Too many attempts. Wait a minute, then try again.';
    default:
      return `Signing in did not work (${error.message}). Try again.`;
  }
}

byId('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  void signIn(String(form.get('user')).trim().toLowerCase(), String(form.get('password')));
});

byId('sign-out').addEventListener('click', async () => {
  await session.disconnect();
  location.assign('/agent/');
});

const demoUser = new URL(location.href).searchParams.get('user');
if (demoUser) void signIn(demoUser, `demo-${demoUser}`);

const LINK_STATES = {
  connected: 'Connected',
  connecting: 'Connecting …',
  lost: 'Connection lost. Trying again …',
  recovering: 'Reconnecting …',
  failed: 'Not connected',
  disconnecting: 'Signing out …',
  idle: 'Signed out',
};
session.addEventListener('lync-session-state-changed', ({ state }) => {
  byId('link-state').dataset.state = state;
  byId('link-state').textContent = LINK_STATES[state] ?? state;
});

// ---- conversations

session.addEventListener('lync-conversation-added', ({ conversation }) => {
  conversation.addEventListener('changed', () => update(conversation));
  update(conversation);
});

session.addEventListener('lync-conversation-removed', ({ conversation }) => close(conversation.snapshot.id));

function isOpen({ state }) {
  return state !== 'incoming' && state !== 'idle';
}

function update(conversation) {
  const { id } = conversation.snapshot;
  if (isOpen(conversation.snapshot) && !seats.has(id) && !wasNeverAnswered(conversation.snapshot)) open(conversation);
  list();
}

function wasNeverAnswered({ state, direction, messages, contextChannelIds }) {
  return state === 'terminated' && direction === 'incoming' && messages.length === 0 && contextChannelIds.length === 0;
}

function open(conversation) {
  const { id } = conversation.snapshot;
  const view = el('lync-conversation');
  view.conversation = conversation;
  const seat = el(
    'section',
    { class: 'seat', 'aria-label': nameOf(conversation) },
    el(
      'header',
      {},
      el('b', {}, nameOf(conversation)),
      el('button', { type: 'button', onclick: () => void end(conversation) }, 'End chat'),
      el('button', { type: 'button', 'aria-label': 'Close', onclick: () => close(id) }, 'Close'),
    ),
    view,
  );
  seat.addEventListener('focusin', () => choose(id));
  seats.set(id, { seat, conversation });
  desk.append(seat);
  choose(id);
  view.focus?.();
}

async function end(conversation) {
  if (conversation.snapshot.state !== 'terminated') await conversation.terminate();
  else close(conversation.snapshot.id);
}

function close(id) {
  const place = seats.get(id);
  if (!place) return;
  if (place.conversation.snapshot.state !== 'terminated') void place.conversation.terminate();
  place.seat.remove();
  seats.delete(id);
  if (current === id) choose([...seats.keys()].at(-1) ?? '');
  list();
}

function choose(id) {
  if (current !== id) {
    current = id;
    for (const [key, { seat }] of seats) seat.toggleAttribute('data-current', key === id);
    byId('pane').conversation = seats.get(id)?.conversation;
    byId('context').hidden = !id;
    seats.get(id)?.seat.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  list();
}

const nameOf = (conversation) =>
  conversation.snapshot.participants[0]?.displayName || conversation.snapshot.subject || 'Visitor';

const initials = (name) =>
  name.split(/\s+/).slice(0, 2).map((word) => word[0] ?? '').join('').toUpperCase();

function list() {
  byId('welcome').hidden = seats.size > 0;
  byId('none').hidden = seats.size > 0;
  byId('conversations').replaceChildren(
    ...[...seats].map(([id, { conversation, seat }], index) => {
      const { messages, unread, state } = conversation.snapshot;
      const name = nameOf(conversation);
      seat.querySelector('header b').textContent = name;
      seat.querySelector('header button').hidden = state === 'terminated';
      const last = state === 'terminated' ? 'Ended' : (messages.at(-1)?.body ?? conversation.snapshot.subject);
      return el(
        'li',
        {},
        el(
          'button',
          {
            type: 'button',
            'aria-current': String(id === current),
            'aria-keyshortcuts': `Alt+${index + 1}`,
            onclick: () => {
              choose(id);
              seat.querySelector('lync-conversation').focus?.();
            },
          },
          el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name)),
          el('span', { class: 'name' }, name),
          unread > 0 ? el('span', { class: 'unread' }, String(unread)) : el('span'),
          el('span', { class: 'last' }, last),
        ),
      );
    }),
  );
}

addEventListener('keydown', (event) => {
  if (!event.altKey || !/^Digit[1-9]$/.test(event.code)) return;
  const id = [...seats.keys()][Number(event.code.slice(5)) - 1];
  if (!id) return;
  event.preventDefault();
  choose(id);
  seats.get(id).seat.querySelector('lync-conversation').focus?.();
});

// An agent's desk made of the kit's elements: a list of conversations, several of them side by side, the customer beside them.
import { el, initials } from '../shared/dom.js';
import { contextApplications } from './applications.js';
import { callState, colleagues, isTakenBack, partyOf, prepareCalling } from './calling.js';
import { prepareRooms } from './rooms.js';
import { prepareSignIn } from './sign-in.js';

const byId = (id) => document.getElementById(id);
const session = byId('session');
const desk = byId('desk');
/** Conversation id to what stands for it on the desk. */
const seats = new Map();
const rooms = prepareRooms(session, desk, () => choose(''));
let current = '';
let isPressing = false;
for (const type of ['pointerup', 'pointercancel'])
  window.addEventListener(type, () => (isPressing = false), true);

session.contextApplications = contextApplications;

// ---- conversations

session.addEventListener('lync-conversation-added', ({ conversation }) => {
  for (const type of ['changed', 'call-state-changed'])
    conversation.addEventListener(type, () => update(conversation));
  update(conversation);
});

function update(conversation) {
  const { direction, id, state } = conversation.snapshot;
  // A call of this desk's own is opened by who begins it; one that is being picked up, when it is here.
  const isAtService = conversation.audioVideo?.snapshot.remote?.isParkService;
  const isWaiting = direction === 'outgoing' && (state === 'establishing' || isAtService);
  const isAnswered = !isWaiting && state !== 'incoming' && state !== 'idle' && state !== 'terminated';
  if (isAnswered && !seats.has(id)) open(conversation);
  else if (isAnswered && seats.get(id).conversation !== conversation) goOn(id, conversation);
  if (!seats.has(id)) return;
  if (isTakenBack(conversation)) return close(id);
  // A call may be put through: a colleague was talked to first, then the customer.
  if (id === current) showContext();
  list();
}

function open(conversation) {
  const { id } = conversation.snapshot;
  const view = el('lync-conversation');
  view.conversation = conversation;
  view.people = colleagues(session.session.snapshot.uri);
  view.append(
    el(
      'button',
      { slot: 'ended', class: 'button quiet small', type: 'button', onclick: () => close(id) },
      'Close',
    ),
  );
  if (isCustomer(conversation)) {
    const share = el('lync-room-share', { slot: 'actions' });
    share.conversation = conversation;
    view.append(share);
  }
  const pane = el('lync-context-pane');
  pane.conversation = conversation;
  const team = el('lync-contact-team');
  team.conversation = conversation;
  const beside = el('div', { class: 'beside' }, team, pane);
  const seat = el(
    'section',
    {
      class: 'seat',
      // Choosing moves what is on the desk: not under a pointer that has pressed and not yet clicked.
      onpointerdown: () => (isPressing = true),
      onfocusin: () => isPressing || choose(id),
      onclick: () => choose(id),
    },
    view,
  );
  seats.set(id, { seat, view, pane: beside, conversation });
  desk.append(seat);
  byId('context').append(beside);
  choose(id);
  view.focus();
}

/** A conference that was left is joined again: its seat is still here, with what was written. */
function goOn(id, conversation) {
  const place = seats.get(id);
  place.view.history = [...place.view.history, ...place.conversation.snapshot.messages];
  place.conversation = conversation;
  for (const element of [place.view, ...place.pane.children]) element.conversation = conversation;
  choose(id);
}

function close(id) {
  const place = seats.get(id);
  place.seat.remove();
  place.pane.remove();
  seats.delete(id);
  choose([...seats.keys()].at(-1) ?? '');
  seats.get(current)?.view.focus();
}

function choose(id) {
  current = id;
  if (id) rooms.deselect();
  for (const [key, { seat, pane }] of seats) {
    seat.toggleAttribute('data-current', key === id);
    pane.hidden = key !== id;
  }
  showContext();
  seats.get(id)?.seat.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  list();
}

function showContext() {
  byId('context').hidden = byId('views').hidden = !isCustomer(seats.get(current)?.conversation);
}

/** The contact centre gives each visitor an address like this; colleagues bring no context. */
const isCustomer = (conversation) =>
  /^sips?:contact-/i.test(conversation?.snapshot.participants[0]?.uri ?? '');

const nameOf = (conversation) =>
  isCustomer(conversation)
    ? conversation.snapshot.participants[0].displayName || conversation.snapshot.subject || 'Visitor'
    : partyOf(conversation);

function entry(id, { conversation, seat, view }, index) {
  const { messages, participants, state, subject, unread } = conversation.snapshot;
  const name = nameOf(conversation);
  seat.setAttribute('aria-label', name);
  const isTyping = participants.some((participant) => participant.isTyping);
  const last = messages.findLast(({ kind }) => kind === 'message');
  const isOver = state === 'terminated';
  const said = isTyping ? 'is writing …' : (callState(conversation) ?? plain(last) ?? subject);
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
          view.focus();
        },
      },
      el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name)),
      el('span', { class: 'name' }, el('bdi', {}, name)),
      unread > 0 &&
        el('span', { class: 'unread' }, String(unread), el('span', { class: 'visually-hidden' }, ' unread')),
      el('span', { class: 'last' }, el('bdi', {}, isOver ? 'Ended' : said)),
    ),
  );
}

/** The text of a message; an HTML one is not a text for a list. */
const plain = (message) => (message?.format === 'text/html' ? 'Formatted message' : message?.body);

function list() {
  byId('welcome').hidden = byId('none').hidden = seats.size > 0;
  const items = [...seats].map(([id, place], index) => entry(id, place, index));
  // The focus stays with the conversation it was on.
  const focused = [...byId('conversations').children].findIndex((item) =>
    item.contains(document.activeElement),
  );
  byId('conversations').replaceChildren(...items);
  items[focused]?.querySelector('button').focus();
  // On a narrow screen the list scrolls sideways.
  items[[...seats.keys()].indexOf(current)]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

window.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || !/^Digit[1-9]$/.test(event.code)) return;
  const id = [...seats.keys()][Number(event.code.slice(5)) - 1];
  if (!id) return;
  event.preventDefault();
  choose(id);
  seats.get(id).view.focus();
});

byId('views').addEventListener('click', ({ target }) => {
  const { view } = target.dataset;
  if (!view) return;
  byId('portal').dataset.view = view;
  for (const button of byId('views').children) button.setAttribute('aria-pressed', String(button === target));
});

// Where there is little room the status shows what can be changed, and leaves out what can only be read.
const narrow = matchMedia('(max-width: 1000px)');
const fit = () => (byId('agent-status').compact = narrow.matches);
narrow.addEventListener('change', fit);
fit();

prepareCalling(session, open);
prepareSignIn(session);

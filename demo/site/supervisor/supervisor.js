// A supervisor's page: <lync-supervisor> and, beside it, what the supervisor listens in on.
import { contextApplications } from '../agent/applications.js';
import { prepareSignIn } from '../agent/sign-in.js';
import { el } from '../shared/dom.js';

const byId = (id) => document.getElementById(id);
const session = byId('session');
/** Conversation id to what shows it. */
const places = new Map();
let current = '';

session.contextApplications = contextApplications;

byId('supervisor').addEventListener('lync-supervision-started', ({ contact, conversation }) =>
  open(conversation, contact.customerName || contact.queueName),
);

function open(conversation, name) {
  const { id } = conversation.snapshot;
  const view = el('lync-conversation');
  view.conversation = conversation;
  const close = () => {
    place.remove();
    places.delete(id);
    show([...places.keys()].at(-1) ?? '');
  };
  view.append(
    el('button', { slot: 'ended', class: 'button quiet small', type: 'button', onclick: close }, 'Close'),
  );
  const pane = el('lync-context-pane');
  pane.conversation = conversation;
  pane.hidden = true;
  const place = el('div', { class: 'place' }, view, pane);
  places.set(id, { place, name, conversation });
  byId('places').append(place);
  conversation.addEventListener('changed', () => {
    // The customer's card comes with the contact itself.
    pane.hidden = conversation.snapshot.contextChannelIds.length === 0;
    // What the supervisor has stopped is not of interest any more.
    if (conversation.snapshot.endReason === 'terminated-locally' && places.has(id)) close();
  });
  show(id);
}

function show(id) {
  current = id;
  byId('ear').hidden = places.size === 0;
  for (const [key, { place }] of places) place.hidden = key !== id;
  byId('tabs').replaceChildren(
    ...[...places].map(([key, { name }]) =>
      el(
        'button',
        { type: 'button', 'aria-pressed': String(key === current), onclick: () => show(key) },
        el('bdi', {}, name),
      ),
    ),
  );
}

// Busy: who listens to others is not offered contacts.
prepareSignIn(session, { home: '/supervisor/', title: 'Supervisor', availability: 'busy' });

// Calls between colleagues: who can be called, and how a call is told in the list of conversations.
import { el } from '../shared/dom.js';
import { PEOPLE } from '../shared/people.js';

const byId = (id) => document.getElementById(id);
const DOMAIN = 'contoso.com';

const CALL_STATES = {
  incoming: 'Calls you …',
  connecting: 'Calling …',
  ringing: 'Ringing …',
  connected: 'In a call',
  held: 'On hold',
  recovering: 'Reconnecting the call …',
  parking: 'Is being parked …',
  parked: 'Parked',
  transferring: 'Is being transferred …',
};

/** `open` shows the conversation of a call that was begun here. */
export function prepareCalling(session, open) {
  session.addEventListener('lync-session-state-changed', ({ state }) => {
    if (state === 'connected') offerColleagues(session.session.snapshot.uri);
  });
  const form = byId('call-form');
  const field = form.elements.to;
  field.addEventListener('input', () => field.setCustomValidity(''));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const uris = field.value.split(',').map(addressOf);
    if (uris.includes(undefined)) {
      field.setCustomValidity('Write the name of a colleague, or an address such as dave@contoso.com.');
      field.reportValidity();
      return;
    }
    form.reset();
    const [uri] = uris;
    if (uris.length > 1) void meet(session, uris);
    else open(session.session.startConversation(uri, { modality: 'audio' }));
  });
}

/** Several at once meet in a conference; it is shown as soon as it is there. */
async function meet(session, invite) {
  const failure = byId('call-failure');
  failure.hidden = true;
  try {
    await session.session.createConference({ modalities: ['chat', 'audio'], invite });
  } catch (error) {
    failure.hidden = false;
    failure.textContent = `The conference could not be made: ${error.message}.`;
  }
}

/** Everybody in the house but this agent. */
export const colleagues = (own) =>
  Object.entries(PEOPLE)
    .map(([user, name]) => ({ uri: `sip:${user}@${DOMAIN}`, name }))
    .filter(({ uri }) => uri !== own);

function offerColleagues(own) {
  const people = colleagues(own);
  byId('park-panel').people = people;
  byId('colleagues').replaceChildren(
    ...people.map(({ uri, name }) => el('option', { value: userOf(uri) }, name)),
  );
}

const userOf = (uri) => uri.replace(/^sips?:/, '').replace(/@.*/, '');

/** A colleague's name, as a whole or the part of the address; or an address. Undefined: neither. */
function addressOf(text) {
  const written = text.trim().toLowerCase();
  const [known] = Object.entries(PEOPLE).find(([, name]) => name.toLowerCase() === written) ?? [];
  if (/^sips?:[^\s@]+@[^\s@]+$/.test(written)) return written;
  if (/^[^\s@:]+@[^\s@:]+$/.test(written)) return `sip:${written}`;
  const user = known ?? written;
  return /^[\w.+*-]+$/.test(user) ? `sip:${user}@${DOMAIN}` : undefined;
}

/** Who is talked to now; after a pick-up or a transfer another than the one the conversation began with. */
export function partyOf({ audioVideo, snapshot }) {
  const [person] = snapshot.participants;
  if (snapshot.conference) return snapshot.subject || namesOf(snapshot) || 'Conference';
  const remote = audioVideo?.snapshot.remote;
  const { uri = '', displayName } = remote && !remote.isParkService ? remote : (person ?? {});
  if (displayName) return displayName;
  if (uri === person?.uri && person.displayName) return person.displayName;
  return PEOPLE[userOf(uri)] ?? userOf(uri);
}

const namesOf = ({ participants }) =>
  participants.map(({ displayName, uri }) => displayName || (PEOPLE[userOf(uri)] ?? userOf(uri))).join(', ');

/** How the call stands, in a word; undefined where there is none. */
export function callState({ audioVideo }) {
  const { state, orbit, remote } = audioVideo?.snapshot ?? {};
  if (state === 'parked' && orbit) return `Parked at ${orbit.friendlyOrbit}`;
  if (remote?.isParkService && state === 'connected') return 'Parked by the other side';
  return CALL_STATES[state];
}

/** The call was parked and picked up again at this desk, where it is another conversation now; nothing was written in this one. */
export function isTakenBack({ audioVideo, snapshot }) {
  const target = audioVideo?.snapshot.unparked?.target;
  const isOwn = target !== undefined && target === byId('session').session?.snapshot.uri;
  return snapshot.state === 'terminated' && isOwn && snapshot.messages.length === 0;
}

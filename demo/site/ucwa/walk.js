// Sends the requests of steps.js one after the other and shows them as they are; beside them, Bob is a session of the kit.
import { el } from '../shared/dom.js';
import { steps } from './steps.js';

const byId = (id) => document.getElementById(id);
let known = {};
let sending;

function begin() {
  sending?.abort();
  known = {
    endpointId: crypto.randomUUID(),
    operationId: crypto.randomUUID(),
    sessionContext: crypto.randomUUID(),
  };
  byId('again').hidden = true;
  byId('steps').replaceChildren(
    ...steps.map(({ title, text }) =>
      el('li', { class: 'step', 'data-state': 'later' }, el('h3', {}, title), el('p', {}, text)),
    ),
  );
  offer(0);
}

/** Shows what the step will send, with a button that sends it. */
function offer(index) {
  const step = steps[index];
  byId('again').hidden = index === 0;
  if (!step) return;
  const place = byId('steps').children[index];
  place.dataset.state = 'current';
  const request = step.request(known);
  const button = el('button', {
    class: 'button',
    type: 'button',
    onclick: () => send(index, request, button),
  });
  button.textContent = 'Send';
  place.append(shown(describe(request)), button);
  if (index > 0) button.focus();
}

async function send(index, request, button) {
  const step = steps[index];
  const place = byId('steps').children[index];
  button.disabled = true;
  button.textContent = 'Waiting for the answer…';
  sending = new AbortController();
  const { signal } = sending;
  try {
    const response = await fetch(request.href, {
      method: request.method,
      body: request.body,
      headers: {
        Accept: 'application/json',
        ...(request.type && { 'Content-Type': request.type }),
        ...(known.bearer && { Authorization: `Bearer ${known.bearer}` }),
      },
      signal,
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    const isExpected = response.ok || response.status === step.expected;
    place.append(shown(describeAnswer(response, answer), isExpected ? 'answer' : 'answer refused'));
    byId('said').textContent = `${step.title}: ${response.status} ${response.statusText}`;
    if (!isExpected) return button.remove();
    const isDone = step.keep(known, { answer, headers: response.headers });
    button.remove();
    if (!isDone) return offer(index);
    place.dataset.state = 'done';
    // When Bob did not want to, there is nobody to write to.
    const isOver = known.state === 'Disconnected' && index < steps.length - 2;
    for (const skipped of [...byId('steps').children].slice(index + 1, isOver ? -1 : index + 1))
      skipped.dataset.state = 'later';
    offer(isOver ? steps.length - 1 : index + 1);
  } catch (error) {
    if (signal.aborted) return;
    place.append(shown(`No answer: ${error.message}`, 'answer refused'));
    button.disabled = false;
    button.textContent = 'Send again';
  }
}

function describe({ method, href, type, body }) {
  return [
    `${method} ${href}`,
    known.bearer && `Authorization: Bearer ${known.bearer.slice(0, 12)}…`,
    type && `Content-Type: ${type}`,
    body && `\n${body}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function describeAnswer({ headers, status, statusText }, answer) {
  const told = ['Location', 'WWW-Authenticate', 'Retry-After'].flatMap((name) =>
    headers.has(name) ? [`${name}: ${headers.get(name)}`] : [],
  );
  const body = Object.keys(answer).length > 0 ? `\n${JSON.stringify(answer, undefined, 2)}` : '';
  return [`${status} ${statusText}`, ...told, body].filter(Boolean).join('\n');
}

/** Long ones scroll: by keyboard too. */
const shown = (text, look = '') => el('pre', { class: look, tabindex: '0' }, text);

byId('again').addEventListener('click', begin);
begin();

// ---- Bob

const bob = byId('bob');
bob.credentials = { password: 'demo-bob' };
bob.addEventListener('lync-conversation-added', ({ conversation }) =>
  conversation.addEventListener('state-changed', () => {
    if (conversation.snapshot.state !== 'established') return;
    const view = el('lync-conversation');
    view.conversation = conversation;
    byId('none').hidden = true;
    byId('talk').replaceChildren(view);
  }),
);
await customElements.whenDefined('lync-session');
await bob.connect().catch(() => (byId('none').textContent = 'Bob could not sign in. Reload the page.'));

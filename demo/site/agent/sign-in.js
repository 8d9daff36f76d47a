// Signing in and out, and what the head of the portal says of the connection.
import { PEOPLE } from '../shared/people.js';

const byId = (id) => document.getElementById(id);

const LINK_STATES = {
  connected: 'Connected',
  connecting: 'Connecting …',
  lost: 'Connection lost. Trying again …',
  recovering: 'Reconnecting …',
  failed: 'Not connected',
  disconnecting: 'Signing out …',
  idle: 'Signed out',
};

/** Where a tab keeps what a reload needs: the conversations, never a password. */
const KEPT = 'agent-conversations';

/** What a page is for: where it is, what it is called, and how whoever signs in there is shown. */
const PORTAL = { home: '/agent/', title: 'Agent portal', availability: 'online' };

export function prepareSignIn(session, page = PORTAL) {
  const state = byId('link-state');
  session.addEventListener('lync-session-state-changed', (event) => {
    state.dataset.state = event.state;
    state.textContent = LINK_STATES[event.state] ?? event.state;
  });

  byId('sign-in').addEventListener('submit', (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const user = String(form.get('user')).trim().toLowerCase();
    void signIn(session, page, user, {
      uri: `sip:${user}@contoso.com`,
      displayName: PEOPLE[user],
      username: user,
      password: String(form.get('password')),
    });
  });

  byId('sign-out').addEventListener('click', async () => {
    sessionStorage.removeItem(KEPT);
    await session.disconnect();
    location.assign(page.home);
  });

  window.addEventListener('pagehide', () => {
    const { session: signedIn } = session;
    if (signedIn?.snapshot.state !== 'connected') return;
    sessionStorage.setItem(KEPT, JSON.stringify({ uri: signedIn.snapshot.uri, token: signedIn.resumeToken }));
  });

  const demoUser = new URL(location.href).searchParams.get('user');
  if (demoUser) void signIn(session, page, demoUser, () => demoCredentials(demoUser));
  else askWho();
}

async function signIn(session, { availability, title }, user, credentials) {
  const button = byId('sign-in').querySelector('button');
  byId('failure').hidden = true;
  button.disabled = true;
  session.credentials = credentials;
  session.resume = kept(`sip:${user}@contoso.com`);
  try {
    await session.connect();
    // Taken: a copy of this tab is not to take it as well.
    sessionStorage.removeItem(KEPT);
    await session.session.publishPresence(availability);
    const { displayName } = session.session.snapshot;
    byId('sign-in').hidden = true;
    byId('who').textContent = displayName || user;
    document.title = `${displayName || user} · ${title}`;
    session.hidden = false;
  } catch (error) {
    askWho();
    byId('failure').hidden = false;
    byId('failure').textContent = explain(error);
    byId('sign-in').elements.password.select();
  }
  button.disabled = false;
}

function askWho() {
  byId('sign-in').hidden = false;
  byId('sign-in').elements.user.focus();
}

function kept(uri) {
  const { uri: of, token } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
  return of === uri ? token : undefined;
}

/** Only while demo passwords are in the configuration. */
async function demoCredentials(user) {
  const response = await fetch(`/api/demo-credentials?user=${encodeURIComponent(user)}`);
  if (!response.ok) throw new Error(`there is no demo user ${user}`);
  return response.json();
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
      return `Signing in did not work: ${error.cause?.message ?? error.message}.`;
  }
}

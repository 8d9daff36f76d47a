// The requests of the article, each with what it needs of the answers before. The addresses are the article's own: the application's, with something behind it.
// (A good client builds none. It follows the links that the answers bring: startMessaging, sendMessage, stopMessaging.)
const json = (body) => ({ type: 'application/json', body: JSON.stringify(body, undefined, 2) });
const path = (href) => new URL(href, location.origin).pathname + new URL(href, location.origin).search;

/** A resource that an answer of the event channel brings, or undefined. */
const found = (answer, rel) =>
  answer.sender?.flatMap(({ events }) => events).findLast(({ _embedded }) => _embedded?.[rel])?._embedded[
    rel
  ];

/** Asks for events. `until` says whether the step is done; if not, it is to be sent again. */
const events = (title, text, until) => ({
  title,
  text,
  request: ({ next }) => ({ method: 'GET', href: next }),
  keep(known, { answer }) {
    known.next = answer._links.next.href;
    const conversation = found(answer, 'conversation');
    if (conversation) known.conversation = conversation._links.self.href;
    known.state = conversation?.state ?? known.state;
    return known.state === 'Disconnected' || until(known, answer);
  },
});

export const steps = [
  {
    title: 'Find the server',
    text: 'The one address a client knows. The answer says where to ask for oneself.',
    request: () => ({ method: 'GET', href: '/Autodiscover/AutodiscoverService.svc/root' }),
    keep: (known, { answer }) => Boolean((known.user = path(answer._links.user.href))),
  },
  {
    title: 'Ask for oneself',
    text: 'Nobody knows us yet: 401. Its WWW-Authenticate says where to get a token.',
    request: ({ user }) => ({ method: 'GET', href: user }),
    expected: 401,
    keep(known, { headers }) {
      known.token = path(/MsRtcOAuth href="([^"]*)"/.exec(headers.get('WWW-Authenticate'))[1]);
      return true;
    },
  },
  {
    title: 'Get a token',
    text: 'Name and password, as OAuth 2.0 has it. Everything from here on carries the token.',
    request: ({ token }) => ({
      method: 'POST',
      href: token,
      type: 'application/x-www-form-urlencoded',
      body: 'grant_type=password&username=dave%40contoso.com&password=demo-dave',
    }),
    keep: (known, { answer }) => Boolean((known.bearer = answer.access_token)),
  },
  {
    title: 'Ask for oneself again',
    text: 'With the token, the answer says where applications are made.',
    request: ({ user }) => ({ method: 'GET', href: user }),
    keep: (known, { answer }) => Boolean((known.applications = path(answer._links.applications.href))),
  },
  {
    title: 'Make an application',
    text: 'Everything one has is in it: oneself, the conversations, and the event channel.',
    request: ({ applications, endpointId }) => ({
      method: 'POST',
      href: applications,
      ...json({ UserAgent: 'Walk-through', EndpointId: endpointId, Culture: 'en-US' }),
    }),
    keep(known, { answer }) {
      known.application = answer._links.self.href;
      known.next = answer._links.events.href;
      return true;
    },
  },
  {
    title: 'Invite Bob',
    text: 'POST on the startMessaging URL. 201: the invitation was sent.',
    request: ({ application, operationId, sessionContext }) => ({
      method: 'POST',
      href: `${application}/communication/messagingInvitationse`,
      ...json({
        importance: 'Normal',
        sessionContext,
        subject: 'Sample Subject Line',
        telemetryId: null,
        to: 'sip:bob@contoso.com',
        operationId,
      }),
    }),
    keep: () => true,
  },
  events(
    'Ask what happened',
    'After each action, a GET on the events URL. The conversation is Connecting.',
    ({ state }) => state === 'Connecting',
  ),
  events(
    'Wait for Bob',
    'The answer comes when there is something to tell: accept for Bob. Connected, the conversation has the links to write and to end.',
    ({ state }) => state === 'Connected',
  ),
  {
    title: 'Send the message',
    text: 'POST the text itself.',
    request: ({ conversation }) => ({
      method: 'POST',
      href: `${conversation}/messaging`,
      type: 'text/plain',
      body: 'Testing 1... 2... 3...',
    }),
    keep: () => true,
  },
  events('Ask what became of it', 'Bob has it: the message is completed, with Success.', (_, answer) =>
    Boolean(found(answer, 'message')),
  ),
  {
    title: 'Say goodbye',
    text: 'POST on the stopMessaging URL. 204: nothing more to say.',
    request: ({ conversation }) => ({ method: 'POST', href: `${conversation}/terminate` }),
    keep: () => true,
  },
  events('Ask what happened', 'The conversation is Disconnected.', ({ state }) => state === 'Disconnected'),
  {
    title: 'Leave',
    text: 'The application is deleted; nobody is signed in any more.',
    request: ({ application }) => ({ method: 'DELETE', href: application }),
    keep: () => true,
  },
];

import type { AgentStateSnapshot, StartConversationOptions } from '../session/contract';
import type { MockConversation } from './mock-conversation';
import type { MockPersistentChat } from './mock-persistent-chat';
import { MockSession, type MockSessionOptions } from './mock-session';

export interface MockScenarioOptions extends MockSessionOptions {
  /**
   * `visitor`: a queue, then an agent who answers. `agent`: a signed-in agent with one chat open and one on offer, and two rooms.
   * `offline`: the server cannot be reached. Default `visitor`.
   */
  readonly scenario?: 'visitor' | 'agent' | 'offline';
  /** Milliseconds between the scenario's steps; default 900. */
  readonly pace?: number;
}

export const CUSTOMER_CARD_ID = '7a3f9a51-66a5-4c3c-9d53-0c5d1f2f8a11';

const AGENT: AgentStateSnapshot = Object.freeze({
  state: 'ready',
  readiness: 'ready',
  active: 1,
  capacity: 3,
  missedOffers: 0,
  skills: Object.freeze(['sales']),
  roles: Object.freeze(['basic']),
  queues: Object.freeze([Object.freeze({ uri: 'sip:sales@contoso.com', name: 'Sales', waiting: 2 })]),
});

const ANSWERS = [
  'Thanks for waiting! I am looking at your order now.',
  'It left our warehouse this morning, so it should be with you tomorrow.',
  'Is there anything else I can do for you?',
];

/** A session that plays a whole scene by itself. Connect it, or give it to `<lync-session>`. @since 0.1.0 */
export function createMockSession(options: MockScenarioOptions = {}): MockSession {
  const { scenario = 'visitor', pace = 900, ...rest } = options;
  if (scenario === 'agent') return agentScenario(rest, pace);
  const session = new MockSession(rest);
  if (scenario === 'offline') {
    const connect = session.connect.bind(session);
    session.connect = (given) => {
      session.failNextConnect('connection-failed');
      return connect(given);
    };
    return session;
  }
  session.onConversationStarted = (conversation, _to, given) => playQueue(session, conversation, given, pace);
  return session;
}

function playQueue(
  session: MockSession,
  conversation: MockConversation,
  given: StartConversationOptions,
  pace: number,
): void {
  const steps: (() => void)[] = [
    () => {
      conversation.setState('established');
      conversation.setQueue({ state: 'queued', position: 2, estimatedWait: 60, queueName: 'Sales' });
      conversation.receiveMessage('Welcome to Contoso. Somebody will be with you shortly.', {
        kind: 'notice',
      });
    },
    () => conversation.setQueue({ state: 'queued', position: 1, estimatedWait: 30, queueName: 'Sales' }),
    () => conversation.setQueue({ state: 'offering', queueName: 'Sales' }),
    () => {
      conversation.removeParticipant(conversation.snapshot.participants[0]?.uri ?? '');
      conversation.addParticipant({ uri: 'sip:sales@contoso.com', displayName: 'Alice' });
      conversation.setQueue({ state: 'connected', queueName: 'Sales', agentName: 'Alice' });
      greet(conversation, given.context?.contact?.name);
    },
  ];
  steps.forEach((step, index) =>
    session.clock.setTimeout(
      () => {
        if (conversation.snapshot.state !== 'terminated') step();
      },
      pace * (index + 1),
    ),
  );
  let answered = 0;
  conversation.addEventListener('message-sent', () => {
    if (conversation.snapshot.queue?.state !== 'connected') return;
    const answer = ANSWERS[Math.min(answered++, ANSWERS.length - 1)] ?? '';
    writeAfter(session, conversation, answer, pace);
  });
}

function greet(conversation: MockConversation, name: string | undefined): void {
  conversation.receiveMessage(`Hello${name ? ` ${name}` : ''}, this is Alice. How can I help?`);
}

function writeAfter(session: MockSession, conversation: MockConversation, text: string, pace: number): void {
  session.clock.setTimeout(() => {
    if (conversation.snapshot.state === 'established') conversation.setTyping(true);
  }, pace / 2);
  session.clock.setTimeout(() => {
    if (conversation.snapshot.state !== 'established') return;
    conversation.setTyping(false);
    conversation.receiveMessage(text);
  }, pace * 2);
}

function agentScenario(options: MockSessionOptions, pace: number): MockSession {
  const session = new MockSession({
    uri: 'sip:alice@contoso.com',
    displayName: 'Alice',
    agent: AGENT,
    contextApplications: [
      { id: CUSTOMER_CARD_ID, name: 'Customer card', element: 'demo-customer-card', default: true },
    ],
    ...options,
  });
  if (session.persistentChat) addRooms(session.persistentChat);
  session.addEventListener('state-changed', function connected({ state }) {
    if (state !== 'connected') return;
    session.removeEventListener('state-changed', connected);
    const open = session.receiveInvitation({
      fromName: 'Jane Doe',
      toast: 'Is the blue one in stock?',
      subject: 'Order 1234',
    });
    void open.accept();
    open.receiveMessage('Is the blue one in stock?');
    open.openContextChannel({
      applicationId: CUSTOMER_CARD_ID,
      applicationName: 'Customer card',
      initialContext: JSON.stringify({
        contactId: 'contact-1',
        queue: { uri: 'sip:sales@contoso.com', name: 'Sales' },
        waitedSeconds: 42,
        browser: {
          contact: { name: 'Jane Doe', email: 'jane@example.com' },
          page: { url: 'https://shop.example/lamps', title: 'Lamps' },
        },
      }),
    });
    session.clock.setTimeout(() => {
      if (session.isConnected)
        session.receiveInvitation({ fromName: 'Omar', toast: 'My parcel is late', expiresIn: 20_000 });
    }, pace);
  });
  return session;
}

const BOB = Object.freeze({ uri: 'sip:bob@contoso.com', displayName: 'Bob' });
const CAROL = Object.freeze({ uri: 'sip:carol@contoso.com', displayName: 'Carol' });
const MINUTE = 60_000;

function addRooms(chat: MockPersistentChat): void {
  const { clock, self } = chat;
  chat.users.push(self, BOB, CAROL);
  const sales = chat.addRoom({
    uri: 'ma-chan://contoso.com/sales-floor',
    name: 'Sales floor',
    description: 'Offers, stock and questions of the day',
    topic: 'Winter sale until Friday',
    managers: [self.uri],
  });
  sales.enter({ ...BOB });
  sales.enter({ ...CAROL, isPresenter: true });
  sales.post('Morning! The blue lamps are back in stock.', { at: clock.now() - 50 * MINUTE });
  sales.post('How many do we have?', { author: CAROL, at: clock.now() - 45 * MINUTE });
  sales.post('Forty. @alice you asked for them yesterday.', { at: clock.now() - 40 * MINUTE });
  sales.post('Fixed price until Friday, no further discount.', {
    author: CAROL,
    importance: 'high',
    at: clock.now() - 10 * MINUTE,
  });
  const support = chat.addRoom({
    uri: 'ma-chan://contoso.com/support-desk',
    name: 'Support desk',
    description: 'Ask a colleague',
    privacy: 'closed',
    members: [self.uri, BOB.uri],
    managers: [BOB.uri],
  });
  support.enter({ ...BOB, isManager: true });
  support.post(
    '1. Ask for the order number.\n2. Look at the tracking page.\n3. Offer a replacement after five days.',
    {
      title: 'What to do when a parcel is late',
      at: clock.now() - 24 * 60 * MINUTE,
    },
  );
}

import type { UcwaResource } from '../../../../protocol/ucwa';
import type { UcwaConversation } from '../conversation/conversation';
import * as render from '../conversation/render';
import { UcwaFailure } from '../failure';
import { created, noContent, ok, type Answer } from './answer';
import type { Exchange } from './exchange';
import { poll } from './poll';
import { RouteTable, type Route } from './route-table';

type Handler = (exchange: Exchange) => Answer | Promise<Answer>;

const route =
  (method: string) =>
  (pattern: string, handler: Handler): Route<Handler> => ({ method, pattern, handler });
const [get, post, put, remove] = [route('GET'), route('POST'), route('PUT'), route('DELETE')] as const;

function conversationOf(exchange: Exchange): UcwaConversation {
  return exchange.application.conversations.find(exchange.place('conversation'));
}

function invitedTo(exchange: Exchange): UcwaConversation {
  return exchange.application.conversations.invited(exchange.place('invitation'));
}

const makeMeAvailable: Handler = async (exchange) => {
  await exchange.application.me.makeAvailable(await exchange.body());
  return noContent;
};

const startMessaging: Handler = async (exchange) => {
  const location = exchange.application.conversations.start(await exchange.body());
  exchange.application.me.touch();
  return created(location);
};

/** What the client calls this send: captures say `OperationContext`, the reference `operationId`, and some clients nothing. */
function operationOf({ query }: Exchange): string | undefined {
  const found = [...query].find(([name]) => /^operation(?:context|id)$/i.test(name))?.[1];
  if (found === undefined || found === '') return undefined;
  if (found.length > 50) throw UcwaFailure.parameter('operationId', 'must have at most 50 characters');
  return found;
}

const sendMessage: Handler = async (exchange) => {
  const { application } = exchange;
  const conversation = conversationOf(exchange);
  const operationId = operationOf(exchange);
  const content = await exchange.text();
  application.me.touch();
  const location = application.operations.once(operationId, ['send', conversation.init.id, content], () =>
    conversation.href.message(conversation.send(content, operationId).number),
  );
  return created(location);
};

const terminate: Handler = (exchange) => {
  conversationOf(exchange).terminate();
  return noContent;
};

const accept: Handler = (exchange) => {
  invitedTo(exchange).accept();
  exchange.application.me.touch();
  return noContent;
};

const decline: Handler = async (exchange) => {
  const reason = (await exchange.body()).text('reason', 100) ?? 'Unknown';
  invitedTo(exchange).decline(reason.toLowerCase() !== 'local');
  exchange.application.me.touch();
  return noContent;
};

function message(exchange: Exchange): UcwaResource {
  const conversation = conversationOf(exchange);
  const found = conversation.message(Number(exchange.place('message')));
  if (!found) throw new UcwaFailure('NotFound', undefined, 'The message is not there any more.');
  return render.messageResource(conversation, found);
}

/** Those who type now; a link each. */
function typingParticipants(conversation: UcwaConversation): UcwaResource {
  const { href, isPeerTyping, peer } = conversation;
  return {
    rel: 'typingParticipants',
    _links: {
      self: { href: href.typingParticipants },
      participant: isPeerTyping ? [{ href: href.participant, title: peer.name }] : [],
    },
  };
}

function participants(conversation: UcwaConversation): UcwaResource {
  return {
    rel: 'participants',
    _links: { self: { href: conversation.href.participants } },
    _embedded: { participant: [render.remoteParticipant(conversation)] },
  };
}

const aConversation = 'communication/conversations/:conversation';
const anInvitation = 'communication/messagingInvitations/:invitation';

/** Everything within an application, by the documented paths; what only some documents or clients have stands behind. */
export const routes = new RouteTable<Handler>([
  get('', ({ application }) => ok(application.resource())),
  get('policies', ({ application }) => ok(application.policies())),
  get('onlineMeetings', ({ application }) => ok(application.onlineMeetings())),
  get('events', poll),

  get('me', ({ application }) => ok(application.me.resource())),
  post('me/makeMeAvailable', makeMeAvailable),
  get('me/presence', ({ application }) => ok(application.me.presenceResource())),
  post('me/presence', async (exchange) => {
    await exchange.application.me.setPresence(await exchange.body());
    return noContent;
  }),
  get('me/note', ({ application }) => ok(application.me.noteResource())),
  post('me/note', async (exchange) => {
    await exchange.application.me.setNote(await exchange.body());
    return noContent;
  }),
  get('me/location', ({ application }) => ok(application.me.locationResource())),
  post('me/reportMyActivity', ({ application }) => {
    application.me.reportActivity();
    return noContent;
  }),
  get('me/phones', ({ application }) => ok(empty('phones', `${application.hrefs.me}/phones`))),
  get('me/callForwardingSettings', ({ application }) =>
    ok(empty('callForwardingSettings', `${application.hrefs.me}/callForwardingSettings`)),
  ),

  get('people', ({ application }) => ok(application.people.resource())),
  get('people/search', ({ application, query }) => ok(application.people.search(query))),
  get('people/presenceSubscriptions', ({ application }) => ok(application.people.subscriptions())),
  post('people/presenceSubscriptions', async (exchange) => ({
    status: 201,
    body: exchange.application.people.subscribe(await exchange.body()),
  })),
  get('people/presenceSubscriptions/:subscription', (exchange) =>
    ok(exchange.application.people.subscription(exchange.place('subscription'))),
  ),
  post('people/presenceSubscriptions/:subscription', (exchange) =>
    ok(exchange.application.people.extend(exchange.place('subscription'), exchange.query)),
  ),
  remove('people/presenceSubscriptions/:subscription', (exchange) => {
    exchange.application.people.unsubscribe(exchange.place('subscription'));
    return noContent;
  }),
  get('people/:person', (exchange) => ok(exchange.application.people.contact(exchange.place('person')))),
  get('people/:person/presence', async (exchange) =>
    ok(await exchange.application.people.presence(exchange.place('person'))),
  ),

  get('communication', ({ application }) => ok(application.communication())),
  put('communication', async (exchange) =>
    ok(exchange.application.putCommunication(await exchange.body(), exchange.request.headers['if-match'])),
  ),
  get('communication/conversations', ({ application }) =>
    ok(render.conversationsResource(application.hrefs, application.conversations.live)),
  ),
  get(aConversation, (exchange) => ok(render.conversationResource(conversationOf(exchange)))),
  remove(aConversation, terminate),
  get(`${aConversation}/participants`, (exchange) => ok(participants(conversationOf(exchange)))),
  get(`${aConversation}/participants/1`, (exchange) =>
    ok(render.remoteParticipant(conversationOf(exchange))),
  ),
  get(`${aConversation}/localParticipant`, (exchange) =>
    ok(render.localParticipant(conversationOf(exchange))),
  ),
  get(`${aConversation}/participants/1/messaging`, (exchange) =>
    ok(render.participantMessaging(conversationOf(exchange), false)),
  ),
  get(`${aConversation}/localParticipant/messaging`, (exchange) =>
    ok(render.participantMessaging(conversationOf(exchange), true)),
  ),
  get(`${aConversation}/messaging`, (exchange) => ok(render.messagingResource(conversationOf(exchange)))),
  post(`${aConversation}/messaging/messages`, sendMessage),
  get(`${aConversation}/messaging/messages/:message`, (exchange) => ok(message(exchange))),
  post(`${aConversation}/messaging/typing`, (exchange) => {
    conversationOf(exchange).setTyping();
    exchange.application.me.touch();
    return noContent;
  }),
  get(`${aConversation}/messaging/typingParticipants`, (exchange) =>
    ok(typingParticipants(conversationOf(exchange))),
  ),
  post(`${aConversation}/messaging/terminate`, terminate),

  post('communication/messagingInvitations', startMessaging),
  get(anInvitation, (exchange) => ok(render.invitationResource(invitedTo(exchange)))),
  post(`${anInvitation}/accept`, accept),
  post(`${anInvitation}/decline`, decline),
  post(`${anInvitation}/cancel`, (exchange) => {
    invitedTo(exchange).terminate();
    return noContent;
  }),

  // Reference, section 8: the article's own spelling, and the addresses that only one document or client has.
  post('communication/messagingInvitationse', startMessaging),
  post('communication/startMessaging', startMessaging),
  post('communication/makeMeAvailable', makeMeAvailable),
  post(`${aConversation}/messaging`, sendMessage),
  post(`${aConversation}/messaging/sendMessage`, sendMessage),
  post(`${aConversation}/messaging/stopMessaging`, terminate),
  post(`${aConversation}/terminate`, terminate),
]);

/** There is such a thing, and nothing in it. */
function empty(rel: string, href: string): UcwaResource {
  return { rel, _links: { self: { href } } };
}

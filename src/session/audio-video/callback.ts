import { buildCallback, callbackContentType } from '../../protocol/callback';
import type { CallbackRequest } from '../../protocol/callback';
import { priorityOf } from '../../protocol/importance';
import { buildMultipart } from '../../protocol/multipart';
import { visitorContextContentType } from '../../protocol/visitor-context';
import { SessionError } from '../contract';
import type { CallbackOptions, CallbackSnapshot } from '../contract';
import { asSessionError, responseError } from '../failures';
import { conversationIdHeader } from '../im/im-invite';
import { newConversationId } from '../im/receive-im-invite';
import { invitationContext } from '../share-context';
import type { HeaderList, Signaling, SipBody, SipResponse } from '../signaling/signaling';
import { uuid } from '../uuid';

/** How a server says that it takes no such request: not this method, or not this type. */
const NOT_OFFERED = [405, 415, 501];

/** Asks a queue to call (wire guide, "Calls"). `signed`: what the site vouches for. Rejects with `SessionError`. */
export async function requestCallback(
  signaling: Signaling,
  queueUri: string,
  options: CallbackOptions,
  signed: string | undefined,
): Promise<CallbackSnapshot> {
  const { at, context, importance, name, phone, subject, uri } = options;
  const request = bodyOf({
    ...(phone !== undefined && { phone }),
    ...(uri !== undefined && { uri }),
    ...(name && { name }),
    ...(at !== undefined && { at }),
  });
  const shared = invitationContext(context, signed);
  const given = options.conversationId ?? newConversationId();
  const headers: HeaderList = [
    [conversationIdHeader, given],
    ...(subject ? ([['Subject', subject]] as const) : []),
    ...(importance ? ([['Priority', priorityOf(importance)]] as const) : []),
  ];
  const response = await send(signaling, queueUri, headers, shared ? withContext(request, shared) : request);
  if (response.status >= 300) throw refusalOf(response);
  const conversationId = response.header(conversationIdHeader) ?? given;
  return Object.freeze({ queueUri, conversationId, ...(at !== undefined && { at }) });
}

/** Rejects with `SessionError`. */
export async function cancelCallback(
  signaling: Signaling,
  { conversationId, queueUri }: CallbackSnapshot,
): Promise<void> {
  const headers: HeaderList = [[conversationIdHeader, conversationId]];
  const response = await send(signaling, queueUri, headers, bodyOf({ cancel: true }));
  if (response.status === 481) throw new SessionError('not-found', 'There is no call to give up');
  if (response.status >= 300) throw refusalOf(response);
}

function bodyOf(request: CallbackRequest): SipBody {
  try {
    return { contentType: callbackContentType, content: buildCallback(request) };
  } catch (error) {
    throw asSessionError(error, 'invalid-argument', 'This cannot be called');
  }
}

function withContext({ contentType, content }: SipBody, context: string): SipBody {
  const made = buildMultipart('mixed', uuid(), [
    { contentType, body: content },
    { contentType: visitorContextContentType, disposition: 'render;handling=optional', body: context },
  ]);
  return { contentType: made.contentType, content: made.body };
}

async function send(
  signaling: Signaling,
  to: string,
  headers: HeaderList,
  body: SipBody,
): Promise<SipResponse> {
  try {
    return await signaling.request('MESSAGE', to, { headers, body });
  } catch (error) {
    throw asSessionError(error, 'connection-failed', 'The connection was lost');
  }
}

function refusalOf(response: SipResponse): SessionError {
  if (!NOT_OFFERED.includes(response.status)) return responseError(response, 'message');
  const { status } = response;
  return new SessionError('type-not-supported', 'This queue calls nobody', { status });
}

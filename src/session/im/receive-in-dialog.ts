import { mediaTypeOf } from '../../protocol/content-type';
import { keyboardActivityContentType, parseKeyboardActivity } from '../../protocol/is-composing';
import { parseQueueStatus, queueStatusContentType } from '../../protocol/queue-status';
import { ContextDataReceivedEvent } from '../contract';
import type { Conversation } from '../conversation';
import type { IncomingRequest } from '../signaling/signaling';

/** What the peer sends within a dialog that is not about the dialog itself: INFO and MESSAGE. A contact that is only a call gets them in the call's. */
export function receiveInDialog(conversation: Conversation, request: IncomingRequest): void {
  if (request.method === 'INFO') receiveInfo(conversation, request);
  else conversation.messaging.receive(request);
}

/** What an INFO means is told by its type and, for XML, by its root: never by the type alone. */
function receiveInfo(conversation: Conversation, request: IncomingRequest): void {
  const { body, contentType } = request;
  try {
    const type = mediaTypeOf(contentType);
    const typing = type === keyboardActivityContentType ? parseKeyboardActivity(body) : undefined;
    if (typing) conversation.messaging.remoteTyping.set(typing.isTyping, typing.refresh);
    else if (type === queueStatusContentType) conversation.setQueue(parseQueueStatus(body));
    else conversation.dispatchEvent(new ContextDataReceivedEvent('context-data-received', contentType, body));
  } catch (error) {
    return request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
  }
  request.respond(200);
}

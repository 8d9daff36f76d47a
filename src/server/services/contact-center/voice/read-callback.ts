import { randomBytes } from 'node:crypto';
import { callbackContentType, parseCallback, type CallbackRequest } from '../../../../protocol/callback';
import { mediaTypeOf } from '../../../../protocol/content-type';
import { generateConversationId, isConversationId } from '../../../../protocol/conversation-id';
import { importanceOf, priorityOf } from '../../../../protocol/importance';
import { isMultipart, parseMultipart } from '../../../../protocol/multipart';
import {
  maxVisitorContextBytes,
  parseVisitorContext,
  visitorContextContentType,
} from '../../../../protocol/visitor-context';
import { WireFormatError } from '../../../../protocol/wire-format-error';
import type { SipRequest } from '../../../sip/message';
import type { VisitorInvitation } from '../visitor-invitation';

export interface ReadCallback {
  readonly request: CallbackRequest;
  readonly invitation: VisitorInvitation;
}

/** Undefined if the body is something else. Throws `WireFormatError`. */
export function readCallback({ headers, body }: SipRequest, now: number): ReadCallback | undefined {
  const contentType = headers.get('Content-Type') ?? '';
  const parts = isMultipart(contentType)
    ? parseMultipart<Uint8Array>(contentType, body)
    : [{ contentType, body }];
  const textOf = (type: string): string | undefined => {
    const part = parts.find((each) => mediaTypeOf(each.contentType) === type);
    return part && Buffer.from(part.body).toString('utf8');
  };
  const json = textOf(callbackContentType);
  if (json === undefined) return undefined;
  const request = parseCallback(json);
  const context = textOf(visitorContextContentType);
  const given = headers.get('Ms-Conversation-ID');
  if (given !== undefined && !isConversationId(given))
    throw new WireFormatError('invalid-value', 'Ms-Conversation-ID');
  return {
    request,
    invitation: {
      conversationId: given ?? generateConversationId(now, new Uint8Array(randomBytes(16))),
      subject: (headers.text('Subject') ?? '').slice(0, 256),
      priority: priorityOf(importanceOf(headers.get('Priority'))),
      displayName: (request.name ?? '').replace(/\p{C}+/gu, ' ').trim(),
      resumes: false,
      ...(context !== undefined && { context: parseVisitorContext(context, maxVisitorContextBytes) }),
      acceptTypes: [],
      notes: [],
    },
  };
}

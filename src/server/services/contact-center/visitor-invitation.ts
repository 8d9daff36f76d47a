import { randomBytes } from 'node:crypto';
import { mediaTypeOf, parseContentType } from '../../../protocol/content-type';
import { generateConversationId, isConversationId } from '../../../protocol/conversation-id';
import { importanceOf, priorityOf, type PriorityHeader } from '../../../protocol/importance';
import { isMultipart, parseMultipart, type BodyPart } from '../../../protocol/multipart';
import { parseMessageSdp, sdpContentType } from '../../../protocol/sdp-message';
import { parseTextFormat, type TextFormat } from '../../../protocol/text-format';
import {
  maxVisitorContextBytes,
  parseVisitorContext,
  visitorContextContentType,
  type VisitorContext,
} from '../../../protocol/visitor-context';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { decodeUtf8, parseNameAddr, type SipRequest } from '../../sip/message';
import { diagnosticsHeader } from './diagnostics';
import { messageIdHeader } from './leg';

/** What a visitor's INVITE asks for, read and checked. */
export interface VisitorInvitation {
  readonly conversationId: string;
  readonly subject: string;
  readonly priority: PriorityHeader;
  readonly displayName: string;
  readonly firstMessage?: TextFormat;
  /** Of the first message: the same when it is sent again. */
  readonly messageId?: string;
  /** Continues a chat that the visitor believes to be alive. */
  readonly resumes: boolean;
  readonly context?: VisitorContext;
  readonly acceptTypes: readonly string[];
  /** The SDP of a call; absent in a chat. */
  readonly audio?: string;
  /** What was left out although the chat is taken. */
  readonly notes: readonly string[];
}

/** The INVITE cannot be taken: how to answer it. */
export class InvitationRefusal extends Error {
  override readonly name = 'InvitationRefusal';
  readonly code = 'invitation-refused';
  constructor(
    readonly status: 400 | 415 | 486 | 488 | 503,
    readonly headers: readonly [string, string][],
  ) {
    super(`refused with ${status}`);
  }
}

const acceptHeader: [string, string] = ['Accept', `${sdpContentType}, multipart/mixed`];
/** Whether it is a chat or a call, the offer says: we make none (RFC 3261 section 13.2.1 lets us refuse), and tell the person why (section 20.43). */
export const noOffer: readonly [string, string][] = [
  ['Warning', '399 contact-center "An INVITE without an offer cannot be answered here"'],
  diagnosticsHeader('no-offer'),
];
const maxSubject = 256;
const maxName = 80;

/** Throws `InvitationRefusal`. A context that is only optional and bad is left out and noted. `takesCalls`: a session of audio will do as well. */
export function readInvitation(request: SipRequest, now: number, takesCalls = false): VisitorInvitation {
  const { headers } = request;
  const conversationId =
    headers.get('Ms-Conversation-ID') ?? generateConversationId(now, new Uint8Array(randomBytes(16)));
  if (!isConversationId(conversationId)) {
    throw new InvitationRefusal(400, [diagnosticsHeader('malformed-body', 'Ms-Conversation-ID')]);
  }
  const parts = partsOf(request);
  const sdp = parts.find((part) => mediaTypeOf(part.contentType) === sdpContentType);
  const description = sdp && Buffer.from(sdp.body).toString('utf8');
  const session = description === undefined ? undefined : parseMessageSdp(description);
  const audio = takesCalls && !session && hasAudio(description) ? description : undefined;
  if (!session && audio === undefined)
    throw new InvitationRefusal(488, [diagnosticsHeader('no-message-session')]);
  const notes: string[] = [];
  const context = contextOf(parts, notes);
  const firstMessage = parseTextFormat(headers.get('Ms-Text-Format'));
  const messageId = headers.get(messageIdHeader);
  const known = firstMessage && /^text\/(plain|html)$/.test(firstMessage.contentType);
  return {
    conversationId,
    subject: (headers.text('Subject') ?? '').slice(0, maxSubject),
    priority: priorityOf(importanceOf(headers.get('Priority'))),
    displayName: displayNameOf(request),
    ...(known && firstMessage.body !== '' && { firstMessage }),
    ...(messageId !== undefined && { messageId }),
    resumes: headers.get('Ms-Resume')?.toLowerCase() === 'true',
    ...(context && { context }),
    acceptTypes: session?.acceptTypes ?? [],
    ...(audio !== undefined && { audio }),
    notes,
  };
}

/** A medium with port 0 is refused or gone (RFC 3264 section 6). */
function hasAudio(sdp = ''): boolean {
  return /^m=audio [1-9]/m.test(sdp);
}

function displayNameOf(request: SipRequest): string {
  const name = parseNameAddr(request.headers.get('From') ?? '')?.displayName ?? '';
  // Control characters could forge a header or a line of a transcript.
  return decodeUtf8(name)
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, maxName);
}

function partsOf(request: SipRequest): BodyPart<Uint8Array>[] {
  const contentType = request.headers.get('Content-Type');
  const type = mediaTypeOf(contentType);
  if (request.body.length === 0) throw new InvitationRefusal(488, noOffer);
  if (type === sdpContentType) return [{ contentType: type, body: request.body }];
  if (!contentType || !isMultipart(contentType)) {
    throw new InvitationRefusal(415, [acceptHeader, diagnosticsHeader('type-not-supported')]);
  }
  try {
    const parts = parseMultipart<Uint8Array>(contentType, request.body);
    // [MS-SIPRE] 4.11: the SDP may stand in a multipart/alternative of its own.
    return parts.flatMap((part) =>
      isMultipart(part.contentType) ? parseMultipart<Uint8Array>(part.contentType, part.body) : [part],
    );
  } catch (error) {
    if (!(error instanceof WireFormatError)) throw error;
    throw new InvitationRefusal(400, [diagnosticsHeader('malformed-body', error.message)]);
  }
}

function contextOf(parts: readonly BodyPart<Uint8Array>[], notes: string[]): VisitorContext | undefined {
  for (const part of parts) {
    const type = mediaTypeOf(part.contentType);
    const required = parseContentType(`x/x;${(part.disposition ?? '').split(';').slice(1).join(';')}`)
      ?.parameters.handling;
    if (type === visitorContextContentType) return readContext(part, required === 'required', notes);
    if (type !== sdpContentType && required === 'required') {
      throw new InvitationRefusal(415, [acceptHeader, diagnosticsHeader('type-not-supported', type)]);
    }
  }
  return undefined;
}

function readContext(
  part: BodyPart<Uint8Array>,
  required: boolean,
  notes: string[],
): VisitorContext | undefined {
  try {
    return parseVisitorContext(Buffer.from(part.body).toString('utf8'), maxVisitorContextBytes);
  } catch (error) {
    if (!(error instanceof WireFormatError)) throw error;
    const code = error.code === 'too-large' ? 'context-too-large' : 'malformed-context';
    if (required) throw new InvitationRefusal(400, [diagnosticsHeader(code, error.message)]);
    notes.push(`context left out: ${error.message}`);
    return undefined;
  }
}

import { buildMultipart, isMultipart, parseMultipart } from '../../protocol/multipart';
import { mediaTypeOf } from '../../protocol/content-type';
import { priorityOf } from '../../protocol/importance';
import {
  buildMessageAnswer,
  buildMessageOffer,
  parseMessageSdp,
  sdpContentType,
} from '../../protocol/sdp-message';
import type { MessageSdp } from '../../protocol/sdp-message';
import { buildTextFormat } from '../../protocol/text-format';
import { visitorContextContentType } from '../../protocol/visitor-context';
import type { ConversationImportance } from '../contract';
import type { HeaderList, RequestOptions, SipBody, SipReader } from '../signaling/signaling';
import type { OutgoingMessage } from './message-queue';
import { uuid } from '../uuid';

/** Identifies a message over repetitions: who sees it again after a lost connection drops it. Ours. */
export const messageIdHeader = 'Ms-Message-ID';
/** The INVITE continues a conversation whose dialog was lost. Ours. */
export const resumeHeader = 'Ms-Resume';
export const conversationIdHeader = 'Ms-Conversation-ID';
const embeddedFirstMessage = 'ms-embedded-first-message';
const textFormatTaken = 'ms-text-format';

/** Proxies bound the header of a message; what is longer goes as a MESSAGE. In characters of the header's value. */
const MAX_TEXT_FORMAT = 2048;

export function fitsTextFormat({ body, format }: OutgoingMessage): boolean {
  return format === 'text/plain' && buildTextFormat(body).length <= MAX_TEXT_FORMAT;
}

export interface ImInvite {
  readonly conversationId: string;
  readonly subject: string;
  readonly importance: ConversationImportance;
  readonly embedded?: OutgoingMessage;
  /** JSON of the visitor's context. */
  readonly context?: string;
  readonly resume: boolean;
}

/** The INVITE of a session of messages, as Lync sends it (wire guide, "A chat to a queue"). */
export function buildImInvite({
  context,
  conversationId,
  embedded,
  importance,
  resume,
  subject,
}: ImInvite): RequestOptions {
  const headers: HeaderList = [
    ...(subject ? ([['Subject', subject]] as const) : []),
    ['Priority', priorityOf(importance)],
    [conversationIdHeader, conversationId],
    ...(resume ? ([[resumeHeader, 'true']] as const) : []),
    ...(embedded
      ? ([
          ['Ms-Text-Format', buildTextFormat(embedded.body)],
          [messageIdHeader, embedded.id],
        ] as const)
      : []),
    ['Supported', embeddedFirstMessage],
  ];
  return {
    headers,
    body: withContext({ contentType: sdpContentType, content: buildMessageOffer() }, context),
  };
}

/** An offer, and beside it what a visitor shares. */
export function withContext(offer: SipBody, context: string | undefined): SipBody {
  if (!context) return offer;
  const { body, contentType } = buildMultipart('mixed', uuid(), [
    { contentType: offer.contentType, body: offer.content },
    // RFC 5621 section 8: who does not know the type must still take the call.
    { contentType: visitorContextContentType, disposition: 'render;handling=optional', body: context },
  ]);
  return { contentType, content: body };
}

/** The description of a session of messages in an INVITE or its answer; undefined if there is none. Throws `WireFormatError`. */
export function readMessageSdp(message: SipReader): MessageSdp | undefined {
  const { body, contentType } = message;
  if (!isMultipart(contentType)) {
    return mediaTypeOf(contentType) === sdpContentType ? parseMessageSdp(body) : undefined;
  }
  const part = parseMultipart(contentType, body).find(
    (each) => mediaTypeOf(each.contentType) === sdpContentType,
  );
  return part && parseMessageSdp(part.body);
}

export function buildImAnswer(uri: string): SipBody {
  return { contentType: sdpContentType, content: buildMessageAnswer(uri) };
}

function supports(message: SipReader, option: string): boolean {
  return message
    .headers('supported')
    .flatMap((value) => value.split(','))
    .some((value) => value.trim().toLowerCase() === option);
}

/** The 200 says that the embedded first message was shown. */
export const tookEmbeddedMessage = (answer: SipReader): boolean => supports(answer, textFormatTaken);
/** The INVITE's embedded text is a message and not only a toast. */
export const embedsMessage = (invite: SipReader): boolean => supports(invite, embeddedFirstMessage);
export const tookItHeader: HeaderList = [['Supported', textFormatTaken]];

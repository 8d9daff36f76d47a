import { randomUUID } from 'node:crypto';
import type { ConversationImportance } from '../../../../protocol/importance';
import { priorityOf } from '../../../../protocol/importance';
import { buildMultipart } from '../../../../protocol/multipart';
import { buildMessageOffer, sdpContentType } from '../../../../protocol/sdp-message';
import { buildTextFormat } from '../../../../protocol/text-format';
import type { UcwaMessageFormat } from '../../../../protocol/ucwa';
import { visitorContextContentType } from '../../../../protocol/visitor-context';
import type { InviteDialog } from '../../../sip/endpoint';
import { formatNameAddr, type SipResponse } from '../../../sip/message';
import type { GatewayServices, UcwaUser } from '../services';
import type { TextContent } from './read-content';
import { acceptTypesOf } from './session-description';

/** Identifies a message over repetitions. Ours. */
export const messageIdHeader = 'Ms-Message-ID';
/** Longest value of `Ms-Text-Format`: proxies bound headers; what is longer goes as a MESSAGE. */
const maxTextFormat = 2_048;

export interface MessageCall {
  readonly to: string;
  readonly conversationId: string;
  readonly subject: string;
  readonly importance: ConversationImportance;
  readonly firstMessage?: TextContent & { readonly id: string };
  /** JSON of what a visitor shares with a queue. */
  readonly context?: string;
  /** Goes on with a conversation whose way to us was lost. */
  readonly resume?: boolean;
  readonly formats: readonly UcwaMessageFormat[];
  readonly signal: AbortSignal;
}

/** The SIP side of one application: a user agent of that user. */
export class UserAgent {
  readonly #identity: [string, string];
  readonly #from: string;

  constructor(
    private readonly services: GatewayServices,
    readonly user: UcwaUser,
  ) {
    this.#from = formatNameAddr({
      ...(user.name !== '' && { displayName: user.name }),
      uri: user.uri,
      params: new Map(),
    });
    this.#identity = ['P-Asserted-Identity', `<${user.uri}>`];
  }

  /** Any request outside of dialogs. Rejects with `SipTransactionError`. */
  request(
    method: string,
    uri: string,
    options: { headers: [string, string][]; body?: string; contentType?: string; to?: string },
  ): Promise<SipResponse> {
    return this.services.endpoint.request(method, uri, {
      ...options,
      from: this.#from,
      headers: [this.#identity, ...options.headers],
    });
  }

  /** Calls for a session of messages (wire guide, "A chat to a queue"). Rejects with `SipFailureError` or `SipTransactionError`. */
  call(call: MessageCall): Promise<InviteDialog> {
    const { firstMessage, context } = call;
    const headers: [string, string][] = [
      this.#identity,
      ...(call.subject ? [['Subject', call.subject] as [string, string]] : []),
      ['Priority', priorityOf(call.importance)],
      ['Ms-Conversation-ID', call.conversationId],
      ['Supported', 'ms-embedded-first-message'],
      ...(call.resume ? [['Ms-Resume', 'true'] as [string, string]] : []),
    ];
    if (firstMessage && mayEmbed(firstMessage)) {
      headers.push(['Ms-Text-Format', buildTextFormat(firstMessage.text)]);
      headers.push([messageIdHeader, firstMessage.id]);
    }
    const offer = buildMessageOffer(acceptTypesOf(call.formats));
    return this.services.endpoint.invite(call.to, {
      from: this.#from,
      headers,
      ...(context === undefined
        ? { contentType: sdpContentType, body: offer }
        : buildMultipart('mixed', randomUUID(), [
            { contentType: sdpContentType, body: offer },
            // RFC 5621 section 8: who does not know the type must still take the call.
            {
              contentType: visitorContextContentType,
              disposition: 'render;handling=optional',
              body: context,
            },
          ])),
      signal: call.signal,
      expires: this.services.settings.answerSeconds,
    });
  }
}

export function mayEmbed({ format, text }: TextContent): boolean {
  return format === 'Plain' && buildTextFormat(text).length <= maxTextFormat;
}

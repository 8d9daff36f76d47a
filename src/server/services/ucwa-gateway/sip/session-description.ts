import { acceptsType, mediaTypeOf } from '../../../../protocol/content-type';
import { isMultipart, parseMultipart } from '../../../../protocol/multipart';
import { parseMessageSdp, sdpContentType, type MessageSdp } from '../../../../protocol/sdp-message';
import type { UcwaMessageFormat } from '../../../../protocol/ucwa';
import { WireFormatError } from '../../../../protocol/wire-format-error';
import type { SipMessage } from '../../../sip/message';
import { htmlToText } from '../../contact-center/text-form';
import type { TextContent } from './read-content';

const types: Readonly<Record<UcwaMessageFormat, string>> = { Plain: 'text/plain', Html: 'text/html' };

export function acceptTypesOf(formats: readonly UcwaMessageFormat[]): string[] {
  return formats.map((format) => types[format]);
}

export function contentTypeOf(format: UcwaMessageFormat): string {
  return `${types[format]}; charset=UTF-8`;
}

/** The formats both sides take; plain text always. Who does not say what they take, takes all. */
export function negotiate(
  ours: readonly UcwaMessageFormat[],
  theirs: readonly string[],
): readonly UcwaMessageFormat[] {
  const both = ours.filter(
    (format) => format === 'Plain' || theirs.length === 0 || acceptsType(theirs, types[format]),
  );
  return both.includes('Plain') ? both : ['Plain', ...both];
}

/** A text in one of the formats that its reader has. */
export function inFormat(content: TextContent, formats: readonly UcwaMessageFormat[]): TextContent {
  return formats.includes(content.format) ? content : { format: 'Plain', text: htmlToText(content.text) };
}

/** The session of messages in an INVITE or its answer; undefined if there is none. Throws `WireFormatError`. */
export function messageSdpOf({ headers, body }: SipMessage): MessageSdp | undefined {
  const contentType = headers.get('Content-Type') ?? '';
  const text = body.toString('utf8');
  if (!isMultipart(contentType))
    return mediaTypeOf(contentType) === sdpContentType ? parseMessageSdp(text) : undefined;
  const part = parseMultipart(contentType, text).find(
    (each) => mediaTypeOf(each.contentType) === sdpContentType,
  );
  return part && parseMessageSdp(part.body);
}

/** What its sender reads; none if it does not say. What cannot be read says nothing, and plain text is always right. */
export function acceptTypesIn(message: SipMessage): readonly string[] {
  try {
    return messageSdpOf(message)?.acceptTypes ?? [];
  } catch (error) {
    if (!(error instanceof WireFormatError)) throw error;
    return ['text/plain'];
  }
}

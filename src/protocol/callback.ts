import { optional, readJson, shape, text, timestamp, writeJson, type Reader } from './json-reader';
import { WireFormatError } from './wire-format-error';

export const callbackContentType = 'application/vnd.lync-widgets.callback+json';

/** A visitor asks a queue to call them: at their own address when neither `phone` nor `uri` is there. */
export interface CallbackRequest {
  /** 3 to 15 digits (ITU-T E.164), perhaps with a leading `+`. Blanks, dots, dashes and brackets are taken out. */
  readonly phone?: string;
  /** SIP address. */
  readonly uri?: string;
  readonly name?: string;
  /** Milliseconds since 1970; now when absent or past. */
  readonly at?: number;
  /** The call that was asked for, under the same `Ms-Conversation-ID`, is not wanted any more; nothing else is in such a request. */
  readonly cancel?: true;
}

const maxBytes = 2048;

const phone: Reader<string> = (value, path) => {
  const digits = text(64)(value, path).replace(/[\s().\-/]/g, '');
  if (!/^\+?\d{3,15}$/.test(digits)) throw new WireFormatError('invalid-value', path);
  return digits;
};

const sipUri: Reader<string> = (value, path) => {
  const uri = text(256)(value, path);
  if (!/^sip:[^\s@<>;?]+@[\w.-]+$/i.test(uri)) throw new WireFormatError('invalid-value', path);
  return uri;
};

const yes: Reader<true> = (value, path) => {
  if (value !== true) throw new WireFormatError('invalid-value', path);
  return value;
};

const callback: Reader<CallbackRequest> = (value, path) => {
  const request = shape<CallbackRequest>({
    phone: optional(phone),
    uri: optional(sipUri),
    name: optional(text(80)),
    at: optional(timestamp),
    cancel: optional(yes),
  })(value, path);
  if (request.phone !== undefined && request.uri !== undefined)
    throw new WireFormatError('invalid-value', 'uri');
  if (request.cancel && Object.keys(request).length > 1) throw new WireFormatError('invalid-value', 'cancel');
  return request;
};

/** Throws `WireFormatError`. At most 2,048 bytes. */
export function parseCallback(body: string): CallbackRequest {
  return readJson(body, callback, maxBytes);
}

/** Throws `WireFormatError` on values the other side would refuse. */
export function buildCallback(request: CallbackRequest): string {
  return writeJson(request, callback, maxBytes);
}

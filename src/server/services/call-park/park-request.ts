import { isUtf8 } from 'node:buffer';
import { mediaTypeOf } from '../../../protocol/content-type';
import { callParkContentType, parseParkRequest, type ParkRequest } from '../../../protocol/call-park';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { XmlError } from '../../../protocol/xml/xml-error';
import { parseUri, type SipRequest } from '../../sip';
import { CallParkRefusal } from './refusal';

/** The same for both sides of the dialog. */
export function dialogKey({ callId, fromTag, toTag }: ParkRequest): string {
  return JSON.stringify([callId, ...[fromTag, toTag].sort()]);
}

/** The body of a park INVITE. Throws `CallParkRefusal`. */
export function readParkRequest({ headers, body }: SipRequest): ParkRequest {
  if (mediaTypeOf(headers.get('Content-Type')) !== callParkContentType)
    throw new CallParkRefusal('bad-request', { detail: `expected ${callParkContentType}` });
  if (!isUtf8(body)) throw new CallParkRefusal('bad-request', { detail: 'not UTF-8' });
  try {
    const request = parseParkRequest(body.toString('utf8'));
    if (!parseUri(request.target)) throw new WireFormatError('invalid-value', 'target');
    return request;
  } catch (cause) {
    if (cause instanceof WireFormatError && cause.path === '@version' && cause.code === 'invalid-value')
      throw new CallParkRefusal('version-not-understood', { cause });
    if (cause instanceof WireFormatError || cause instanceof XmlError)
      throw new CallParkRefusal('bad-request', { detail: cause.message, cause });
    throw cause;
  }
}

/** The parker has lost its connection, and the control dialog with it, and asks for the call it has parked. */
export const isResume = ({ headers }: SipRequest): boolean =>
  headers.get('Ms-Resume')?.toLowerCase() === 'true';

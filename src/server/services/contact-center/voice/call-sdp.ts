import { mediaTypeOf } from '../../../../protocol/content-type';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { SipMessage } from '../../../sip';

/** The description in a message; undefined if there is none. */
export function sdpOf({ headers, body }: SipMessage): string | undefined {
  const isSdp = mediaTypeOf(headers.get('Content-Type')) === sdpContentType;
  return isSdp && body.length > 0 ? body.toString('utf8') : undefined;
}

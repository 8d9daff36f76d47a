import { mediaTypeOf } from '../../../protocol/content-type';
import { isMultipart, parseMultipart } from '../../../protocol/multipart';
import { sdpContentType } from '../../../protocol/sdp-message';
import { MediaError } from '../../media';
import type { SipRequest } from '../../sip';
import { ConferenceRefusal } from './refusal';

/** The session description, also of several that a Lync client offers at once ([MS-ICE2]). */
export function offerIn({ headers, body }: SipRequest): string | undefined {
  const type = headers.get('Content-Type');
  if (mediaTypeOf(type) === sdpContentType) return body.toString('utf8');
  if (!isMultipart(type)) return undefined;
  const parts = parseMultipart(type!, body).filter(
    (part) => mediaTypeOf(part.contentType) === sdpContentType,
  );
  return parts.at(-1)?.body.toString('utf8');
}

/** What media refuses, as a refusal of ours. */
export async function negotiated<T>(negotiate: () => Promise<T>): Promise<T> {
  try {
    return await negotiate();
  } catch (error) {
    throw mediaRefusal(error);
  }
}

function mediaRefusal(cause: unknown): ConferenceRefusal {
  const isTheirs =
    cause instanceof MediaError && (cause.code === 'sdp-invalid' || cause.code === 'sdp-unsupported');
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ConferenceRefusal(isTheirs ? 'bad-media' : 'media-unavailable', { detail, cause });
}

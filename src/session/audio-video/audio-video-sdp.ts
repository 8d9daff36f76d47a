import { isMultipart, parseMultipart } from '../../protocol/multipart';
import { mediaTypeOf } from '../../protocol/content-type';
import { sdpContentType } from '../../protocol/sdp-message';
import type { MediaDirection } from '../contract';
import type { SipReader } from '../signaling/signaling';

/** What a description says of each medium, from its author's side. */
export interface AudioVideoSdp {
  readonly audio: MediaDirection;
  readonly video: MediaDirection;
  /** It knows RFC 4733. */
  readonly hasTelephoneEvent: boolean;
}

/** The text of the description in a message; undefined if there is none. Throws `WireFormatError` on a malformed multipart. */
export function sdpOf(message: SipReader): string | undefined {
  const { body, contentType } = message;
  if (isMultipart(contentType)) {
    return parseMultipart(contentType, body).find((part) => mediaTypeOf(part.contentType) === sdpContentType)
      ?.body;
  }
  return mediaTypeOf(contentType) === sdpContentType && body ? body : undefined;
}

/** Bounded and tolerant: what is not understood is left to the engine. */
export function readAudioVideoSdp(sdp: string): AudioVideoSdp {
  const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
  const directionOf = (kind: string): MediaDirection => {
    const section = sections.find((each) => each.startsWith(`m=${kind} `) && !/^m=\w+ 0[ /]/.test(each));
    if (!section) return 'none';
    // RFC 2543's way to hold, still sent by gateways (RFC 3264 section 8.4). With ICE the address means nothing.
    const connection = /^c=IN IP4 (\S+)/m.exec(section) ?? /^c=IN IP4 (\S+)/m.exec(session);
    const isOldHold = connection?.[1] === '0.0.0.0' && !/^a=(candidate|ice-ufrag):/m.test(sdp);
    const direction = directionIn(section) ?? directionIn(session) ?? 'sendrecv';
    return isOldHold && direction === 'sendrecv' ? 'inactive' : direction;
  };
  return {
    audio: directionOf('audio'),
    video: directionOf('video'),
    hasTelephoneEvent: /^a=rtpmap:\d+ telephone-event\//im.test(sdp),
  };
}

function directionIn(section: string): MediaDirection | undefined {
  return /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(section)?.[1] as MediaDirection | undefined;
}

export const sends = (direction: MediaDirection): boolean =>
  direction === 'sendrecv' || direction === 'sendonly';
export const receives = (direction: MediaDirection): boolean =>
  direction === 'sendrecv' || direction === 'recvonly';

/** The same, seen from the other end. */
export function mirrored(direction: MediaDirection): MediaDirection {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

/** What both agreed on, seen from here: nothing flows that one of them does not want (RFC 3264 section 6.1). */
export function agreed(local: MediaDirection, remote: MediaDirection): MediaDirection {
  if (local === 'none' || remote === 'none') return 'none';
  const out = sends(local) && receives(remote);
  const back = receives(local) && sends(remote);
  if (out) return back ? 'sendrecv' : 'sendonly';
  return back ? 'recvonly' : 'inactive';
}

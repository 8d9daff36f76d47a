import type { MediaDirection } from '../media-service';

export interface IceCandidateLine {
  readonly foundation: string;
  readonly priority: number;
  readonly address: string;
  readonly port: number;
  readonly type: 'host' | 'srflx' | 'prflx' | 'relay';
}

export interface IceDescription {
  readonly usernameFragment: string;
  readonly password: string;
  readonly lite: boolean;
  readonly candidates: readonly IceCandidateLine[];
}

export interface Fingerprint {
  readonly algorithm: string;
  readonly value: string;
}

/** RFC 5763 5: who begins the DTLS handshake. */
export type DtlsSetup = 'actpass' | 'active' | 'passive';

/** One m= line as it stood, so that an answer can refuse it in its place. */
export interface MediaLine {
  readonly kind: string;
  readonly protocol: string;
  readonly formats: string;
  readonly mid: string | undefined;
}

/** What a description of a peer says about its audio. */
export interface AudioDescription {
  readonly lines: readonly MediaLine[];
  /** Which of them is the audio. */
  readonly index: number;
  readonly protocol: string;
  readonly mid: string | undefined;
  /** The audio is in an RFC 9143 bundle. */
  readonly bundled: boolean;
  readonly direction: MediaDirection;
  /** In the peer's order of preference. */
  readonly codecs: readonly { readonly payloadType: number; readonly name: 'PCMU' | 'PCMA' }[];
  /** telephone-event/8000 (RFC 4733). */
  readonly eventPayloadType: number | undefined;
  readonly ice: IceDescription;
  readonly fingerprints: readonly Fingerprint[];
  readonly setup: DtlsSetup;
}

/** Seen from the other side (RFC 3264 6.1). */
export function reversed(direction: MediaDirection): MediaDirection {
  return direction === 'sendonly' ? 'recvonly' : direction === 'recvonly' ? 'sendonly' : direction;
}

export const sends = (direction: MediaDirection): boolean =>
  direction === 'sendrecv' || direction === 'sendonly';
export const receives = (direction: MediaDirection): boolean =>
  direction === 'sendrecv' || direction === 'recvonly';

/** What both allow. */
export function common(a: MediaDirection, b: MediaDirection): MediaDirection {
  const send = sends(a) && sends(b);
  const receive = receives(a) && receives(b);
  return send ? (receive ? 'sendrecv' : 'sendonly') : receive ? 'recvonly' : 'inactive';
}

import { isIPv6 } from 'node:net';
import type { MediaDirection } from '../media-service';
import type { DtlsSetup, Fingerprint, IceCandidateLine, MediaLine } from './audio-description';

/** Our side of the audio. */
export interface LocalAudio {
  readonly sessionId: string;
  /** One more with each description (RFC 8866 5.2). */
  readonly version: number;
  readonly direction: MediaDirection;
  readonly codecs: readonly { readonly payloadType: number; readonly name: 'PCMU' | 'PCMA' }[];
  readonly eventPayloadType: number | undefined;
  readonly protocol: string;
  readonly mid: string | undefined;
  readonly bundled: boolean;
  readonly usernameFragment: string;
  readonly password: string;
  readonly candidates: readonly IceCandidateLine[];
  readonly fingerprint: Fingerprint;
  readonly setup: DtlsSetup;
  readonly ssrc: number;
  readonly cname: string;
}

const inNetwork = (address: string): string => `IN ${isIPv6(address) ? 'IP6' : 'IP4'} ${address}`;

/** An offer, or an answer that refuses all of the offer's media lines but one (`others`). */
export function writeAudioDescription(
  local: LocalAudio,
  others?: { readonly lines: readonly MediaLine[]; readonly index: number },
): string {
  const lines = [
    'v=0',
    `o=- ${local.sessionId} ${local.version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    ...(local.bundled && local.mid !== undefined ? [`a=group:BUNDLE ${local.mid}`] : []),
    'a=msid-semantic:WMS *',
  ];
  if (!others) return [...lines, ...audioLines(local), ''].join('\r\n');
  others.lines.forEach((line, index) => {
    if (index === others.index) lines.push(...audioLines(local));
    else lines.push(...refused(line));
  });
  return [...lines, ''].join('\r\n');
}

/** RFC 3264 6: port 0. */
function refused({ kind, protocol, formats, mid }: MediaLine): string[] {
  return [
    `m=${kind} 0 ${protocol} ${formats}`,
    'c=IN IP4 0.0.0.0',
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    'a=inactive',
  ];
}

function audioLines(local: LocalAudio): string[] {
  const { candidates, codecs, eventPayloadType } = local;
  // The default destination is the best candidate (RFC 8839 4.2.1.2).
  const best = [...candidates].sort((a, b) => b.priority - a.priority)[0];
  const payloadTypes = [...codecs.map((codec) => codec.payloadType)];
  if (eventPayloadType !== undefined) payloadTypes.push(eventPayloadType);
  return [
    `m=audio ${best?.port ?? 9} ${local.protocol} ${payloadTypes.join(' ')}`,
    `c=${inNetwork(best?.address ?? '0.0.0.0')}`,
    ...(local.mid === undefined ? [] : [`a=mid:${local.mid}`]),
    `a=${local.direction}`,
    'a=rtcp-mux',
    ...codecs.map(({ payloadType, name }) => `a=rtpmap:${payloadType} ${name}/8000`),
    ...(eventPayloadType === undefined
      ? []
      : [`a=rtpmap:${eventPayloadType} telephone-event/8000`, `a=fmtp:${eventPayloadType} 0-15`]),
    'a=ptime:20',
    `a=ice-ufrag:${local.usernameFragment}`,
    `a=ice-pwd:${local.password}`,
    `a=fingerprint:${local.fingerprint.algorithm} ${local.fingerprint.value}`,
    `a=setup:${local.setup}`,
    `a=msid:${local.cname} audio`,
    `a=ssrc:${local.ssrc} cname:${local.cname}`,
    ...candidates.map(
      ({ foundation, priority, address, port, type }) =>
        `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ ${type}`,
    ),
    'a=end-of-candidates',
  ];
}

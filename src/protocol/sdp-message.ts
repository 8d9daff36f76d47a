export const sdpContentType = 'application/sdp';

/** What a plain client of ours reads: text, HTML, several forms of one message, delivery notifications. */
export const defaultAcceptTypes: readonly string[] = [
  'text/plain',
  'text/html',
  'multipart/alternative',
  'application/ms-imdn+xml',
];

export interface MessageSdp {
  /** `x-ms-message` came with OCS 2005; we send `message`. */
  readonly media: 'message' | 'x-ms-message';
  readonly port: number;
  /** SIP URI of the answerer; undefined in an offer (`null` on the wire). */
  readonly uri?: string;
  /** In the order sent; empty if the peer did not say. */
  readonly acceptTypes: readonly string[];
}

/** The offer: `m=message 5060 sip null`. `address` is an IPv4 address that nobody connects to. */
export function buildMessageOffer(
  acceptTypes: readonly string[] = defaultAcceptTypes,
  address = '127.0.0.1',
): string {
  return build('null', acceptTypes, address);
}

/** The answer names the answerer's own SIP URI. Throws `TypeError` if it holds blanks. */
export function buildMessageAnswer(
  uri: string,
  acceptTypes: readonly string[] = defaultAcceptTypes,
  address = '127.0.0.1',
): string {
  return build(uri, acceptTypes, address);
}

/** Undefined if there is no message line or it is refused (port 0). */
export function parseMessageSdp(sdp: string): MessageSdp | undefined {
  const lines = sdp.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => /^m=(x-ms-)?message /.test(line));
  const match = /^m=(message|x-ms-message) (\d{1,5})(?:\/\d+)? sip (\S+)/.exec(lines[start] ?? '');
  const port = Number(match?.[2]);
  if (!match?.[3] || !port || port > 65_535) return undefined;
  const next = lines.findIndex((line, index) => index > start && line.startsWith('m='));
  const section = lines.slice(start, next < 0 ? undefined : next);
  const accept = section.find((line) => line.startsWith('a=accept-types:'));
  return {
    media: match[1] as MessageSdp['media'],
    port,
    ...(match[3] !== 'null' && { uri: match[3] }),
    acceptTypes: accept?.slice(15).trim().toLowerCase().split(/\s+/).filter(Boolean) ?? [],
  };
}

function build(uri: string, acceptTypes: readonly string[], address: string): string {
  if ([uri, address, ...acceptTypes].some((word) => !/^\S+$/.test(word)))
    throw new TypeError('Blank in SDP value.');
  return [
    'v=0',
    `o=- 0 0 IN IP4 ${address}`,
    's=session',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=message 5060 sip ${uri}`,
    `a=accept-types:${acceptTypes.join(' ')}`,
    '',
  ].join('\r\n');
}

/**
 * Header names. A key is the long form in lower case; comparing keys is comparing names, because keys of known
 * headers are interned.
 */

/** RFC 3261 section 7.3.3, and the extensions that registered a compact form. */
const COMPACT: Record<string, string> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  n: 'Identity-Info',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

const COMMON = [
  ...[
    'Accept',
    'Accept-Encoding',
    'Accept-Language',
    'Alert-Info',
    'Allow',
    'Authentication-Info',
    'Authorization',
  ],
  ...['Call-Info', 'Content-Disposition', 'Content-Language', 'CSeq', 'Date', 'Error-Info', 'Expires'],
  ...[
    'In-Reply-To',
    'Max-Forwards',
    'MIME-Version',
    'Min-Expires',
    'Min-SE',
    'Organization',
    'P-Asserted-Identity',
  ],
  ...['P-Preferred-Identity', 'Path', 'Priority', 'Privacy', 'Proxy-Authenticate', 'Proxy-Authorization'],
  ...[
    'Proxy-Require',
    'RAck',
    'Reason',
    'Record-Route',
    'Replaces',
    'Reply-To',
    'Require',
    'Retry-After',
    'Route',
  ],
  ...['RSeq', 'Server', 'Service-Route', 'SIP-ETag', 'SIP-If-Match', 'Subscription-State', 'Timestamp'],
  ...['Unsupported', 'User-Agent', 'Warning', 'WWW-Authenticate', 'Ms-Conversation-ID', 'Ms-Text-Format'],
  ...['ms-keep-alive', 'ms-diagnostics'],
];

const keys = new Map<string, string>();
for (const name of [...Object.values(COMPACT), ...COMMON]) {
  const key = name.toLowerCase();
  for (const spelling of [name, key, name.toUpperCase()]) keys.set(spelling, key);
}
for (const [letter, name] of Object.entries(COMPACT)) {
  for (const spelling of [letter, letter.toUpperCase()]) keys.set(spelling, name.toLowerCase());
}

/** The key of a name whose spelling is a usual one: certainly a token. */
export function knownKey(name: string): string | undefined {
  return keys.get(name);
}

export function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  return keys.get(lower) ?? lower;
}

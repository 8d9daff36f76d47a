/** Who is at the far end of a dialog: a column of the ladder. */
export interface TraceParty {
  readonly key: string;
  readonly kind: 'edge' | 'focus' | 'audio-video' | 'chat' | 'other';
  /** Short, for the head of a column; empty for the edge, which the reader's language names. */
  readonly name: string;
  readonly uri: string;
}

const EDGE: TraceParty = { key: 'edge', kind: 'edge', name: '', uri: '' };

/** Conference services share the organizer's address and differ in `opaque` ([MS-CONFBAS] 2.2.1). */
const conferenceService = /;opaque=app:conf:(focus|audio-video|chat):id:([\w-]+)/i;

/** A user who talks to their own address talks to the edge: registration, presence, provisioning. */
export function partyOf(remoteUri: string, localUri: string): TraceParty {
  const service = conferenceService.exec(remoteUri);
  if (service) {
    const [, kind = '', id = ''] = service;
    const key = `${addressOf(remoteUri)};${kind.toLowerCase()}:${id}`;
    return { key, kind: kind.toLowerCase() as TraceParty['kind'], name: shortened(id), uri: remoteUri };
  }
  const address = addressOf(remoteUri);
  if (!address.includes('@') || address === addressOf(localUri)) return EDGE;
  return { key: address, kind: 'other', name: shortened(userOf(address)), uri: remoteUri };
}

function addressOf(uri: string): string {
  return (
    uri
      .replace(/^sips?:/i, '')
      .split(/[;?]/, 1)[0]
      ?.toLowerCase() ?? ''
  );
}

function userOf(address: string): string {
  const user = address.slice(0, address.indexOf('@'));
  try {
    return decodeURIComponent(user);
  } catch {
    // A user part with a stray percent sign is shown as it was sent.
    return user;
  }
}

function shortened(name: string): string {
  return name.length > 16 ? `${name.slice(0, 14)}…` : name;
}

/** One SIP message as the session saw it; `text` as on the wire. */
export interface SipTraceEntry {
  readonly direction: 'in' | 'out';
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the ladder needs to know of a message. A trace must show what is wrong, too: whatever cannot be read is empty. */
export interface TraceMessage {
  /** Of a request; empty in a response. */
  readonly method: string;
  /** Of a response. */
  readonly status?: number;
  /** The first line, without its line end. */
  readonly startLine: string;
  readonly callId: string;
  readonly cseq: string;
  readonly fromUri: string;
  readonly toUri: string;
  readonly contentType: string;
  /** Package of SUBSCRIBE, NOTIFY and PUBLISH. */
  readonly event: string;
  readonly body: string;
}

// RFC 3261 section 7.3.3 and the registry of compact forms.
const compactForms: Readonly<Record<string, string>> = {
  i: 'call-id',
  f: 'from',
  t: 'to',
  c: 'content-type',
  o: 'event',
};

export function readTraceMessage(text: string): TraceMessage {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const [startLine = '', ...lines] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = readHeaders(lines);
  const response = /^SIP\/2\.0 (\d{3})/.exec(startLine);
  return {
    method: response ? '' : (/^\S+/.exec(startLine)?.[0] ?? ''),
    ...(response && { status: Number(response[1]) }),
    startLine,
    callId: headers.get('call-id') ?? '',
    cseq: headers.get('cseq') ?? '',
    fromUri: uriOf(headers.get('from')),
    toUri: uriOf(headers.get('to')),
    contentType: (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
    event: (headers.get('event') ?? '').split(';', 1)[0]?.trim() ?? '',
    body: end ? text.slice(end.index + end[0].length) : '',
  };
}

function readHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const written = line.slice(0, colon).trim().toLowerCase();
    const name = compactForms[written] ?? written;
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** The URI of a From or To value, with its own parameters and without the header's. */
function uriOf(value = ''): string {
  const bracketed = /<([^>]*)>/.exec(value)?.[1];
  return bracketed ?? value.split(';', 1)[0]?.trim() ?? '';
}

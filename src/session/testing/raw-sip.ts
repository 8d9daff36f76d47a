/** A SIP message read without any library, so that tests see what is on the wire and not what one side believes. */
export class RawMessage {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;

  constructor(readonly text: string) {
    const split = text.indexOf('\r\n\r\n');
    const [startLine = '', ...lines] = text.slice(0, split).split('\r\n');
    this.startLine = startLine;
    this.headers = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
    });
    this.body = text.slice(split + 4);
  }

  get isRequest(): boolean {
    return !this.startLine.startsWith('SIP/2.0');
  }

  /** Of a request its own, of a response that of its CSeq. */
  get method(): string {
    return this.isRequest ? (this.startLine.split(' ')[0] ?? '') : (this.get('cseq').split(' ')[1] ?? '');
  }

  get status(): number {
    return this.isRequest ? 0 : Number(this.startLine.split(' ')[1]);
  }

  get uri(): string {
    return this.startLine.split(' ')[1] ?? '';
  }

  /** First value, empty if there is none. */
  get(name: string): string {
    return this.all(name)[0] ?? '';
  }

  all(name: string): string[] {
    return this.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  }

  tag(name: 'from' | 'to'): string {
    return /;tag=([^;\s]+)/.exec(this.get(name))?.[1] ?? '';
  }
}

export interface Extra {
  readonly headers?: readonly string[];
  readonly contentType?: string;
  readonly body?: string;
}

export function rawText(lines: readonly string[], { body = '', contentType, headers = [] }: Extra): string {
  const length = new TextEncoder().encode(body).length;
  const type = contentType === undefined ? [] : [`Content-Type: ${contentType}`];
  return [...lines, ...headers, ...type, `Content-Length: ${length}`, '', body].join('\r\n');
}

export const CONTACT = 'Contact: <sip:server@peer.invalid;transport=ws>';

/** RFC 3261 section 8.2.6: what a response copies from its request. */
export function rawResponse(request: RawMessage, status: number, reason: string, extra: Extra = {}): string {
  const to =
    request.tag('to') || status === 100
      ? request.get('to')
      : `${request.get('to')};tag=server-${request.get('call-id')}`;
  return rawText(
    [
      `SIP/2.0 ${status} ${reason}`,
      ...request.all('via').map((via) => `Via: ${via}`),
      `From: ${request.get('from')}`,
      `To: ${to}`,
      `Call-ID: ${request.get('call-id')}`,
      `CSeq: ${request.get('cseq')}`,
    ],
    extra,
  );
}

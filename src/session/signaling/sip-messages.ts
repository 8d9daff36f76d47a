import { Grammar } from 'sip.js';
import type { URI, Core } from 'sip.js';
import type { HeaderList, SipBody, SipReader, SipRequest, SipResponse } from './signaling';
import { SignalingError } from './signaling';

/** Compact forms (RFC 3261 section 7.3.3) of headers we read that the library does not expand. */
const COMPACT: Readonly<Record<string, string>> = { subject: 's', supported: 'k', event: 'o' };

class Reader implements SipReader {
  constructor(readonly message: Core.IncomingMessage) {}

  get body(): string {
    return this.message.body ?? '';
  }

  get contentType(): string {
    return this.header('content-type') ?? '';
  }

  header(name: string): string | undefined {
    return this.headers(name)[0];
  }

  headers(name: string): readonly string[] {
    const values = this.message.getHeaders(name);
    const compact = COMPACT[name.toLowerCase()];
    return values.length === 0 && compact ? this.message.getHeaders(compact) : values;
  }
}

export class ReceivedRequest extends Reader implements SipRequest {
  declare readonly message: Core.IncomingRequestMessage;

  get method(): string {
    return this.message.method;
  }

  get fromUri(): string {
    return `sip:${this.message.from.uri.aor}`;
  }

  /** The name in From, or, when there is none, the one the edge vouches for (RFC 3325). */
  get fromName(): string {
    const asserted = this.header('P-Asserted-Identity');
    const name =
      this.message.from.displayName || (asserted && Grammar.nameAddrHeaderParse(asserted)?.displayName);
    return (name || '').replace(/\\(.)/g, '$1');
  }
}

export class ReceivedResponse extends Reader implements SipResponse {
  declare readonly message: Core.IncomingResponseMessage;

  get status(): number {
    return this.message.statusCode ?? 500;
  }

  get reason(): string {
    return this.message.reasonPhrase ?? '';
  }

  /** The library makes responses of its own, which were never on the wire, for time-outs and transport errors. */
  get local(): boolean {
    return !this.message.data;
  }
}

/** Line breaks in a value would be headers of somebody else's making. */
function headerValue(value: string): string {
  return value.replace(/[\r\n\0]+/g, ' ').trim();
}

export function headerLines(headers: HeaderList = []): string[] {
  return headers.map(([name, value]) => `${name}: ${headerValue(value)}`);
}

/** The library decides "session" by content type unless told: what rides in an INVITE or its 2xx is always the session's. */
export function sessionBody(body: SipBody): Core.Body {
  return { ...body, contentDisposition: 'session' };
}

export function plainBody(body: SipBody | undefined): Core.Body | undefined {
  return body && { ...body, contentDisposition: 'render' };
}

/** quoted-string of RFC 3261 section 25.1, without its quotes: the library adds those and escapes nothing. */
export function quotable(displayName: string): string {
  return headerValue(displayName).replace(/["\\]/g, '\\$&');
}

export function parseAddress(uri: string): URI {
  const parsed = Grammar.URIParse(uri);
  if (!parsed) throw new SignalingError('invalid-address', `Not a SIP address: ${uri}`);
  return parsed;
}

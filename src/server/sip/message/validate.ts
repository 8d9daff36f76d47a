import type { Headers } from './headers';
import { allOf, parseDecimal, splitCommas, TOKEN } from './lexical';
import { parseNameAddr } from './name-addr';
import type { SipMessage } from './message';
import type { Rejection } from './rejection';
import { isAbsoluteUri, parseUri } from './uri';
import { parseVia } from './via';

type Fault = string | { status: number; reason: string } | undefined;

/**
 * Whether the message may be acted on at all: grammar, mandatory headers and limits, strict where RFC 4475 is. What
 * depends on the element (extensions, schemes, hops, media types) is checked by the functions of `element.ts`. Never
 * throws. Of an invalid response the answer is to drop it.
 */
export function validate(message: SipMessage): Rejection | undefined {
  if (message.isChecked) return undefined;
  const fault = message.defect ?? startLineFault(message) ?? headerFault(message);
  if (fault === undefined) {
    message.isChecked = true;
    return undefined;
  }
  const { status, reason } = typeof fault === 'string' ? { status: 400, reason: fault } : fault;
  const drop = message.kind === 'response' || message.method === 'ACK' || !message.headers.has('Via');
  return { status, reason, drop };
}

function startLineFault(message: SipMessage): Fault {
  if (message.version !== 'SIP/2.0' && message.version.toUpperCase() !== 'SIP/2.0') {
    // RFC 4475 section 3.1.2.16; but only of a well-formed version.
    return /^SIP\/[0-9]+\.[0-9]+$/i.test(message.version)
      ? { status: 505, reason: 'Version Not Supported' }
      : 'Malformed Start Line';
  }
  if (message.kind === 'response') {
    return message.status >= 100 && message.status <= 699 ? undefined : 'Malformed Status Code';
  }
  if (!allOf(message.method, TOKEN)) return 'Malformed Method';
  return requestUriFault(message.uri);
}

function requestUriFault(uri: string): Fault {
  const parsed = parseUri(uri);
  if (!parsed) return isAbsoluteUri(uri) ? undefined : 'Malformed Request-URI';
  // RFC 3261 section 19.1.1: headers are not allowed in a Request-URI (RFC 4475 section 3.1.2.11).
  return parsed.headers === undefined ? undefined : 'Headers in Request-URI';
}

function headerFault(message: SipMessage): Fault {
  const { headers } = message;
  return (
    viaFault(message) ??
    partyFault(headers, 'From') ??
    partyFault(headers, 'To') ??
    callIdFault(headers) ??
    cseqFault(message) ??
    maxForwardsFault(headers) ??
    addressesFault(headers, 'Contact') ??
    addressesFault(headers, 'Route') ??
    addressesFault(headers, 'Record-Route') ??
    contentTypeFault(message) ??
    dateFault(headers)
  );
}

function viaFault(message: SipMessage): Fault {
  const lines = message.headers.getAll('Via');
  if (lines.length === 0) return 'Missing Via';
  // Read once: whoever looks for the transaction wants it as well.
  if (lines.length === 1 && !lines[0]!.includes(',')) return message.topVia() ? undefined : 'Malformed Via';
  for (const line of lines) {
    // An empty item between commas is no Via either (RFC 4475 section 3.1.2.1).
    for (const value of splitCommas(line)) if (!parseVia(value)) return 'Malformed Via';
  }
  return undefined;
}

function partyFault(headers: Headers, name: 'From' | 'To'): Fault {
  const value = headers.get(name);
  if (value === undefined) return `Missing ${name}`;
  if (headers.count(name) > 1) return `Multiple ${name}`;
  const address = parseNameAddr(value);
  return address && isAbsoluteUri(address.uri) ? undefined : `Malformed ${name}`;
}

function callIdFault(headers: Headers): Fault {
  const value = headers.get('Call-ID');
  if (value === undefined) return 'Missing Call-ID';
  if (headers.count('Call-ID') > 1) return 'Multiple Call-ID';
  return value === '' || /\s/.test(value) ? 'Malformed Call-ID' : undefined;
}

function cseqFault(message: SipMessage): Fault {
  const { headers } = message;
  if (!headers.has('CSeq')) return 'Missing CSeq';
  if (headers.count('CSeq') > 1) return 'Multiple CSeq';
  const cseq = message.cseq();
  if (!cseq) return 'Malformed CSeq';
  // RFC 4475 sections 3.1.2.17 and 3.1.2.18 (an unknown method: 501 would do as well).
  return message.kind === 'request' && cseq.method !== message.method ? 'CSeq Method Mismatch' : undefined;
}

function maxForwardsFault(headers: Headers): Fault {
  const value = headers.get('Max-Forwards');
  // RFC 2543 knew no Max-Forwards (RFC 4475 section 3.4.1).
  if (value === undefined) return undefined;
  if (headers.count('Max-Forwards') > 1) return 'Multiple Max-Forwards';
  return parseDecimal(value, 255) === undefined ? 'Malformed Max-Forwards' : undefined;
}

function addressesFault(headers: Headers, name: 'Contact' | 'Route' | 'Record-Route'): Fault {
  if (!headers.has(name)) return undefined;
  for (const value of headers.list(name)) {
    if (value === '*' && name === 'Contact') continue;
    const address = parseNameAddr(value);
    if (!address || !isAbsoluteUri(address.uri)) return `Malformed ${name}`;
    if (name !== 'Contact' && !value.includes('<')) return `Malformed ${name}`;
  }
  return undefined;
}

/** RFC 3261 section 20.15: a body that is not empty has a type. We only refuse several, which is ambiguous. */
function contentTypeFault({ headers }: SipMessage): Fault {
  return headers.count('Content-Type') > 1 ? 'Multiple Content-Type' : undefined;
}

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const SIP_DATE = new RegExp(`^${DAY}, [0-9]{2} ${MONTH} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$`, 'i');

/** RFC 3261 section 20.17: GMT and nothing else (RFC 4475 section 3.1.2.12). */
function dateFault(headers: Headers): Fault {
  const value = headers.get('Date');
  return value === undefined || SIP_DATE.test(value) ? undefined : 'Malformed Date';
}

/** DTLS content types (RFC 6347 4.1, RFC 5246 6.2.1). */
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const RECORD_HEADER = 13;

export type DtlsVerdict = 'pass' | 'drop' | 'goodbye';

/**
 * Whether a datagram may go to werift's DTLS, which believes alerts and handshake messages that are not authenticated: anybody who finds the
 * port could end a call with one packet. Once media has been authenticated no DTLS is needed any more. An alert is taken as a hint only
 * (`goodbye`), and nothing that is no record of a handshake passes.
 */
export function judgeDtls(data: Uint8Array, established: boolean): DtlsVerdict {
  const first = data[0]!;
  // RFC 7983: 20 to 63 is DTLS, the rest is media or STUN and has its own authentication.
  if (first < 20 || first > 63) return 'pass';
  let verdict: DtlsVerdict = established ? 'drop' : 'pass';
  for (let at = 0; at < data.length;) {
    if (data.length < at + RECORD_HEADER) return 'drop';
    const type = data[at]!;
    if (type === ALERT) verdict = 'goodbye';
    else if (type !== CHANGE_CIPHER_SPEC && type !== HANDSHAKE && type !== APPLICATION_DATA) return 'drop';
    at += RECORD_HEADER + ((data[at + 11]! << 8) | data[at + 12]!);
    if (at > data.length) return 'drop';
  }
  return verdict;
}

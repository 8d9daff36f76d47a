/**
 * Byte strings: each char is one octet (latin1 decoding of the wire), so that whatever is forwarded keeps its bytes.
 */

/** A byte string read as UTF-8. Malformed sequences become U+FFFD. */
export function decodeUtf8(octets: string): string {
  return isAscii(octets) ? octets : Buffer.from(octets, 'latin1').toString('utf8');
}

/** Text as a byte string of its UTF-8 octets. */
export function encodeUtf8(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/**
 * A value that can stand in a header or a start line: CR, LF and NUL become spaces, so that no value can add a
 * header; a value with chars beyond one octet cannot be a byte string and is taken as text (U+010A cut to an octet
 * would be a line feed).
 */
export function safeOctets(value: string): string {
  let wide = false;
  let control = false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff) wide = true;
    else if (code === 13 || code === 10 || code === 0) control = true;
  }
  const clean = control ? value.replaceAll(/[\r\n\0]+/g, ' ') : value;
  return wide ? encodeUtf8(clean) : clean;
}

/**
 * A copy for whoever keeps a value longer than its message. What is cut out of a string keeps the whole of it in memory
 * (V8 makes slices): a tag of ten octets would cost the 64 kB of the message it came in.
 */
export function detached(value: string): string {
  return Buffer.from(value, 'utf8').toString('utf8');
}

function isAscii(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 0x7f) return false;
  return true;
}

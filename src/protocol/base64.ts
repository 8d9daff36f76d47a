/** Bytes as base64 with padding (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Undefined unless `text` is canonical base64: padded, without blanks, no stray bits in the last character. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const binary = atob(text);
  return btoa(binary) === text ? Uint8Array.from(binary, (char) => char.charCodeAt(0)) : undefined;
}

/** Text as base64 of its UTF-8 bytes; lone surrogates become U+FFFD. */
export function encodeTextBase64(text: string): string {
  return encodeBase64(new TextEncoder().encode(text));
}

/** Undefined unless `text` is canonical base64 of well-formed UTF-8. */
export function decodeTextBase64(text: string): string | undefined {
  const bytes = decodeBase64(text);
  if (!bytes) return undefined;
  try {
    // ignoreBOM keeps a leading U+FEFF: what was sent is what is read.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined; // not UTF-8: the answer of this function, not a failure
    throw error;
  }
}

/** Length of `text` in UTF-8 bytes. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

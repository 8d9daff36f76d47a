/** How far `value` is after `reference` in serial arithmetic of `bits` bits (RFC 1982): negative when it is before. */
export function serialDistance(value: number, reference: number, bits: 16 | 32): number {
  if (bits === 32) return (value - reference) | 0;
  return ((value - reference) << 16) >> 16;
}

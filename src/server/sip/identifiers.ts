import { randomBytes } from 'node:crypto';

/** Random octets are drawn from the system in blocks: one call for many identifiers. */
const BLOCK = 4_096;
let pool = Buffer.alloc(0);
let used = 0;

function token(octets: number): string {
  if (used + octets > pool.length) {
    pool = randomBytes(BLOCK);
    used = 0;
  }
  used += octets;
  return pool.toString('hex', used - octets, used);
}

/** At least 32 bits of randomness are required (RFC 3261 19.3); these have 64. */
export function newTag(): string {
  return token(8);
}

export function newCallId(): string {
  return token(16);
}

/** RFC 3261 8.1.1.7: begins with the magic cookie, unique across space and time. */
export function newBranch(): string {
  return `z9hG4bK${token(10)}`;
}

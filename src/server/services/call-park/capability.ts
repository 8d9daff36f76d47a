import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const octets = 16;

/** `ms-parked-call`: 128 random bits. Who has it may retrieve that call; it is never valid for another. */
export class ParkedCallCapability {
  readonly text = randomBytes(octets).toString('hex');
  /** What the store keeps. */
  readonly hash = hashOf(this.text);

  matches(presented: string): boolean {
    return capabilityMatches(presented, this.hash);
  }
}

/** Compares in a time that depends on neither: digests of equal length instead of the texts. */
export function capabilityMatches(presented: string, hash: string): boolean {
  const expected = Buffer.from(hash, 'hex');
  const actual = Buffer.from(hashOf(presented), 'hex');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Matches nothing: what is compared with where no call is, so that it takes as long. */
export const noCapabilityHash = hashOf(randomBytes(octets).toString('hex'));

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

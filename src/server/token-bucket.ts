import { detached } from './sip/message';

export interface BucketLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** `burst` at once, `perSecond` in the long run. Times are milliseconds of one clock. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    private readonly limit: BucketLimit,
    now: number,
  ) {
    this.#tokens = limit.burst;
    this.#at = now;
  }

  /** Takes one token; false when there is none. */
  take(now: number): boolean {
    this.#refill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Whether a token is there, without taking it. */
  has(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= 1;
  }

  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.limit.burst;
  }

  /** Whole seconds until a token is there, at least 1: what `Retry-After` wants. */
  retryAfter(now: number): number {
    this.#refill(now);
    return Math.max(1, Math.ceil((1 - this.#tokens) / this.limit.perSecond));
  }

  #refill(now: number): void {
    const elapsed = now - this.#at;
    if (elapsed <= 0) return;
    this.#at = now;
    this.#tokens = Math.min(this.limit.burst, this.#tokens + (elapsed / 1000) * this.limit.perSecond);
  }
}

/**
 * Buckets by key. The number of keys is bounded, so that nobody fills the memory with invented ones: when it is full,
 * those that say nothing (full again) go, then the oldest.
 */
export class BucketTable {
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(
    private readonly limit: BucketLimit,
    private readonly maximum = 10_000,
  ) {}

  get(key: string, now: number): TokenBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.maximum) this.#evict(now);
      bucket = new TokenBucket(this.limit, now);
      this.#buckets.set(detached(key), bucket);
    }
    return bucket;
  }

  #evict(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size < this.maximum) return;
      this.#buckets.delete(key);
    }
  }
}

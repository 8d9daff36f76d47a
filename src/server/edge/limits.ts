import type { BucketLimit } from '../token-bucket';

export interface BucketTriple {
  readonly connection: BucketLimit;
  /** One proven identity, over all its connections. */
  readonly identity: BucketLimit;
  /** One remote address. */
  readonly address: BucketLimit;
}

/** What one peer may cost. Does not apply to trusted applications. */
export interface EdgeLimits {
  readonly requests: BucketTriple;
  /** Wrong passwords. */
  readonly failedAttempts: BucketTriple;
  /** MESSAGE, INVITE and INFO of one guest. */
  readonly guestMessagesPerMinute: number;
  /** Seconds a guest may use a connection without signing in anew. */
  readonly guestSessionSeconds: number;
  /** Seconds a connection has to prove an identity before it is closed. */
  readonly authenticationSeconds: number;
  /** Requests of one connection that wait for their answer. */
  readonly pendingRequestsPerConnection: number;
  readonly maxContactsPerUser: number;
  readonly minRegistrationSeconds: number;
  readonly maxRegistrationSeconds: number;
}

export const defaultEdgeLimits: EdgeLimits = {
  requests: {
    connection: { perSecond: 50, burst: 200 },
    identity: { perSecond: 100, burst: 400 },
    address: { perSecond: 500, burst: 2_000 },
  },
  failedAttempts: {
    connection: { perSecond: 0.1, burst: 6 },
    identity: { perSecond: 0.1, burst: 12 },
    address: { perSecond: 0.5, burst: 30 },
  },
  guestMessagesPerMinute: 60,
  guestSessionSeconds: 28_800,
  authenticationSeconds: 10,
  pendingRequestsPerConnection: 200,
  maxContactsPerUser: 10,
  minRegistrationSeconds: 10,
  maxRegistrationSeconds: 600,
};

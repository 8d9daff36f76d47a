import { z } from 'zod';
import { positiveInteger } from './fields';

const bucket = (perSecond: number, burst: number) =>
  z
    .strictObject({
      perSecond: z.number().positive().default(perSecond),
      burst: positiveInteger.default(burst),
    })
    .prefault({});

/** Token buckets: `burst` at once, `perSecond` in the long run. */
export const limitsSchema = z.strictObject({
  requests: z
    .strictObject({
      connection: bucket(50, 200),
      identity: bucket(100, 400),
      address: bucket(500, 2_000),
    })
    .prefault({})
    .describe(
      'Requests of one connection, one proven identity (over all its connections), one remote address.',
    ),
  failedAttempts: z
    .strictObject({
      connection: bucket(0.1, 6),
      identity: bucket(0.1, 12),
      address: bucket(0.5, 30),
    })
    .prefault({})
    .describe('Wrong passwords.'),
  credentials: bucket(1, 30).describe('Guest credentials per remote address.'),
  connectionsPerAddress: positiveInteger.default(200),
  authenticationSeconds: positiveInteger
    .default(10)
    .describe('A connection that has not proven an identity by then is closed.'),
  pendingRequestsPerConnection: positiveInteger.default(200),
});

import { z } from 'zod';
import { positiveInteger } from './fields';

/** The UCWA gateway: messaging over plain HTTP, on the port of the pages. */
export const ucwaSchema = z.strictObject({
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^/\s="',]+$/, 'an origin such as https://lync.contoso.com, without a path')
    .optional()
    .describe(
      'Where clients reach this server, behind a proxy for instance; what they asked for when absent.',
    ),
  tokenSeconds: positiveInteger
    .max(604_800)
    .default(28_800)
    .describe('How long a token of a user is good; that of a guest lasts as long as their session.'),
  inactiveSeconds: positiveInteger
    .max(86_400)
    .default(900)
    .describe('A client that has not asked for events for so long has to sign in anew.'),
  absentSeconds: positiveInteger
    .max(3_600)
    .default(60)
    .describe('To a client that has not asked for events for so long, nothing is delivered.'),
  answerSeconds: positiveInteger
    .max(180)
    .default(30)
    .describe('How long an invitation waits for somebody to accept it.'),
  maxApplications: positiveInteger.default(20_000),
  maxApplicationsPerUser: positiveInteger.default(10).describe('One more takes the place of the oldest.'),
  maxConversations: positiveInteger.default(50).describe('Of one application at once.'),
  queueText: z
    .string()
    .max(500)
    .default('You are number {position} in the queue.')
    .describe('Said to visitors whose place changes; empty: nothing.'),
  agentText: z
    .string()
    .max(500)
    .default('You are talking to {agentName}.')
    .describe('Said to visitors when an agent takes over; empty: nothing.'),
});

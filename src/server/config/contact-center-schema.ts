import { z } from 'zod';
import { positiveInteger, sipAddress } from './fields';

const text = z.string().min(1).max(2_000);

export const skillSchema = z.strictObject({
  name: z.string().min(1).max(50),
  level: positiveInteger.max(100).optional().describe('1 when absent.'),
});

export const queueSchema = z.strictObject({
  uri: sipAddress,
  name: z.string().min(1).max(100),
  skills: z.array(skillSchema).default([]).describe('An agent needs all of them.'),
  welcome: text.optional(),
  hold: z.strictObject({ text, everySeconds: positiveInteger }).optional(),
  maxWaitSeconds: positiveInteger.default(600),
  maxLength: positiveInteger.default(100),
  offerSeconds: positiveInteger.max(600).default(20),
  overflow: z.strictObject({ to: sipAddress.optional(), text }).optional(),
  wrapUpSeconds: z.int().min(0).max(3_600).default(0),
  contextApplications: z
    .array(z.string())
    .default([])
    .describe('Ids of applications opened to the agent who accepts.'),
  farewell: text.optional(),
  fullStatus: z.literal([200, 486, 503]).optional(),
});

export const contextApplicationSchema = z.strictObject({
  id: z.string().regex(/^\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?$/, 'a GUID'),
  name: z.string().min(1).max(50),
  toast: z.string().max(80).optional(),
  url: z.string().optional(),
  installLink: z.url({ protocol: /^https?$/ }).optional(),
  simpleLink: z.url({ protocol: /^https?$/ }).optional(),
  roles: z.array(z.string().min(1)).optional().describe('Opened only to agents who have one of these.'),
  toCustomer: z
    .array(z.string())
    .optional()
    .describe('Content types the application may send on to the visitor.'),
});

export const contactCenterSchema = z.strictObject({
  missedOffersLimit: positiveInteger.default(3),
  exclusionSeconds: positiveInteger.default(60),
  reconnectGraceSeconds: z.int().min(0).default(30),
  drainSeconds: z.int().min(0).default(5),
});

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

const audioFile = z.string().min(1).max(500);
const prompt = z.strictObject({
  text: text.describe('Sent as a notice too, for those who read.'),
  file: audioFile.optional().describe('WAV file, relative to media.directory; two notes when absent.'),
});

/** Calls to the queues, and calls that visitors ask for. */
export const voiceSchema = z.strictObject({
  music: audioFile
    .optional()
    .describe('WAV file, relative to media.directory; composed by the server itself when absent.'),
  menu: z
    .strictObject({
      greeting: prompt.optional(),
      questions: z
        .array(
          z.strictObject({
            key: z
              .string()
              .regex(/^[A-Za-z][\w-]{0,49}$/, 'a name of letters, digits, "_" and "-"')
              .describe('Where the answer stands in the customer card: data.answers.<key>.'),
            prompt,
            digits: positiveInteger.max(32).optional().describe('Most digits; 1 when absent.'),
            terminator: z.enum(['#', '*']).optional().describe('Ends the input before; # when absent.'),
            choices: z
              .record(z.string().regex(/^[0-9*#A-D]{1,32}$/, 'digits'), z.string().min(1).max(200))
              .optional()
              .describe('Digits that count, and what they mean; any input counts when absent.'),
            attempts: positiveInteger.max(10).optional().describe('How often it is asked; 2 when absent.'),
          }),
        )
        .max(10)
        .default([]),
      closing: prompt.optional(),
    })
    .optional()
    .describe('Asked of somebody whom the server calls, before they are queued.'),
  callback: z
    .strictObject({
      allowed: z
        .array(z.string().regex(/^sip:[^@\s<>;?]+@[a-z0-9.-]+$/, 'an address, or sip:*@<host>'))
        .optional()
        .describe('Whom visitors may have called besides themselves.'),
      phoneUri: z
        .string()
        .regex(/^sip:[^@\s<>]*\{phone\}[^@\s<>]*@\S+$/, 'an address with {phone} in it')
        .optional()
        .describe('Where phone numbers are called: sip:{phone}@gateway.contoso.com. Nowhere when absent.'),
      ringSeconds: positiveInteger.max(180).optional().describe('30 when absent.'),
      maxDelaySeconds: positiveInteger
        .max(604_800)
        .optional()
        .describe('How far ahead a call may be asked for; 86400 when absent.'),
    })
    .optional()
    .describe('Visitors may ask to be called; they may not when absent.'),
});

export const contactCenterSchema = z.strictObject({
  missedOffersLimit: positiveInteger.default(3),
  exclusionSeconds: positiveInteger.default(60),
  reconnectGraceSeconds: z.int().min(0).default(30),
  drainSeconds: z.int().min(0).default(5),
  supervision: z
    .strictObject({
      announce: z.enum(['agents', 'everybody']),
      text: z.string().min(1).max(1000).default('A supervisor is listening.'),
    })
    .optional()
    .describe('Who is told that a supervisor listens or reads along; nobody when absent.'),
  voice: voiceSchema.optional().describe('Calls; without it they have the usual music and nobody is called.'),
});

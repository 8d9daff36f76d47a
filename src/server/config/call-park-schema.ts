import { z } from 'zod';
import { positiveInteger, sipAddress } from './fields';

/** The product's limits (New-CsCpsConfiguration) are kept by the service itself. */
export const callParkSchema = z.strictObject({
  uri: sipAddress.describe('The address of the service; provisioning tells the users.'),
  orbits: z
    .string()
    .min(1)
    .max(2_000)
    .describe('Orbits and ranges of orbits, with commas between: 100-109, #500, *7000-*7099.'),
  ringBackSeconds: positiveInteger
    .default(90)
    .describe('How long a call is parked before it rings back: 10 to 600.'),
  attempts: positiveInteger
    .default(1)
    .describe('How often it rings back before it goes to fallbackUri, or ends: 1 to 10.'),
  fallbackUri: z.string().startsWith('sip:').optional().describe('Where a call goes that nobody took.'),
  music: z.boolean().default(true).describe('Whether who is parked hears music.'),
  musicFile: z
    .string()
    .min(1)
    .optional()
    .describe('WAV file, relative to media.directory; composed by the server itself when absent.'),
  drainSeconds: z
    .int()
    .min(0)
    .max(600)
    .default(10)
    .describe('How long a server that stops waits for parked calls to be taken back.'),
});

const portRange = z
  .strictObject({ first: z.int().min(1_024).max(65_535), last: z.int().min(1_024).max(65_535) })
  .refine(({ first, last }) => first <= last, {
    message: 'expected a first port that is not above the last',
  });

/** Voice in this process. Loaded when the first call needs it. */
export const mediaSchema = z
  .strictObject({
    address: z
      .ipv4()
      .optional()
      .describe('The only address of this machine that media is sent from; all but loopback when absent.'),
    ports: portRange.optional().describe('UDP, one for each leg; any when absent.'),
    directory: z.string().min(1).default('.').describe('Of audio files; relative to the configuration file.'),
  })
  .refine(({ address, ports }) => ports === undefined || address !== undefined, {
    message: 'expected an address, because there are ports',
    path: ['address'],
  });

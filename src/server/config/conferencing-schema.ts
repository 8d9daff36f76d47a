import { z } from 'zod';
import { defaultConferencing } from '../services/conferencing/configuration';
import { positiveInteger } from './fields';

const { messageRate, ...defaults } = defaultConferencing;

/** Conferences: who may make them, and what one may cost. */
export const conferencingSchema = z.strictObject({
  roles: z
    .array(z.string().min(1).max(50))
    .min(1)
    .optional()
    .describe('Users with one of these roles may make conferences; all users when absent.'),
  maxParticipants: positiveInteger.max(1_000).default(defaults.maxParticipants),
  maxConferencesPerOrganizer: positiveInteger
    .max(1_000)
    .default(defaults.maxConferencesPerOrganizer)
    .describe('Of those where nobody is, the oldest makes room for a new one.'),
  maxCommandBytes: positiveInteger
    .max(defaults.maxCommandBytes)
    .default(defaults.maxCommandBytes)
    .describe('Of one C3P command.'),
  maxMessageBytes: positiveInteger.max(49_152).default(defaults.maxMessageBytes).describe('Of one message.'),
  messageRate: z
    .strictObject({
      perSecond: z.number().positive().default(messageRate.perSecond),
      burst: positiveInteger.default(messageRate.burst),
    })
    .prefault({})
    .describe('Messages of one participant: `burst` at once, `perSecond` in the long run.'),
  expirySeconds: positiveInteger
    .max(2_592_000)
    .default(defaults.expirySeconds)
    .describe('How long a conference is kept that nobody is in.'),
  unattendedSeconds: positiveInteger
    .default(defaults.unattendedSeconds)
    .describe('How long a conference goes on when only visitors are left in it.'),
  sessionExpiresSeconds: z.int().min(90).max(86_400).default(defaults.sessionExpiresSeconds),
  probeSeconds: z
    .int()
    .min(5)
    .max(3_600)
    .default(defaults.probeSeconds)
    .describe('A participant who says nothing for that long is asked whether they are there.'),
  reconnectGraceSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(defaults.reconnectGraceSeconds)
    .describe('How long a participant whose connection was lost has to come back.'),
  dialOutSeconds: z.int().min(5).max(180).default(defaults.dialOutSeconds),
});

import { z } from 'zod';
import { port, positiveInteger, sipAddress, userName } from './fields';

const id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'an id of lower-case letters, digits and "-"');
const names = z.array(userName).max(5_000);
const bucket = z.strictObject({ perSecond: z.number().positive(), burst: positiveInteger });

const categorySchema = z.strictObject({
  id,
  name: z.string().min(1).max(100),
  description: z.string().max(1_000).default(''),
  scope: names.optional().describe('Who sees its rooms; every user when absent.'),
  creators: names.optional().describe('Who may create rooms in it; every user when absent.'),
});

const roomSchema = z.strictObject({
  id: id.describe(
    "Last part of the room's address. The room is made when it is not there; what people change in it stays.",
  ),
  name: z.string().min(1).max(256),
  description: z.string().max(1_024).default(''),
  topic: z.string().max(1_024).default(''),
  category: id,
  privacy: z.enum(['open', 'closed', 'secret']).default('open'),
  behavior: z
    .enum(['normal', 'auditorium'])
    .default('normal')
    .describe('In an auditorium only presenters speak.'),
  invitations: z.boolean().default(true).describe('Whether new members are invited.'),
  members: names.default([]),
  managers: names.default([]),
  presenters: names.default([]),
});

const applicationSchema = z.strictObject({
  name: userName.describe('User part of its address.'),
  displayName: z.string().min(1).max(100),
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port,
      tls: z
        .strictObject({
          key: z.string().min(1),
          certificate: z.string().min(1),
          peers: z
            .string()
            .min(1)
            .describe("The application's certificate, or who has signed it and nobody else's."),
        })
        .optional()
        .describe('Files (PEM). Over TLS, for who has a certificate of these peers.'),
    })
    .optional()
    .describe(
      'Where it connects over TCP. Without `tls`, whoever reaches this port is the application: keep it private.',
    ),
});

/** Rooms that keep their history. Bytes are of UTF-8. */
export const persistentChatSchema = z.strictObject({
  uri: sipAddress.describe('Look-up address; provisioning tells the users.'),
  channelUri: sipAddress.optional().describe('Where the rooms are; the look-up address when absent.'),
  name: z.string().min(1).max(100).default('Persistent Chat'),
  administrators: names.default([]).describe('May manage every room.'),
  categories: z
    .array(categorySchema)
    .min(1)
    .default([{ id: 'general', name: 'General', description: '' }]),
  rooms: z.array(roomSchema).default([]),
  applications: z
    .array(applicationSchema)
    .default([])
    .describe('Bots and middle tiers that take part in rooms.'),
  waitingAlerts: z
    .array(
      z.strictObject({
        application: userName.describe('Who says it.'),
        queue: sipAddress,
        room: id,
        afterSeconds: positiveInteger.max(3_600).default(60),
        text: z
          .string()
          .min(1)
          .max(1_000)
          .default('Somebody has been waiting for {seconds} seconds. In the queue: {waiting}')
          .describe('{seconds} and {waiting} are filled in.'),
      }),
    )
    .default([])
    .describe('A room is told when a contact waits too long in a queue.'),
  sessionSeconds: z
    .int()
    .min(90)
    .max(86_400)
    .default(1_800)
    .describe('A session silent for so long is ended.'),
  limits: z
    .strictObject({
      messageBytes: positiveInteger.max(8_000),
      storyBytes: positiveInteger.max(40_000),
      pageMessages: positiveInteger.max(500),
      searchResults: positiveInteger.max(1_000),
      listedParticipants: positiveInteger.max(300),
      roleMembers: positiveInteger.max(100_000),
      roomsPerSession: positiveInteger.max(10_000),
      sessionsPerUser: positiveInteger.max(10_000),
      posts: bucket.describe('Of one user.'),
      commands: bucket.describe('Of one user.'),
      waitingBytes: positiveInteger,
      waitingPosts: positiveInteger,
    })
    .partial()
    .default({}),
});

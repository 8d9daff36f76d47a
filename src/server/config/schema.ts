import { z } from 'zod';
import {
  contextApplicationSchema,
  contactCenterSchema,
  queueSchema,
  skillSchema,
} from './contact-center-schema';
import { callParkIssue } from './call-park';
import { callParkSchema, mediaSchema } from './call-park-schema';
import { conferencingSchema } from './conferencing-schema';
import { demoSchema } from './demo-schema';
import { httpSchema } from './http-schema';
import { limitsSchema } from './limits-schema';
import { persistentChatIssue } from './persistent-chat';
import { persistentChatSchema } from './persistent-chat-schema';
import { ucwaSchema } from './ucwa-schema';
import { upstreamSchema } from './upstream-schema';
import { positiveInteger, port, sipAddress, userName } from './fields';

const userSchema = z
  .strictObject({
    name: userName.describe('User part of the address: alice is sip:alice@<domain>.'),
    displayName: z.string().min(1).max(100).describe('Shown to colleagues.'),
    publicName: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('What visitors may see of this agent; displayName when absent.'),
    password: z.string().min(1).max(200).optional().describe('Either this or ha1.'),
    ha1: z
      .strictObject({
        MD5: z
          .string()
          .regex(/^[0-9a-f]{32}$/, '32 lower-case hexadecimal digits')
          .optional(),
        'SHA-256': z
          .string()
          .regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits')
          .optional(),
      })
      .optional()
      .describe('Digest of name:domain:password, so that no password stands in the file (RFC 7616, 3.4.2).'),
    roles: z
      .array(z.string().min(1).max(50))
      .default([])
      .describe('`agent` takes contacts; others are free, e.g. `supervisor`.'),
    skills: z.array(skillSchema).default([]),
    capacity: positiveInteger.max(50).default(1).describe('Parallel chats.'),
  })
  .refine((user) => (user.password === undefined) !== (user.ha1 === undefined), {
    message: 'expected exactly one of password and ha1',
    path: ['password'],
  });

const guestsSchema = z.strictObject({
  secret: z
    .string()
    .min(16)
    .optional()
    .describe(
      'Key of the guest passwords, shared with the site that hands them out; made and kept in the data directory when absent.',
    ),
  siteSecret: z
    .string()
    .min(16)
    .optional()
    .describe('Key of the HS256 signature on what the site vouches for; made when absent.'),
  credentialsSeconds: positiveInteger
    .max(86_400)
    .default(600)
    .describe('How long a visitor has to sign in with them.'),
  sessionSeconds: positiveInteger
    .max(604_800)
    .default(28_800)
    .describe('How long a visitor may stay signed in.'),
  messagesPerMinute: positiveInteger.default(60),
  portals: z.array(sipAddress).optional().describe('What guests may call; the queues when absent.'),
});

/** The whole of a server, in one file. Unknown keys are errors. */
export const lyncConfigurationSchema = z
  .strictObject({
    $schema: z.string().optional(),
    domain: z.string().regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'a domain name in lower case'),
    http: httpSchema,
    sip: z
      .strictObject({
        path: z.string().startsWith('/').default('/sip').describe('Where SIP over WebSocket answers.'),
        tcp: z.strictObject({ host: z.string().default('127.0.0.1'), port: port.default(5060) }).prefault({}),
        digest: z.enum(['MD5', 'SHA-256']).default('MD5').describe('Browsers and old clients read MD5 only.'),
        nonceSeconds: positiveInteger.max(86_400).default(600),
        maxRegistrationSeconds: positiveInteger.max(86_400).default(600),
        minRegistrationSeconds: positiveInteger.max(3_600).default(10),
        maxContactsPerUser: positiveInteger.max(100).default(10),
      })
      .prefault({}),
    data: z
      .string()
      .min(1)
      .default('.lync')
      .describe('Directory of the data; relative to the working directory.'),
    database: z
      .url({ protocol: /^postgres(ql)?$/ })
      .optional()
      .describe(
        'PostgreSQL, which several servers may share; a file in the directory of the data when absent.',
      ),
    users: z.array(userSchema).default([]),
    queues: z.array(queueSchema).default([]),
    contextApplications: z.array(contextApplicationSchema).default([]),
    contactCenter: contactCenterSchema.prefault({}),
    callPark: callParkSchema.optional().describe('Without it, calls cannot be parked.'),
    persistentChat: persistentChatSchema.optional().describe('Without it, there are no chat rooms.'),
    conferencing: conferencingSchema.optional().describe('Without it, there are no conferences.'),
    ucwa: ucwaSchema.optional().describe('Without it, there is no messaging over plain HTTP.'),
    media: mediaSchema.prefault({}),
    upstream: upstreamSchema
      .optional()
      .describe('Set where another edge, such as Kamailio, stands in front.'),
    guests: guestsSchema.prefault({}),
    limits: limitsSchema.prefault({}),
    demo: demoSchema.prefault({}),
  })
  .superRefine((config, context) => {
    const unique = (list: readonly string[], key: string, field: string): void => {
      list.forEach((value, index) => {
        if (list.indexOf(value) !== index) {
          context.addIssue({
            code: 'custom',
            path: [key, index, field],
            message: `expected a value of its own, ${value} is there twice`,
          });
        }
      });
    };
    unique(
      config.users.map((user) => user.name.toLowerCase()),
      'users',
      'name',
    );
    unique(
      config.queues.map((queue) => queue.uri),
      'queues',
      'uri',
    );
    unique(
      config.contextApplications.map((application) => application.id.toLowerCase()),
      'contextApplications',
      'id',
    );
    config.demo.customers.forEach(({ id }, index) => {
      if (config.demo.customers.findIndex((other) => other.id === id) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['demo', 'customers', index, 'id'],
          message: `expected a value of its own, ${id} is there twice`,
        });
      }
    });
    const names = new Set(config.users.map((user) => user.name));
    const own = `@${config.domain}`;
    config.queues.forEach((queue, index) => {
      const path = ['queues', index];
      if (!queue.uri.endsWith(own)) {
        context.addIssue({
          code: 'custom',
          path: [...path, 'uri'],
          message: `expected an address of ${config.domain}`,
        });
      } else if (names.has(queue.uri.slice('sip:'.length, -own.length))) {
        context.addIssue({
          code: 'custom',
          path: [...path, 'uri'],
          message: 'expected an address that no user has',
        });
      }
      queue.contextApplications.forEach((id, position) => {
        if (!config.contextApplications.some((application) => application.id === id)) {
          context.addIssue({
            code: 'custom',
            path: [...path, 'contextApplications', position],
            message: 'expected the id of one of contextApplications',
          });
        }
      });
      if (
        queue.overflow?.to !== undefined &&
        !config.queues.some((other) => other.uri === queue.overflow?.to && other !== queue)
      ) {
        context.addIssue({
          code: 'custom',
          path: [...path, 'overflow', 'to'],
          message: 'expected the address of another queue',
        });
      }
    });
    const issue =
      config.callPark &&
      callParkIssue(config.callPark, {
        domain: config.domain,
        users: config.users.map((user) => user.name),
        queues: config.queues.map((queue) => queue.uri),
      });
    if (issue) context.addIssue({ code: 'custom', path: ['callPark', issue.key], message: issue.message });
    const chatIssue =
      config.persistentChat &&
      persistentChatIssue(config.persistentChat, {
        domain: config.domain,
        users: config.users.map((user) => user.name),
        queues: config.queues.map((queue) => queue.uri),
      });
    if (chatIssue)
      context.addIssue({
        code: 'custom',
        path: ['persistentChat', ...chatIssue.path],
        message: chatIssue.message,
      });
    config.users.forEach((user, index) => {
      if (user.ha1 !== undefined && user.ha1[config.sip.digest] === undefined) {
        context.addIssue({
          code: 'custom',
          path: ['users', index, 'ha1', config.sip.digest],
          message: `expected the digest of the algorithm in sip.digest`,
        });
      }
    });
  });

export type LyncConfiguration = z.output<typeof lyncConfigurationSchema>;
export type UserConfiguration = LyncConfiguration['users'][number];

/** The schema of the file for editors, as JSON Schema. */
export function configurationJsonSchema(): unknown {
  return z.toJSONSchema(lyncConfigurationSchema, { io: 'input' });
}

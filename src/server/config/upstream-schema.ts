import { z } from 'zod';
import { port } from './fields';

/** Behind an edge such as Kamailio (`deploy/`): this server then has no SIP listeners for users of its own. */
export const upstreamSchema = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(5070),
      advertised: z
        .string()
        .min(1)
        .optional()
        .describe('The address by which the edges reach it, where that is another.'),
      from: z
        .array(z.string().min(1))
        .default([])
        .describe('Hosts the edges connect from, beside those where they listen.'),
    })
    .describe(
      'SIP over TCP for the edges, which are believed: keep it on a network that only they are on. Nobody else is let in.',
    ),
  edges: z
    .array(z.strictObject({ host: z.string().min(1), port }))
    .min(1)
    .describe('Where the edges listen for this server.'),
  publicUrl: z
    .url({ protocol: /^wss?$/ })
    .describe(
      'Where browsers reach the edge: `wss://sip.contoso.com/sip`. It is handed out with credentials.',
    ),
});

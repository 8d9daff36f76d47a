import { z } from 'zod';
import { port } from './fields';

const origin = z
  .string()
  .regex(/^https?:\/\/[^/\s]+$/, 'an origin such as https://shop.example, without a path');

export const httpSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: port.default(8080),
  allowedOrigins: z
    .array(origin)
    .default([])
    .describe('Pages that may connect and fetch credentials; the own origin always may.'),
  static: z
    .array(
      z.strictObject({
        path: z.string().startsWith('/'),
        directory: z.string().min(1).describe('Relative to the configuration file.'),
        crossOrigin: z
          .boolean()
          .optional()
          .describe(
            'Pages of other sites, and sandboxed frames, may load modules and fonts from it (Access-Control-Allow-Origin: *).',
          ),
        immutable: z
          .string()
          .optional()
          .describe(
            'Regular expression of file names that never change; by default those with a hash, such as app-1f3a9c2b.js.',
          ),
      }),
    )
    .default([]),
  contentSecurityPolicy: z
    .record(z.string().regex(/^[a-z-]+$/), z.array(z.string()))
    .default({})
    .describe('Directive to sources; sent with every page. Empty: none is sent.'),
  headers: z.record(z.string(), z.string()).default({}).describe('Further headers of every answer.'),
});

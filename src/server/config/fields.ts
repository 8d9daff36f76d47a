import { z } from 'zod';

export const positiveInteger = z.int().min(1);
/** 0 lets the system choose a free port. */
export const port = z.int().min(0).max(65_535);
export const userName = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/,
    'a name of lower-case letters, digits, ".", "_" and "-"',
  );
export const sipAddress = z
  .string()
  .regex(/^sip:[^@\s<>;?]+@[a-z0-9.-]+$/, 'an address such as sip:sales@contoso.com');

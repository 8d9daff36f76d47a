import { z } from 'zod';

const fact = z.string().min(1).max(200);

const orderSchema = z.strictObject({
  number: fact,
  placed: z.iso.date(),
  items: fact,
  total: fact,
  status: fact,
});

const customerSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'an id of lower-case letters, digits and "-"')
    .describe('What `?customer=` of the credentials address names.'),
  name: fact,
  email: z.email().optional(),
  phone: fact.optional(),
  customerSince: z.iso.date().optional(),
  tier: fact.optional(),
  orders: z.array(orderSchema).max(10).default([]).describe('Newest first.'),
});

/** The part of the demo's shop that a site's own back end would know: it stands in for a customer data base. */
export const demoSchema = z.strictObject({
  customers: z
    .array(customerSchema)
    .default([])
    .describe('For demonstrations only: whoever asks as one of these is taken at their word.'),
});

export type DemoCustomer = z.output<typeof customerSchema>;

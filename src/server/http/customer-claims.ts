/** What a site knows of a signed-in customer and vouches for: it becomes claims of the signed context. */
export interface KnownCustomer {
  readonly name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  /** Anything else, JSON; short, since the visitor's INVITE carries it. */
  readonly [fact: string]: unknown;
}

/** Name, email and phone are the contact; the rest is the site's own data. */
export function customerClaims(customer: KnownCustomer): Record<string, unknown> {
  const { name, email, phone, ...data } = customer;
  return {
    contact: { name, ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) },
    data,
  };
}

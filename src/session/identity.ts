import type { SipRequest } from './signaling/signaling';

/** The address of record in a SIP URI or a name-addr, in lower case: `sip:user@host`. Empty if there is none. */
export function addressOf(value: string): string {
  const match = /sips?:([^@\s<>;?]+@)?([^\s<>;:?,]+)/i.exec(value);
  return match ? `sip:${match[1] ?? ''}${match[2] ?? ''}`.toLowerCase() : '';
}

/** Host part of an address. */
export function domainOf(uri: string): string {
  return addressOf(uri).replace(/^sip:([^@]*@)?/, '');
}

/** Who really asks: what the edge asserts (RFC 3325), where it asserts something, else what the request claims. */
export function assertedIdentity(request: SipRequest): string {
  return addressOf(request.header('p-asserted-identity') ?? request.fromUri);
}

/** Patterns are addresses in which `*` stands for any characters but `@`. */
export function isTrusted(uri: string, patterns: readonly string[]): boolean {
  const address = addressOf(uri);
  return patterns.some((pattern) => {
    const source = pattern
      .toLowerCase()
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '[^@]*');
    return new RegExp(`^${source}$`).test(address);
  });
}

/** Default of `trustedApplications`. */
export function defaultTrusted(uri: string): readonly string[] {
  const domain = domainOf(uri);
  return domain ? [`sip:contact-*@${domain}`, `sip:contact-center@${domain}`] : [];
}

/** A customer, as the contact centre shows them to an agent (wire guide, "Addresses"). */
export const isContact = (uri: string): boolean => /^sips?:contact-[^@]*@/i.test(uri);

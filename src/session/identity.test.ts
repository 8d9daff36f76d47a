import { describe, expect, it } from 'vitest';
import { addressOf, defaultTrusted, domainOf, isTrusted } from './identity';

describe('identity', () => {
  it.each([
    ['"Jane <x>" <sip:Jane@Contoso.com:5061;transport=ws>;tag=1', 'sip:jane@contoso.com'],
    ['sips:jane@contoso.com', 'sip:jane@contoso.com'],
    ['<sip:contoso.com>', 'sip:contoso.com'],
    ['jane@contoso.com', ''],
  ])('finds the address in %s', (value, address) => expect(addressOf(value)).toBe(address));

  it('knows the domain', () => {
    expect(domainOf('sip:jane@Contoso.com')).toBe('contoso.com');
    expect(domainOf('')).toBe('');
  });

  it('trusts the contact centre of the own domain and nobody else', () => {
    const patterns = defaultTrusted('sip:alice@contoso.com');
    expect(isTrusted('sip:contact-7f3a@contoso.com', patterns)).toBe(true);
    expect(isTrusted('sip:Contact-Center@CONTOSO.com', patterns)).toBe(true);
    for (const uri of [
      'sip:contact-1@contoso.com.evil.example',
      'sip:contact-1@evil.example',
      'sip:x@contact-1@contoso.com',
      'sip:mycontact-1@contoso.com',
      'sip:contact-1@contosoXcom',
      '',
    ]) {
      expect(isTrusted(uri, patterns), uri).toBe(false);
    }
    expect(isTrusted('sip:a@b', defaultTrusted(''))).toBe(false);
  });
});

import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { utf8Length } from './base64';
import {
  buildSessionInvite,
  ContextLimitError,
  isApplicationId,
  normalizeApplicationId,
  parseSessionInvite,
  sessionInviteDataRoom,
} from './session-invite';
import { WireFormatError } from './wire-format-error';
import { XmlError } from './xml/xml-error';

const applicationId = '40499119-4b60-45a6-9a7a-dc7a384d5670';

function entry(name: string, value: string): string {
  return `<entry><name>${name}</name><value>${value}</value></entry>`;
}

function body(entries: string, id = applicationId): string {
  return `<session><application-id>${id}</application-id><additional-properties>${entries}</additional-properties></session>`;
}

function limitOf(action: () => unknown): Pick<ContextLimitError, 'code' | 'limit' | 'actual'> {
  try {
    action();
  } catch (error) {
    if (error instanceof ContextLimitError)
      return { code: error.code, limit: error.limit, actual: error.actual };
    throw error;
  }
  throw new Error('no limit');
}

describe('buildSessionInvite', () => {
  it('writes the documented body', () => {
    const text = buildSessionInvite({
      applicationId: applicationId.toUpperCase(),
      applicationName: 'Contoso & Sons',
      data: 'My data',
      toast: 'Good morning!',
      simpleLink: 'http://contoso.com/x?a=1&b=2',
      installLink: 'www.Contoso.com/Download',
    });
    expect(text).toBe(
      body(
        entry('data', 'TXkgZGF0YQ==') +
          entry('simpleLink', 'http://contoso.com/x?a=1&#38;b=2') +
          entry('customToast', 'Good morning!') +
          entry('name', 'Contoso &#38; Sons') +
          entry('installLink', 'www.Contoso.com/Download'),
        `{${applicationId}}`,
      ),
    );
  });

  it('checks each limit before anything is sent', () => {
    const build = (part: object) => () => buildSessionInvite({ applicationId, ...part });
    expect(build({ applicationName: 'n'.repeat(50), toast: 't'.repeat(80) })).not.toThrow();
    expect(limitOf(build({ applicationName: 'n'.repeat(51) }))).toEqual({
      code: 'name-too-long',
      limit: 50,
      actual: 51,
    });
    expect(limitOf(build({ toast: 't'.repeat(81) }))).toEqual({
      code: 'toast-too-long',
      limit: 80,
      actual: 81,
    });
    expect(limitOf(build({ data: 'd'.repeat(3073) }))).toEqual({
      code: 'data-too-large',
      limit: 4096,
      actual: 4100,
    });
    // 4,096 characters of data are allowed, but leave no room for the rest of the body.
    expect(limitOf(build({ data: 'd'.repeat(3072) }))).toMatchObject({ code: 'body-too-large', limit: 4095 });
  });

  it('tells the room that is left for data, to the byte', () => {
    const invite = { applicationId, applicationName: 'Customer card', toast: 'Grüß Gott' };
    const room = sessionInviteDataRoom(invite);
    expect(room).toBeGreaterThan(2700);
    expect(utf8Length(buildSessionInvite({ ...invite, data: 'x'.repeat(room) }))).toBeLessThan(4096);
    expect(() => buildSessionInvite({ ...invite, data: 'x'.repeat(room + 1) })).toThrow(ContextLimitError);
    expect(sessionInviteDataRoom({ applicationId, simpleLink: `http://a/${'x'.repeat(5000)}` })).toBe(0);
  });

  it('refuses an id that is no GUID and links that are not http(s)', () => {
    expect(() => buildSessionInvite({ applicationId: 'x' })).toThrow(
      new WireFormatError('invalid-value', 'application-id'),
    );
    expect(() => buildSessionInvite({ applicationId, simpleLink: 'javascript:alert(1)' })).toThrow(
      new WireFormatError('invalid-url', 'simpleLink'),
    );
  });
});

describe('parseSessionInvite', () => {
  it('reads what build wrote', () => {
    const short = (max: number) =>
      fc
        .string({ unit: 'grapheme', maxLength: max })
        .filter((text) => text.length <= max && !/[\p{Cc}\ufffe\uffff]/u.test(text));
    fc.assert(
      fc.property(
        fc.record({
          applicationId: fc.uuid(),
          applicationName: short(50).map((text) => text.trim()),
          toast: short(80).map((text) => text.trim()),
          data: fc.string({ unit: 'grapheme', maxLength: 100 }),
          simpleLink: fc.webUrl({ withQueryParameters: true }).map((link) => new URL(link).href),
        }),
        (invite) => {
          expect(parseSessionInvite(buildSessionInvite(invite))).toEqual({
            ...invite,
            installLink: undefined,
          });
        },
      ),
    );
  });

  it('reads the seed: braces, blanks, raw data, a link without scheme', () => {
    const text = `\r\n<session>
      <application-id>{40499119-4B60-45A6-9A7A-DC7A384D5670} </application-id>
      <additional-properties>
        ${entry(' Data ', 'My data')}${entry('SIMPLELINK', ' http://contoso.com/ ')}${entry('customToast', 'Good morning!')}
        ${entry('name', 'Contoso Corporate Performance Management')}${entry('installLink', 'www.Contoso.com/Download')}
        ${entry('unknown', 'x')}<entry/>
      </additional-properties></session>\r\n`;
    expect(parseSessionInvite(text)).toEqual({
      applicationId,
      applicationName: 'Contoso Corporate Performance Management',
      data: 'My data',
      toast: 'Good morning!',
      simpleLink: 'http://contoso.com/',
      installLink: 'https://www.contoso.com/Download',
    });
  });

  it('takes any namespace and no properties at all', () => {
    const text = `<s:Session xmlns:s="urn:x"><s:Application-Id>${applicationId}</s:Application-Id></s:Session>`;
    expect(parseSessionInvite(text)).toMatchObject({ applicationId, data: undefined, toast: undefined });
  });

  it.each([
    ['TXkgZGF0YQ==', 'auto', 'My data'],
    ['TXkg\r\n  ZGF0YQ==\r\n', 'auto', 'My data'],
    ['TXkgZGF0YQ==', 'raw', 'TXkgZGF0YQ=='],
    ['', 'auto', ''],
    ['data', 'auto', 'data'], // base64, but not of UTF-8
    ['MDEy', 'auto', '012'],
    ['MDEy', 'raw', 'MDEy'],
    ['TXkgZGF0YR==', 'auto', 'TXkgZGF0YR=='], // stray bits: not canonical
    ['{"a":1}', 'auto', '{"a":1}'],
  ] as const)('reads data %j as %s', (data, form, text) => {
    expect(parseSessionInvite(body(entry('data', data)), form).data).toBe(text);
  });

  it('refuses raw data where base64 was agreed', () => {
    expect(() => parseSessionInvite(body(entry('data', 'My data')), 'base64')).toThrow(
      new WireFormatError('malformed', 'data'),
    );
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScript:x',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://a/',
    'http://a:b@c/',
    'http://a@c/',
    '//c/',
    '/x',
    'java&#10;script:x',
    '',
  ])('leaves out the link %j', (link) => {
    const invite = parseSessionInvite(body(entry('simpleLink', link) + entry('installLink', link)));
    expect([invite.simpleLink, invite.installLink]).toEqual([undefined, undefined]);
  });

  it('refuses what is over the limits, not an invitation, or has no GUID', () => {
    expect(limitOf(() => parseSessionInvite(body(entry('data', 'x'.repeat(4096))))).code).toBe(
      'body-too-large',
    );
    expect(limitOf(() => parseSessionInvite(body(entry('name', 'x'.repeat(51))))).code).toBe('name-too-long');
    expect(limitOf(() => parseSessionInvite(body(entry('customToast', 'x'.repeat(81))))).code).toBe(
      'toast-too-long',
    );
    expect(() => parseSessionInvite('<other/>')).toThrow(new WireFormatError('malformed', 'other'));
    expect(() => parseSessionInvite('<session/>')).toThrow(new WireFormatError('missing', 'application-id'));
    expect(() => parseSessionInvite(body('', 'x'))).toThrow(
      new WireFormatError('invalid-value', 'application-id'),
    );
    expect(() => parseSessionInvite('My data')).toThrow(XmlError);
    expect(() => parseSessionInvite(`<!DOCTYPE x>${body('')}`)).toThrow(XmlError);
  });

  it('throws nothing but the documented errors', () => {
    const known = [XmlError, WireFormatError, ContextLimitError];
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, inside) => {
        try {
          parseSessionInvite(inside ? body(entry('data', text), text) : text);
        } catch (error) {
          expect(known.some((type) => error instanceof type)).toBe(true);
        }
      }),
    );
  });
});

describe('normalizeApplicationId', () => {
  it('drops braces, blanks and case', () => {
    for (const id of [applicationId, `{${applicationId}}`, ` { ${applicationId.toUpperCase()} }\n`]) {
      expect(normalizeApplicationId(id)).toBe(applicationId);
      expect(isApplicationId(id)).toBe(true);
    }
    for (const id of [
      '',
      'crm',
      `{${applicationId}`,
      `${applicationId}0`,
      applicationId.replaceAll('-', ''),
    ]) {
      expect(isApplicationId(id)).toBe(false);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildChallenge,
  buildDataUri,
  buildUcwaDate,
  embeddedOf,
  linkOf,
  parseChallenge,
  parseDataUri,
  parseUcwaAvailability,
  parseUcwaDate,
  parseUcwaEvents,
  parseUcwaImportance,
  parseUcwaReason,
  parseUcwaResource,
  presenceOfUcwa,
  ucwaAvailabilityOf,
  ucwaImportanceOf,
} from '.';
import { WireFormatError } from '../wire-format-error';

describe('a data URI', () => {
  it('is written as captures have it, and read in every form seen', () => {
    expect(buildDataUri('Hi Tosh\r\n')).toBe('data:text/plain;charset=utf-8,Hi+Tosh%0d%0a');
    expect(buildDataUri('<span style="x">1+1</span>', 'text/html')).toBe(
      'data:text/html;charset=utf-8,%3cspan+style%3d%22x%22%3e1%2b1%3c%2fspan%3e',
    );
    expect(parseDataUri('data:text/plain;charset=utf-8,Hi+Tosh%0d%0a')).toEqual({
      contentType: 'text/plain',
      text: 'Hi Tosh\r\n',
    });
    expect(parseDataUri('data:text/plain;base64,SGk/aSs+')).toEqual({
      contentType: 'text/plain',
      text: 'Hi?i+>',
    });
    expect(parseDataUri('data:,x')?.contentType).toBe('text/plain');
    for (const bad of ['', 'text/plain,x', 'data:text/plain', 'data:text/plain,%zz', 'data:x y z,a']) {
      expect(parseDataUri(bad), bad).toBeUndefined();
    }
  });

  it('carries any text there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const uri = buildDataUri(text, 'text/html');
        expect(uri).toMatch(/^data:text\/html;charset=utf-8,[\w.+%-]*$/);
        expect(parseDataUri(uri)).toEqual({
          contentType: 'text/html',
          text: text.replace(/[\ud800-\udfff]/gu, '\ufffd'),
        });
      }),
    );
    fc.assert(fc.property(fc.string(), (any) => void parseDataUri(`data:${any}`)));
  });
});

describe('values', () => {
  it('have both vocabularies of importance', () => {
    expect(
      ['Low', 'normal', 'HIGH', 'Urgent', 'Emergency', 'x', 'constructor'].map(parseUcwaImportance),
    ).toEqual(['low', 'normal', 'high', 'high', 'emergency', undefined, undefined]);
    expect((['low', 'normal', 'high', 'emergency'] as const).map(ucwaImportanceOf)).toEqual([
      'Normal',
      'Normal',
      'Urgent',
      'Emergency',
    ]);
  });

  it('say availability both ways', () => {
    expect(parseUcwaAvailability('online')).toBe('Online');
    expect(parseUcwaAvailability('IdleOnline')).toBeUndefined();
    for (const value of ['online', 'busy', 'do-not-disturb', 'be-right-back', 'away', 'offline'] as const)
      expect(presenceOfUcwa(ucwaAvailabilityOf(value))).toBe(value);
  });

  it('have dates in milliseconds', () => {
    expect(buildUcwaDate(1364327898968)).toBe('/Date(1364327898968)/');
    expect(parseUcwaDate('/Date(1364327898968)/')).toBe(1364327898968);
    expect(parseUcwaDate('/Date(1364327898968+0200)/')).toBe(1364327898968);
    expect(parseUcwaDate('2013-03-26')).toBeUndefined();
  });

  it('have the challenge, alone and among others', () => {
    const challenge = {
      href: 'https://lync.contoso.com/WebTicket/oauthtoken',
      grantTypes: ['urn:microsoft.rtc:windows', 'password'],
    };
    const header = buildChallenge(challenge);
    expect(header).toBe(
      'MsRtcOAuth href="https://lync.contoso.com/WebTicket/oauthtoken",grant_type="urn:microsoft.rtc:windows,password"',
    );
    expect(parseChallenge(header)).toEqual(challenge);
    expect(parseChallenge(`Bearer trusted_issuers="", client_id="x", ${header}`)).toEqual(challenge);
    expect(parseChallenge('Bearer realm="x"')).toBeUndefined();
  });
});

describe('resources and events', () => {
  it('are read with their links and what is embedded', () => {
    const events = parseUcwaEvents(
      JSON.stringify({
        _links: { self: { href: '/e?ack=2' }, next: { href: '/e?ack=3' } },
        sender: [
          {
            rel: 'communication',
            href: '/communication',
            events: [
              {
                link: { rel: 'conversation', href: '/c/1' },
                type: 'updated',
                _embedded: {
                  conversation: {
                    rel: 'conversation',
                    state: 'Connected',
                    _links: { messaging: { href: '/m' } },
                  },
                },
              },
            ],
          },
        ],
      }),
    );
    const event = events.sender[0]!.events[0]!;
    const [conversation] = embeddedOf(event, 'conversation');
    expect(conversation!.state).toBe('Connected');
    expect(linkOf(conversation!, 'messaging')?.href).toBe('/m');
    expect(linkOf(conversation!, 'toString')).toBeUndefined();
    expect(parseUcwaEvents('{"_links":{"self":{"href":"/"}}}').sender).toEqual([]);
  });

  it('are refused, or nothing, when they are something else', () => {
    for (const bad of ['', '[]', '{"_links":{"self":1}}', '{"_links":{},"sender":[{}]}'])
      expect(() => parseUcwaEvents(bad), bad).toThrow(WireFormatError);
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          parseUcwaResource(text);
          parseUcwaEvents(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WireFormatError);
        }
      }),
    );
    expect(parseUcwaReason('<html>')).toBeUndefined();
    expect(parseUcwaReason('{"code":"Conflict","subcode":"PGetReplaced","parameters":{}}')).toEqual({
      code: 'Conflict',
      subcode: 'PGetReplaced',
    });
  });
});

import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { buildImdn, isDelivered, parseImdn } from './imdn';
import { buildKeyboardActivity, parseIsComposing, parseKeyboardActivity, parseTyping } from './is-composing';
import { buildPidf, maxNoteLength, parsePidf } from './presence';
import { WireFormatError } from './wire-format-error';
import { XmlError } from './xml/xml-error';

const printable = fc
  .string({ unit: 'grapheme' })
  .map((text) => text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '').trim());

describe('whatever the text', () => {
  it.each([parseImdn, parsePidf, parseTyping])('%o throws only the documented errors', (parse) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error instanceof XmlError || error instanceof WireFormatError).toBe(true);
        }
      }),
    );
  });
});

describe('typing', () => {
  it('reads KeyboardActivity', () => {
    for (const isTyping of [true, false]) {
      expect(parseTyping(buildKeyboardActivity(isTyping))).toEqual({ isTyping });
      expect(parseKeyboardActivity(buildKeyboardActivity(isTyping))).toEqual({ isTyping });
    }
    expect(buildKeyboardActivity(true)).toContain(
      '<KeyboardActivity> <status status="type" /></KeyboardActivity>',
    );
    expect(parseIsComposing(buildKeyboardActivity(true))).toBeUndefined();
  });

  it('reads RFC 3994', () => {
    const body = (rest: string) =>
      `<?xml version="1.0"?>\n<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">${rest}</isComposing>\n`;
    expect(
      parseTyping(body('<state>active</state><contenttype>text/plain</contenttype><refresh>90</refresh>')),
    ).toEqual({ isTyping: true, refresh: 90 });
    expect(parseIsComposing(body('<state> idle </state>'))).toEqual({ isTyping: false });
    expect(parseIsComposing(body('<state>active</state><refresh>-1</refresh>'))).toEqual({ isTyping: true });
    expect(parseIsComposing(body(''))).toBeUndefined();
  });

  it('leaves other documents to others, and refuses what is no XML', () => {
    expect(parseTyping('<ConversationInfo/>')).toBeUndefined();
    expect(parseTyping('<KeyboardActivity/>')).toBeUndefined();
    expect(() => parseTyping('typing')).toThrow(XmlError);
    expect(() => parseTyping(`<a>${'x'.repeat(5000)}</a>`)).toThrow(XmlError);
  });
});

describe('imdn', () => {
  it('reads the documented example', () => {
    const imdn =
      parseImdn(`<imdn xmlns="http://schemas.microsoft.com/rtc/2005/08/imdn"><message-id>2</message-id>
      <recipient uri="&lt;sip:bob@contoso.com;opaque=user:epid:x;gruu&gt;"><status>408</status>
      <entry><key>ms-diagnostics</key><value>6001;source="s";reason="Request Timeout"</value></entry></recipient></imdn>`);
    expect(imdn).toEqual({
      messageId: '2',
      recipients: [
        {
          uri: 'sip:bob@contoso.com;opaque=user:epid:x;gruu',
          status: 408,
          diagnostics: '6001;source="s";reason="Request Timeout"',
        },
      ],
    });
    expect(imdn.recipients.map(isDelivered)).toEqual([false]);
  });

  it('takes no recipient as delivered to all, and a missing status as failure', () => {
    expect(parseImdn('<imdn><message-id>1</message-id></imdn>').recipients).toEqual([]);
    const { recipients } = parseImdn(
      '<imdn><message-id>1</message-id><recipient uri="a"/><recipient uri="b"><status>ok</status></recipient><recipient uri="c"><status>200</status></recipient></imdn>',
    );
    expect(recipients.map(isDelivered)).toEqual([false, false, true]);
  });

  it('reads what was built', () => {
    const recipient = fc.record({
      uri: printable.map((text) => `sip:${text}@contoso.com`),
      status: fc.integer({ min: 100, max: 699 }),
      diagnostics: printable,
    });
    fc.assert(
      fc.property(
        printable.map((text) => `m${text}`),
        fc.array(recipient, { maxLength: 4 }),
        (messageId, recipients) => {
          expect(parseImdn(buildImdn({ messageId, recipients }))).toEqual({ messageId, recipients });
        },
      ),
    );
    expect(parseImdn(buildImdn({ messageId: '1', recipients: [{ uri: 'sip:a@b' }] }))).toEqual({
      messageId: '1',
      recipients: [{ uri: 'sip:a@b' }],
    });
  });

  it('refuses anything else', () => {
    expect(() => parseImdn('<x/>')).toThrow(new WireFormatError('malformed', 'x'));
    expect(() => parseImdn('<imdn/>')).toThrow(new WireFormatError('missing', 'message-id'));
  });
});

describe('presence', () => {
  const availabilities = ['online', 'busy', 'do-not-disturb', 'be-right-back', 'away', 'offline'] as const;
  const entity = 'sip:alice@contoso.com';

  it('reads what was built', () => {
    fc.assert(
      fc.property(fc.constantFrom(...availabilities), printable.filter(Boolean), (availability, note) => {
        expect(parsePidf(buildPidf({ entity, availability, note, tupleId: 't1' }))).toEqual({
          entity,
          availability,
          note,
        });
      }),
    );
    expect(parsePidf(buildPidf({ entity, availability: 'online', tupleId: 't1' }))).toEqual({
      entity,
      availability: 'online',
    });
    const long = buildPidf({ entity, availability: 'online', note: 'x'.repeat(2000), tupleId: 't1' });
    expect(parsePidf(long).note).toHaveLength(maxNoteLength);
  });

  const document = (inner: string) =>
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="${entity}">${inner}</presence>`;
  const tuple = (basic: string, more = '') =>
    `<tuple id="x"><status><basic>${basic}</basic></status>${more}</tuple>`;
  const person = (...activities: string[]) =>
    `<dm:person id="p"><rpid:activities>${activities.map((name) => `<rpid:${name}/>`).join('')}</rpid:activities></dm:person>`;

  it.each([
    [tuple('open'), 'online'],
    [tuple('closed'), 'offline'],
    ['', 'offline'],
    [tuple(' Open '), 'online'],
    [tuple('closed') + tuple('open'), 'online'],
    [tuple('open') + person('on-the-phone'), 'busy'],
    [tuple('open') + person('meeting'), 'busy'],
    [tuple('open') + person('away'), 'away'],
    [tuple('open') + person('vacation', 'busy'), 'busy'],
    [tuple('open') + person('unknown'), 'online'],
    [tuple('closed') + person('busy'), 'offline'],
    [tuple('open', '<rpid:activities><rpid:meal/></rpid:activities>'), 'away'],
    [tuple('open') + tuple('closed', '<rpid:activities><rpid:busy/></rpid:activities>'), 'online'],
    [
      '<tuple id="x"><status><basic>open</basic><rpid:activities><rpid:busy/></rpid:activities></status></tuple>',
      'busy',
    ],
  ])('%s: %s', (inner, availability) => {
    expect(parsePidf(document(inner)).availability).toBe(availability);
  });

  it('tells somebody who is in a call from somebody who is busy otherwise', () => {
    const talking = buildPidf({ entity: 'sip:a@b', availability: 'busy', onThePhone: true, tupleId: 't1' });
    expect(talking).toContain('<rpid:on-the-phone/>');
    expect(parsePidf(talking)).toEqual({ entity: 'sip:a@b', availability: 'busy', onThePhone: true });
    const meeting = talking.replace('<rpid:on-the-phone/>', '<rpid:on-the-phone/><rpid:meeting/>');
    expect(parsePidf(meeting)).toEqual({ entity: 'sip:a@b', availability: 'busy' });
    const away = talking.replace('<rpid:on-the-phone/>', '<rpid:away/>');
    expect(parsePidf(away)).toEqual({ entity: 'sip:a@b', availability: 'away' });
  });

  it('says do-not-disturb so that other clients read busy', () => {
    const xml = buildPidf({ entity, availability: 'do-not-disturb', tupleId: 't1' });
    expect(xml).toContain('<basic>open</basic>');
    expect(xml).toContain('<rpid:busy/><rpid:other>do-not-disturb</rpid:other>');
    expect(() => parsePidf('<presence xmlns="x">')).toThrow(XmlError);
    expect(() => parsePidf('<state/>')).toThrow(WireFormatError);
  });
});

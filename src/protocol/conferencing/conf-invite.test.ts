import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireFormatError } from '../wire-format-error';
import { XmlError } from '../xml/xml-error';
import { buildConfInvite, parseConfInvite } from './conf-invite';

const focusUri = 'sip:mgreenlee.test@domain.local;gruu;opaque=app:conf:focus:id:JL3GPNYP';

describe('ms-conf-invite', () => {
  it('is read as in the description of Lync', () => {
    const body = `<Conferencing version="2.0">
      <focus-uri>${focusUri}</focus-uri>
      <subject />
      <audio available="true" />
      <im available="false">
        <first-im />
      </im>
    </Conferencing>`;
    expect(parseConfInvite(body)).toEqual({ focusUri, audio: true, im: false });
  });

  it('is read as SIPE sends it, in any order and with what is unknown', () => {
    const body = `<Conferencing version="2.0"><im available="true"><first-im>Hi</first-im></im><data available="true"/>
      <subject>Review</subject><focus-uri>${focusUri}</focus-uri></Conferencing>`;
    expect(parseConfInvite(body)).toEqual({
      focusUri,
      subject: 'Review',
      audio: false,
      im: true,
      firstMessage: 'Hi',
    });
  });

  it('is written as in the description', () => {
    expect(buildConfInvite({ focusUri, audio: true, im: false })).toBe(
      `<Conferencing version="2.0"><focus-uri>${focusUri}</focus-uri><subject/><audio available="true"/>` +
        '<im available="false"><first-im/></im></Conferencing>',
    );
  });

  it('comes back as it was written', () => {
    const invite = fc.record(
      {
        focusUri: fc.constant(focusUri),
        audio: fc.boolean(),
        im: fc.boolean(),
        subject: fc.constantFrom('Besprechung "<&', '会議'),
        firstMessage: fc.constantFrom('Grüezi', '<script>'),
      },
      { requiredKeys: ['focusUri', 'audio', 'im'] },
    );
    fc.assert(
      fc.property(invite, (value) => {
        expect(parseConfInvite(buildConfInvite(value))).toEqual(value);
      }),
    );
  });

  it.each([
    ['no XML', 'hello', XmlError],
    ['another document', '<session/>', WireFormatError],
    ['no focus', '<Conferencing version="2.0"/>', WireFormatError],
    [
      'an address that is no focus',
      '<Conferencing><focus-uri>sip:alice@contoso.com</focus-uri></Conferencing>',
      WireFormatError,
    ],
    [
      'a subject that is too long',
      `<Conferencing><focus-uri>${focusUri}</focus-uri><subject>${'x'.repeat(257)}</subject></Conferencing>`,
      WireFormatError,
    ],
    ['more than 8 kB', `<Conferencing>${' '.repeat(8192)}</Conferencing>`, XmlError],
  ])('is refused with %s', (_, body, error) => {
    expect(() => parseConfInvite(body)).toThrow(error);
  });

  it('cannot be written for what is no focus', () => {
    expect(() => buildConfInvite({ focusUri: 'sip:a@b.invalid', audio: true, im: true })).toThrow(
      WireFormatError,
    );
  });
});

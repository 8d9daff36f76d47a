import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { buildDialogInfo, parseDialogInfo, type DialogInfo } from './dialog-info';
import { WireFormatError } from './wire-format-error';
import { XmlError } from './xml/xml-error';

const rfcExample = `<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="sip:alice@example.com">
  <dialog id="as7d900as8" call-id="a84b4c76e66710" local-tag="1928301774" direction="initiator">
    <state event="rejected" code="486">terminated</state>
    <duration>7</duration>
    <local><identity display="Alice">sip:alice@example.com</identity><target uri="sip:a@pc33"/></local>
    <remote><identity>sip:bob@example.org</identity></remote>
  </dialog>
</dialog-info>`;

describe('dialog-info', () => {
  it('is read from a document in the form of RFC 4235', () => {
    expect(parseDialogInfo(rfcExample)).toEqual({
      entity: 'sip:alice@example.com',
      version: 1,
      state: 'full',
      dialogs: [
        {
          id: 'as7d900as8',
          direction: 'initiator',
          state: 'terminated',
          cause: 'rejected',
          duration: 7,
          local: { identity: 'sip:alice@example.com', displayName: 'Alice' },
          remote: { identity: 'sip:bob@example.org' },
        },
      ],
    });
  });

  it('comes back as it was written', () => {
    const uri = fc.constantFrom('sip:a@b.invalid', 'sip:%23100@contoso.com;x="<&>"');
    const participant = fc.record(
      { identity: uri, displayName: fc.constantFrom('Jörg', '"<&') },
      { requiredKeys: ['identity'] },
    );
    const dialog = fc.record(
      {
        id: fc.stringMatching(/^[a-z0-9]{1,16}$/),
        direction: fc.constantFrom('initiator' as const, 'recipient' as const),
        state: fc.constantFrom(
          'trying' as const,
          'early' as const,
          'confirmed' as const,
          'terminated' as const,
        ),
        cause: fc.constantFrom('replaced' as const, 'remote-bye' as const, 'error' as const),
        duration: fc.nat(100_000),
        referredBy: uri,
        local: participant,
        remote: participant,
      },
      { requiredKeys: ['id', 'state'] },
    );
    const document = fc.record({
      entity: uri,
      version: fc.nat(),
      state: fc.constantFrom('full' as const, 'partial' as const),
      dialogs: fc.array(dialog, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(document, (value: DialogInfo) => {
        expect(parseDialogInfo(buildDialogInfo(value))).toEqual(value);
      }),
    );
  });

  it('holds the dialogs of a thousand orbits', () => {
    const dialogs = Array.from({ length: 1000 }, (_, index) => ({
      id: `d${index}`,
      state: 'confirmed' as const,
    }));
    const body = buildDialogInfo({ entity: 'sip:park@contoso.com', version: 0, state: 'full', dialogs });
    expect(parseDialogInfo(body).dialogs).toHaveLength(1000);
  });

  it.each([
    [rfcExample.replaceAll('dialog-info', 'presence'), 'malformed presence'],
    [rfcExample.replace('version="1" s', 's'), 'missing @version'],
    [rfcExample.replace('version="1" s', 'version="-1" s'), 'invalid-value @version'],
    [rfcExample.replace('"full"', '"half"'), 'invalid-value @state'],
    [rfcExample.replace('entity=', 'x='), 'missing @entity'],
    [rfcExample.replace(' id=', ' x='), 'missing dialog@id'],
    [rfcExample.replace('>terminated<', '>gone<'), 'invalid-value state'],
    [rfcExample.replace(/<state.*state>/, ''), 'missing state'],
    [rfcExample.replace('>7<', '>x<'), 'invalid-value duration'],
  ])('is refused when it is wrong', (body, expected) => {
    const read = () => parseDialogInfo(body);
    expect(read).toThrow(WireFormatError);
    expect(read).toThrow(expected.split(' ').join(': '));
  });

  it('throws only the documented errors', () => {
    fc.assert(
      fc.property(fc.nat(rfcExample.length), fc.string({ unit: 'binary', maxLength: 6 }), (at, more) => {
        try {
          parseDialogInfo(rfcExample.slice(0, at) + more + rfcExample.slice(at));
        } catch (error) {
          expect(error instanceof XmlError || error instanceof WireFormatError).toBe(true);
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildProvisioning,
  buildProvisioningRequest,
  parseProvisioning,
  parseProvisioningRequest,
  provisionedProperty,
  provisionedSettings,
  type ProvisionGroup,
} from './provisioning';
import { WireFormatError } from './wire-format-error';
import { XmlError } from './xml/xml-error';

const request = (content: string): string =>
  `<provisioningGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist">${content}</provisioningGroupList>`;
const reply = (content: string): string =>
  `<provisionGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification">${content}</provisionGroupList>`;

/** In the forms of [MS-SIPREGE], with a child of no known form. */
const reference = reply(`
  <provisionGroup name="ServerConfiguration">
    <callParkServerUri>sip:pool01.contoso.com@contoso.com;gruu;opaque=srvr:Microsoft.Rtc.Applications.Cps:-6_tNOSJcFmTWxQQy8HPTAAA</callParkServerUri>
    <focusFactoryUri>
      sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory
    </focusFactoryUri>
    <ucLocationProfile><rule>sip:nobody@contoso.com</rule></ucLocationProfile>
  </provisionGroup>
  <provisionGroup name="ucPolicy"><instance><property name="EnableCallPark">true</property></instance></provisionGroup>
  <provisionGroup name="persistentChatConfiguration"><propertyEntryList>
    <property name="EnablePersistentChat">true</property>
    <property name="DefaultPersistentChatPoolUri">sip:ocschat@contoso.com</property>
    <property name="PersistentChatPoolUris">sip:ocschat@contoso.com sip:chat2@contoso.com</property>
  </propertyEntryList></provisionGroup>
  <provisionGroup name="meetingPolicy"/>`);

/** Names of the shapes themselves. */
const reserved = new Set(['property', 'instance', 'propertyentrylist']);

const failure = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error instanceof WireFormatError || error instanceof XmlError ? error.code : error;
  }
};

describe('a request for provisioning', () => {
  it('is written as SIPE and Lync write it', () => {
    expect(buildProvisioningRequest(['ServerConfiguration', 'ucPolicy'])).toBe(
      request('<provisioningGroup name="ServerConfiguration"/><provisioningGroup name="ucPolicy"/>'),
    );
  });

  it('names each group once, whatever its case, and may have more in it', () => {
    const body = `<?xml version="1.0"?>${request(
      '<provisioningGroup name="ucPolicy" opaque="1"/><provisioningGroup name="UCPOLICY"/><other name="?"/><provisioningGroup name="x.y-z_1"/>',
    )}`;
    expect(parseProvisioningRequest(body)).toEqual(['ucPolicy', 'x.y-z_1']);
    expect(parseProvisioningRequest(request(''))).toEqual([]);
  });

  it.each([
    ['the name of the reply', reply(''), 'malformed'],
    ['no XML', 'ucPolicy', 'not-well-formed'],
    ['no name', request('<provisioningGroup/>'), 'missing'],
    ['a name that is none', request('<provisioningGroup name="a b"/>'), 'invalid-value'],
    ['a name without end', request(`<provisioningGroup name="${'a'.repeat(65)}"/>`), 'invalid-value'],
    ['too many groups', request('<provisioningGroup name="a"/>'.repeat(65)), 'too-many'],
    ['too much', request(`<!--${'a'.repeat(8_192)}-->`), 'too-large'],
    ['a document type', `<!DOCTYPE a>${request('')}`, 'doctype'],
  ])('with %s is refused', (_, body, code) => {
    expect(failure(() => parseProvisioningRequest(body))).toBe(code);
  });
});

describe('provisioning', () => {
  it('is read in each of the three shapes', () => {
    const groups = parseProvisioning(reference);
    expect(groups.map(({ name, properties }) => [name, properties.map(([property]) => property)])).toEqual([
      ['ServerConfiguration', ['callParkServerUri', 'focusFactoryUri']],
      ['ucPolicy', ['EnableCallPark']],
      [
        'persistentChatConfiguration',
        ['EnablePersistentChat', 'DefaultPersistentChatPoolUri', 'PersistentChatPoolUris'],
      ],
      ['meetingPolicy', []],
    ]);
    expect(provisionedSettings(groups)).toEqual({
      callParkServerUri:
        'sip:pool01.contoso.com@contoso.com;gruu;opaque=srvr:Microsoft.Rtc.Applications.Cps:-6_tNOSJcFmTWxQQy8HPTAAA',
      callParkEnabled: true,
      isInResiliencyMode: false,
      focusFactoryUri: 'sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory',
      persistentChat: {
        enabled: true,
        defaultUri: 'sip:ocschat@contoso.com',
        uris: ['sip:ocschat@contoso.com', 'sip:chat2@contoso.com'],
      },
    });
  });

  it('has names without regard to case, as UCMA prints them', () => {
    const lower = reference
      .replace(/callParkServerUri/g, 'callparkserveruri')
      .replace('EnableCallPark', 'enablecallpark')
      .replace('"ServerConfiguration"', '"serverConfiguration"');
    expect(provisionedSettings(parseProvisioning(lower))).toEqual(
      provisionedSettings(parseProvisioning(reference)),
    );
  });

  it('may have the same in another shape', () => {
    const turned = reply(
      '<provisionGroup name="ServerConfiguration"><propertyEntryList><property name="callParkServerUri">sip:park@contoso.com</property></propertyEntryList></provisionGroup>' +
        '<provisionGroup name="ucPolicy"><propertyEntryList><instance><property name="EnableCallPark">TRUE</property></instance></propertyEntryList></provisionGroup>' +
        '<provisionGroup name="persistentChatConfiguration"><EnablePersistentChat>true</EnablePersistentChat></provisionGroup>',
    );
    expect(provisionedSettings(parseProvisioning(turned))).toEqual({
      callParkServerUri: 'sip:park@contoso.com',
      callParkEnabled: true,
      isInResiliencyMode: false,
      persistentChat: { enabled: true, uris: [] },
    });
  });

  it('says nothing where there is nothing, or nothing that can be used', () => {
    const nothing = {
      callParkEnabled: false,
      isInResiliencyMode: false,
      persistentChat: { enabled: false, uris: [] },
    };
    expect(provisionedSettings([])).toEqual(nothing);
    const useless = reply(
      '<provisionGroup name="ServerConfiguration"><callParkServerUri/><focusFactoryUri>sip:a@b.invalid&#13;&#10;Evil: 1</focusFactoryUri></provisionGroup>' +
        '<provisionGroup name="ucPolicy"><property name="EnableCallPark">yes</property></provisionGroup>' +
        '<provisionGroup name="persistentChatConfiguration"><PersistentChatPoolUris>javascript:1</PersistentChatPoolUris></provisionGroup>',
    );
    expect(provisionedSettings(parseProvisioning(useless))).toEqual(nothing);
  });

  it('says that the server runs without its data centre', () => {
    const alone = reply(
      '<provisionGroup name="ServerConfiguration"><ResiliencyMode>true</ResiliencyMode></provisionGroup>',
    );
    expect(provisionedSettings(parseProvisioning(alone)).isInResiliencyMode).toBe(true);
  });

  it('keeps the first of two values', () => {
    const twice = reply(
      '<provisionGroup name="ucPolicy"><property name="EnableCallPark">false</property><enablecallpark>true</enablecallpark></provisionGroup>',
    );
    expect(provisionedProperty(parseProvisioning(twice), 'ucpolicy', 'ENABLECALLPARK')).toBe('false');
  });

  it.each([
    ['the name of the request', request(''), 'malformed'],
    ['no name', reply('<provisionGroup/>'), 'missing'],
    ['too many groups', reply('<provisionGroup name="a"/>'.repeat(65)), 'too-many'],
    [
      'a value without end',
      reply(`<provisionGroup name="a"><b>${'c'.repeat(4_097)}</b></provisionGroup>`),
      'too-long',
    ],
    ['too much', reply(`<!--${'a'.repeat(262_144)}-->`), 'too-large'],
    [
      'depth without end',
      reply(
        `<provisionGroup name="a">${'<instance>'.repeat(20)}${'</instance>'.repeat(20)}</provisionGroup>`,
      ),
      'too-deep',
    ],
  ])('with %s is refused', (_, body, code) => {
    expect(failure(() => parseProvisioning(body))).toBe(code);
  });

  it('is written in the shapes of Microsoft', () => {
    expect(
      buildProvisioning([
        { name: 'ServerConfiguration', properties: [['callParkServerUri', 'sip:park@contoso.com']] },
        { name: 'ucPolicy', properties: [['EnableCallPark', 'true']] },
        { name: 'persistentChatConfiguration', properties: [['EnablePersistentChat', 'true']] },
        { name: 'meetingPolicy', properties: [] },
      ]),
    ).toBe(
      reply(
        '<provisionGroup name="ServerConfiguration"><callParkServerUri>sip:park@contoso.com</callParkServerUri></provisionGroup>' +
          '<provisionGroup name="ucPolicy"><instance><property name="EnableCallPark">true</property></instance></provisionGroup>' +
          '<provisionGroup name="persistentChatConfiguration"><propertyEntryList><property name="EnablePersistentChat">true</property></propertyEntryList></provisionGroup>' +
          '<provisionGroup name="meetingPolicy"/>',
      ),
    );
    expect(() => buildProvisioning([{ name: 'a b', properties: [] }])).toThrow(WireFormatError);
    expect(() => buildProvisioningRequest([''])).toThrow(WireFormatError);
  });

  it('comes back as it was written', () => {
    const name = fc.stringMatching(/^[a-z][\w.-]{0,20}$/).filter((text) => !reserved.has(text.toLowerCase()));
    const value = fc.string({ maxLength: 50, unit: 'grapheme' }).map((text) => text.trim());
    const group: fc.Arbitrary<ProvisionGroup> = fc.record({
      name: fc.oneof(fc.constantFrom('ServerConfiguration', 'ucPolicy'), name),
      properties: fc.uniqueArray(fc.tuple(name, value), {
        maxLength: 5,
        selector: ([property]) => property.toLowerCase(),
      }),
    });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 5 }), (groups) => {
        expect(parseProvisioning(buildProvisioning(groups))).toEqual(groups);
      }),
    );
  });

  it('of whatever kind never fails in another way', () => {
    const piece = fc.constantFrom(
      '<provisionGroup name="ucPolicy">',
      '</provisionGroup>',
      '<instance>',
      '</instance>',
      '<property name="EnableCallPark">true</property>',
      '<property>',
      '<a/>',
      'x',
      '&#0;',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const outcome = failure(() => provisionedSettings(parseProvisioning(reply(pieces.join('')))));
        expect(outcome).not.toBeInstanceOf(Error);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireFormatError } from '../wire-format-error';
import { XmlError } from '../xml/xml-error';
import { buildConferenceInfo, parseConferenceInfo } from './conference-info';
import type { ConferenceEntityView, ConferenceInfo } from './conference-info';
import {
  conferenceUri,
  endpointStatuses,
  focusFactoryUri,
  isSameConferenceUri,
  mcuUri,
  parseConferenceUri,
} from './conference-info-names';
import type { ConferenceUser } from './conference-info-user';

const focus = 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL6GPNBP';
const chat = 'sip:alice@contoso.com;gruu;opaque=app:conf:chat:id:JL6GPNBP';

/** In the arrangement of [MS-CONFBAS], prefixes as its samples have them. */
const sample = `<?xml version="1.0"?>
<ci:conference-info xmlns:ci="urn:ietf:params:xml:ns:conference-info"
  xmlns:msci="http://schemas.microsoft.com/rtc/2005/08/confinfoextensions" entity="${focus}" state="full" version="1">
 <ci:conference-description><ci:subject>Review</ci:subject>
  <ci:conf-uris state="full">
   <ci:entry><ci:uri>${chat}</ci:uri><ci:display-text>chat</ci:display-text><ci:purpose>chat</ci:purpose></ci:entry>
  </ci:conf-uris><msci:unknown/></ci:conference-description>
 <ci:conference-state><ci:user-count>1</ci:user-count><ci:locked>true</ci:locked></ci:conference-state>
 <ci:users state="full">
  <ci:user entity="sip:alice@contoso.com" state="full"><ci:display-text>Alice</ci:display-text>
   <ci:roles><ci:entry>presenter</ci:entry></ci:roles>
   <ci:endpoint entity="{guid}" msci:session-type="audio-video"><ci:status>connected</ci:status>
     <ci:joining-method>dialed-in</ci:joining-method>
     <ci:media id="1"><ci:type>audio</ci:type><ci:status>sendrecv</ci:status>
       <msci:media-ingress-filter>block</msci:media-ingress-filter></ci:media></ci:endpoint>
   <ci:endpoint entity="{other}" session-type="chat"><ci:status>on-the-moon</ci:status></ci:endpoint>
  </ci:user></ci:users>
 <msci:conference-view ci:state="full"><msci:entity-view ci:state="full" entity="${chat}"><msci:entity-state>
   <msci:locked>true</msci:locked><msci:media><ci:entry label="chat"><ci:type>chat</ci:type></ci:entry></msci:media>
 </msci:entity-state></msci:entity-view></msci:conference-view>
</ci:conference-info>`;

describe('conference-info', () => {
  it('is read whatever prefixes and namespaces it has, and what is unknown left out', () => {
    expect(parseConferenceInfo(sample)).toEqual({
      entity: focus,
      state: 'full',
      version: 1,
      description: {
        subject: 'Review',
        confUris: [{ uri: chat, purpose: 'chat', displayText: 'chat' }],
      },
      status: { userCount: 1, locked: true },
      usersState: 'full',
      users: [
        {
          entity: 'sip:alice@contoso.com',
          state: 'full',
          displayName: 'Alice',
          roles: ['presenter'],
          endpoints: [
            {
              entity: '{guid}',
              state: 'full',
              sessionType: 'audio-video',
              status: 'connected',
              joiningMethod: 'dialed-in',
              media: [{ id: '1', state: 'full', type: 'audio', status: 'sendrecv', ingressFilter: 'block' }],
            },
            { entity: '{other}', state: 'full', sessionType: 'chat' },
          ],
        },
      ],
      viewsState: 'full',
      views: [{ entity: chat, state: 'full', locked: true, mediaTypes: ['chat'] }],
    });
  });

  it('comes back as it was written', () => {
    const text = fc.constantFrom('Jörg', '"<&', 'A  B', '会議');
    const state = fc.constantFrom('full' as const, 'partial' as const, 'deleted' as const);
    const media = fc.record(
      {
        id: fc.constantFrom('1', '2'),
        state,
        type: fc.constantFrom('audio', 'video'),
        status: fc.constantFrom('sendrecv' as const, 'recvonly' as const, 'inactive' as const),
        ingressFilter: fc.constantFrom('block' as const, 'unblock' as const),
        egressFilter: fc.constantFrom('block' as const, 'unblock' as const),
        isTalking: fc.boolean(),
      },
      { requiredKeys: ['id', 'state'] },
    );
    const endpoint = fc.record(
      {
        entity: fc.constantFrom('{a}', '{b}'),
        state,
        sessionType: fc.constantFrom('focus', 'chat', 'audio-video'),
        endpointUri: fc.constant('sip:bob@contoso.com'),
        status: fc.constantFrom(...endpointStatuses),
        joiningMethod: fc.constantFrom('dialed-in', 'dialed-out'),
        media: fc.array(media, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['entity', 'state'] },
    );
    const user: fc.Arbitrary<ConferenceUser> = fc.record(
      {
        entity: fc.constantFrom('sip:a@b.invalid', 'sip:x@y.invalid'),
        state,
        displayName: text,
        roles: fc.constantFrom(['presenter'], ['attendee']),
        endpoints: fc.array(endpoint, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['entity', 'state'] },
    );
    const document: fc.Arbitrary<ConferenceInfo> = fc.record(
      {
        entity: fc.constant(focus),
        state,
        version: fc.nat(),
        description: fc.record(
          {
            subject: text,
            displayText: text,
            conferenceId: fc.constant('JL6GPNBP'),
            admissionPolicy: fc.constantFrom('openAuthenticated', 'anonymous'),
            expiryTime: fc.constant('2026-07-13T17:57:09Z'),
            organizer: fc.record({ uri: fc.constant('sip:alice@contoso.com'), displayName: text }),
            confUris: fc.array(fc.constant({ uri: chat, purpose: 'chat' }), { maxLength: 2 }),
          },
          { requiredKeys: [] },
        ),
        status: fc.record(
          { userCount: fc.nat(1000), active: fc.boolean(), locked: fc.boolean() },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['entity', 'state'] },
    );
    const view: fc.Arbitrary<ConferenceEntityView> = fc.record(
      {
        entity: fc.constant(focus.replace(':focus:', ':audio-video:')),
        state,
        locked: fc.boolean(),
        mediaTypes: fc.constant(['audio', 'video']),
        filterRules: fc.record(
          {
            attendeeIngress: fc.constantFrom('block' as const, 'unblock' as const),
            attendeesMayUnmute: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['entity', 'state', 'mediaTypes'] },
    );
    const views = fc.array(view, { maxLength: 2 });
    fc.assert(
      fc.property(document, fc.array(user, { maxLength: 4 }), views, state, (partOf, users, shown, parts) => {
        const info: ConferenceInfo = { ...partOf, users, usersState: parts, views: shown, viewsState: parts };
        expect(parseConferenceInfo(buildConferenceInfo(info))).toEqual(info);
      }),
    );
  });

  it.each([
    ['no XML', 'conference', XmlError],
    ['a DOCTYPE', `<!DOCTYPE a>${sample}`, XmlError],
    ['another document', '<response/>', WireFormatError],
    ['no entity', '<conference-info version="1"/>', WireFormatError],
    ['a version that is none', '<conference-info entity="sip:a@b" version="-1"/>', WireFormatError],
    ['a state that is none', '<conference-info entity="sip:a@b" state="half"/>', WireFormatError],
    [
      'a user without entity',
      '<conference-info entity="s"><users><user/></users></conference-info>',
      WireFormatError,
    ],
    ['more than 1 MB', `<conference-info entity="s">${' '.repeat(1_048_576)}</conference-info>`, XmlError],
  ])('is refused with %s', (_, body, error) => {
    expect(() => parseConferenceInfo(body)).toThrow(error);
  });
});

describe('addresses of conferencing', () => {
  it('are built and read', () => {
    expect(conferenceUri('sip:alice@contoso.com', 'focus', 'JL6GPNBP')).toBe(focus);
    expect(mcuUri(focus, 'chat')).toBe(chat);
    expect(parseConferenceUri(chat)).toEqual({
      organizer: 'sip:alice@contoso.com',
      type: 'chat',
      id: 'JL6GPNBP',
    });
    expect(parseConferenceUri(focusFactoryUri('sip:alice@contoso.com'))).toEqual({
      organizer: 'sip:alice@contoso.com',
      type: 'focusfactory',
    });
    expect(isSameConferenceUri(focus, focus.toUpperCase())).toBe(true);
  });

  it.each([
    'sip:alice@contoso.com',
    'sip:alice@contoso.com;gruu;opaque=app:conf:focus',
    'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:short',
    'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:../../etc',
    'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL6GPNBP>\r\nX: y',
  ])('are no others: %s', (uri) => expect(parseConferenceUri(uri)).toBeUndefined());
});

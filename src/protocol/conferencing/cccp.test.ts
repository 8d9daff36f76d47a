import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireFormatError } from '../wire-format-error';
import { XmlError } from '../xml/xml-error';
import {
  buildCccpRequest,
  buildCccpResponse,
  parseCccp,
  parseCccpRequest,
  parseCccpResponse,
  type CccpCommand,
  type CccpResponse,
} from './cccp';
import { buildConferenceDiagnostics, conferenceFailureOf, conferenceFailures } from './cccp-diagnostics';
import { parseDiagnostics } from '../diagnostics';

const alice = 'sip:alice@contoso.com';
const focus = `${alice};gruu;opaque=app:conf:focus:id:JL3GPNYP`;
const chat = `${alice};gruu;opaque=app:conf:chat:id:JL3GPNYP`;
const audioVideo = `${alice};gruu;opaque=app:conf:audio-video:id:JL3GPNYP`;

const envelope = (child: string, attributes = ''): string =>
  `<request xmlns="urn:ietf:params:xml:ns:cccp" requestId="1" from="${alice}" to="${focus}" ${attributes}>${child}</request>`;

const codeOf = (body: string): string => {
  try {
    parseCccp(body);
  } catch (error) {
    if (error instanceof WireFormatError || error instanceof XmlError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('C3P requests', () => {
  it('reads what SIPE sends to join', () => {
    const body = `<?xml version="1.0"?><request xmlns="urn:ietf:params:xml:ns:cccp" xmlns:mscp="http://schemas.microsoft.com/rtc/2005/08/cccpextensions" C3PVersion="1" to="${focus}" from="${alice}" requestId="1"><addUser><conferenceKeys confEntity="${focus}"/><ci:user xmlns:ci="urn:ietf:params:xml:ns:conference-info" entity="${alice}"><ci:roles><ci:entry>attendee</ci:entry></ci:roles><ci:endpoint entity="{35371240-3F45-6F47-2E45-90C48A945710}" xmlns:msci="http://schemas.microsoft.com/rtc/2005/08/confinfoextensions"/></ci:user></addUser></request>`;
    expect(parseCccpRequest(body)).toMatchObject({
      requestId: '1',
      from: alice,
      to: focus,
      command: {
        name: 'addUser',
        confEntity: focus,
        user: {
          entity: alice,
          roles: ['attendee'],
          endpoints: [{ entity: '{35371240-3F45-6F47-2E45-90C48A945710}' }],
        },
      },
    });
  });

  it('reads mcuUri with and without prefix', () => {
    const user = `<conferenceKeys confEntity="${focus}"/><user entity="sip:bob@contoso.com"/>`;
    for (const attribute of [`mcuUri="${chat}"`, `xmlns:m="urn:x" m:mcuUri="${chat}"`])
      expect(parseCccpRequest(envelope(`<addUser ${attribute}>${user}</addUser>`)).command).toMatchObject({
        mcuUri: chat,
      });
  });

  it('names a command it does not know', () => {
    expect(parseCccpRequest(envelope('<setLobbyAccess/>')).command).toEqual({
      name: 'unknown',
      element: 'setLobbyAccess',
    });
    expect(parseCccpRequest(envelope('<constructor/>')).command.name).toBe('unknown');
  });

  it.each([
    ['', 'not-well-formed'],
    ['<request/>', 'missing'],
    ['<other/>', 'malformed'],
    [`<request requestId="1" from="${alice}"><x/></request>`, 'missing'],
    [`<request requestId="-1" from="${alice}" to="${focus}"><x/></request>`, 'invalid-value'],
    [`<request requestId="1" from="alice" to="${focus}"><x/></request>`, 'invalid-value'],
    [envelope('<getConference/><getConference/>'), 'too-many'],
    [envelope('<deleteUser/>'), 'missing'],
    [envelope(`<deleteUser><userKeys confEntity="${focus}"/></deleteUser>`), 'missing'],
    [
      envelope(
        `<modifyConferenceLock><conferenceKeys confEntity="${focus}"/><locked>maybe</locked></modifyConferenceLock>`,
      ),
      'invalid-value',
    ],
    [
      envelope(
        `<modifyUserRoles><userKeys confEntity="${focus}" userEntity="${alice}"/><user-roles><entry>king</entry></user-roles></modifyUserRoles>`,
      ),
      'invalid-value',
    ],
    [
      envelope(
        `<addUser><conferenceKeys confEntity="${focus}"/><user entity="${alice}"/><user entity="${alice}"/></addUser>`,
      ),
      'too-many',
    ],
    [
      envelope(`<addUser><conferenceKeys confEntity="${focus}"/><user entity="javascript:x"/></addUser>`),
      'invalid-value',
    ],
    [envelope(`<addUser>${' '.repeat(33_000)}</addUser>`), 'too-large'],
    ['<!DOCTYPE request><request/>', 'doctype'],
  ])('refuses %s', (body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  const command: fc.Arbitrary<CccpCommand> = fc.oneof(
    fc.constant<CccpCommand>({ name: 'getConferencingCapabilities' }),
    fc.constant<CccpCommand>({ name: 'getConference', keys: { conferenceId: 'JL3GPNYP' } }),
    fc.constant<CccpCommand>({ name: 'deleteConference', keys: { confEntity: focus } }),
    fc.record({
      name: fc.constant('deleteUser' as const),
      confEntity: fc.constant(focus),
      userEntity: fc.constantFrom(alice, 'sip:bob@contoso.com'),
    }),
    fc.record({
      name: fc.constant('modifyUserRoles' as const),
      confEntity: fc.constant(focus),
      userEntity: fc.constant(alice),
      role: fc.constantFrom('presenter' as const, 'attendee' as const),
    }),
    fc.record({
      name: fc.constant('modifyConferenceLock' as const),
      confEntity: fc.constant(focus),
      locked: fc.boolean(),
    }),
  );

  it('reads what it writes', () => {
    fc.assert(
      fc.property(command, fc.nat(), (each, requestId) => {
        const request = { requestId: String(requestId), from: alice, to: focus, command: each };
        expect(parseCccpRequest(buildCccpRequest(request))).toEqual(request);
      }),
    );
  });

  it('reads mute-all as the specification frames it, whatever the names within are spelled like', () => {
    const rules = ([mayModify, initial, ingress]: readonly string[]): string =>
      `<modifyConference mcuUri="${audioVideo}"><conference-info entity="${focus}" state="partial"><conference-view state="partial">
        <entity-view state="partial" entity="${audioVideo}"><entity-state><media><entry label="main-audio"><type>audio</type><x/>
        <media-filters-rules>
          <${mayModify}><role>presenter</role><value>true</value></${mayModify}>
          <${mayModify}><role>attendee</role><value>false</value></${mayModify}>
          <${initial}><role>presenter</role><${ingress}>unblock</${ingress}></${initial}>
          <${initial}><role>default</role><${ingress}>Block</${ingress}></${initial}>
        </media-filters-rules></entry></media></entity-state></entity-view></conference-view></conference-info></modifyConference>`;
    for (const names of [
      ['may-modify-own-filters', 'initial-filters', 'ingress-filter'],
      ['mayModifyOwnFilters', 'initialFilters', 'ingressFilter'],
    ] as const)
      expect(parseCccpRequest(envelope(rules(names))).command).toMatchObject({
        name: 'modifyConference',
        mcuUri: audioVideo,
        conference: {
          entity: focus,
          views: [
            { entity: audioVideo, filterRules: { attendeeIngress: 'block', attendeesMayUnmute: false } },
          ],
        },
      });
    expect(codeOf(envelope('<modifyConference/>'))).toBe('missing');
  });

  it('reads addUser, addConference, modifyConference and modifyEndpointMedia as it writes them', () => {
    const commands: CccpCommand[] = [
      {
        name: 'addUser',
        confEntity: focus,
        mcuUri: chat,
        user: {
          entity: 'sip:cathy@contoso.com',
          displayName: 'Cathy <Baker>',
          roles: ['attendee'],
          endpoints: [{ entity: '{a}', joiningMethod: 'dialed-out', endpointUri: 'sip:cathy@contoso.com' }],
        },
      },
      {
        name: 'addConference',
        conference: {
          entity: '',
          state: 'full',
          description: { subject: 'A & B', conferenceId: 'JL3GPNYP', admissionPolicy: 'openAuthenticated' },
          views: [{ entity: 'chat' }],
        },
      },
      {
        name: 'modifyConference',
        mcuUri: audioVideo,
        conference: {
          entity: focus,
          state: 'partial',
          views: [
            {
              entity: audioVideo,
              state: 'partial',
              mediaTypes: ['audio'],
              filterRules: { attendeeIngress: 'unblock', attendeesMayUnmute: true },
            },
          ],
          viewsState: 'partial',
        },
      },
      {
        name: 'modifyEndpointMedia',
        mcuUri: audioVideo,
        keys: { confEntity: focus, userEntity: alice, endpointEntity: '{x}', mediaId: '1' },
        media: { id: '1', type: 'audio', status: 'recvonly', ingressFilter: 'block' },
      },
    ];
    for (const each of commands) {
      const read = parseCccpRequest(
        buildCccpRequest({ requestId: '1', from: alice, to: focus, command: each }),
      );
      expect(read.command).toMatchObject(each);
    }
  });
});

describe('C3P responses', () => {
  it.each<Partial<CccpResponse>>([
    { command: 'getConferencingCapabilities', mcuTypes: ['chat', 'audio-video'] },
    { command: 'modifyEndpointMedia', code: 'failure', reason: 'endpointDoesntExist' },
    { command: 'addConference', conference: { entity: focus, state: 'partial', version: 1 } },
    { command: 'setLobbyAccess', code: 'failure' },
  ])('reads %j as it writes it', (part) => {
    const response: CccpResponse = {
      requestId: '7',
      from: focus,
      to: alice,
      code: 'success',
      command: 'x',
      ...part,
    };
    expect(parseCccpResponse(buildCccpResponse(response))).toEqual(response);
    expect(() => parseCccpRequest(buildCccpResponse(response))).toThrow(WireFormatError);
  });

  it('answers addUser with the granted role', () => {
    const user = { entity: alice, roles: ['presenter'] };
    const body = buildCccpResponse({
      requestId: '0',
      from: focus,
      to: alice,
      code: 'success',
      command: 'addUser',
      confEntity: focus,
      user,
    });
    expect(parseCccpResponse(body)).toMatchObject({ confEntity: focus, user });
  });

  it('refuses one without a code', () => {
    expect(codeOf(`<response requestId="1" from="${alice}" to="${focus}"><x/></response>`)).toBe(
      'invalid-value',
    );
  });
});

describe('whatever the text', () => {
  it('throws nothing else', () => {
    const pieces = fc.constantFrom('<request', ' requestId="1"', '>', '<addUser>', '</', '/>', '"', 'x', '&');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }).map((parts) => parts.join('')),
        (text) => void codeOf(text),
      ),
      { numRuns: 500 },
    );
  });
});

it('pairs ids with codes', () => {
  for (const [code, { id }] of Object.entries(conferenceFailures)) expect(conferenceFailureOf(id)).toBe(code);
  expect(conferenceFailureOf(undefined)).toBeUndefined();
  const header = buildConferenceDiagnostics('not-authorized', 'contoso.com', 'eject');
  expect(parseDiagnostics(header)).toMatchObject({ errorId: 3014, reason: 'Failed authorization' });
});

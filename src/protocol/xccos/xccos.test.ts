import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireFormatError } from '../wire-format-error';
import { XmlError } from '../xml/xml-error';
import {
  associationKeys,
  formatRoomUri,
  formatXccos,
  parseRoomUri,
  parseXccos,
  resultOf,
  xccosResults,
} from './index';
import type { RoomBlock, XccosData, XccosEnvelope, XccosPrimitive } from './index';

const wrap = (inner: string): string =>
  `<xccos ver="1" envid="1804289383" xmlns="urn:parlano:xml:ns:xccos">${inner}</xccos>`;
const only = (inner: string): XccosPrimitive | undefined => parseXccos(wrap(inner)).primitives[0];

describe('parseXccos', () => {
  it('reads the commands of a group chat client as it writes them', () => {
    expect(only('<cmd id="cmd:requri" seqid="1"><data/></cmd>')).toEqual({
      kind: 'cmd',
      name: 'requri',
      seqid: '1',
      data: {},
    });
    expect(
      only(
        '<cmd id="cmd:join" seqid="1"><data><chanid key="0" domain="lync.test" value="room1"/></data></cmd>',
      ),
    ).toMatchObject({ name: 'join', data: { roomIds: [{ domain: 'lync.test', value: 'room1' }] } });
    expect(
      only(
        '<cmd id="cmd:chansrch" seqid="1"><data><qib qtype="BYNAME" criteria="" extended="false"/></data></cmd>',
      ),
    ).toMatchObject({ data: { search: { by: 'name', criteria: '' } } });
    expect(
      only(
        '<cmd id="cmd:bccontext" seqid="1"><data><chanib uri="ma-chan://lync.test/room1"/><bcq><last cnt="25"/></bcq></data></cmd>',
      ),
    ).toMatchObject({ data: { rooms: [{ uri: 'ma-chan://lync.test/room1' }], history: { last: 25 } } });
    expect(
      only('<cmd id="cmd:getinv" seqid="1"><data><inv inviteId="1" domain="lync.test"/></data></cmd>'),
    ).toMatchObject({ data: { invitations: [{ id: '1', domain: 'lync.test' }] } });
    expect(
      only('<cmd id="cmd:part" seqid="1"><data><chanib uri="ma-chan://lync.test/room1"/></data></cmd>'),
    ).toMatchObject({ data: { rooms: [{ uri: 'ma-chan://lync.test/room1' }] } });
  });

  it('reads a post, whose lines are CRLF or LF', () => {
    expect(
      only(
        '<grpchat id="grpchat" seqid="1" chanUri="ma-chan://d/r" author="sip:alice@d" ts="2026-11-20T12:02:34">' +
          '<chat>line1&#13;&#10;line2 &lt;x&gt; &amp; y\r\nline3</chat></grpchat>',
      ),
    ).toEqual({
      kind: 'grpchat',
      seqid: '1',
      message: {
        roomUri: 'ma-chan://d/r',
        author: 'sip:alice@d',
        at: '2026-11-20T12:02:34Z',
        text: 'line1\nline2 <x> & y\nline3',
      },
    });
  });

  it.each([
    ['ts', '<grpchat id="grpchat" chanUri="ma-chan://d/r" author="sip:a@d"><chat>x</chat></grpchat>'],
    [
      'ts',
      '<grpchat id="grpchat" chanUri="ma-chan://d/r" author="sip:a@d" ts="now"><chat>x</chat></grpchat>',
    ],
    ['chanUri', '<grpchat id="grpchat" author="sip:a@d" ts="2026-11-20T12:02:34Z"><chat>x</chat></grpchat>'],
    ['author', '<grpchat id="grpchat" chanUri="r" ts="2026-11-20T12:02:34Z"><chat>x</chat></grpchat>'],
    ['chat', '<grpchat id="grpchat" chanUri="r" author="sip:a@d" ts="2026-11-20T12:02:34Z"/>'],
  ])('refuses a post without %s', (name, text) => {
    expect(() => only(text)).toThrow(WireFormatError);
    expect(() => only(text)).toThrow(new RegExp(name));
  });

  it("reads a server's reply: a 64-bit envelope id as text, several replies, unread blocks passed over", () => {
    const envelope = parseXccos(
      '<xccos xmlns:xsd="http://www.w3.org/2001/XMLSchema" ver="1" envid="7962449779256945056" xmlns="urn:parlano:xml:ns:xccos">' +
        '<rpl id="rpl:getservinfo" seqid="1"><commandid seqid="1" envid="139132352"/><resp code="200">SUCCESS_OK</resp><data>' +
        '<sib infoType="123" serverTime="2010-09-14T14:26:17.6206356Z" searchLimit="999" messageSizeLimit="512" storySizeLimit="4096"' +
        ' rootUri="ma-cat://contoso.com/x" dbVersion="3ea3a5a8"/><unknown a="1"/></data></rpl>' +
        '<rpl id="RPL:Part" seqid="2"><data/></rpl></xccos>',
    );
    expect(envelope.envid).toBe('7962449779256945056');
    expect(envelope.primitives).toMatchObject([
      {
        name: 'getserverinfo',
        code: 200,
        text: 'SUCCESS_OK',
        commandId: { seqid: '1', envid: '139132352' },
        data: { server: { searchLimit: 999, messageSizeLimit: 512, storySizeLimit: 4096 } },
      },
      { name: 'part', code: 500, text: '' },
    ]);
  });

  it('reads who is in a room, and what the room is', () => {
    const reply = only(
      '<rpl id="rpl:join" seqid="1"><resp code="200">SUCCESS_OK</resp><data>' +
        '<uib id="0" uri="sip:alice@d"/><uib id="1" uri="sip:bob@d"/>' +
        '<chanib uri="ma-chan://d/A" name="Ops" topic=""><info id="urn:parlano:ma:info:ucnt">2</info>' +
        '<info id="urn:parlano:ma:info:visibilty">Private</info><prop id="urn:parlano:ma:prop:logged">True</prop>' +
        '<aib key="3984" value="0"/><aib key="12276" value="0,1"/></chanib></data></rpl>',
    );
    expect(reply?.kind === 'rpl' && reply.data.rooms?.[0]).toEqual({
      uri: 'ma-chan://d/A',
      name: 'Ops',
      topic: '',
      participants: 2,
      privacy: 'closed',
      logged: true,
      associations: [
        { key: associationKeys.participant, users: ['0'] },
        { key: associationKeys.manager, users: ['0', '1'] },
      ],
    });
  });

  it.each([
    ['another root', '<xcos envid="1"/>', WireFormatError],
    ['no envelope id', '<xccos ver="1"/>', WireFormatError],
    ['an envelope id that is no number', '<xccos envid="1e3"/>', WireFormatError],
    ['a command without name', wrap('<cmd id="rpl:join"/>'), WireFormatError],
    ['a document type', '<!DOCTYPE x><xccos envid="1"/>', XmlError],
    ['an unfinished document', '<xccos envid="1">', XmlError],
    [
      'a search of an unknown kind',
      wrap('<cmd id="cmd:chansrch"><data><qib qtype="BYLUCK"/></data></cmd>'),
      WireFormatError,
    ],
  ])('refuses %s', (_name, text, error) => {
    expect(() => parseXccos(text)).toThrow(error);
  });

  it('refuses what is larger than it may be', () => {
    expect(() => parseXccos(wrap('<cmd id="cmd:x"/>'.repeat(50)), { maxBytes: 500 })).toThrow(XmlError);
  });

  it('reads or refuses whatever comes, and throws nothing else', () => {
    const bits = fc.constantFrom(
      ...['<cmd id="cmd:join">', '</cmd>', '<data>', '</data>', '<chanid key="0" domain="d" value="v"/>'],
      ...[
        '<chanib uri="x">',
        '</chanib>',
        '<msg ts="1"/>',
        '<bcq>',
        '</bcq>',
        '<last cnt="-1"/>',
        '&#0;',
        '<inv/>',
      ],
      ...[
        '<grpchat ',
        'ts="x" ',
        '>',
        '<aib key="k"/>',
        '<uib/>',
        '<sib serverTime="T1"/>',
        '<role name="x"/>',
        '"',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(bits, { maxLength: 12 }).map((parts) => wrap(parts.join(''))),
        ),
        (text) => {
          try {
            parseXccos(text);
          } catch (error) {
            expect(error instanceof WireFormatError || error instanceof XmlError).toBe(true);
          }
        },
      ),
    );
  });
});

describe('formatXccos', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((value) => !/[\r\uFFFD-\uFFFF]/.test(value));
  const word = fc.stringMatching(/^[A-Za-z0-9:@./-]{1,20}$/);
  const digits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
  const time = fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
    fc.array(value, { minLength: 1, maxLength: 3 });
  const whole = fc.nat();
  const yes = fc.constant(true);
  const optional: { requiredKeys: [] } = { requiredKeys: [] };

  const message = fc.record(
    {
      roomUri: word,
      author: word,
      at: time,
      text,
      authorName: word,
      id: digits,
      clientId: word,
      rtf: text.filter(Boolean),
      alert: yes,
      story: word,
      mentions: some(word),
    },
    { requiredKeys: ['roomUri', 'author', 'at', 'text'] },
  );
  const association = fc.oneof(
    fc.record({ key: whole, users: some(digits) }),
    fc.record({ key: whole, room: fc.record({ domain: word, value: word }) }),
  );
  const user = fc.record(
    { uri: word, id: digits, name: word, associations: some(association) },
    { requiredKeys: ['uri'] },
  );
  const role = fc.record(
    {
      role: fc.constantFrom('member', 'manager', 'presenter'),
      change: fc.constantFrom('add', 'remove', 'set'),
      users: some(user),
    },
    { requiredKeys: ['role', 'users'] },
  );
  const room = fc.record(
    {
      uri: word,
      name: word,
      description: text,
      topic: text,
      categoryUri: word,
      behavior: fc.constantFrom('normal', 'auditorium'),
      privacy: fc.constantFrom('open', 'closed', 'secret'),
      disabled: fc.boolean(),
      invitations: fc.boolean(),
      logged: fc.boolean(),
      filePost: fc.boolean(),
      participants: whole,
      permissions: whole,
      unread: whole,
      lastRead: digits,
      lastMessage: digits,
      more: yes,
      associations: some(association),
      users: some(user),
      roles: some(role),
      messages: some(message),
    },
    { requiredKeys: ['uri'] },
  ) as fc.Arbitrary<RoomBlock>;
  const history = fc.record(
    {
      last: whole,
      before: digits,
      after: digits,
      from: time,
      to: time,
      text: text.filter(Boolean),
      authors: some(word),
      limit: whole,
      newestFirst: yes,
    },
    optional,
  );
  const data = fc.record(
    {
      users: some(user),
      rooms: some(room),
      roomIds: some(fc.record({ domain: word, value: word })),
      categories: some(fc.record({ uri: word, name: word, description: text }, { requiredKeys: ['uri'] })),
      search: fc.record(
        {
          by: fc.constantFrom('name', 'uri', 'member', 'user'),
          criteria: text,
          extended: yes,
          limit: whole,
          offset: whole,
          more: yes,
        },
        { requiredKeys: ['by', 'criteria'] },
      ),
      history,
      invitations: some(
        fc.record(
          { id: digits, domain: word, createdAt: time, by: word, room },
          { requiredKeys: ['id', 'domain'] },
        ),
      ),
      server: fc.record({ serverTime: time, searchLimit: whole, rootUri: word, displayName: word }, optional),
      preference: fc.record(
        { label: word, sequence: digits, createDefault: fc.boolean(), content: word },
        { requiredKeys: ['label'] },
      ),
      file: fc.record({ roomUri: word, fileUrl: word }),
      token: fc.record({ token: word, serverUri: word }),
    },
    optional,
  ) as fc.Arbitrary<XccosData>;
  const name = fc.stringMatching(/^[a-z]{1,12}$/).filter((value) => value !== 'getservinfo');
  const primitive = fc.oneof(
    fc.record({ kind: fc.constantFrom('cmd', 'ntc'), name, seqid: digits, data }),
    fc.record(
      {
        kind: fc.constant('rpl'),
        name,
        seqid: digits,
        commandId: fc.record({ seqid: digits, envid: digits }),
        code: fc.integer({ min: 100, max: 999 }),
        text: word,
        data,
      },
      { requiredKeys: ['kind', 'name', 'seqid', 'code', 'text', 'data'] },
    ),
    fc.record({ kind: fc.constant('grpchat'), seqid: digits, message }),
  ) as fc.Arbitrary<XccosPrimitive>;

  it('writes what is read as the same', () => {
    fc.assert(
      fc.property(digits, fc.array(primitive, { maxLength: 2 }), (envid, primitives) => {
        const envelope: XccosEnvelope = { envid, primitives };
        expect(parseXccos(formatXccos(envelope))).toEqual(JSON.parse(JSON.stringify(envelope)));
      }),
      { numRuns: 60 },
    );
  });

  it('spells as a group chat client expects', () => {
    const written = formatXccos({
      envid: '7',
      primitives: [
        {
          kind: 'rpl',
          name: 'bccontext',
          seqid: '1',
          commandId: { seqid: '1', envid: '3' },
          code: 200,
          text: 'SUCCESS_OK',
          data: {
            rooms: [
              {
                uri: 'ma-chan://d/A',
                privacy: 'closed',
                messages: [
                  { roomUri: 'ma-chan://d/A', author: 'sip:a@d', at: '2026-01-01T00:00:00Z', text: 'a\nb' },
                ],
              },
            ],
          },
        },
      ],
    });
    expect(written).toBe(
      '<xccos ver="1" envid="7" xmlns="urn:parlano:xml:ns:xccos"><rpl id="rpl:bccontext" seqid="1">' +
        '<commandid seqid="1" envid="3"/><resp code="200">SUCCESS_OK</resp><data>' +
        '<chanib uri="ma-chan://d/A" privacy="closed"><info id="urn:parlano:ma:info:visibilty">private</info>' +
        '<info id="urn:parlano:ma:info:visibility">private</info>' +
        '<msg id="grpchat" seqid="1" chanUri="ma-chan://d/A" author="sip:a@d" ts="2026-01-01T00:00:00Z">' +
        '<chat>a&#13;&#10;b</chat></msg></chanib></data></rpl></xccos>',
    );
  });
});

describe('room addresses and results', () => {
  it('splits an address and joins it again', () => {
    expect(parseRoomUri('ma-chan://litwareinc.com/300')).toEqual({ domain: 'litwareinc.com', value: '300' });
    const id = { domain: 'contoso.com', value: '094f5a4a-c492-4f6b-91c2-385eba134fd3' };
    expect(parseRoomUri(formatRoomUri(id))).toEqual(id);
    for (const bad of [
      'ma-chan://d',
      'ma-chan:///x',
      'ma-cat://d/x',
      'ma-chan://d/x y',
      'ma-chan://d/x/y',
      '',
    ])
      expect(parseRoomUri(bad)).toBeUndefined();
  });

  it('gives codes their meaning, also those of other servers', () => {
    expect(resultOf(200)).toBe('ok');
    expect(resultOf(404, xccosResults['no-such-user'][1])).toBe('no-such-user');
    expect(resultOf(404, 'whatever')).toBe('no-such-room');
    expect(resultOf(499)).toBe('invalid-argument');
    expect(resultOf(599)).toBe('server-error');
  });
});

import { describe, expect, it } from 'vitest';
import { parsePidf } from '../../protocol/presence';
import { readXml } from '../../protocol/xml/read';
import { digestHa1, digestResponse } from './authentication/digest';
import { fromLync } from './lync/service';
import { startHarness, type Harness } from './testing/harness';
import { user, type TestClient } from './testing/client';
import type { SipResponse } from '../sip';

const domain = 'contoso.com';
const me = 'sip:alice@contoso.com';
const epid = 'epid=028736a35297';

/** Requests as SIPE 1.25 writes them (its traces): lower-case transport, odd order, Via without branch within dialogs. */
function sipe(
  method: string,
  uri: string,
  callId: string,
  cseq: number,
  lines: string[],
  body = '',
  branch = true,
): string {
  const via = `Via: SIP/2.0/tcp 127.0.0.1:45726${branch ? `;branch=z9hG4bK${callId}${cseq}` : ''}`;
  return [
    `${method} ${uri} SIP/2.0`,
    via,
    `From: <${me}>;tag=21879${callId};${epid}`,
    `To: <${method === 'REGISTER' ? me : uri}>`,
    'Max-Forwards: 70',
    `CSeq: ${cseq} ${method}`,
    'User-Agent: Purple/2.14.12 Sipe/1.25.0 (linux-x86_64)',
    `Call-ID: ${callId}`,
    ...lines,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

const contact =
  'Contact: <sip:127.0.0.1:45726;transport=tcp;ms-opaque=d3470f2e1d>;methods="INVITE, MESSAGE, INFO, SUBSCRIBE, OPTIONS, BYE, CANCEL, NOTIFY, ACK, REFER, BENOTIFY";' +
  'proxy=replace;+sip.instance="<urn:uuid:4dcdec41-3859-5fe8-92a0-7c2437ec6dda>"';
const features = [
  contact,
  'Supported: gruu-10, adhoclist, msrtc-event-categories, com.microsoft.msrtc.presence',
  'Event: registration',
  'Allow-Events: presence',
  'ms-keep-alive: UAC;hop-hop=yes',
];

async function signIn({ connect }: Harness): Promise<{ alice: TestClient; ok: SipResponse }> {
  const alice = await connect(user('alice'), 'TCP');
  const first = await alice.ask(sipe('REGISTER', `sip:${domain}`, 'D7AFg8', 1, features));
  expect(first.status).toBe(407);
  const challenge = first.headers.get('Proxy-Authenticate')!;
  expect(challenge).toMatch(/^Digest realm="contoso\.com", nonce="\w+", algorithm=MD5, qop="auth"$/);
  const nonce = /nonce="(\w+)/.exec(challenge)![1]!;
  const username = `alice@${domain}`;
  const response = digestResponse('MD5', digestHa1('MD5', username, domain, 'demo-alice'), 'REGISTER', {
    nonce,
    uri: '(null)',
    qop: 'auth',
    nc: '00000001',
    cnonce: '52ee0529',
  });
  const proof = `Proxy-Authorization: Digest username="${username}", realm="${domain}", nonce="${nonce}", uri="(null)", qop=auth, nc=00000001, cnonce="52ee0529", response="${response}"`;
  // The same branch and CSeq as before, and the proof after Content-Length.
  const text = sipe('REGISTER', `sip:${domain}`, 'D7AFg8', 1, features).replace(
    'Content-Length: 0\r\n',
    `Content-Length: 0\r\n${proof}\r\n`,
  );
  const ok = await alice.ask(text);
  expect(ok.status).toBe(200);
  return { alice, ok };
}

describe('a Lync client of old (SIPE)', () => {
  it('signs in by a 407 and finds in the 200 what it looks for', async () => {
    const { ok } = await signIn(await startHarness());
    expect(ok.headers.getAll('Supported')).toContain('msrtc-event-categories');
    expect(Number(ok.headers.get('Expires'))).toBeGreaterThan(0);
    expect(ok.headers.getAll('Allow-Events').join().split(',')).toEqual([
      'vnd-microsoft-provisioning-v2',
      'vnd-microsoft-roaming-contacts',
      'vnd-microsoft-roaming-self',
      'presence',
    ]);
    expect(ok.headers.get('ms-keep-alive')).toMatch(/^UAS;.* timeout=300$/);
    const own = ok.headers.get('Contact')!;
    expect(own).toContain('+sip.instance="<urn:uuid:4dcdec41-3859-5fe8-92a0-7c2437ec6dda>"');
    expect(own).toMatch(/;gruu="sip:alice@contoso\.com;opaque=user:epid:[\w-]+;gruu"/);
  });

  it('gets a document for each subscription it makes when it signs in', async () => {
    const { alice } = await signIn(await startHarness());
    const events = {
      'vnd-microsoft-roaming-contacts': 'contactList',
      'vnd-microsoft-roaming-self': 'roamingData',
      'vnd-microsoft-provisioning-v2': 'provisionGroupList',
    };
    for (const [event, root] of Object.entries(events)) {
      const lines = [
        `Event: ${event}`,
        'Proxy-Require: ms-benotify',
        'Supported: ms-piggyback-first-notify',
        `Contact: <${me}>`,
      ];
      const ok = await alice.ask(sipe('SUBSCRIBE', me, event, 1, lines));
      expect([ok.status, ok.headers.get('Event'), ok.headers.get('ms-piggyback-cseq')]).toEqual([
        200,
        event,
        '1',
      ]);
      expect(readXml(ok.body.toString('utf8')).name).toBe(root);
      const to = ok.headers.get('To')!;
      const end = sipe(
        'SUBSCRIBE',
        `sip:${domain}`,
        event,
        2,
        [`Event: ${event}`, 'Expires: 0'],
        '',
        false,
      ).replace(/To: .*/, `To: ${to}`);
      expect((await alice.ask(end)).headers.get('subscription-state')).toBe('terminated;expires=0');
    }
    const batch = [
      'Require: adhoclist, categoryList',
      'Proxy-Require: ms-benotify',
      'Event: presence',
      'Content-Type: application/msrtc-adrl-categorylist+xml',
      `Contact: <${me}>`,
    ];
    expect((await alice.ask(sipe('SUBSCRIBE', me, 'batch', 1, batch, '<batchSub/>'))).status).toBe(200);
  });

  it('publishes its state by SERVICE, and is present to those who watch by the standard', async () => {
    const harness = await startHarness();
    const bob = await harness.register('bob');
    await bob.ask(bob.request('SUBSCRIBE', me, { Event: 'presence', Contact: `<${bob.contact}>` }));
    const next = async (): Promise<string> => {
      const notify = await bob.incoming('NOTIFY');
      bob.answer(notify, 200);
      const { availability, note } = parsePidf(notify.body.toString());
      return `${availability} ${note ?? ''}`.trim();
    };
    expect(await next()).toBe('offline');
    const { alice } = await signIn(harness);
    expect(await next()).toBe('online');
    const state = (type: string, value: number): string =>
      `<publication categoryName="state"><state xmlns="http://schemas.microsoft.com/2006/09/sip/state" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${type}"><availability>${value}</availability><endpointLocation/></state></publication>`;
    const service = async (callId: string, publications: string): Promise<number> => {
      const body = `<publish xmlns="http://schemas.microsoft.com/2006/09/sip/rich-presence"><publications uri="${me}">${publications}</publications></publish>`;
      return (
        await alice.ask(
          sipe('SERVICE', me, callId, 1, ['Content-Type: application/msrtc-category-publish+xml'], body),
        )
      ).status;
    };
    expect(await service('s1', state('machineState', 3500) + state('userState', 6500))).toBe(200);
    expect(await next()).toBe('busy');
    const note =
      '<publication categoryName="note"><note xmlns="http://schemas.microsoft.com/2006/09/sip/note"><body type="personal" uri="">in a lab</body></note></publication>';
    expect(await service('s2', note)).toBe(200);
    expect(await next()).toBe('busy in a lab');
    expect(await service('s3', state('userState', 3500))).toBe(200);
    expect(await next()).toBe('online in a lab');
    expect(
      (
        await alice.ask(
          sipe('SERVICE', me, 's4', 1, ['Content-Type: application/msrtc-setcontainermembers+xml'], '<x/>'),
        )
      ).status,
    ).toBe(200);
    expect(
      (
        await alice.ask(
          sipe('SERVICE', me, 's5', 1, ['Content-Type: application/msrtc-category-publish+xml'], '<x'),
        )
      ).status,
    ).toBe(400);
    expect(
      (
        await alice.ask(
          sipe(
            'SERVICE',
            'sip:bob@contoso.com',
            's6',
            1,
            ['Content-Type: application/msrtc-category-publish+xml'],
            '<x/>',
          ),
        )
      ).status,
    ).toBe(403);
    alice.close();
    expect(await next()).toBe('offline');
  });

  it('talks with a browser: INVITE, ACK, MESSAGE and BYE without a branch in Via', async () => {
    const harness = await startHarness();
    const bob = await harness.register('bob');
    const { alice, ok: registered } = await signIn(harness);
    const gruu = /gruu="([^"]+)"/.exec(registered.headers.get('Contact')!)![1]!;
    const sdp =
      'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=session\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 5060 sip null\r\n';
    const invite = sipe(
      'INVITE',
      bob.user.uri,
      'IM',
      1,
      ['Content-Type: application/sdp', `Contact: <${gruu}>`],
      sdp,
      false,
    );
    alice.send(invite);
    bob.answer(
      await bob.incoming('INVITE'),
      200,
      { Contact: `<${bob.contact}>`, 'Content-Type': 'application/sdp' },
      sdp,
    );
    const ok = await alice.answerTo(invite);
    const [to, route] = [ok.headers.get('To')!, ok.headers.get('Record-Route')!];
    const within = (method: string, cseq: number, lines: string[], body = ''): string =>
      sipe(method, bob.contact, 'IM', cseq, [`Route: ${route}`, ...lines], body, false).replace(
        /To: .*/,
        `To: ${to}`,
      );
    alice.send(within('ACK', 1, []));
    await bob.incoming('ACK');
    const message = within('MESSAGE', 2, ['Content-Type: text/plain; charset=UTF-8'], 'hello');
    alice.send(message);
    const received = await bob.incoming('MESSAGE');
    expect(received.body.toString()).toBe('hello');
    bob.answer(received, 200);
    expect((await alice.answerTo(message)).status).toBe(200);
    const back = bob.request(
      'MESSAGE',
      gruu,
      { Route: route, From: to, To: ok.headers.get('From')!, 'Call-ID': 'IM' },
      'hi',
    );
    bob.send(back);
    const toSipe = await alice.incoming('MESSAGE');
    expect(toSipe.uri).toBe(gruu);
    expect(toSipe.headers.get('To')).toContain(epid);
    alice.answer(toSipe, 200);
    expect((await bob.answerTo(back)).status).toBe(200);
    const bye = within('BYE', 3, []);
    alice.send(bye);
    bob.answer(await bob.incoming('BYE'), 200);
    expect((await alice.answerTo(bye)).status).toBe(200);
  });

  it('and another like it, started in the same second with the same Call-ID and tag, do not meet', async () => {
    const { register } = await startHarness();
    const [alice, bob, carol] = [await register('alice'), await register('bob'), await register('carol')];
    const same = { 'Call-ID': 'the-clock', CSeq: '1 MESSAGE', Via: 'SIP/2.0/tcp 127.0.0.1:45726' };
    const [one, two] = [alice, bob].map((client) =>
      client.request('MESSAGE', carol.user.uri, { ...same, From: `<${client.user.uri}>;tag=1` }),
    );
    alice.send(one!);
    bob.send(two!);
    for (let i = 0; i < 2; i++) {
      const message = await carol.incoming('MESSAGE');
      carol.answer(message, message.headers.get('From')!.includes('alice') ? 200 : 480);
    }
    expect((await alice.answerTo(one!)).status).toBe(200);
    expect((await bob.answerTo(two!)).status).toBe(480);
  });
});

it.each([
  [0, 'offline'],
  [3_500, 'online'],
  [5_000, 'online'],
  [6_500, 'busy'],
  [7_500, 'busy'],
  [9_500, 'do-not-disturb'],
  [12_500, 'be-right-back'],
  [15_500, 'away'],
  [18_500, 'offline'],
])('Lync availability %i is %s', (value, expected) => {
  expect(fromLync(value)).toBe(expected);
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mcuUri } from '../../../protocol/conferencing/conference-info-names';
import { parseDiagnostics } from '../../../protocol/diagnostics';
import { ConferenceWorld, type Person } from '../../composition/testing/conference-world';
import { SipFailureError, type SipResponse } from '../../sip';

let world: ConferenceWorld;
let alice: Person;
let bob: Person;
let focus: string;

beforeEach(async () => {
  world = new ConferenceWorld();
  [alice, bob] = [world.person('alice'), world.person('bob')];
  focus = await alice.create();
  await alice.join(focus);
  await alice.subscribe(focus);
  await world.settle();
});

afterEach(() => world.close());

const outcome = (response: SipResponse | undefined): [number, number | undefined, string | undefined] => {
  const diagnostics = parseDiagnostics(response?.headers.get('ms-diagnostics'));
  return [response?.status ?? 0, diagnostics?.errorId, diagnostics?.reason];
};

async function invite(
  uri: string,
  body: string,
  contentType = 'application/cccp+xml',
): Promise<ReturnType<typeof outcome>> {
  try {
    await bob.endpoint.invite(uri, { from: `<${bob.uri}>`, body, contentType });
  } catch (error) {
    if (error instanceof SipFailureError) return outcome(error.response);
    throw error;
  }
  return [200, undefined, undefined];
}

const request = (child: string, { from = bob.uri, to = focus } = {}): string =>
  `<request xmlns="urn:ietf:params:xml:ns:cccp" requestId="1" from="${from}" to="${to}">${child}</request>`;
const addUser = ({ entity = bob.uri, conf = focus, endpoint = '{1}', more = '' } = {}): string =>
  `<addUser ${more}><conferenceKeys confEntity="${conf}"/><user entity="${entity}"><endpoint entity="${endpoint}"/></user></addUser>`;

describe('an INVITE to the focus', () => {
  it('says what is wrong with it', async () => {
    const other = 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:OTHER001';
    const cases: [body: string, status: number, id: number][] = [
      ['', 400, 3006],
      ['<request', 400, 3006],
      ['<!DOCTYPE x><request/>', 400, 3006],
      [request(addUser(), { from: alice.uri }), 400, 3000],
      [request(addUser(), { to: other }), 400, 3001],
      [request(addUser({ entity: alice.uri })), 603, 3002],
      [request(addUser({ conf: other })), 404, 3003],
      [request('<setLobbyAccess/>'), 603, 3004],
      [request(addUser({ more: `mcuUri="${mcuUri(focus, 'chat')}"` })), 603, 3005],
      [request(addUser({ endpoint: 'x'.repeat(65) })), 400, 3009],
      [request(addUser() + addUser()), 400, 3006],
      ['x'.repeat(33_000), 413, 51306],
    ];
    for (const [body, status, id] of cases) {
      const [gotStatus, gotId, reason] = await invite(focus, body);
      expect([body.slice(0, 300), gotStatus, gotId]).toEqual([body.slice(0, 300), status, id]);
      expect(reason).toMatch(/^[A-Z].{5,}/);
    }
    expect((await invite(focus, 'x', 'text/plain')).slice(0, 2)).toEqual([415, 51312]);
    await world.settle();
    expect(alice.sees).toEqual(['alice:presenter[focus]']);
  });

  it('finds no conference that is none', async () => {
    const at = (opaque: string): string => `sip:alice@contoso.com;gruu;opaque=app:conf:${opaque}`;
    expect((await invite(at('focus:id:NOTHERE1'), 'x')).slice(0, 2)).toEqual([404, 3003]);
    expect((await invite(at('focus:id:x'), 'x')).slice(0, 2)).toEqual([404, 3012]);
    expect((await invite(at('applicationsharing:id:JL3GPNYP'), 'x')).slice(0, 2)).toEqual([603, 3013]);
  });

  it('is withdrawn without a trace', async () => {
    const abort = new AbortController();
    const joining = bob.endpoint.invite(focus, {
      from: `<${bob.uri}>`,
      body: request(addUser()),
      contentType: 'application/cccp+xml',
      signal: abort.signal,
    });
    abort.abort();
    await expect(joining).rejects.toMatchObject({ code: 'cancelled' });
    await world.pass(40);
    expect(alice.sees).toEqual(['alice:presenter[focus]']);
  });
});

describe('a command', () => {
  const info = async (body: string, contentType = 'application/cccp+xml'): Promise<unknown> =>
    outcome(await alice.focus!.request('INFO', { body, contentType })).slice(0, 2);
  const own = (child: string): string => request(child, { from: alice.uri });

  it('says what is wrong with it, and changes nothing', async () => {
    const other = focus.replace('JL3GPNYP', 'OTHER001');
    const { documents } = alice;
    expect(await info('<request')).toEqual([400, 3006]);
    expect(await info('x', 'text/plain')).toEqual([415, 51312]);
    expect(await info(own(`<setLobbyAccess/>`))).toEqual([603, 3004]);
    expect(await info(own(`<modifyConference/>`))).toEqual([400, 3006]);
    expect(await info(own(`<getConferencingCapabilities/>`))).toEqual([603, 3004]);
    expect(
      await info(own(`<deleteUser><userKeys confEntity="${other}" userEntity="${bob.uri}"/></deleteUser>`)),
    ).toEqual([603, 3003]);
    expect(
      await info(own(`<deleteUser><userKeys confEntity="${focus}" userEntity="${bob.uri}"/></deleteUser>`)),
    ).toEqual([603, 3002]);
    expect(
      await info(request(`<getConference><conferenceKeys confEntity="${focus}"/></getConference>`)),
    ).toEqual([400, 3000]);
    expect(await info(own(addUser({ more: `mcuUri="${other}"` })))).toEqual([603, 3013]);
    expect(await info(own(addUser({ entity: 'sip:guest-1@contoso.com' })))).toEqual([603, 3002]);
    await world.settle();
    expect(alice.documents).toBe(documents);
  });

  it('never brings the service down, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.constantFrom(addUser(), '<x/>', '<addUser/>').map((child) => own(child)),
        ),
        fc.constantFrom('application/cccp+xml', 'application/xml', 'x'),
        async (body, contentType) => {
          const { status } = await alice.focus!.request('INFO', { body, contentType });
          expect([200, 202, 400, 413, 415, 603]).toContain(status);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a subscription', () => {
  it('is for those who may join, to the focus, to its event', async () => {
    const subscribe = (uri: string, event: string, accept: string): Promise<unknown> =>
      bob.endpoint
        .subscribe(uri, {
          from: `<${bob.uri}>`,
          ...{ event, accept, expires: 600 },
          onNotify: () => undefined,
          onTerminated: () => undefined,
        })
        .then(
          () => 200,
          (error: SipFailureError) => error.status,
        );
    const type = 'application/conference-info+xml';
    expect(await subscribe(focus, 'presence', type)).toBe(489);
    expect(await subscribe(focus, 'conference', 'text/plain')).toBe(406);
    expect(await subscribe(mcuUri(focus, 'chat'), 'conference', type)).toBe(603);
    const closed = await alice.create('CLOSED01', { admissionPolicy: 'closedAuthenticated' });
    expect(await subscribe(closed, 'conference', type)).toBe(403);
    expect(await subscribe(focus, 'conference', type)).toBe(200);
  });
});

it('refuses the policy and the id it does not know', async () => {
  const add = async (description: Record<string, string>): Promise<unknown> =>
    outcome(
      (await alice.factory({ name: 'addConference', conference: { entity: '', state: 'full', description } }))
        .raw,
    ).slice(0, 2);
  expect(await add({})).toEqual([400, 3006]);
  expect(await add({ conferenceId: 'short' })).toEqual([400, 3006]);
  expect(await add({ conferenceId: 'LONGENOUGH', admissionPolicy: 'everybody' })).toEqual([400, 3006]);
});

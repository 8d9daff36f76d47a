import { describe, expect, it } from 'vitest';
import {
  buildProvisioningRequest,
  parseProvisioning,
  provisionedSettings,
  provisioningContentType,
  provisioningEvent,
  type ProvisionedSettings,
  type ProvisionGroup,
} from '../../protocol/provisioning';
import type { SipResponse } from '../sip';
import type { Provisioning } from './provisioning';
import type { TestClient } from './testing/client';
import { startHarness, type Harness } from './testing/harness';

/** Alice may park calls; guests are told of nothing but conferences. */
const provisioning: Provisioning = {
  groupsFor({ aor, kind }): ProvisionGroup[] {
    const park = kind === 'guest' ? [] : ([['callParkServerUri', 'sip:park@contoso.com']] as const);
    return [
      {
        name: 'ServerConfiguration',
        properties: [...park, ['focusFactoryUri', 'sip:focus@contoso.com']],
      },
      { name: 'ucPolicy', properties: [['EnableCallPark', String(aor === 'sip:alice@contoso.com')]] },
      { name: 'meetingPolicy', properties: [] },
    ];
  },
};

const all = ['serverconfiguration', 'UCPOLICY', 'meetingPolicy', 'publicationGrammar'];

function subscribe(
  client: TestClient,
  headers: Record<string, string> = {},
  body = buildProvisioningRequest(all),
  uri = client.user.uri,
): Promise<SipResponse> {
  return client.ask(
    client.request(
      'SUBSCRIBE',
      uri,
      {
        Event: provisioningEvent,
        Accept: provisioningContentType,
        Supported: 'ms-piggyback-first-notify',
        'Proxy-Require': 'ms-benotify',
        Expires: '0',
        Contact: `<${client.contact}>`,
        'Content-Type': provisioningContentType,
        ...headers,
      },
      body,
    ),
  );
}

const groupsIn = (response: SipResponse): ProvisionGroup[] => {
  expect(response.status).toBe(200);
  return parseProvisioning(response.body.toString('utf8'));
};
const settingsIn = (response: SipResponse): ProvisionedSettings => provisionedSettings(groupsIn(response));
const start = (): Promise<Harness> => startHarness({ provisioning });

describe('provisioning', () => {
  it('comes with the 200, and the subscription is over', async () => {
    const alice = await (await start()).register('alice');
    for (const expires of ['0', '3600']) {
      const ok = await subscribe(alice, { Expires: expires });
      expect(groupsIn(ok).map(({ name }) => name)).toEqual([
        'ServerConfiguration',
        'ucPolicy',
        'meetingPolicy',
      ]);
      expect(ok.toTag()).toMatch(/./);
      expect(
        ['Event', 'Expires', 'ms-piggyback-cseq', 'subscription-state', 'Content-Type'].map((name) =>
          ok.headers.get(name),
        ),
      ).toEqual([provisioningEvent, '0', '1', 'terminated;expires=0', provisioningContentType]);
      expect(ok.headers.getAll('Supported')).toEqual(['ms-benotify', 'ms-piggyback-first-notify']);
    }
  });

  it('is each user’s own, and a guest’s is without call park', async () => {
    const { register, guest } = await start();
    const focusFactoryUri = 'sip:focus@contoso.com';
    const rest = { isInResiliencyMode: false, focusFactoryUri, persistentChat: { enabled: false, uris: [] } };
    const callParkServerUri = 'sip:park@contoso.com';
    expect(settingsIn(await subscribe(await register('alice')))).toEqual({
      callParkServerUri,
      callParkEnabled: true,
      ...rest,
    });
    expect(settingsIn(await subscribe(await register('bob')))).toEqual({
      callParkServerUri,
      callParkEnabled: false,
      ...rest,
    });
    expect(settingsIn(await subscribe(await guest()))).toEqual({ callParkEnabled: false, ...rest });
  });

  it('has the groups that were asked for, and of an edge without services none', async () => {
    const alice = await (await start()).register('alice');
    const one = await subscribe(alice, {}, buildProvisioningRequest(['ucPolicy']));
    expect(groupsIn(one)).toEqual([{ name: 'ucPolicy', properties: [['EnableCallPark', 'true']] }]);
    expect(groupsIn(await subscribe(alice, {}, ''))).toEqual([]);
    const bare = await (await startHarness()).register('alice');
    expect(groupsIn(await subscribe(bare))).toEqual([]);
  });

  it('is nobody else’s business', async () => {
    const { register, guest } = await start();
    const alice = await register('alice');
    const visitor = await guest();
    for (const [who, whose] of [
      [alice, 'sip:bob@contoso.com'],
      [alice, visitor.user.uri],
      [alice, 'sip:contoso.com'],
      [visitor, 'sip:alice@contoso.com'],
      [visitor, 'sip:sales@contoso.com'],
    ] as const) {
      const refused = await subscribe(who, {}, undefined, whose);
      expect([whose, refused.status, refused.body.length]).toEqual([whose, 403, 0]);
    }
  });

  it('is asked for by who has proven an identity', async () => {
    const stranger = await (await start()).connect('alice');
    expect((await subscribe(stranger)).status).toBe(407);
  });

  it.each([
    [
      'another type than wanted is there',
      { Accept: 'application/pidf+xml, text/plain;q=0.5' },
      undefined,
      406,
    ],
    ['the body is of another type', { 'Content-Type': 'application/pidf+xml' }, undefined, 415],
    ['the body is no XML', {}, 'ucPolicy', 400],
    ['the body is of another form', {}, '<provisionGroupList/>', 400],
    ['the body is not UTF-8', {}, buildProvisioningRequest(['x']).replace('"x"', '"\uFFFD"'), 400],
    ['the body has an entity', {}, '<!DOCTYPE a [<!ENTITY b "c">]><provisioningGroupList/>', 400],
    ['the subscription does not exist', { To: '<sip:alice@contoso.com>;tag=gone' }, undefined, 481],
  ])('is refused if %s', async (_, headers, body, status) => {
    const alice = await (await start()).register('alice');
    const refused = await subscribe(alice, headers, body);
    expect(refused.status).toBe(status);
    expect(refused.headers.get('Accept')).toBe(
      status === 406 || status === 415 ? provisioningContentType : undefined,
    );
    // Nothing of it stays.
    expect((await subscribe(alice)).status).toBe(200);
  });

  it.each(['*/*', 'application/*', `text/plain, ${provisioningContentType};q=0.1`])(
    'is given to who accepts %s',
    async (accept) => {
      const alice = await (await start()).register('alice');
      expect((await subscribe(alice, { Accept: accept })).status).toBe(200);
    },
  );
});

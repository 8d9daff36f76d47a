import { describe, expect, it } from 'vitest';
import { parsePidf } from '../../src/protocol/presence';
import { parseProvisioning, provisionedSettings, provisioningEvent } from '../../src/protocol/provisioning';
import { setStage, type Stage } from './support/stage';
import { sipeIsMissing } from './support/sipe-available';

/** What the standard says of alice to somebody who watches her (RFC 3856), one change after the other. */
async function watchAlice({ rawUser }: Stage): Promise<() => Promise<string>> {
  const dave = await rawUser('dave');
  const headers = { Event: 'presence', Contact: `<${dave.contact}>` };
  expect((await dave.ask(dave.request('SUBSCRIBE', 'sip:alice@contoso.com', headers))).status).toBe(200);
  return async () => {
    const notify = await dave.incoming('NOTIFY');
    dave.answer(notify, 200);
    const { availability, note = '' } = parsePidf(notify.body.toString('utf8'));
    return `${availability} ${note}`.trim();
  };
}

describe.skipIf(sipeIsMissing)('SIPE', () => {
  it('signs in over TCP with the digest it has', async () => {
    const { sipe, server, complaints } = await setStage();
    const { tap } = await sipe('alice');
    const [first, second] = tap.requests('client', 'REGISTER');
    expect(tap.responses('server', 'REGISTER').map(({ status }) => status)).toEqual([407, 200]);
    expect(first?.headers.has('Proxy-Authorization')).toBe(false);
    expect(second?.headers.get('Proxy-Authorization')).toContain('uri="(null)"');
    expect(server.health()).toMatchObject({ edge: { bindings: 1 } });
    expect(complaints.filter((line) => !line.includes('demo-passwords'))).toEqual([]);
  });

  it('finds in the answers what it needs to go on: events to subscribe to, and its GRUU', async () => {
    const { tap } = await (await setStage()).sipe('alice');
    const subscriptions = tap.requests('client', 'SUBSCRIBE');
    expect(subscriptions.map(({ headers }) => headers.get('Event'))).toEqual([
      'vnd-microsoft-roaming-contacts',
      'vnd-microsoft-provisioning-v2',
      'vnd-microsoft-roaming-self',
    ]);
    for (const request of [...subscriptions, ...tap.requests('client', 'SERVICE')]) {
      expect([request.method, tap.answerTo(request)?.status]).toEqual([request.method, 200]);
      expect(request.headers.get('Contact')).toMatch(
        /^<sip:alice@contoso\.com;opaque=user:epid:[\w-]+;gruu>$/,
      );
    }
  });

  it('is told in its own words where calls are parked, and goes on to group chat', async () => {
    const { tap } = await (await setStage()).sipe('alice');
    const [request] = tap
      .requests('client', 'SUBSCRIBE')
      .filter(({ headers }) => headers.get('Event') === provisioningEvent);
    const answer = request && tap.answerTo(request);
    expect(answer?.headers.get('subscription-state')).toBe('terminated;expires=0');
    const groups = parseProvisioning(answer?.body.toString('utf8') ?? '');
    expect(groups.map(({ name }) => name)).toEqual([
      'ServerConfiguration',
      'meetingPolicy',
      'persistentChatConfiguration',
      'ucPolicy',
    ]);
    expect(provisionedSettings(groups)).toMatchObject({
      callParkServerUri: 'sip:park@contoso.com',
      callParkEnabled: true,
    });
    // SIPE looks for group chat only when it has understood this.
    const lookup = await tap.until(
      'client',
      (message) => message.kind === 'request' && message.method === 'INVITE',
    );
    expect(lookup).toMatchObject({ uri: 'sip:ocschat@contoso.com' });
  });

  it('is present to everybody as what it is set to', async () => {
    const stage = await setStage();
    const next = await watchAlice(stage);
    expect(await next()).toBe('offline');
    const alice = await stage.sipe('alice');
    expect(await next()).toBe('online');
    await alice.status('busy', 'in a meeting');
    expect(await next()).toBe('busy in a meeting');
    await alice.status('do-not-disturb', 'in a meeting');
    expect(await next()).toBe('do-not-disturb in a meeting');
    await alice.status('away');
    expect(await next()).toMatch(/^away/);
    await alice.status('available');
    expect(await next()).toMatch(/^online/);
  });

  it('registers again in time to be there without a gap', async () => {
    const stage = await setStage((configuration) => ({
      ...configuration,
      sip: { ...configuration.sip, minRegistrationSeconds: 1, maxRegistrationSeconds: 4 },
    }));
    const next = await watchAlice(stage);
    expect(await next()).toBe('offline');
    const alice = await stage.sipe('alice');
    expect(await next()).toBe('online');
    const again = await alice.tap.until(
      'server',
      (message) => message.kind === 'response' && message.headers.get('CSeq') === '2 REGISTER',
    );
    expect(again).toMatchObject({ status: 200 });
    await alice.status('busy');
    // Had there been a gap, this would be `offline`.
    expect(await next()).toBe('busy');
  });

  it('takes its contact and its presence along when it signs off', async () => {
    const stage = await setStage();
    const next = await watchAlice(stage);
    expect(await next()).toBe('offline');
    const alice = await stage.sipe('alice');
    expect(await next()).toBe('online');
    expect(await alice.quit()).toBe(0);
    expect(await next()).toBe('offline');
    expect(alice.tap.requests('client', 'REGISTER').at(-1)?.headers.get('Expires')).toBe('0');
    expect(stage.server.health()).toMatchObject({ edge: { bindings: 1 } });
  });

  it('is gone when it dies without a word', async () => {
    const stage = await setStage();
    const next = await watchAlice(stage);
    expect(await next()).toBe('offline');
    const alice = await stage.sipe('alice');
    expect(await next()).toBe('online');
    await alice.die();
    expect(await next()).toBe('offline');
  });

  it('is told that the password is wrong, and is let in with the right one', async () => {
    const { startSipe, sipe, server } = await setStage();
    const wrong = await startSipe('alice', 'demo-bob');
    expect((await wrong.next('disconnected')).text).toContain('Wrong user name or password');
    expect(wrong.tap.requests('client', 'REGISTER')).toHaveLength(2);
    expect(server.health()).toMatchObject({ edge: { bindings: 0 } });
    await sipe('alice');
    expect(server.health()).toMatchObject({ edge: { bindings: 1 } });
  });
});

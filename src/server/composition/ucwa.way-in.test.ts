import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseChallenge } from '../../protocol/ucwa';
import { hrefOf, UcwaTestClient } from './testing/ucwa-client';
import { startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;
let dave: UcwaTestClient;
let self: string;

beforeAll(async () => {
  world = await startUcwaWorld();
  dave = await world.client('dave', { available: false });
  self = hrefOf(dave.application, 'self');
});

afterAll(() => world.close());

const applications = '/ucwa/oauth/v1/applications';

describe('signing in', () => {
  it('says where the token is to be had, and who is asked', async () => {
    const stranger = new UcwaTestClient(world.origin);
    const root = (
      await stranger.get('/autodiscover/AUTODISCOVERSERVICE.svc/root?sipuri=sip:dave@contoso.com')
    ).json();
    const userHref = hrefOf(root, 'user');
    const refused = await stranger.get(userHref);
    expect(refused.status).toBe(401);
    const challenge = parseChallenge(refused.headers.get('WWW-Authenticate') ?? '');
    expect(challenge).toEqual({ href: `${world.origin}/WebTicket/oauthtoken`, grantTypes: ['password'] });
    expect((await stranger.signIn('sip:Dave@contoso.com', 'demo-dave')).json()).toMatchObject({
      token_type: 'Bearer',
      ms_rtc_identityscope: 'local',
      expires_in: 28_800,
      access_token: expect.stringMatching(/^cwt=/) as unknown,
    });
    expect(hrefOf((await stranger.get(userHref)).json(), 'applications')).toBe(world.origin + applications);
  });

  it('refuses wrong passwords, people who are not there, and expired guests alike', async () => {
    const stranger = new UcwaTestClient(world.origin);
    const bodies = new Set<string>();
    for (const [name, password] of [
      ['dave', 'wrong'],
      ['nobody', 'demo-dave'],
      [`1000:guest-${'0'.repeat(32)}`, 'x'],
      [`9999999999:guest-${'0'.repeat(32)}`, 'x'],
      ['__proto__', 'x'],
    ] as const) {
      const answer = await stranger.signIn(name, password);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('X-Ms-Diagnostics')).toMatch(/^28020;/);
      bodies.add(answer.body);
    }
    expect([...bodies].map((body) => JSON.parse(body) as unknown)).toEqual([
      { error: 'invalid_grant', error_description: 'Wrong user name or password.' },
    ]);
    const form = (body: string) =>
      stranger.send('POST', '/webticket/OAUTHTOKEN', {
        body,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      });
    expect((await form('grant_type=urn:microsoft.rtc:windows')).body).toContain('unsupported_grant_type');
    expect((await form('grant_type=password&username=dave')).body).toContain('invalid_request');
    expect((await form('x'.repeat(10_000))).status).toBe(413);
    expect((await stranger.post('/WebTicket/oauthtoken', {})).status).toBe(415);
    expect((await stranger.get('/WebTicket/oauthtoken')).status).toBe(405);
  });

  it('is limited for who guesses, and not for who knows', async () => {
    const other = await startUcwaWorld();
    try {
      const guesser = new UcwaTestClient(other.origin);
      const statuses: number[] = [];
      for (let guess = 0; guess < 20; guess++)
        statuses.push((await guesser.signIn('alice', `${guess}`)).status);
      expect(statuses.slice(0, 5)).toEqual([400, 400, 400, 400, 400]);
      expect(statuses.at(-1)).toBe(429);
      expect((await guesser.signIn('bob', 'demo-bob')).status).toBe(200);
    } finally {
      await other.close();
    }
  });

  it('takes no token that is missing, made up, tampered with or of another kind', async () => {
    const [, payload = '', mac = ''] = /^cwt=(.*)\.(.*)$/.exec(dave.token)!;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
    const forged = Buffer.from(JSON.stringify(['sip:alice@contoso.com', ...claims.slice(1)])).toString(
      'base64url',
    );
    for (const token of [
      '',
      'x',
      `cwt=${forged}.${mac}`,
      `cwt=${payload}.${'A'.repeat(43)}`,
      dave.token.slice(4),
    ]) {
      const thief = new UcwaTestClient(world.origin);
      thief.token = token;
      const answer = await thief.get(self);
      expect(answer.status, token).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toContain('MsRtcOAuth href="');
    }
  });
});

describe('pages', () => {
  it('of allowed origins may read answers, others not', async () => {
    const preflight = (origin: string) =>
      ask('OPTIONS', '/WebTicket/oauthtoken', { Origin: origin, 'Access-Control-Request-Method': 'POST' });
    const own = await preflight(world.origin);
    expect(own.status).toBe(204);
    expect(own.headers['access-control-allow-origin']).toBe(world.origin);
    expect(own.headers['access-control-allow-headers']).toContain('Authorization');
    expect((await preflight('https://evil.example')).status).toBe(403);
    const foreign = await ask('GET', self, {
      Origin: 'https://evil.example',
      Authorization: `Bearer ${dave.token}`,
    });
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    const good = await ask('GET', self, { Origin: world.origin, Authorization: `Bearer ${dave.token}` });
    expect(good.headers['access-control-expose-headers']).toContain('Location');
    // A host made up by whoever asks becomes no link.
    const root = await ask('GET', '/Autodiscover/AutodiscoverService.svc/root', { Host: 'a"b' });
    expect(root.body).not.toContain('a"b');
    expect(root.body).not.toContain('a\\"b');
  });
});

function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  const { hostname, port } = new URL(world.origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

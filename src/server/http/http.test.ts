import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../sip';
import { createHttpHandler, GuestCredentialsIssuer, securityHeaders, StaticFiles } from '.';

let server: Server;
const errors: string[] = [];
let port: number;
let directory: string;
let now = 1_700_000_000_000;
const origin = 'https://shop.example';
const page = `<!doctype html><title>Shop</title>${'<p>text</p>'.repeat(200)}`;

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Without the manners of fetch: paths go out as they are, headers as they are given. */
function ask(
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path: target, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lync-http-'));
  const root = path.join(directory, 'public');
  mkdirSync(path.join(root, 'shop'), { recursive: true });
  writeFileSync(path.join(root, 'shop', 'index.html'), page);
  writeFileSync(path.join(root, 'app-1f3a9c2b.js'), 'export {};');
  writeFileSync(path.join(root, 'agent-status.js'), 'export {};'.repeat(100));
  writeFileSync(path.join(root, 'agent-status.js.gz'), gzipSync('made before'));
  writeFileSync(path.join(root, 'old.css'), 'a{}'.repeat(300));
  writeFileSync(path.join(root, 'old.css.gz'), gzipSync('older than the file'));
  utimesSync(path.join(root, 'old.css.gz'), 1, 1);
  writeFileSync(path.join(root, '.env'), 'hidden');
  writeFileSync(path.join(directory, 'secret.txt'), 'outside');
  symlinkSync(path.join(directory, 'secret.txt'), path.join(root, 'link.txt'));
  const handler = createHttpHandler({
    files: new StaticFiles([
      { path: '/', directory: root },
      { path: '/widgets', directory: path.join(root, 'shop') },
    ]),
    credentials: new GuestCredentialsIssuer({
      domain: 'contoso.com',
      guestSecret: 'guest secret of the tests',
      siteSecret: 'site secret of the tests',
      lifetimeSeconds: 600,
      renewalSeconds: 3600,
      limit: { perSecond: 0.1, burst: 4 },
      findCustomer: (id) =>
        id === 'jane' ? { name: 'Jané Doe', email: 'jane@example.com', tier: 'gold' } : undefined,
      signIn: () => ({
        challenge: { realm: 'contoso.com', nonce: 'n', algorithm: 'MD5', qop: 'auth' },
      }),
      now: () => now,
    }),
    demoCredentials: (user) => (user === 'alice' ? { uri: 'sip:alice@contoso.com' } : undefined),
    health: () => ({ ready: true, domain: 'contoso.com' }),
    allowedOrigins: [origin],
    headers: securityHeaders({
      contentSecurityPolicy: { 'default-src': ["'none'"], 'script-src': ["'self'"] },
      headers: { 'X-Extra': '1' },
    }),
    log: { ...silentLog, error: (event) => void errors.push(event) },
  });
  server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

describe('static files', () => {
  it('are served with their type, a policy and nothing to guess', async () => {
    const { status, headers, body } = await ask('GET', '/shop/');
    expect(status).toBe(200);
    expect(body.toString()).toBe(page);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; script-src 'self'",
      'x-content-type-options': 'nosniff',
      'x-extra': '1',
      'cache-control': 'no-cache',
    });
  });

  it('are not sent again unchanged', async () => {
    const { headers } = await ask('GET', '/shop/');
    const [tag, modified] = [String(headers.etag), String(headers['last-modified'])];
    expect((await ask('GET', '/shop/', { 'If-None-Match': tag })).status).toBe(304);
    expect((await ask('GET', '/shop/', { 'If-None-Match': `"x", W/${tag}` })).status).toBe(304);
    expect(
      (await ask('GET', '/shop/', { 'If-None-Match': '"x"', 'If-Modified-Since': modified })).status,
    ).toBe(200);
    expect((await ask('GET', '/shop/', { 'If-Modified-Since': modified })).status).toBe(304);
  });

  it('are kept for ever when their name has a hash', async () => {
    expect((await ask('GET', '/app-1f3a9c2b.js')).headers['cache-control']).toContain('immutable');
    expect((await ask('GET', '/agent-status.js')).headers['cache-control']).toBe('no-cache');
  });

  it('are compressed on the fly, or were before', async () => {
    const made = await ask('GET', '/shop/', { 'Accept-Encoding': 'gzip, deflate' });
    expect([made.headers['content-encoding'], gunzipSync(made.body).toString()]).toEqual(['gzip', page]);
    const before = await ask('GET', '/agent-status.js', { 'Accept-Encoding': 'gzip' });
    expect(gunzipSync(before.body).toString()).toBe('made before');
    const stale = await ask('GET', '/old.css', { 'Accept-Encoding': 'gzip' });
    expect(gunzipSync(stale.body).toString()).toBe('a{}'.repeat(300));
    const refused = await ask('GET', '/shop/', { 'Accept-Encoding': 'gzip;q=0' });
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  it('answer HEAD without a body, and a directory with its slash', async () => {
    const head = await ask('HEAD', '/shop/');
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      String(page.length),
    ]);
    const moved = await ask('GET', '/shop');
    expect([moved.status, moved.headers.location]).toEqual([301, 'shop/']);
    expect((await ask('GET', '/widgets/index.html')).status).toBe(200);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/shop/..%2f..%2fsecret.txt',
    '/shop/..\\..\\secret.txt',
    '/..%5csecret.txt',
    '//etc/passwd',
    '/link.txt',
    '/.env',
    '/%00',
    '/%E0%A4%A',
    '/nothing.html',
    '/shop/index.html/',
  ])('stay in their mount: %s', async (target) => {
    expect((await ask('GET', target)).status).toBe(404);
  });

  it('are read only', async () => {
    expect((await ask('PUT', '/shop/')).status).toBe(405);
    expect((await ask('DELETE', '/app-1f3a9c2b.js')).status).toBe(405);
  });
});

describe('POST /api/guest-credentials', () => {
  const post = (
    query = '',
    headers: Record<string, string> = { Origin: origin },
    body?: string,
  ): Promise<Answer> => {
    now += 60_000;
    return ask('POST', `/api/guest-credentials${query}`, headers, body);
  };
  const renew = (previous: Record<string, string>): Promise<Answer> =>
    post('', { Origin: origin }, JSON.stringify({ renew: previous }));
  const json = ({ body }: Answer): Record<string, string> =>
    JSON.parse(body.toString()) as Record<string, string>;

  it('hands out credentials and a challenge', async () => {
    const answer = await post();
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'cache-control': 'no-store',
    });
    const { uri, username, password, expiresAt, challenge, signedContext } = json(answer);
    expect(username).toBe(`${Number(expiresAt) / 1000}:${uri!.slice(4).split('@')[0]}`);
    expect(Number(expiresAt)).toBe(now + 600_000);
    expect(password).toBe(createHmac('sha1', 'guest secret of the tests').update(username!).digest('base64'));
    expect(challenge).toMatchObject({ realm: 'contoso.com', nonce: 'n', algorithm: 'MD5', qop: 'auth' });
    expect(signedContext).toBeUndefined();
  });

  it('lets a guest stay who they are, for a while after their credentials expired', async () => {
    const { uri, username, password } = json(await post()) as {
      uri: string;
      username: string;
      password: string;
    };
    now += 1_200_000;
    const renewed = json(await renew({ username, password }));
    expect([renewed.uri, Number(renewed.expiresAt)]).toEqual([uri, now + 600_000]);
    expect(renewed.password).not.toBe(password);
    const forged = username.replace(/^\d+/, String(Number(renewed.expiresAt) / 1000 + 1));
    for (const other of [
      { username, password: `${password}x` },
      { username: forged, password },
      { username: 'alice', password },
    ]) {
      expect(json(await renew(other)).uri).not.toBe(uri);
    }
    now += 4_000_000;
    expect(json(await renew({ username, password })).uri).not.toBe(uri);
  });

  it('reads no body that is not JSON or too large', async () => {
    expect((await post('', { Origin: origin }, '{')).status).toBe(400);
    expect((await post('', { Origin: origin }, 'x'.repeat(5000))).status).toBe(413);
    expect((await post('', { Origin: origin }, '{"renew":{"username":1}}')).status).toBe(200);
    expect((await post('', { Origin: origin }, 'null')).status).toBe(200);
  });

  it('signs what the site knows of the customer', async () => {
    const { uri, signedContext, expiresAt, displayName } = json(await post('?customer=jane'));
    expect(displayName).toBe('Jané Doe');
    const [head, payload, signature] = signedContext!.split('.') as [string, string, string];
    expect(signature).toBe(
      createHmac('sha256', 'site secret of the tests').update(`${head}.${payload}`).digest('base64url'),
    );
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    expect(claims).toMatchObject({
      sub: uri,
      exp: Number(expiresAt) / 1000,
      contact: { name: 'Jané Doe', email: 'jane@example.com' },
      data: { tier: 'gold' },
    });
    expect((await post('?customer=nobody')).status).toBe(404);
  });

  it('answers allowed pages only', async () => {
    expect((await post('', {})).status).toBe(403);
    expect((await post('', { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('', { Origin: 'null' })).status).toBe(403);
    expect((await post('', { Origin: `http://127.0.0.1:${port}` })).status).toBe(200);
    const preflight = await ask('OPTIONS', '/api/guest-credentials', { Origin: origin });
    expect([preflight.status, preflight.headers['access-control-allow-methods']]).toEqual([204, 'POST']);
    expect((await ask('GET', '/api/guest-credentials', { Origin: origin })).status).toBe(405);
  });

  it('has a limit per address', async () => {
    now += 600_000;
    const statuses: number[] = [];
    let last: Answer | undefined;
    for (let i = 0; i < 5; i++) {
      last = await ask('POST', '/api/guest-credentials', { Origin: origin });
      statuses.push(last.status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect(last!.headers['retry-after']).toBe('10');
  });
});

describe('the rest', () => {
  it('GET /healthz is JSON', async () => {
    const { status, body } = await ask('GET', '/healthz');
    expect([status, JSON.parse(body.toString())]).toEqual([
      200,
      { status: 'ok', ready: true, domain: 'contoso.com' },
    ]);
  });

  it('a request that its client gave up is in no log of errors', async () => {
    errors.length = 0;
    const socket = connect(port, '127.0.0.1');
    const head = `POST /api/guest-credentials HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Length: 9\r\n\r\n`;
    const arrived = new Promise<Socket>((resolve) =>
      server.once('request', (request: IncomingMessage) => resolve(request.socket)),
    );
    socket.write(`${head}{`);
    const other = await arrived;
    const closed = new Promise((resolve) => other.once('close', resolve));
    socket.destroy();
    await closed;
    expect((await ask('GET', '/healthz')).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it.each([
    ['evil.example', 403],
    ['evil.example:8080', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost', 200],
    ['[::1]:8080', 200],
    [origin.replace(/^https?:\/\//, ''), 200],
  ])('GET /api/demo-credentials of the host %s is %i', async (host, status) => {
    expect((await ask('GET', '/api/demo-credentials?user=alice', { Host: host })).status).toBe(status);
  });

  it('GET /api/demo-credentials knows the demo users, and no foreign page', async () => {
    expect((await ask('GET', '/api/demo-credentials?user=alice')).status).toBe(200);
    expect((await ask('GET', '/api/demo-credentials?user=nobody')).status).toBe(404);
    expect(
      (await ask('GET', '/api/demo-credentials?user=alice', { Origin: 'https://evil.example' })).status,
    ).toBe(403);
  });
});

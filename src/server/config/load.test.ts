import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  callParkConfiguration,
  configurationJsonSchema,
  contactCenterAddresses,
  contactCenterConfiguration,
  hasDemoPasswords,
  listeningHost,
  loadConfiguration,
  loadSecrets,
  parseConfiguration,
} from '.';

const demo = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');
const least = { domain: 'contoso.com', http: {} };
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'lync-config-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function errorOf(action: () => unknown): ConfigurationError {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('the demo configuration', () => {
  it('has the fixed points of npm start', () => {
    const config = loadConfiguration(demo, {});
    expect(config).toMatchObject({
      domain: 'contoso.com',
      data: '.lync',
      http: { host: '127.0.0.1', port: 8080 },
      sip: { path: '/sip', tcp: { host: '127.0.0.1', port: 5060 }, digest: 'MD5' },
    });
    const users = config.users.map(({ name, password, roles, skills }) => [
      name,
      password,
      roles,
      skills.map((skill) => skill.name),
    ]);
    expect(users).toEqual([
      ['alice', 'demo-alice', ['agent'], ['sales']],
      ['bob', 'demo-bob', ['agent'], ['sales']],
      ['carol', 'demo-carol', ['agent', 'supervisor'], ['support']],
      ['dave', 'demo-dave', [], []],
    ]);
    expect(config.queues.map(({ uri }) => uri)).toEqual(['sip:sales@contoso.com', 'sip:support@contoso.com']);
    expect(path.isAbsolute(config.http.static[0]!.directory)).toBe(true);
  });

  it('gives the contact centre its agents and addresses', () => {
    const config = loadConfiguration(demo, {});
    const center = contactCenterConfiguration(config, { site: 'the key of the site' });
    expect(center.agents.map(({ uri, displayName }) => [uri, displayName])).toEqual([
      ['sip:alice@contoso.com', 'Alice'],
      ['sip:bob@contoso.com', 'Bob'],
      ['sip:carol@contoso.com', 'Carol'],
    ]);
    expect(center.siteSecret).toBe('the key of the site');
    expect(center.supervisors).toEqual([{ uri: 'sip:carol@contoso.com', displayName: 'Carol Carter' }]);
    expect(center.supervision).toBeUndefined();
    expect(contactCenterAddresses(config)).toEqual([
      'sip:contact-center@contoso.com',
      'sip:contact-*@contoso.com',
      'sip:sales@contoso.com',
      'sip:support@contoso.com',
    ]);
  });
});

describe('call park', () => {
  const orbits = '100-109';
  const withPark = (callPark: Record<string, unknown>, more: Record<string, unknown> = {}): unknown => ({
    ...least,
    ...more,
    callPark: { uri: 'sip:park@contoso.com', orbits, ...callPark },
  });
  const issuesOf = (value: unknown): readonly { path: string; message: string }[] =>
    errorOf(() => parseConfiguration(value, 'lync.json')).issues;

  it('is as fixed for the demo, and is what the service understands', () => {
    const { callPark } = loadConfiguration(demo, {});
    expect(callPark).toEqual({
      uri: 'sip:park@contoso.com',
      orbits,
      ringBackSeconds: 90,
      attempts: 1,
      music: true,
      drainSeconds: 10,
    });
    expect(callParkConfiguration(callPark!)).toEqual({
      uri: 'sip:park@contoso.com',
      orbits: [orbits],
      ringBackSeconds: 90,
      attempts: 1,
      music: true,
      drainSeconds: 10,
    });
  });

  it('is not there unless it is configured, and has the product’s defaults', () => {
    expect(parseConfiguration(least, 'lync.json').callPark).toBeUndefined();
    const { callPark } = parseConfiguration(withPark({ fallbackUri: 'sip:desk@contoso.com' }), 'lync.json');
    expect(callPark).toMatchObject({
      ringBackSeconds: 90,
      attempts: 1,
      music: true,
      fallbackUri: 'sip:desk@contoso.com',
    });
    expect(callParkConfiguration(callPark!).fallbackUri).toBe('sip:desk@contoso.com');
  });

  it.each([
    ['orbits', { orbits: '109-100' }, 'expected an orbit or a range'],
    ['orbits', { orbits: '100,100' }, 'expected each orbit once'],
    ['orbits', { orbits: '1-99999' }, 'expected'],
    ['ringBackSeconds', { ringBackSeconds: 9 }, 'expected 10 to 600'],
    ['ringBackSeconds', { ringBackSeconds: 601 }, 'expected 10 to 600'],
    ['attempts', { attempts: 11 }, 'expected 1 to 10'],
    ['fallbackUri', { fallbackUri: 'tel:100' }, 'expected'],
    ['uri', { uri: 'sip:park@elsewhere.com' }, 'expected an address of contoso.com'],
    ['uri', { uri: 'park' }, 'expected an address such as'],
    ['lot', { lot: 1 }, 'unknown key'],
  ])('says what is wrong with %s: %j', (key, callPark, message) => {
    const [issue] = issuesOf(withPark(callPark));
    expect(issue?.path).toBe(`callPark.${key}`);
    expect(issue?.message).toContain(message);
  });

  it('has addresses that nobody else has', () => {
    const users = (name: string): Record<string, unknown> => ({
      users: [{ name, displayName: name, password: 'x' }],
    });
    expect(issuesOf(withPark({}, users('park')))[0]?.path).toBe('callPark.uri');
    expect(issuesOf(withPark({}, users('105')))[0]?.path).toBe('callPark.orbits');
    const queues = [{ uri: 'sip:100@contoso.com', name: 'Hundred' }];
    expect(issuesOf(withPark({}, { queues }))[0]?.path).toBe('callPark.orbits');
    expect(parseConfiguration(withPark({}, users('110')), 'lync.json').callPark?.orbits).toBe(orbits);
  });
});

describe('media', () => {
  it('has its audio files beside the configuration', () => {
    expect(parseConfiguration(least, '/etc/lync/lync.json').media).toEqual({ directory: '/etc/lync' });
    const media = { address: '192.0.2.1', ports: { first: 40_000, last: 40_100 }, directory: 'prompts' };
    expect(parseConfiguration({ ...least, media }, '/etc/lync/lync.json').media).toEqual({
      ...media,
      directory: '/etc/lync/prompts',
    });
  });

  it('has ports from the first to the last', () => {
    const address = '192.0.2.1';
    const media = { address, ports: { first: 40_100, last: 40_000 } };
    const [issue] = errorOf(() => parseConfiguration({ ...least, media }, 'lync.json')).issues;
    expect([issue?.path, issue?.message]).toEqual([
      'media.ports',
      'expected a first port that is not above the last, got an object',
    ]);
    for (const wrong of [{ ports: { first: 40_000, last: 40_100 } }, { address: 'media.contoso.com' }])
      expect(errorOf(() => parseConfiguration({ ...least, media: wrong }, 'lync.json')).issues[0]?.path).toBe(
        'media.address',
      );
  });
});

describe('the environment', () => {
  it('overrides ports and data', () => {
    const config = loadConfiguration(demo, { PORT: '9000', SIP_TCP_PORT: '0', LYNC_DATA: '/data' });
    expect([config.http.port, config.sip.tcp.port, config.data]).toEqual([9000, 0, '/data']);
  });

  it('chooses PostgreSQL', () => {
    expect(loadConfiguration(demo, {}).database).toBeUndefined();
    expect(loadConfiguration(demo, { DATABASE_URL: '' }).database).toBeUndefined();
    const DATABASE_URL = 'postgres://lync:secret@db/lync';
    expect(loadConfiguration(demo, { DATABASE_URL }).database).toBe(DATABASE_URL);
  });

  it.each(['mysql://lync:secret@db/lync', 'secret'])('does not take DATABASE_URL=%s, nor show it', (url) => {
    const { message } = errorOf(() => loadConfiguration(demo, { DATABASE_URL: url }));
    expect(message).toContain('DATABASE_URL: expected the address of a PostgreSQL');
    expect(message).not.toContain('secret');
  });

  it.each(['x', '-1', '65536', '80 '])('is checked: PORT=%s', (PORT) => {
    const error = errorOf(() => loadConfiguration(demo, { PORT }));
    expect(error.message).toContain('PORT: expected a port from 0 to 65535');
  });
});

describe('errors', () => {
  const user = { name: 'a', displayName: 'A', password: 'secret-of-a' };
  const queue = { uri: 'sip:q@contoso.com', name: 'Q' };
  it.each<[string, unknown, string, string]>([
    ['a missing key', { http: {} }, 'domain', 'expected string, nothing is there'],
    ['a wrong type', { ...least, http: { port: 'x' } }, 'http.port', 'expected number, got "x"'],
    ['a value out of range', { ...least, http: { port: 70_000 } }, 'http.port', 'got 70000'],
    ['an unknown key', { ...least, sip: { tpc: {} } }, 'sip.tpc', 'unknown key'],
    [
      'a user without a password',
      { ...least, users: [{ name: 'a', displayName: 'A' }] },
      'users[0].password',
      'exactly one of',
    ],
    ['two users of one name', { ...least, users: [user, user] }, 'users[1].name', 'a is there twice'],
    [
      'a queue of another domain',
      { ...least, queues: [{ ...queue, uri: 'sip:q@else.where' }] },
      'queues[0].uri',
      'contoso.com',
    ],
    [
      'a queue with the address of a user',
      { ...least, users: [user], queues: [{ ...queue, uri: 'sip:a@contoso.com' }] },
      'queues[0].uri',
      'no user has',
    ],
    [
      'an overflow to nowhere',
      { ...least, queues: [{ ...queue, overflow: { text: 't', to: 'sip:x@contoso.com' } }] },
      'queues[0].overflow.to',
      'another queue',
    ],
    [
      'an unknown application',
      { ...least, queues: [{ ...queue, contextApplications: ['x'] }] },
      'queues[0].contextApplications[0]',
      'contextApplications',
    ],
    [
      'a digest of the wrong kind',
      { ...least, users: [{ name: 'a', displayName: 'A', ha1: { 'SHA-256': 'a'.repeat(64) } }] },
      'users[0].ha1.MD5',
      'sip.digest',
    ],
  ])('name the key: %s', (_what, value, key, text) => {
    const error = errorOf(() => parseConfiguration(value, 'lync.json'));
    expect(error.code).toBe('configuration-invalid');
    const line = error.message.split('\n').find((one) => one.startsWith(`lync.json: ${key}: `));
    expect(line).toContain(text);
  });

  it('never show a password', () => {
    const error = errorOf(() =>
      parseConfiguration(
        { ...least, guests: { secret: 'too-short' }, users: [{ ...user, password: 7_654_321 }] },
        'f',
      ),
    );
    expect(error.message).toContain('users[0].password');
    expect(error.message).not.toMatch(/too-short|7654321/);
  });

  it('say that a file cannot be read, or is no JSON', () => {
    expect(errorOf(() => loadConfiguration(path.join(directory, 'none.json'), {})).code).toBe(
      'configuration-unreadable',
    );
    const file = path.join(directory, 'broken.json');
    writeFileSync(file, '{ "domain": ');
    expect(errorOf(() => loadConfiguration(file, {})).code).toBe('configuration-syntax');
  });
});

describe('secrets', () => {
  it('are made once, for the owner only, and kept', () => {
    const config = parseConfiguration({ ...least, data: path.join(directory, 'data') }, 'f');
    const first = loadSecrets(config);
    expect(loadSecrets(config)).toEqual(first);
    expect(new Set(Object.values(first)).size).toBe(4);
    expect(statSync(path.join(config.data, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('are the configured ones where there are any, which are not written down', () => {
    const guests = { secret: 'configured guest secret', siteSecret: 'configured site secret' };
    const config = parseConfiguration({ ...least, data: directory, guests }, 'f');
    expect(loadSecrets(config)).toMatchObject({ guest: guests.secret, site: guests.siteSecret });
    expect(readFileSync(path.join(directory, 'secrets.json'), 'utf8')).not.toContain('configured');
  });

  it('that were damaged are an error, not made anew', () => {
    writeFileSync(path.join(directory, 'secrets.json'), '{}');
    const config = parseConfiguration({ ...least, data: directory }, 'f');
    expect(errorOf(() => loadSecrets(config)).code).toBe('configuration-syntax');
  });
});

describe('demo passwords', () => {
  it('keep the server on loopback', () => {
    const config = loadConfiguration(demo, {});
    expect(hasDemoPasswords(config)).toBe(true);
    expect(listeningHost(config, '0.0.0.0')).toBe('127.0.0.1');
    expect(listeningHost(config, '::1')).toBe('::1');
    const real = { ...config, users: [] };
    expect(listeningHost(real, '0.0.0.0')).toBe('0.0.0.0');
  });
});

it('prints a JSON Schema that knows the keys', () => {
  const schema = configurationJsonSchema() as {
    properties: Record<string, unknown>;
    additionalProperties: boolean;
  };
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['domain', 'users', 'queues', 'http', 'sip', 'limits']),
  );
  expect(schema.additionalProperties).toBe(false);
});

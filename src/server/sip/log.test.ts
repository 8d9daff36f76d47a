import { describe, expect, it } from 'vitest';
import { createLogger, silentLog } from './log';

function capture(level?: 'debug' | 'info' | 'warn' | 'error') {
  const lines: string[] = [];
  const log = createLogger({ ...(level ? { level } : {}), write: (line) => lines.push(line), now: () => 0 });
  return { log, lines };
}

describe('createLogger', () => {
  it('writes one JSON line per event at or above its level', () => {
    const { log, lines } = capture('warn');
    log.info('ignored');
    log.warn('connection-closed', { remote: '127.0.0.1', octets: 3 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\n$/);
    expect(JSON.parse(lines[0]!)).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      event: 'connection-closed',
      remote: '127.0.0.1',
      octets: 3,
    });
  });

  it('never writes secrets, also nested ones', () => {
    const { log, lines } = capture();
    log.error('refused', {
      authorization: 'Digest username="alice"',
      'Proxy-Authorization': 'S3CRET',
      user: { demoPassword: 'S3CRET', name: 'alice', list: [{ accessToken: 'S3CRET' }] },
      body: 'S3CRET',
      bytes: Buffer.from('S3CRET'),
    });
    expect(lines[0]).not.toMatch(/S3CRET|Digest/);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      user: { name: 'alice', demoPassword: '[redacted]' },
      bytes: '[6 octets]',
    });
  });

  it('survives what JSON does not, and bounds the rest', () => {
    const { log, lines } = capture();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    log.info('odd', {
      loop,
      big: 1n,
      text: 'x'.repeat(10_000),
      error: new Error('outer', { cause: new Error('inner') }),
    });
    expect(lines[0]!.length).toBeLessThan(2_000);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      big: '1',
      error: { message: 'outer', cause: { message: 'inner' } },
    });
  });

  it('line ends cannot forge a line, nor fields the event', () => {
    const { log, lines } = capture();
    log.info('real', { event: 'forged', text: 'a\n{"event":"forged"}' });
    expect(lines[0]!.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'real' });
  });

  it('silentLog says nothing', () => {
    expect(silentLog.error('x')).toBeUndefined();
  });
});

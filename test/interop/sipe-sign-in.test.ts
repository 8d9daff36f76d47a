import { describe, expect, it } from 'vitest';
import { setStage } from './support/stage';
import { sipeIsMissing } from './support/sipe-available';

describe.skipIf(sipeIsMissing)('SIPE', () => {
  it('signs in over TCP with the digest it has', async () => {
    const { sipe, server, complaints } = await setStage();
    const alice = await sipe('alice');
    const { tap } = alice;
    const [first, second] = tap.requests('client', 'REGISTER');
    expect(tap.responses('server', 'REGISTER').map(({ status }) => status)).toEqual([407, 200]);
    expect(first?.headers.has('Proxy-Authorization')).toBe(false);
    expect(second?.headers.get('Proxy-Authorization')).toContain('uri="(null)"');
    const subscribed = tap.requests('client', 'SUBSCRIBE').map(({ headers }) => headers.get('Event'));
    expect(subscribed).toEqual([
      'vnd-microsoft-roaming-contacts',
      'vnd-microsoft-provisioning-v2',
      'vnd-microsoft-roaming-self',
    ]);
    console.log(tap.toString());
    for (const method of ['SUBSCRIBE', 'SERVICE']) {
      const answers = tap.responses('server', method).map(({ status }) => status);
      expect(answers).toEqual(answers.map(() => 200));
    }
    expect(server.health()).toMatchObject({ edge: { bindings: 1, connections: 2 } });
    expect(complaints.filter((line) => !line.includes('demo-passwords'))).toEqual([]);
  });

  it('takes its contact along when it signs off', async () => {
    const { sipe, server } = await setStage();
    const alice = await sipe('alice');
    expect(server.health()).toMatchObject({ edge: { bindings: 1 } });
    expect(await alice.quit()).toBe(0);
    await alice.tap.answered('client', 'REGISTER');
    expect(alice.tap.requests('client', 'REGISTER').at(-1)?.headers.get('Expires')).toBe('0');
    expect(server.health()).toMatchObject({ edge: { bindings: 0 } });
  });

  it('is told that a password is wrong, and is not let in', async () => {
    const { startSipe, server } = await setStage();
    const alice = await startSipe('alice', 'demo-bob');
    const { text } = await alice.next('disconnected');
    console.log(text, alice.tap.toString());
    expect(text).toMatch(/authentication|password/i);
    expect(server.health()).toMatchObject({ edge: { bindings: 0 } });
  });
});

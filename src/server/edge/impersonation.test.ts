import { describe, expect, it } from 'vitest';
import { establish, startHarness } from './testing/harness';

describe('somebody who wants to be taken for another', () => {
  it.each([
    'sip:alice@contoso.com;tag=1;x="<sip:dave@contoso.com>"',
    'sip:alice@contoso.com;x="<sip:dave@contoso.com>";tag=1',
    'sip:alice@contoso.com ;x="<sip:dave@contoso.com>";tag=1',
    '"<sip:dave@contoso.com>" <sip:alice@contoso.com>;tag=1',
    '"\\"<sip:dave@contoso.com>" <sip:alice@contoso.com>;tag=1',
    '<sip:alice@contoso.com>;x="<sip:dave@contoso.com>";tag=1',
  ])('is asked for proof: From: %s', async (from) => {
    const { register } = await startHarness();
    const [dave, bob] = [await register('dave'), await register('bob')];
    const answer = await dave.ask(dave.request('MESSAGE', bob.user.uri, { From: from }));
    expect(answer.status).toBe(407);
    expect(bob.received.filter(({ kind }) => kind === 'request')).toEqual([]);
  });

  it('cannot assert it', async () => {
    const { register } = await startHarness();
    const [dave, bob] = [await register('dave'), await register('bob')];
    dave.send(
      dave.request('MESSAGE', bob.user.uri, {
        'P-Asserted-Identity': ['<sip:alice@contoso.com>, <sip:carol@contoso.com>', '<sip:x@contoso.com>'],
        'p-asserted-identity ': '<sip:contact-center@contoso.com>',
      }),
    );
    const { headers } = await bob.incoming('MESSAGE');
    expect(headers.getAll('P-Asserted-Identity')).toEqual(['"dave" <sip:dave@contoso.com>']);
  });
});

describe('an application whose peer says it is somebody else', () => {
  it('does not reach that one within the dialog', async () => {
    const { register, application } = await startHarness();
    const center = application(['sip:contact-*@contoso.com'], 'sip:contact-1@contoso.com');
    const [alice, bob] = [await register('alice'), await register('bob')];
    const { caller } = await establish(center, alice);
    // As if Alice had taken the route out of her answer and named Bob as her contact.
    const { Route, ...routeless } = caller;
    expect(Route).toContain('sip:~');
    const stray = center.request('MESSAGE', bob.user.uri, { ...routeless, CSeq: '7 MESSAGE' });
    expect((await center.ask(stray)).status).toBe(403);
    expect(bob.received.filter(({ kind }) => kind === 'request')).toEqual([]);
  });
});

describe('responses that nobody waits for', () => {
  const response = (branch: number, cseq = '1 MESSAGE'): string =>
    `SIP/2.0 200 OK\r\nVia: SIP/2.0/WS contoso.com;branch=z9hG4bK${branch}\r\nFrom: <sip:a@b>;tag=1\r\n` +
    `To: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: ${cseq}\r\nContent-Length: 0\r\n\r\n`;

  it.each(['1 MESSAGE', 'malformed'])(
    'end the connection when there are too many (CSeq %s)',
    async (cseq) => {
      const few = { perSecond: 0.01, burst: 20 };
      const many = { perSecond: 1e6, burst: 1e6 };
      const { connect, server } = await startHarness({
        limits: { requests: { connection: few, identity: many, address: many } },
      });
      const alice = await connect('alice');
      const closed = alice.incoming('BYE');
      for (let i = 0; i < 300; i++) alice.send(response(i, cseq));
      await expect(closed).rejects.toThrow('the connection ended');
      expect(server.edge.stats.refused).toBeGreaterThan(200);
    },
  );
});

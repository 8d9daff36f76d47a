import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startHarness } from './testing/harness';
import { user, type TestClient } from './testing/client';

const small = { perSecond: 0.01, burst: 5 };
const large = { perSecond: 1e6, burst: 1e6 };
const unlimited = {
  requests: { connection: large, identity: large, address: large },
  failedAttempts: { connection: large, identity: large, address: large },
};

/** Two users who have nothing to do with what is going on, and must not notice. */
async function unaffected(bystanders: [TestClient, TestClient]): Promise<void> {
  const [alice, bob] = bystanders;
  const text = alice.request('MESSAGE', bob.user.uri, {}, 'still here');
  alice.send(text);
  bob.answer(await bob.incoming('MESSAGE'), 200);
  expect((await alice.answerTo(text)).status).toBe(200);
}

describe('too many requests', () => {
  it('are answered 503 with Retry-After, and only on the connection that makes them', async () => {
    const { register } = await startHarness({
      limits: { requests: { connection: small, identity: large, address: large } },
    });
    const [alice, bob] = [await register('alice'), await register('bob')];
    const answers = [];
    for (let i = 0; i < 5; i++)
      answers.push(await alice.ask(alice.request('MESSAGE', 'sip:dave@contoso.com')));
    expect(answers.map(({ status }) => status)).toEqual([480, 480, 480, 503, 503]);
    expect(Number(answers.at(-1)!.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await bob.ask(bob.request('MESSAGE', 'sip:dave@contoso.com'))).status).toBe(480);
  });

  it('of one identity are counted over all its connections', async () => {
    const { register } = await startHarness({
      limits: { requests: { connection: large, identity: small, address: large } },
    });
    const [one, two, bob] = [await register('alice'), await register('alice'), await register('bob')];
    const statuses: number[] = [];
    for (const client of [one, two, one, two, bob])
      statuses.push((await client.ask(client.request('MESSAGE', 'sip:dave@contoso.com'))).status);
    expect(statuses).toEqual([480, 480, 480, 503, 480]);
  });

  it('of one address are counted over all its connections', async () => {
    const { connect } = await startHarness({
      limits: { requests: { connection: large, identity: large, address: small } },
    });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      const client = await connect('alice');
      statuses.push((await client.ask(client.request('OPTIONS', 'sip:contoso.com'))).status);
    }
    expect(statuses).toEqual([407, 407, 407, 407, 407, 503]);
  });

  it('end the connection of who goes on and on', async () => {
    const { connect } = await startHarness({
      limits: { requests: { connection: small, identity: large, address: large } },
    });
    const flood = await connect('alice');
    for (let i = 0; i < 400; i++) flood.send(flood.request('OPTIONS', 'sip:contoso.com'));
    await expect.poll(() => flood.closed).toBe(true);
  });

  it('that wait for an answer are bounded', async () => {
    const { register } = await startHarness({ limits: { pendingRequestsPerConnection: 3 } });
    const [alice, bob] = [await register('alice'), await register('bob')];
    for (let i = 0; i < 3; i++) {
      alice.send(alice.request('MESSAGE', bob.user.uri));
      await bob.incoming('MESSAGE');
    }
    expect((await alice.ask(alice.request('MESSAGE', bob.user.uri))).status).toBe(503);
  });

  it('do not concern somebody who writes as people do', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    for (let i = 0; i < 60; i++) await unaffected([alice, bob]);
  });
});

describe('an element of the network', () => {
  const verdicts: [string, number, (client: TestClient) => string][] = [
    [
      'a scheme it does not know',
      416,
      (client) => client.request('OPTIONS', 'nobodyKnowsThisScheme:totallyopaquecontent'),
    ],
    [
      'an extension it does not know',
      420,
      (client) =>
        client.request('MESSAGE', 'sip:bob@contoso.com', { 'Proxy-Require': 'nothingSupportsThis' }),
    ],
    [
      'no hops left',
      483,
      (client) => client.request('MESSAGE', 'sip:bob@contoso.com', { 'Max-Forwards': '0' }),
    ],
    [
      'another version',
      505,
      (client) => client.request('OPTIONS', 'sip:contoso.com').replace('SIP/2.0\r\n', 'SIP/7.0\r\n'),
    ],
    [
      'CSeq of another method',
      400,
      (client) => client.request('OPTIONS', 'sip:contoso.com', { CSeq: '8 INVITE' }),
    ],
    [
      'two Call-IDs',
      400,
      (client) => client.request('OPTIONS', 'sip:contoso.com', { 'Call-ID': ['a', 'b'] }),
    ],
    [
      'a date of no time zone',
      400,
      (client) => client.request('OPTIONS', 'sip:contoso.com', { Date: 'Fri, 01 Jan 2010 16:00:00 EST' }),
    ],
    [
      'headers in the Request-URI',
      400,
      (client) =>
        client.request('MESSAGE', 'sip:bob@contoso.com?Route=%3Csip:x%3E', { To: '<sip:bob@contoso.com>' }),
    ],
    ['a method nobody knows, for the domain', 405, (client) => client.request('WARP', 'sip:contoso.com')],
  ];

  it.each(verdicts)('answers %s with %i', async (_what, status, text) => {
    const { register } = await startHarness();
    const alice = await register('alice');
    await register('bob');
    expect((await alice.ask(text(alice))).status).toBe(status);
  });

  it('answers a REGISTER for an unknown scheme of authorization with a challenge', async () => {
    const { connect } = await startHarness();
    const alice = await connect('alice');
    const text = alice.request('REGISTER', 'sip:contoso.com', {
      To: `<${alice.user.uri}>`,
      Authorization: 'NoOneKnowsThisScheme opaque-data=here',
    });
    expect((await alice.ask(text)).status).toBe(401);
  });

  it('drops answers to what was never asked', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    alice.send(
      'SIP/2.0 200 OK\r\nVia: SIP/2.0/WS contoso.com;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n',
    );
    await unaffected([alice, bob]);
  });
});

const torture = path.resolve(import.meta.dirname, '../../../test/torture');

/** What hostile peers start from: one good message of each kind. */
function seeds(client: TestClient): string[] {
  const uri = 'sip:bob@contoso.com';
  const pidf =
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="x"><tuple id="a"><status><basic>open</basic></status></tuple></presence>';
  return [
    client.request('REGISTER', 'sip:contoso.com', {
      To: `<${client.user.uri}>`,
      Contact: `<${client.contact}>;expires=60;q=0.5`,
    }),
    client.request(
      'INVITE',
      uri,
      { Contact: `<${client.contact}>`, 'Content-Type': 'multipart/mixed;boundary=a' },
      '--a\r\n\r\nx\r\n--a--',
    ),
    client.request('MESSAGE', uri, { Route: '<sip:~a.b.c@contoso.com;lr>' }, 'hello'),
    client.request('SUBSCRIBE', uri, {
      Event: 'presence',
      Contact: `<${client.contact}>`,
      Accept: 'application/pidf+xml',
      Expires: '60',
    }),
    client.request(
      'PUBLISH',
      client.user.uri,
      { Event: 'presence', 'Content-Type': 'application/pidf+xml' },
      pidf,
    ),
    client.request(
      'SERVICE',
      client.user.uri,
      { 'Content-Type': 'application/msrtc-category-publish+xml' },
      '<publish><publications/></publish>',
    ),
    client.request('ACK', uri),
    client.request('CANCEL', uri),
  ];
}

describe('large messages', () => {
  const collectGarbage = async (): Promise<number> => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    // Sockets are let go of in later turns.
    await new Promise((resolve) => setTimeout(resolve, 50));
    gc();
    return process.memoryUsage().heapUsed;
  };

  it('are not kept for the sake of the few characters that are', async () => {
    const { connect } = await startHarness({ limits: unlimited });
    const padding = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`X-${i}`, 'x'.repeat(8_000)]));
    const sign = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const client = await connect({ ...user('alice'), username: i % 2 ? 'alice' : `nobody${i}` });
        await client.register(padding);
        client.close();
      }
    };
    await sign(20);
    const before = await collectGarbage();
    await sign(200);
    const grown = (await collectGarbage()) - before;
    // 200 times 56 kB would be 11 MB.
    expect(grown).toBeLessThan(5e6);
  }, 30_000);
});

describe('hostile messages', () => {
  it('200 of them, at random, leave the others undisturbed', async () => {
    const limits = { ...unlimited, maxContactsPerUser: 1_000 };
    const { register, server } = await startHarness({ limits });
    const bystanders: [TestClient, TestClient] = [await register('carol'), await register('dave')];
    let attacker = await register('alice');
    const edits = fc.array(
      fc.tuple(fc.nat(), fc.integer({ min: 0, max: 12 }), fc.uint8Array({ maxLength: 6 })),
      { minLength: 1, maxLength: 6 },
    );
    const runs = fc.sample(fc.tuple(fc.nat({ max: 7 }), edits), { numRuns: 200, seed: 4_475 });
    for (const [index, [which, changes]] of runs.entries()) {
      let bytes = Buffer.from(seeds(attacker)[which]!, 'utf8');
      for (const [at, remove, insert] of changes) {
        const position = at % bytes.length;
        bytes = Buffer.concat([bytes.subarray(0, position), insert, bytes.subarray(position + remove)]);
      }
      attacker.send(bytes);
      // Signed in again, so that the next ones meet all there is behind the challenge.
      if (index % 10 === 9) await attacker.settled();
      if (attacker.closed) attacker = await register('alice');
      if (index % 50 === 49) await unaffected(bystanders);
    }
    await unaffected(bystanders);
    expect(server.edge.stats.connections).toBeGreaterThanOrEqual(2);
    expect(attacker.received.some((message) => message.kind === 'response' && message.status !== 407)).toBe(
      true,
    );
  });

  it('the torture messages of RFC 4475 do too, on a WebSocket and on TCP', async () => {
    const { register, connect } = await startHarness({ limits: unlimited });
    const bystanders: [TestClient, TestClient] = [await register('carol'), await register('dave')];
    const files = readdirSync(torture, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.dat$|rfc5118./.test(name),
    );
    expect(files.length).toBeGreaterThan(40);
    for (const transport of ['WS', 'TCP'] as const) {
      let attacker = await connect('alice', transport);
      for (const file of files) {
        if (attacker.closed) attacker = await connect('alice', transport);
        attacker.send(readFileSync(path.join(torture, file)));
      }
      await unaffected(bystanders);
    }
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { openLibsqlStore } from '../../store';
import { settle, until, World } from './testing/world';

const types = fc.constantFrom(
  'application/sdp',
  'multipart/mixed;boundary=x',
  'multipart/alternative;boundary="x y"',
  'application/vnd.lync-widgets.context+json',
  'application/xml',
  'application/im-iscomposing+xml',
  'application/vnd.lync-widgets.agent+json',
  'text/html',
  'text/plain;charset=utf-16',
  'nonsense',
  ';;;',
);
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .constantFrom(
      '--x\r\nContent-Type: application/sdp\r\n\r\nm=message 5060 sip null\r\n--x--',
      '--x\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n--x\r\n--x--\r\n--x--',
      'm=message 99999999 sip null',
      'm=message 5060 sip null',
      '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
      '<a>'.repeat(3000),
      '{"__proto__":{"x":1},"signed":"a.b.c","links":[{"href":"javascript:alert(1)"}]}',
      '',
    )
    .map((text) => Buffer.from(text)),
);
const headers = fc.array(
  fc.tuple(
    fc.constantFrom(
      'Ms-Text-Format',
      'Ms-Conversation-ID',
      'Ms-Message-ID',
      'Ms-Resume',
      'Priority',
      'Subject',
      'Event',
    ),
    fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom('text/html; ms-body=PGI+', 'true', 'x'.repeat(4000)),
    ),
  ),
  { maxLength: 4 },
) as fc.Arbitrary<[string, string][]>;
const method = fc.constantFrom('MESSAGE', 'INFO', 'OPTIONS', 'REFER', 'PUBLISH', 'UPDATE', 'INVITE');

it('answers whatever comes, and goes on for everybody else; on the file store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lync-hostile-'));
  const world = new World({}, await openLibsqlStore({ file: join(directory, 'lync.db') }));
  const alice = world.agent('alice');
  await alice.publish('online');
  const good = world.visitor('guest-good');
  await good.call();
  await until(() => good.status?.state === 'connected');
  let calls = 0;

  await fc.assert(
    fc.asyncProperty(method, types, bodies, headers, async (name, contentType, body, more) => {
      const bad = world.visitor(`guest-${++calls}`, 'O’Brien <b>; --');
      const call = { contentType, body, headers: more, conversationId: `id-${calls}` };
      const outcome = await bad.call(call).then(
        () => 200,
        (error: { status: number }) => error.status,
      );
      expect([200, 400, 415, 481, 486, 488]).toContain(outcome);
      if (outcome !== 200) await bad.call({ conversationId: `again-${calls}` }).catch(() => undefined);
      if (bad.dialog) {
        const { status } = await bad.request(name, contentType, body, more);
        expect(status).toBeLessThan(500);
        await bad.dialog.bye();
      }
      const centre = world.outside.request(
        name === 'INVITE' ? 'PUBLISH' : name,
        'sip:contact-center@contoso.com',
        {
          from: alice.uri,
          headers: [alice.identity, ...more],
          contentType,
          body,
        },
      );
      expect((await centre).status).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );

  await settle();
  expect(await good.say('Still fine?')).toBe(200);
  expect(alice.texts).toContain('Still fine?');
  expect(world.errors()).toEqual([]);
  // What has ended is written to the file in the file's own time, and has to be before the file is closed.
  const unfinished = async () => (await world.store.contacts.unfinished()).length;
  await vi.waitFor(async () => expect(await unfinished()).toBe(1), 10_000);
  expect(world.centre.snapshot().contacts).toBe(1);
  await good.dialog?.bye();
  await vi.waitFor(async () => expect(await unfinished()).toBe(0), 10_000);
  await world.close();
  await world.store.close();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

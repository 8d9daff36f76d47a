import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { buildTextFormat } from '../../src/protocol/text-format';
import { UcwaTestClient } from '../../src/server/composition/testing/ucwa-client';
import {
  acknowledge,
  inviteFrom,
  startUcwaWorld,
  type UcwaWorld,
} from '../../src/server/composition/testing/ucwa-world';
import { pyucwa, pyucwaIsMissing } from './support/pyucwa-available';

let world: UcwaWorld | undefined;
let client: ChildProcess | undefined;
let folder: string | undefined;

afterEach(async () => {
  client?.kill();
  await world?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
  client = world = folder = undefined;
});

describe.skipIf(pyucwaIsMissing)('pyucwa', () => {
  it('signs in, takes an invitation, writes and reads', async () => {
    world = await startUcwaWorld();
    const carol = new UcwaTestClient(world.origin);
    await carol.signIn('carol', 'demo-carol');
    folder = mkdtempSync(path.join(tmpdir(), 'lync-pyucwa-'));
    const checkout = 'checkout' in pyucwa ? pyucwa.checkout : '';
    const run = path.join(import.meta.dirname, 'pyucwa', 'run.py');
    client = spawn('python3', [run, checkout, world.origin, carol.token], { cwd: folder });
    let log = '';
    for (const stream of [client.stdout, client.stderr])
      stream?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await expect
      .poll(() => (world?.server.health().ucwa as { pollers: number }).pollers, { timeout: 20_000 })
      .toBe(1);

    const alice = await world.sip('alice');
    const invite = inviteFrom(alice, 'sip:carol@contoso.com', {
      'Ms-Text-Format': buildTextFormat('Hi Carol'),
      Supported: 'ms-embedded-first-message',
    });
    alice.send(invite);
    const ok = await alice.answerTo(invite);
    expect(ok.status, log).toBe(200);
    const { dialog, target } = acknowledge(alice, ok);
    // It says hi to every new conversation, before it is connected.
    const hi = await alice.incoming('MESSAGE');
    expect(hi.body.toString()).toBe('hi');
    alice.answer(hi, 200);
    await expect.poll(() => log, { timeout: 10_000 }).toContain('Received message - Hi Carol');
    // It decodes twice, so a plus would not survive in its log.
    const text = 'A second one: 2 < 3, ä €';
    expect(
      (await alice.ask(alice.request('MESSAGE', target, { ...dialog, 'Content-Type': 'text/plain' }, text)))
        .status,
    ).toBe(200);
    await expect.poll(() => log, { timeout: 10_000 }).toContain(`Received message - ${text}`);
    expect((await alice.ask(alice.request('BYE', target, dialog))).status).toBe(200);
    // It survives the end, and is there for the next one.
    await expect
      .poll(() => (world?.server.health().ucwa as { pollers: number }).pollers, { timeout: 10_000 })
      .toBe(1);
    expect(client.exitCode, log).toBeNull();
    expect(log).not.toContain('Traceback');
  });
});

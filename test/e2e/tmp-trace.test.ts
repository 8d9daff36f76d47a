import type { BrowserContext } from 'playwright-core';
import { expect, it } from 'vitest';
import { launchBrowser } from './support/browser';
import { signIn, type Caller } from './support/caller';
import { startServer } from './support/server';

it('trace', async () => {
  const browser = await launchBrowser();
  const contexts: BrowserContext[] = [];
  const server = await startServer((config) => {
    config.callPark = { ...(config.callPark as object), orbits: '100' };
  });
  const [alice, bob, dave] = (await Promise.all(
    ['alice', 'bob', 'dave'].map((user) => signIn(browser, server.url, user, contexts)),
  )) as [Caller, Caller, Caller];
  for (const [n, c] of [['alice', alice], ['bob', bob], ['dave', dave]] as const) {
    await c.page.exposeFunction('trace', (t: string) => console.log(n, new Date().toISOString().slice(17), t));
    await c.page.evaluate(() => {
      const own = globalThis as any;
      own.session.addEventListener('sip-message', (e: any) => {
        const [first] = e.text.split('\r\n');
        if (/REGISTER|INFO/.test(first)) return;
        const hs = e.text.split('\r\n').filter((l: string) => /^(CSeq|Replaces|Refer-To|Reason|ms-diag|Warning|Call-ID)/i.test(l)).join(' | ');
        own.trace(e.direction + ' ' + first + ' | ' + hs + (/sipfrag/.test(e.text) ? e.text.split('\r\n\r\n')[1] : ''));
      });
    });
  }
  await alice.call('dave');
  await expect.poll(() => dave.state()).toBe('incoming');
  await dave.act('accept');
  await expect.poll(() => alice.state()).toBe('connected');
  await alice.act('hold');
  await alice.act('resume');
  await new Promise((r) => setTimeout(r, 1000));
  const one = await alice.park();
  console.log('PARKED 1');
  console.log(await alice.retrieve(one.safeRetrieveUri!));
  await new Promise((r) => setTimeout(r, 1000));
  console.log('PARK 2');
  await alice.park();
  await new Promise((r) => setTimeout(r, 1000));
  console.log('RETRIEVE 2');
  console.log('result', await bob.retrieve('100'));
  await browser.close();
  await server.stop();
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser, picture } from './support/browser';
import { newAgent, newVisitor } from './support/people';
import { startServer, type TestServer } from './support/server';
let s: TestServer, b: Browser;
beforeAll(async () => { s = await startServer(); b = await launchBrowser(); });
afterAll(async () => { await b.close(); console.log('exit', await s.stop()); });
it('probe', async () => {
  const v = await newVisitor(b, s.url, '/shop/product.html?item=sofa');
  await picture(v.page, 'p1');
  await v.launcher.click(); await v.composer.waitFor();
  await picture(v.page, 'p2');
  let a: any;
  try {
    a = await newAgent(b, s.url, 'alice');
    await picture(a.page, 'p3');
    await v.say('Hello, is the sofa soft?');
    await a.toasts.first().waitFor();
    await picture(a.page, 'p4');
    await a.accept();
    await a.card.waitFor();
    await a.say('Hi! Very.');
    await v.messages.filter({hasText:'Very'}).waitFor();
  } catch (e) { console.log(String(e)); }
  await picture(v.page, 'p5');
  if (a) { await picture(a.page, 'p6'); console.log(a.problems.list); }
  console.log(v.problems.list);
});

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent } from './support/people';
import { heardOn, hears } from './support/sound';
import { inWorld } from './support/world';

const permissions = ['microphone', 'camera'];

/** In light, in dark, and from right to left. */
async function pictures(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `${name}-${colorScheme}`);
  }
  const turn = (dir: string): Promise<void> =>
    page.evaluate((value) => void (document.documentElement.dir = value), dir);
  await turn('rtl');
  await picture(page, `${name}-rtl`);
  await turn('ltr');
}

const call = ({ page }: Agent, name: string) => page.locator(`lync-call [part~="call-${name}"]:visible`);
const panel = ({ page }: Agent, part: string) => page.locator(`lync-park-panel [part~="${part}"]`);

async function callColleague({ page }: Agent, name: string): Promise<void> {
  const form = page.locator('#call-form');
  await form.getByRole('combobox').fill(name);
  await form.getByRole('button').click();
}

/** What the list of conversations says of the newest with `name`. */
const told = ({ page }: Agent, name: string) =>
  page.locator('#conversations li').filter({ hasText: name }).last().locator('.last').textContent();

const reads = (agent: Agent, name: string, text: string) => expect.poll(() => told(agent, name)).toBe(text);

/** Bob, whom Alice has called, hears music; Alice hears nothing. */
async function isParked(alice: Agent, bob: Agent): Promise<void> {
  await panel(alice, 'parked-call').waitFor();
  expect(await panel(alice, 'orbit').textContent()).toContain('100');
  await reads(alice, 'Bob', 'Parked at 100');
  await reads(bob, 'Alice', 'Parked by the other side');
  await call(bob, 'status').filter({ hasText: 'Your call is parked' }).waitFor();
  await panel(bob, 'current').filter({ hasText: 'No call to park' }).waitFor();
  const before = await heardOn(alice.page);
  await hears(bob.page);
  expect(await heardOn(alice.page)).toEqual(before);
}

it('lets agents call each other, one of them park the call, take it back, and give it to a third', async () => {
  await inWorld(
    async ({ agent }) => {
      const alice = await agent('alice', { permissions });
      const bob = await agent('bob', { permissions });
      const carol = await agent('carol', { permissions });

      await callColleague(alice, 'bob');
      await bob.accept();
      await reads(alice, 'Bob', 'In a call');
      await reads(bob, 'Alice', 'In a call');
      await Promise.all([hears(alice.page), hears(bob.page)]);
      await pictures(alice.page, 'portal-call');

      await call(alice, 'hold').click();
      await reads(bob, 'Alice', 'On hold');
      await call(alice, 'hold').click();
      await reads(bob, 'Alice', 'In a call');
      await hears(bob.page);

      // By the button of the call, and taken back by the one of the panel.
      await call(alice, 'park').click();
      await isParked(alice, bob);
      await pictures(alice.page, 'portal-parked');
      await pictures(bob.page, 'portal-parkee');
      await panel(alice, 'retrieve').click();
      await reads(bob, 'Alice', 'In a call');
      await reads(alice, 'Bob', 'In a call');
      await Promise.all([hears(alice.page), hears(bob.page)]);
      await panel(alice, 'parked-call').waitFor({ state: 'detached' });
      // The conversation that was parked has made way for the one that has the call now.
      await expect.poll(() => alice.seats.count()).toBe(1);

      // The other way round; Carol is told the number, and mistypes it first.
      await panel(alice, 'park').click();
      await isParked(alice, bob);
      await panel(alice, 'share').click();
      await panel(alice, 'share-form').getByLabel('Carol Carter').check();
      await pictures(alice.page, 'portal-share');
      await panel(alice, 'share-form').getByRole('button').first().click();
      await carol.toasts.filter({ hasText: '100' }).waitFor();
      await pictures(carol.page, 'portal-shared');
      await carol.accept();
      await carol.hears('Pick it up at 100');
      await expect
        .poll(() => carol.page.evaluate(() => document.activeElement?.localName))
        .toBe('lync-conversation');
      await panel(carol, 'orbit-field').fill('101');
      await panel(carol, 'orbit-field').press('Enter');
      await panel(carol, 'failure').waitFor();
      await pictures(carol.page, 'portal-no-such-orbit');
      await panel(carol, 'orbit-field').fill('100');
      await panel(carol, 'orbit-field').press('Enter');
      await reads(carol, 'Bob', 'In a call');
      await reads(bob, 'Carol', 'In a call');
      await Promise.all([hears(bob.page), hears(carol.page)]);
      await panel(alice, 'parked-call').waitFor({ state: 'detached' });
      await panel(alice, 'note').filter({ hasText: 'picked up by' }).waitFor();
      await pictures(alice.page, 'portal-unparked');
      await pictures(carol.page, 'portal-retrieved');
      await call(carol, 'end').click();
      await reads(bob, 'Carol', 'Ended');
    },
    (config) => {
      config.callPark = { ...(config.callPark as object), orbits: '100' };
    },
  );
});

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent } from './support/people';
import { inWorld } from './support/world';

const wide = { width: 1280, height: 820 };
const narrow = { width: 320, height: 700 };

async function shot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await picture(page, name);
  // Nothing may make the page scroll sideways (WCAG 2.2, 1.4.10).
  const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  expect(fits, `${name} fits`).toBe(true);
}

async function shots({ page }: Agent, name: string): Promise<void> {
  await shot(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate(() => (document.documentElement.lang = 'ar'));
  await page
    .locator('lync-rooms')
    .getByText('الغرف')
    .or(page.locator('lync-rooms').getByText('غرفة'))
    .first()
    .waitFor();
  await shot(page, `${name}-rtl`);
  await page.evaluate(() => (document.documentElement.lang = 'en'));
  await page.setViewportSize(narrow);
  await shot(page, `${name}-narrow`);
  await page.setViewportSize(wide);
}

it('looks like a product: rooms, one of them, its people, search and management', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const bob = await world.agent('bob');
    const room = alice.page.locator('lync-room');
    const list = alice.page.locator('lync-rooms');
    const say = async ({ page }: Agent, text: string): Promise<void> => {
      await page.locator('lync-room [part~="input"]').fill(text);
      await page.locator('lync-room [part~="input"]').press('Enter');
      await page
        .locator('lync-room [part~="message"]')
        .filter({ hasText: text.slice(0, 20) })
        .last()
        .waitFor();
    };
    for (const { page } of [alice, bob])
      await page.locator('lync-rooms [part="room"]').filter({ hasText: 'Support desk' }).click();
    await say(bob, 'Morning! The blue lamps are back in stock, see https://contoso.com/lamps');
    await say(bob, 'Forty of them. @Alice Archer you asked for them yesterday.');
    await say(alice, 'Thanks, two customers wait for one.');
    await bob.page.locator('lync-room [part~="high-toggle"]').click();
    await say(bob, 'Fixed price until Friday, no further discount.');
    await bob.page.locator('lync-room [part~="story-toggle"]').click();
    await bob.page.locator('lync-room [part~="story-title"]').fill('What to do when a parcel is late');
    await bob.page
      .locator('lync-room [part~="input"]')
      .fill('1. Ask for the order number.\n2. Look at the tracking page.');
    await bob.page.locator('lync-room [part~="send"]').click();
    await room.locator('[part~="story"] summary').first().waitFor();
    await shots(alice, 'room');
    await room.locator('button.people').click();
    await shots(alice, 'room-people');
    await room.getByRole('button', { name: 'Search the history' }).click();
    await room.getByLabel('Words', { exact: true }).fill('lamps');
    await room.getByLabel('Words', { exact: true }).press('Enter');
    await room.locator('[part="match"]').first().waitFor();
    await shots(alice, 'room-search');
    await room.getByRole('button', { name: 'Manage the room' }).click();
    await room.locator('[part="save"]').waitFor();
    await shots(alice, 'room-management');
    await list.locator('[part="find-rooms"]').click();
    await list.locator('[part="found-room"]').first().waitFor();
    await shots(alice, 'rooms-find');
    await list.locator('[part="back"]').click();
    await list.locator('[part="create"]').click();
    await shots(alice, 'rooms-create');
    await list.locator('[part="back"]').click();
    for (const name of ['Sales floor', 'Support desk']) {
      await list.locator('[part="room"]').filter({ hasText: name }).click();
      await room.locator('h2').filter({ hasText: name }).waitFor();
      await room.getByRole('button', { name: 'Leave the room' }).click();
      await room.locator('[part="gone"]').waitFor();
    }
    await list.locator('.none').waitFor();
    await shots(alice, 'rooms-empty');
  }));

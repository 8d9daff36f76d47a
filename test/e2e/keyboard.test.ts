import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { inWorld } from './support/world';

/** What has the focus, through shadow roots: its accessible name or text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
  });

/** Presses `key` until the focus is on what is called `name`; at most 40 times. */
async function reach(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${name} cannot be reached; the focus is on "${await focused(page)}"`);
}

it('can be done from the first click to the last by keyboard alone, on both sides', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/product.html?item=pendant');
    const { page } = visitor;
    await reach(page, /^Chat with us/);
    await page.keyboard.press('Enter');
    await visitor.composer.waitFor();
    // The focus is where one writes.
    await expect.poll(() => focused(page)).toMatch(/Write a message/);
    await page.keyboard.type('By keyboard.');
    await page.keyboard.press('Enter');
    await alice.toasts.first().waitFor();
    // The toast has not taken the focus; F6 goes to it.
    expect(await focused(alice.page)).not.toMatch(/Accept/);
    await alice.page.keyboard.press('F6');
    await expect.poll(() => focused(alice.page)).toMatch(/^Accept/);
    await alice.page.keyboard.press('Enter');
    await alice.hears('By keyboard.');
    await expect.poll(() => focused(alice.page)).toMatch(/Write a message/);
    await alice.page.keyboard.type('Received.');
    await alice.page.keyboard.press('Enter');
    await visitor.hears('Received.');
    // Escape puts the panel away and the focus back; the chat goes on and the button counts.
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toMatch(/Chat with us/);
    await alice.page.keyboard.type('Still there?');
    await alice.page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toMatch(/1 unread message/);
    await page.keyboard.press('Enter');
    await visitor.hears('Still there?');
    await reach(page, /^End chat/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await reach(page, /^End it/);
    await page.keyboard.press('Enter');
    await visitor.panel.getByText('The conversation has ended').first().waitFor();
    await reach(page, /^Start a new chat/);
    await reach(alice.page, /^Finish/);
    await alice.page.keyboard.press('Enter');
    await alice.page.locator('lync-agent-status [part="wrap-up"]').waitFor({ state: 'detached' });
  }));

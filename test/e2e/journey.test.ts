import { readFile } from 'node:fs/promises';
import type { WebSocket } from 'playwright-core';
import { expect, it } from 'vitest';
import { inWorld } from './support/world';

it('takes a visitor from the shop to an agent, through the shop while chatting, and to a good end', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/');
    const { page, panel } = visitor;
    const loaded: string[] = [];
    const sockets: WebSocket[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    page.on('websocket', (socket) => sockets.push(socket));

    // Looking around loads the button and nothing else of the kit, and tells nobody anything.
    await page.getByRole('link', { name: 'Fjord sofa', exact: true }).click();
    await page.waitForURL('**/product.html?item=sofa');
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await expect.poll(() => page.locator('#basket-count').textContent()).toBe('1');
    expect(loaded.filter((path) => path.startsWith('/api/'))).toEqual([]);
    expect(loaded.filter((path) => /conversation|lync-session|signaling|lit/.test(path))).toEqual([]);
    expect(sockets).toEqual([]);

    // Before the first message the visitor sees what would be shared.
    await page.getByRole('button', { name: 'Ask about it' }).click();
    await panel.getByText('See what is shared').click();
    await expect.poll(() => panel.locator('details').textContent()).toContain('Fjord sofa · Contoso Living');
    await panel.getByRole('checkbox').check();
    await panel.getByLabel('Your name').fill('Sam Okafor');
    expect(await alice.toasts.count()).toBe(0);
    await visitor.say('Hello! Is the Fjord sofa in stock?');
    await visitor.hears('Welcome to Contoso');

    // The toast says who and what; the card is there with the conversation.
    await alice.toasts.filter({ hasText: 'Is the Fjord sofa in stock?' }).waitFor();
    await expect.poll(() => alice.toasts.textContent()).toContain('Sam Okafor');
    await alice.accept();
    await alice.card.getByText('Sam Okafor').first().waitFor();
    for (const text of [
      'Not signed in',
      'Fjord sofa · Contoso Living',
      '/shop/product.html?item=sofa',
      'Fjord sofa (€1,290)',
      'autumn-newsletter',
    ]) {
      await expect.poll(() => alice.card.textContent(), { message: text }).toContain(text);
    }
    expect(await alice.card.locator('.trail li').allTextContents()).toEqual([
      expect.stringContaining('Fjord sofa'),
    ]);

    // Both ways, with typing and delivery.
    await alice.hears('Is the Fjord sofa in stock?');
    const agentComposer = alice.seats.locator('[part~="input"]');
    await agentComposer.pressSequentially('Hello Sam,');
    await panel.getByText('Alice is writing').waitFor();
    await alice.say('Hello Sam, it is. Which colour do you have in mind?');
    await visitor.hears('Which colour');
    await alice.seats.getByText('Delivered').waitFor();
    await visitor.composer.pressSequentially('Blue');
    await alice.seats.getByText('Sam Okafor is writing').waitFor();
    await visitor.composer.fill('');
    await visitor.say('The blue one.');
    await alice.hears('The blue one.');
    await panel.getByText('Delivered').waitFor();
    expect(await panel.getByRole('heading', { name: 'Alice' }).count()).toBe(1);

    // Another page of the shop: the same chat goes on, and the agent sees where the visitor is now.
    await page.getByRole('link', { name: 'Lumen arc lamp', exact: true }).click();
    await page.waitForURL('**/product.html?item=floor-lamp');
    await visitor.hears('Which colour');
    expect(await visitor.messages.filter({ hasText: 'The blue one.' }).count()).toBe(1);
    await alice.card.getByText('Lumen arc lamp · Contoso Living').waitFor();
    await expect.poll(() => alice.card.locator('.trail').textContent()).toContain('Lumen arc lamp');
    await alice.say('The lamp goes well with it.');
    await visitor.hears('goes well with it');
    await visitor.say('I like it.');
    await alice.hears('I like it.');

    // The agent's application speaks to the shop, and the shop's data to the agent.
    await alice.card.getByLabel('Discount').selectOption('10%');
    await alice.card.getByRole('button', { name: 'Send to visitor' }).click();
    await page.locator('#offer').getByText('10% off').waitFor();
    await alice.card.getByText('The visitor has it: 10% off.').waitFor();
    await page.locator('#offer').getByRole('button', { name: 'Use it' }).click();
    await alice.card.getByText('Offer in basket').waitFor();

    // The agent ends it: farewell, transcript, wrap-up.
    await alice.seats.getByRole('button', { name: 'End conversation' }).click();
    await alice.seats.getByRole('button', { name: 'End it' }).click();
    await visitor.hears('Goodbye');
    const download = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Save transcript' }).click();
    const transcript = await readFile(await (await download).path(), 'utf8');
    for (const text of [
      'Is the Fjord sofa in stock?',
      'Which colour',
      'The blue one.',
      'I like it.',
      'Goodbye',
      'Alice',
    ]) {
      expect(transcript).toContain(text);
    }
    const status = alice.page.locator('lync-agent-status');
    await status.locator('[part="wrap-up"]').waitFor();
    await status.locator('[part="finish"]').click();
    await status.locator('[part="wrap-up"]').waitFor({ state: 'detached' });
    await status.getByText('0 of 3').waitFor();
    await alice.seats.getByRole('button', { name: 'Close' }).click();
    await alice.page.getByText('Your desk is clear').waitFor();

    // And once more, from the same page.
    await panel.getByRole('button', { name: 'Start a new chat' }).click();
    await visitor.say('One more thing.');
    await alice.toasts.filter({ hasText: 'One more thing.' }).waitFor();
  }));

it('shows what the shop vouches for apart from what the browser says', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/');
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
    await visitor.page.getByRole('button', { name: 'Jane Doe' }).waitFor();
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello Jane Doe').waitFor();
    await visitor.say('Where is my order?');
    await alice.toasts.filter({ hasText: 'Jane Doe' }).waitFor();
    await alice.accept();
    await alice.card.getByText('Verified by the shop').waitFor();
    for (const text of ['Jane Doe', 'jane.doe@fabrikam.com', 'Gold', 'CL-20931', 'Lumen arc lamp', '€189']) {
      await expect.poll(() => alice.card.textContent(), { message: text }).toContain(text);
    }
  }));

it('shows an offer above the chat where the chat fills the screen', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/product.html?item=vase', {
      viewport: { width: 320, height: 640 },
    });
    await visitor.ask('Is there a better price?');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.card.getByRole('button', { name: 'Send to visitor' }).click();
    await visitor.page.getByRole('button', { name: 'Use it' }).click();
    await alice.card.getByText('Offer in basket').waitFor();
    await visitor.page.locator('#offer').waitFor({ state: 'hidden' });
  }));

it('shares nothing but the message when the visitor says no', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/product.html?item=vase');
    await visitor.launcher.click();
    await visitor.panel.getByRole('checkbox').uncheck();
    await visitor.say('Just a question.');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.card.getByText('Visitor').first().waitFor();
    await alice.hears('Just a question.');
    expect(await alice.card.textContent()).not.toMatch(/vase|autumn|Looks at|Clicked/i);
  }));

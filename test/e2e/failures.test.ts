import { expect, it } from 'vitest';
import { newPerson } from './support/browser';
import { inWorld } from './support/world';

it('refuses a wrong password in words, and takes the right one after it', () =>
  inWorld(async (world) => {
    const { page } = world.watch(await newPerson(world.browser, 'alice'));
    await page.goto(`${world.server.url}/agent/`);
    await page.getByLabel('Name').fill('Alice');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('do not match').waitFor();
    expect(await page.locator('lync-session').isVisible()).toBe(false);
    await page.getByLabel('Password').fill('demo-alice');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Your desk is clear').waitFor();
    await page.locator('lync-agent-status').getByText('0 of 3').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Contoso agent portal' }).waitFor();
  }));

it('lets somebody who is no agent in, without a queue or readiness', () =>
  inWorld(async (world) => {
    const dave = world.watch(await newPerson(world.browser, 'dave'));
    await dave.page.goto(`${world.server.url}/agent/?user=dave`);
    await dave.page.locator('#link-state[data-state="connected"]').waitFor();
    await dave.page.locator('lync-agent-status').getByText('Online').first().waitFor();
    expect(await dave.page.locator('lync-agent-status').getByRole('switch').count()).toBe(0);
  }));

it('survives a crash of the server: nothing is lost silently, and the chat can be had again', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/product.html?item=sofa');
    for (const { problems } of [alice, visitor])
      problems.expect(/WebSocket connection to|ERR_CONNECTION_REFUSED/);
    await visitor.ask('Before the crash.');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.hears('Before the crash.');
    await world.server.crash();
    await visitor.panel.locator('[part="connection"]').waitFor();
    await alice.page.locator('#link-state:not([data-state="connected"])').waitFor();
    // Written while there is no connection: it waits, and says so.
    await visitor.say('During the crash.');
    await visitor.panel.getByText('Waiting to be sent').waitFor();
    await world.server.start();
    await alice.page.locator('#link-state[data-state="connected"]').waitFor({ timeout: 30_000 });
    // Delivered after all, or shown as failed and ready to be sent again: nothing in between is left.
    const outcome = visitor.panel.locator('.message').filter({ hasText: 'During the crash.' });
    await expect.poll(() => outcome.textContent(), { timeout: 40_000 }).toMatch(/elivered/);
    if ((await outcome.textContent())?.includes('Not delivered')) {
      await visitor.panel.getByRole('button', { name: 'Start a new chat' }).click();
      await expect.poll(() => visitor.composer.inputValue()).toBe('During the crash.');
      await visitor.composer.press('Enter');
    }
    await alice.toasts.filter({ hasText: 'During the crash.' }).waitFor();
    await alice.accept();
    await alice.hears('During the crash.', alice.seats.last());
    await alice.say('After the crash.', alice.seats.last());
    await visitor.hears('After the crash.');
  }));

it('takes a long message whole and shows markup as the text it is', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor();
    const hostile =
      '<img src=x onerror="document.title=1"><script>document.title=2</script><b>bold</b> & <a href="javascript:alert(1)">x</a>';
    await visitor.ask(hostile);
    await alice.toasts.filter({ hasText: '<script>' }).waitFor();
    await alice.accept();
    await alice.hears(hostile);
    const bubble = alice.seats.locator('[part~="message"]').first();
    expect(await bubble.locator('img, script, b, a[href^="javascript"]').count()).toBe(0);
    expect(await alice.page.title()).toContain('Agent portal');
    const long = `${'All work and no play makes a long message. '.repeat(180)}The end.`;
    await visitor.say(long);
    await alice.hears(long.slice(-200));
    expect(await alice.seats.locator('[part~="message"]').filter({ hasText: 'The end.' }).innerText()).toBe(
      long,
    );
    // Longer than the limit is said before it is sent.
    await visitor.composer.fill('x'.repeat(8_100));
    await visitor.panel.getByText('100 characters too long').first().waitFor();
    await visitor.composer.press('Enter');
    expect((await visitor.composer.inputValue()).length).toBe(8_100);
    // From the agent to the visitor the same holds.
    await alice.say(hostile);
    await visitor.hears(hostile);
    expect(await visitor.messages.locator('img, script, b').count()).toBe(0);
  }));

it('ends on both sides when the visitor ends it', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor();
    await visitor.ask('Hello');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await visitor.panel.getByRole('heading', { name: 'Alice' }).waitFor();
    await visitor.panel.getByRole('button', { name: 'End chat' }).click();
    await visitor.panel.getByRole('button', { name: 'End it' }).click();
    await visitor.panel.getByText('The conversation has ended').first().waitFor();
    await alice.seats.getByText('The conversation has ended').first().waitFor();
    await alice.page.locator('lync-agent-status [part="wrap-up"]').waitFor();
  }));

it('signs two portals of one agent in, and one answer is enough', () =>
  inWorld(async (world) => {
    const [desk, laptop] = await Promise.all([world.agent('alice'), world.agent('alice')]);
    const visitor = await world.visitor();
    await visitor.ask('Hello');
    await Promise.all([desk.toasts.first().waitFor(), laptop.toasts.first().waitFor()]);
    await laptop.accept();
    await desk.toasts.getByText('Answered elsewhere').waitFor();
    await laptop.say('Hi');
    await visitor.hears('Hi');
    expect(await desk.seats.count()).toBe(0);
  }));

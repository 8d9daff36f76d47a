import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newPerson, picture, type Person } from './support/browser';
import type { Agent, Visitor } from './support/people';
import { heardOn, hears } from './support/sound';
import { inWorld, type World } from './support/world';

const permissions = ['microphone'];

interface Supervisor extends Person {
  readonly contacts: Locator;
  readonly ear: Locator;
  part(name: string): Locator;
  say(text: string): Promise<void>;
  reads(text: string): Promise<void>;
}

async function newSupervisor(browser: Browser, url: string): Promise<Supervisor> {
  const person = await newPerson(browser, 'carol', { permissions });
  const { page } = person;
  await page.goto(`${url}/supervisor/?user=carol`);
  await page.locator('#link-state[data-state="connected"]').waitFor();
  const part = (name: string) => page.locator(`lync-supervisor [part~="${name}"]`);
  await part('agents').waitFor();
  const ear = page.locator('#ear .place:visible');
  return {
    ...person,
    ...{ ear, part, contacts: part('contact') },
    async say(text) {
      const composer = ear.locator('[part~="input"]');
      await composer.fill(text);
      await composer.press('Enter');
    },
    reads: (text) =>
      ear.locator('[part~="message"], [part~="notice"]').filter({ hasText: text }).first().waitFor(),
  };
}

const supervisorIn = async (world: World): Promise<Supervisor> =>
  world.watch(await newSupervisor(world.browser, world.server.url));

/** Jane, whom the shop knows, calls sales and talks to Alice. */
async function customerCall(world: World): Promise<{ alice: Agent; visitor: Visitor }> {
  const alice = await world.agent('alice', { permissions });
  const visitor = await world.visitor('/shop/', { permissions });
  await visitor.page.getByRole('button', { name: 'Sign in' }).click();
  await visitor.page.getByRole('button', { name: 'Jane Doe' }).waitFor();
  await visitor.page.getByRole('button', { name: 'Call us' }).click();
  await alice.toasts.first().waitFor();
  await alice.accept();
  await alice.card.getByText('Verified by the shop').waitFor();
  await Promise.all([hears(alice.page), hears(visitor.page)]);
  return { alice, visitor };
}

it('shows a chat live, lets the supervisor read it unseen, whisper, join in and take it over', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const carol = await supervisorIn(world);
    await carol.part('contacts').waitFor({ state: 'detached' });
    await picture(carol.page, 'supervisor-empty');
    const visitor = await world.visitor();
    await visitor.ask('Is the sofa in stock?');
    await alice.toasts.first().waitFor();
    await carol.contacts.filter({ hasText: 'Being offered' }).waitFor();
    await alice.accept();
    await alice.hears('Is the sofa in stock?');
    await carol.contacts.filter({ hasText: 'In conversation' }).filter({ hasText: 'with Alice' }).waitFor();
    await alice.say('Yes, in green.');
    await visitor.hears('Yes, in green.');

    await carol.part('listen').click();
    await carol.reads('Is the sofa in stock?');
    await carol.reads('Yes, in green.');
    await carol.part('hint').filter({ hasText: 'Nobody hears or reads you' }).waitFor();
    const members = alice.page.locator('lync-contact-team [part~="member"]:visible');
    expect(await members.count()).toBe(0);
    // Nobody would read it: there is nothing to write in.
    await carol.ear
      .locator('[part~="supervision"]')
      .filter({ hasText: 'Nobody hears or reads you' })
      .waitFor();
    expect(await carol.ear.locator('[part~="input"]').count()).toBe(0);
    expect(await carol.ear.getByRole('button', { name: 'Call', exact: true }).count()).toBe(0);

    await carol.part('mode-whisper').click();
    await carol.part('hint').filter({ hasText: 'Only the agents' }).waitFor();
    await carol.ear.locator('[part~="supervision"]').filter({ hasText: 'Only the agents' }).waitFor();
    await carol.say('Offer free delivery.');
    await alice.page.locator('.seat [part~="notice"]').filter({ hasText: 'Offer free delivery.' }).waitFor();
    await carol.part('mode-barge').click();
    await members.filter({ hasText: 'supervisor' }).waitFor();
    await carol.say('Carol here: delivery is free.');
    await visitor.hears('Carol here: delivery is free.');
    await alice.hears('Carol here: delivery is free.');
    const seen = (await visitor.messages.allTextContents()).join();
    expect(seen).not.toMatch(/Offer free/);
    await appearances(carol.page, 'supervisor-chat');
    await picture(alice.page, 'supervised-chat');

    await carol.part('take-over').click();
    await carol.part('yours').waitFor();
    await carol.ear.locator('[part~="supervision"]').waitFor({ state: 'detached' });
    await carol.page.locator('contoso-customer-card:visible').waitFor();
    await visitor.say('And in blue?');
    await carol.reads('And in blue?');
    await carol.say('In blue as well.');
    await visitor.hears('In blue as well.');
    await picture(carol.page, 'supervisor-taken-over');
  }));

it('lets the supervisor hear a call unheard, and then be heard', () =>
  inWorld(async (world) => {
    const { alice, visitor } = await customerCall(world);
    const carol = await supervisorIn(world);
    await carol.part('listen').click();
    await hears(carol.page);
    // The contact is not hers to send elsewhere.
    const control = (name: string) => carol.page.locator(`lync-call [part~="call-${name}"]:visible`);
    await control('hold').waitFor();
    for (const name of ['park', 'transfer', 'video']) expect(await control(name).count()).toBe(0);
    await picture(carol.page, 'supervisor-call');
    // The others are silent: whom the customer hears now is the supervisor, or nobody.
    await alice.page.locator('lync-call [part~="call-mute"]:visible').click();
    await expect.poll(() => isSilent(visitor), { timeout: 20_000 }).toBe(true);
    await carol.part('mode-barge').click();
    await carol.part('hint').filter({ hasText: 'The customer and the agents' }).waitFor();
    await hears(visitor.page);
    await carol.part('mode-whisper').click();
    await carol.part('hint').filter({ hasText: 'Only the agents' }).waitFor();
    await expect.poll(() => isSilent(visitor), { timeout: 20_000 }).toBe(true);
    await carol.part('take-over').click();
    await carol.part('yours').waitFor();
    await Promise.all([hears(carol.page), hears(visitor.page)]);
    await control('transfer').waitFor();
    await carol.page.locator('contoso-customer-card:visible').waitFor();
  }));

/** What axe finds on the whole page. */
async function flaws(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

/** In light and dark, from right to left in Arabic, and on a narrow screen, where nothing may stick out. */
async function appearances(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `${name}-${colorScheme}`);
    expect(await flaws(page)).toEqual([]);
  }
  const speak = (lang: string, dir: string): Promise<void> =>
    page.evaluate(
      ([to, way]) => void Object.assign(document.documentElement, { lang: to, dir: way }),
      [lang, dir],
    );
  await speak('ar', 'rtl');
  await page.locator('lync-supervisor').getByText('قوائم الانتظار').waitFor();
  await picture(page, `${name}-rtl`);
  await speak('en', 'ltr');
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await picture(page, `${name}-narrow`);
  if (size) await page.setViewportSize(size);
}

/** A second of sound arrives, and its energy does not grow by more than rounding. */
async function isSilent({ page }: Person): Promise<boolean> {
  const before = await heardOn(page);
  await expect.poll(async () => (await heardOn(page)).bytes).toBeGreaterThan(before.bytes + 4_000);
  return (await heardOn(page)).energy - before.energy < 1e-4;
}

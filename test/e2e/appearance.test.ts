import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent, Visitor } from './support/people';
import { inWorld, type World } from './support/world';

const wide = { width: 1280, height: 820 };
const wider = { width: 1440, height: 900 };
const narrow = { width: 320, height: 640 };

/** Nothing may make the page scroll sideways (WCAG 2.2, 1.4.10). */
async function expectToFit(page: Page): Promise<void> {
  const { content, window: available } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: innerWidth,
  }));
  expect(content).toBeLessThanOrEqual(available);
}

async function shot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await picture(page, name);
  await expectToFit(page);
}

/** Both pages with whatever scheme and size, and the rest as it is. */
async function shots(person: Visitor | Agent, name: string): Promise<void> {
  const { page } = person;
  for (const [size, viewport] of Object.entries({ 1280: wide, 1440: wider, 320: narrow })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await shot(page, `${name}-${size}-${colorScheme}`);
    }
  }
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Shop and desk in one picture, as the README shows them. */
async function sideBySide(browser: Browser, shop: Page, desk: Page): Promise<void> {
  const source = async (page: Page, width: number): Promise<string> => {
    await page.setViewportSize({ width, height: 860 });
    const image = await page.screenshot({ caret: 'hide' });
    await page.setViewportSize(wide);
    return `data:image/png;base64,${image.toString('base64')}`;
  };
  const images = [await source(shop, 1000), await source(desk, 1240)];
  const page = await browser.newPage({ viewport: { width: 1600, height: 620 } });
  await page.setContent(`<style>
    body { display: flex; justify-content: center; gap: 20px; margin: 0; padding: 20px; background: #dfe5e3; }
    img { block-size: 580px; border-radius: 10px; box-shadow: 0 2px 6px #0002, 0 12px 32px #0002; }
  </style>${images.map((image) => `<img src="${image}">`).join('')}`);
  await picture(page, 'side-by-side');
  await page.close();
}

async function chat(
  world: World,
  options: BrowserContextOptions = {},
): Promise<{ alice: Agent; visitor: Visitor }> {
  const alice = await world.agent('alice', options);
  const visitor = await world.visitor('/shop/', options);
  await visitor.page.getByRole('button', { name: 'Sign in' }).click();
  await visitor.page.getByRole('link', { name: 'Fjord sofa', exact: true }).click();
  await visitor.page.getByRole('button', { name: 'Add to basket' }).click();
  await visitor.ask(
    'Hello! Would the Fjord sofa go with an oak table? I would like to see it by daylight first.',
  );
  await alice.toasts.first().waitFor();
  return { alice, visitor };
}

async function talk({ alice, visitor }: { alice: Agent; visitor: Visitor }): Promise<void> {
  await alice.accept();
  await alice.card.getByText('Verified by the shop').waitFor();
  await alice.say('Hello Jane, it would: the linen picks up the warm grain. Shall I send you a swatch?');
  await visitor.hears('swatch');
  await visitor.say('Yes, please! Blue, and the sand one too.');
  await alice.hears('sand one');
  await alice.say('Both are on their way. https://contoso.com/swatches');
  await visitor.hears('on their way');
}

it('looks like a product: the shop before, at and during a chat', () =>
  inWorld(async (world) => {
    const visitor = await world.visitor('/shop/');
    await shots(visitor, 'shop-home');
    await visitor.page.goto(`${world.server.url}/shop/service.html?topic=repairs`);
    await shots(visitor, 'shop-service');
    await visitor.page.goto(`${world.server.url}/shop/product.html?item=floor-lamp`);
    await visitor.launcher.click();
    await visitor.panel.getByText('See what is shared').click();
    await visitor.panel.locator('[part="connection"]').waitFor({ state: 'detached' });
    await shots(visitor, 'shop-chat-start');
    await visitor.say('Is anybody there?');
    await visitor.panel.getByText('You are next').waitFor();
    await shots(visitor, 'shop-chat-queued');
  }));

it('looks like a product: the portal idle, asked, in a chat and after it', () =>
  inWorld(async (world) => {
    const people = await chat(world);
    const { alice, visitor } = people;
    await shot(alice.page, 'portal-invitation-1280-light');
    await talk(people);
    await shots(alice, 'portal-chat');
    await shots(visitor, 'shop-chat');
    await alice.page.setViewportSize(narrow);
    await alice.page.getByRole('button', { name: 'Customer', exact: true }).click();
    await shot(alice.page, 'portal-customer-320-light');
    await alice.page.setViewportSize(wide);
    await alice.card.getByRole('button', { name: 'Send to visitor' }).click();
    await visitor.page.locator('#offer strong').waitFor();
    await shots(visitor, 'shop-offer');
    await alice.card.locator('h3').scrollIntoViewIfNeeded();
    await sideBySide(world.browser, visitor.page, alice.page);
    await visitor.panel.getByRole('button', { name: 'End chat' }).click();
    await visitor.panel.getByRole('button', { name: 'End it' }).click();
    await alice.page.locator('lync-agent-status [part="wrap-up"]').waitFor();
    await shot(visitor.page, 'shop-ended-1280-light');
    await shot(alice.page, 'portal-wrap-up-1280-light');
  }));

it('looks like a product: idle, signing in, an invitation on a telephone, several chats, a supervisor', () =>
  inWorld(async (world) => {
    const carol = await world.agent('carol');
    await shots(carol, 'portal-idle');
    const [one, two] = [await world.visitor('/shop/service.html'), await world.visitor('/shop/service.html')];
    await one.ask('The drawer of my table sticks.');
    await carol.toasts.first().waitFor();
    await carol.page.setViewportSize(narrow);
    await shot(carol.page, 'portal-invitation-320-light');
    await carol.page.setViewportSize(wider);
    await carol.accept();
    await carol.hears('drawer');
    await two.ask('When does my lamp arrive?');
    await carol.toasts.first().waitFor();
    await carol.accept();
    await carol.hears('lamp', carol.seats.last());
    await carol.pane.getByRole('tab', { name: /Insight/ }).click();
    await carol.page
      .frameLocator('lync-context-pane:visible iframe')
      .getByText('Support', { exact: true })
      .waitFor();
    await shots(carol, 'portal-supervisor');
    await carol.page.goto(`${world.server.url}/agent/`);
    await shots(carol, 'portal-sign-in');
    await carol.page.goto(world.server.url);
    await shots(carol, 'start');
  }));

it('looks like a product from right to left', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/product.html?item=vase');
    for (const { page } of [alice, visitor]) {
      const turn = (): void => {
        document.documentElement.lang = 'ar';
        document.documentElement.dir = 'rtl';
      };

      await page.evaluate(turn);
    }
    await visitor.ask('مرحبا، هل المزهرية متوفرة باللون الأزرق؟');
    await alice.toasts.first().waitFor();
    await shot(alice.page, 'portal-invitation-ar-1280-light');
    await alice.accept();
    await alice.card.getByText('Stoneware vase').first().waitFor();
    await alice.say('نعم، متوفرة. Order CL-1234 يصل غدًا.');
    await visitor.hears('متوفرة');
    await shots(alice, 'portal-ar');
    await shots(visitor, 'shop-ar');
  }));

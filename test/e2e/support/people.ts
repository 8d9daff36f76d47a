import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { newPerson, type Person } from './browser';

export interface Visitor extends Person {
  readonly launcher: Locator;
  readonly panel: Locator;
  readonly composer: Locator;
  readonly messages: Locator;
  /** Opens the chat and sends `text` as the first message. */
  ask(text: string): Promise<void>;
  say(text: string): Promise<void>;
  /** Resolves when a message or notice with `text` is in the conversation. */
  hears(text: string): Promise<void>;
}

export async function newVisitor(
  browser: Browser,
  url: string,
  path = '/shop/',
  options?: BrowserContextOptions,
): Promise<Visitor> {
  const person = await newPerson(browser, 'visitor', options);
  const { page } = person;
  await page.goto(url + path);
  const panel = page.locator('lync-chat-panel');
  const composer = panel.locator('[part~="input"]');
  const messages = panel.locator('[part~="message"], [part~="notice"]');
  const say = async (text: string): Promise<void> => {
    await composer.fill(text);
    await composer.press('Enter');
  };
  const launcher = page.locator('lync-chat-button').locator('[part="button"]');
  return {
    ...person,
    launcher,
    panel,
    composer,
    messages,
    say,
    hears: (text) => messages.filter({ hasText: text }).first().waitFor(),
    async ask(text) {
      await launcher.click();
      await composer.waitFor();
      await say(text);
    },
  };
}

export interface Agent extends Person {
  readonly toasts: Locator;
  readonly seats: Locator;
  readonly pane: Locator;
  readonly card: Locator;
  accept(): Promise<void>;
  /** In the conversation `seat`, by default the only one. */
  say(text: string, seat?: Locator): Promise<void>;
  hears(text: string, seat?: Locator): Promise<void>;
}

export async function newAgent(
  browser: Browser,
  url: string,
  user: string,
  options?: BrowserContextOptions,
): Promise<Agent> {
  const person = await newPerson(browser, user, options);
  const { page } = person;
  await page.goto(`${url}/agent/?user=${user}`);
  await page.locator('#link-state[data-state="connected"]').waitFor();
  await page.locator('lync-agent-status').getByRole('switch', { checked: true }).waitFor();
  const toasts = page.locator('lync-invitations [part~="toast"]');
  const seats = page.locator('#desk > .seat');
  const pane = page.locator('lync-context-pane:visible');
  return {
    ...person,
    toasts,
    seats,
    pane,
    card: page.locator('contoso-customer-card:visible'),
    async accept() {
      await toasts.first().locator('[part="accept"]').click();
    },
    async say(text, seat = seats) {
      const composer = seat.locator('[part~="input"]');
      await composer.fill(text);
      await composer.press('Enter');
    },
    hears: (text, seat = seats) =>
      seat.locator('[part~="message"]').filter({ hasText: text }).first().waitFor(),
  };
}

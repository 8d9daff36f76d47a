import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.mjs';
import { root } from './server';
import { listenToPeers } from './sound';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=en-GB',
  // The microphone beeps, the camera counts.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await findChromium(), headless: true, args: flags });

/** What went wrong on a page and nobody showed to its user. */
export class Problems {
  readonly #found: string[] = [];
  readonly #expected: RegExp[] = [];

  /** Problems that a test brings about itself, such as a refused connection while the server is down. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  add(text: string): void {
    this.#found.push(text);
  }

  get list(): readonly string[] {
    return this.#found.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly problems: Problems;
}

/** A browser of somebody's own, with a page whose console, errors and policy violations are watched, in every frame. */
export async function newPerson(
  browser: Browser,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 820 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const problems = new Problems();
  context.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type()))
      problems.add(`${name}: console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) =>
    problems.add(`${name}: uncaught: ${error.error().stack ?? String(error.error())}`),
  );
  await listenToPeers(context);
  await context.exposeFunction('reportProblem', (text: string) => problems.add(`${name}: ${text}`));
  await context.addInitScript(() => {
    const report = (globalThis as unknown as { reportProblem: (text: string) => void }).reportProblem;
    document.addEventListener(
      'securitypolicyviolation',
      ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
        report(`policy ${violatedDirective}: ${blockedURI} (${sourceFile}:${lineNumber})`),
    );
    addEventListener('unhandledrejection', ({ reason }) => report(`unhandled rejection: ${String(reason)}`));
  });
  return { context, page: await context.newPage(), problems };
}

const results = path.join(root, 'test-results');

/** Keeps what the page looks like as `test-results/<name>.png`. */
export async function picture(page: Page, name: string): Promise<string> {
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  return file;
}

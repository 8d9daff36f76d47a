import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { launchBrowser, picture, type Person } from './browser';
import { newAgent, newVisitor, type Agent, type Visitor } from './people';
import { startServer, type DemoConfiguration, type TestServer } from './server';

/** A server of the test's own and the people who use it. */
export interface World {
  readonly browser: Browser;
  readonly server: TestServer;
  visitor(path?: string, options?: BrowserContextOptions): Promise<Visitor>;
  agent(user: string, options?: BrowserContextOptions): Promise<Agent>;
  /** Watches somebody the test has made itself. */
  watch<P extends Person>(person: P): P;
}

let launched: Promise<Browser> | undefined;

afterAll(async () => {
  await (await launched)?.close();
  launched = undefined;
});

/**
 * Runs `story` with a fresh server and browser contexts. At the end nobody's page may have had an uncaught error, an error or warning in its
 * console, or a violation of its security policy.
 */
export async function inWorld(
  story: (world: World) => Promise<void>,
  change: (config: DemoConfiguration) => void = () => undefined,
): Promise<void> {
  const browser = await (launched ??= launchBrowser());
  const server = await startServer((config) => {
    config.contactCenter = { ...(config.contactCenter as object), drainSeconds: 0 };
    change(config);
  });
  const people: Person[] = [];
  const watch = <P extends Person>(person: P): P => {
    people.push(person);
    return person;
  };
  try {
    await story({
      browser,
      server,
      watch,
      visitor: async (path, options) => watch(await newVisitor(browser, server.url, path, options)),
      agent: async (user, options) => watch(await newAgent(browser, server.url, user, options)),
    });
    expect(people.flatMap(({ problems }) => problems.list)).toEqual([]);
  } catch (error) {
    const name = expect.getState().currentTestName?.replace(/\W+/g, '-').slice(0, 60) ?? 'test';
    for (const [index, { page }] of people.entries()) await picture(page, `failed-${name}-${index}`);
    console.error(people.flatMap(({ problems }) => problems.list).join('\n'));
    throw error;
  } finally {
    for (const { context } of people) await context.close();
    await server.stop();
  }
}

/** The queue `name` of the demo, to be changed. */
export function queueOf(config: DemoConfiguration, name: 'sales' | 'support') {
  const queue = config.queues.find(({ uri }) => uri === `sip:${name}@contoso.com`);
  if (!queue) throw new Error(`The demo has no queue ${name}`);
  return queue;
}

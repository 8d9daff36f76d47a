import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Page, WebSocket } from 'playwright-core';
import { expect, it } from 'vitest';
import { newPerson, picture } from './support/browser';
import { inWorld } from './support/world';

/** A client has to be refused once to learn where it gets a token; browsers write that into the console. */
const challenge = /status of 401 \(Unauthorized\)/;

/** Rules of accessibility that the page breaks, with where. */
async function violations(page: Page): Promise<string[]> {
  // As text: the page's policy lets no script in, and takes what a debugger says.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const found = await axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

it('serves a visitor whose network has no WebSocket, through the shop, to the end', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/?transport=ucwa');
    const { page, panel, problems } = visitor;
    problems.expect(challenge);
    const sockets: WebSocket[] = [];
    page.on('websocket', (socket) => sockets.push(socket));
    await page.getByRole('link', { name: 'Fjord sofa', exact: true }).click();
    await page.waitForURL('**/product.html?item=sofa');
    await page.getByRole('button', { name: 'Ask about it' }).click();
    await panel.getByLabel('Your name').fill('Sam Okafor');
    await visitor.say('Hello! Is the Fjord sofa in stock?');
    await visitor.hears('Welcome to Contoso');
    await alice.toasts.filter({ hasText: 'Is the Fjord sofa in stock?' }).waitFor();
    await alice.accept();
    await alice.hears('Is the Fjord sofa in stock?');
    await alice.seats.locator('[part~="input"]').pressSequentially('Hello Sam,');
    await panel.getByText('Alice is writing').waitFor();
    await alice.say('Hello Sam, it is. Which colour do you have in mind?');
    await visitor.hears('Which colour');
    expect(await panel.getByRole('heading', { name: 'Alice' }).count()).toBe(1);
    await visitor.say('The blue one.');
    await alice.hears('The blue one.');
    await panel.getByText('Delivered').waitFor();

    // Another page of the shop: the same conversation, and nothing twice.
    await page.getByRole('link', { name: 'Lumen arc lamp', exact: true }).click();
    await page.waitForURL('**/product.html?item=floor-lamp');
    await visitor.hears('Which colour');
    await alice.say('The lamp goes well with it.');
    await visitor.hears('goes well with it');
    await visitor.say('I like it.');
    await alice.hears('I like it.');
    for (const text of ['The blue one.', 'goes well with it', 'I like it.'])
      expect(await visitor.messages.filter({ hasText: text }).count(), text).toBe(1);

    await alice.seats.getByRole('button', { name: 'End conversation' }).click();
    await alice.seats.getByRole('button', { name: 'End it' }).click();
    await visitor.hears('Goodbye');
    await panel.getByRole('button', { name: 'Start a new chat' }).waitFor();
    expect(sockets).toEqual([]);
  }));

it('loads what the server needs as soon as the button is pointed at: over UCWA nothing of the SIP library', () =>
  inWorld(async (world) => {
    for (const [path, wanted, unwanted] of [
      ['/shop/?transport=ucwa', 'servers', 'sip-js-signaling'],
      ['/shop/?transport=sip', 'sip-js-signaling', 'servers'],
    ] as const) {
      const visitor = await world.visitor(path);
      const { page, panel, problems } = visitor;
      problems.expect(challenge);
      const chunks: string[] = [];
      page.on('request', (request) => {
        const name = /\/chunks\/(.+)-[0-9a-f]{8}\.js$/.exec(request.url())?.[1];
        if (name) chunks.push(name);
      });
      await visitor.launcher.hover();
      await expect
        .poll(() => chunks)
        .toEqual(expect.arrayContaining(['panel', 'messages', 'session', wanted]));
      expect(await panel.isVisible()).toBe(false);
      await visitor.ask('Hello!');
      await visitor.hears('Welcome to Contoso');
      expect(chunks).not.toContain(unwanted);
      expect(chunks.filter((name) => name === wanted)).toHaveLength(1);
    }
  }));

it('walks through the article', () =>
  inWorld(async (world) => {
    const person = world.watch(await newPerson(world.browser, 'reader'));
    const { page, problems } = person;
    problems.expect(challenge);
    await page.goto(`${world.server.url}/ucwa/`);
    await page.locator('#bob:state(connected)').waitFor({ state: 'attached' });
    const step = (index: number) => page.locator('.step').nth(index);
    const send = async (index: number, says: string) => {
      await step(index).getByRole('button').click();
      await step(index).locator('.answer').last().filter({ hasText: says }).waitFor();
    };
    await send(0, '"user"');
    await send(1, 'grant_type="password"');
    await send(2, 'access_token');
    await send(3, '"applications"');
    await send(4, '"communication"');
    await send(5, '201');
    await send(6, '"Connecting"');
    await step(7).getByRole('button').click();
    await page.getByText('Sample Subject Line').last().waitFor();
    await page.locator('lync-invitations').getByRole('button', { name: 'Accept' }).click();
    await step(7).locator('.answer').filter({ hasText: '"sendMessage"' }).waitFor();
    await send(8, '201');
    await page.locator('lync-conversation').getByText('Testing 1... 2... 3...', { exact: true }).waitFor();
    await send(9, '"Success"');
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
      await picture(page, `ucwa-walk-through-${colorScheme}`);
    }
    // Nothing may make the page scroll sideways (WCAG 2.2, 1.4.10).
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 1280, height: 820 });
    await send(10, '204');
    await send(11, '"Disconnected"');
    await send(12, '204');
    expect(await page.locator('.refused').count()).toBe(0);
    await page.getByRole('button', { name: 'Begin again' }).click();
    await expect.poll(() => page.locator('.answer').count()).toBe(0);
  }));

it('falls back by itself, and says so', () =>
  inWorld(async (world) => {
    const person = world.watch(await newPerson(world.browser, 'dave'));
    const { page, problems } = person;
    problems.expect(challenge);
    problems.expect(/WebSocket connection to .*blocked/);
    await page.goto(`${world.server.url}/ucwa/`);
    await page.evaluate(() => {
      const session = document.createElement('lync-session');
      session.id = 'dave';
      session.setAttribute(
        'server',
        `${location.origin.replace(/^http/, 'ws')}/blocked ${location.origin}/ucwa`,
      );
      session.setAttribute('uri', 'sip:dave@contoso.com');
      Object.assign(session, { credentials: { password: 'demo-dave' } });
      document.body.append(session);
    });
    await page.locator('#dave:state(connected):state(ucwa)').waitFor({ state: 'attached' });
    const transport = await page.evaluate("document.querySelector('#dave').session.snapshot.transport");
    expect(transport).toBe('ucwa');
    await page.locator('#bob:state(connected)').waitFor({ state: 'attached' });
    expect(await page.locator('#bob:state(ucwa)').count()).toBe(0);
  }));

it('is an ordinary session for the elements of people who write: presence, invitations, conversation', () =>
  inWorld(async (world) => {
    const person = world.watch(await newPerson(world.browser, 'dave'));
    const { page, problems } = person;
    problems.expect(challenge);
    await page.goto(`${world.server.url}/ucwa/`);
    // As text: the test's own bundler has another import.
    await page.evaluate("import('/lync-widgets/agent-status.js').then(() => undefined)");
    await page.evaluate(() => {
      const session = document.createElement('lync-session');
      session.id = 'dave';
      session.setAttribute('server', `${location.origin}/ucwa`);
      session.setAttribute('uri', 'sip:dave@contoso.com');
      session.append(
        ...['agent-status', 'invitations', 'conversation'].map((name) =>
          document.createElement(`lync-${name}`),
        ),
      );
      Object.assign(session, { credentials: { password: 'demo-dave' } });
      session.addEventListener('lync-conversation-added', (event) =>
        Object.assign(session.querySelector('lync-conversation')!, {
          conversation: (event as Event & { conversation: unknown }).conversation,
        }),
      );
      document.querySelector('main')!.prepend(session);
    });
    const [dave, bob] = [page.locator('#dave'), page.locator('#bob')];
    await page.locator('#dave:state(connected):state(ucwa)').waitFor({ state: 'attached' });
    await page.locator('#bob:state(connected)').waitFor({ state: 'attached' });

    const status = dave.locator('lync-agent-status');
    await status.locator('[part="presence"]').click();
    await status.getByText('Busy', { exact: true }).click();
    await status.locator('[part="presence"]').filter({ hasText: 'Busy' }).waitFor();
    expect(await status.getByRole('switch').count()).toBe(0);

    await page.evaluate(() => {
      const { session } = document.querySelector('#bob') as unknown as {
        session: { startConversation(to: string, options: object): unknown };
      };
      session.startConversation('sip:dave@contoso.com', {
        subject: 'Lunch',
        firstMessage: 'Are you coming?',
      });
    });
    const toast = dave.locator('lync-invitations [part~="toast"]');
    await toast.filter({ hasText: 'Are you coming?' }).waitFor();
    await toast.getByRole('button', { name: 'Accept' }).click();
    const [ours, theirs] = [dave.locator('lync-conversation'), bob.locator('lync-conversation')];
    await ours.locator('[part~="message"]').filter({ hasText: 'Are you coming?' }).waitFor();
    await ours.locator('[part~="input"]').fill('In five minutes.');
    await theirs.locator('[part~="input"]').waitFor();
    await ours.locator('[part~="input"]').press('Enter');
    await theirs.locator('[part~="message"]').filter({ hasText: 'In five minutes.' }).waitFor();
    await ours.getByText('Delivered').waitFor();
    await theirs.locator('[part~="input"]').pressSequentially('Good');
    await ours.getByText('Bob Baker is writing').waitFor();
    // What UCWA does not carry is not offered.
    for (const name of ['Call', 'Video call', 'Park', 'Add people'])
      expect(await ours.getByRole('button', { name, exact: true }).count(), name).toBe(0);
    await ours.getByRole('button', { name: 'End conversation' }).click();
    await ours.getByRole('button', { name: 'End it' }).click();
    await theirs.getByRole('paragraph').filter({ hasText: 'The conversation has ended' }).waitFor();
  }));

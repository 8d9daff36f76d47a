import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent, Visitor } from './support/people';
import { hears } from './support/sound';
import { inWorld } from './support/world';

const permissions = ['microphone'];

const call = ({ page }: Agent | Visitor, part: string) =>
  page.locator(`lync-call [part~="call-${part}"]:visible`);
const key = ({ page }: Visitor, digit: string) =>
  page.locator('lync-call .key').filter({ has: page.getByText(digit, { exact: true }) });

const open = ({ page }: Visitor) => page.getByRole('button', { name: 'Have us call you' }).click();

async function askFor({ panel }: Visitor): Promise<void> {
  await panel.getByLabel('Your name').fill('Jane');
  await panel.getByRole('button', { name: 'Call me back' }).click();
}

it('calls a visitor back in the browser, asks by a menu, and brings the answer to the agent', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice', { permissions });
    const visitor = await world.visitor('/shop/', { permissions });
    await open(visitor);
    await visitor.panel.getByRole('button', { name: 'Call me back' }).waitFor();
    await picture(visitor.page, 'callback-form');
    await askFor(visitor);
    await call(visitor, 'accept').waitFor();
    await picture(visitor.page, 'callback-rings');
    await call(visitor, 'accept').click();

    // The menu is heard and can be read, and its keys are at hand. Nobody else is asked before it is answered.
    await visitor.hears('You asked us to call you');
    await hears(visitor.page);
    await visitor.hears('For advice, press 2');
    // Nobody waits in a queue yet.
    expect(await visitor.panel.locator('.queue').count()).toBe(0);
    await picture(visitor.page, 'callback-menu');
    expect(await alice.toasts.count()).toBe(0);
    await key(visitor, '2').click();

    await alice.toasts.first().waitFor();
    await alice.accept();
    await visitor.panel.getByRole('heading', { name: 'Alice' }).waitFor();
    await alice.card.getByText('Answered by phone').waitFor();
    await alice.card.getByText('Advice', { exact: true }).waitFor();
    await alice.card.getByText('Jane').first().waitFor();
    await Promise.all([hears(alice.page), hears(visitor.page)]);
    expect(await visitor.page.locator('lync-call .keypad').count()).toBe(0);
    await picture(visitor.page, 'callback-talks');
    await picture(alice.page, 'callback-agent');
    await call(alice, 'end').click();
    await visitor.panel.getByRole('button', { name: 'Start a new chat' }).waitFor();
  }));

it('waits for a later call over a reload, and gives it up', () =>
  inWorld(async (world) => {
    const visitor = await world.visitor('/shop/', { permissions });
    const { page, panel } = visitor;
    await page.getByRole('button', { name: 'Have us call you' }).click();
    await panel.getByLabel('When?').selectOption({ label: 'In 15 minutes' });
    await panel.getByRole('button', { name: 'Call me back' }).click();
    await panel.getByText(/^We call you at/).waitFor();
    await picture(page, 'callback-waits');
    await page.reload();
    await panel.getByText(/^We call you at/).waitFor();
    await panel.getByRole('button', { name: 'I do not need the call' }).click();
    await panel.getByRole('button', { name: 'Chat' }).or(visitor.composer).first().waitFor();
    // It is known to the server, too: the same visitor may ask again, and only one call may be waited for.
    await panel.getByRole('button', { name: /close/i }).first().click();
    await open(visitor);
    await askFor(visitor);
    await call(visitor, 'accept').waitFor();
    await call(visitor, 'decline').click();
    await page.reload();
    await visitor.launcher.waitFor();
    expect(await panel.isVisible()).toBe(false);
  }));

it('says when a number cannot be called, and where nobody calls back', async () => {
  await inWorld(async (world) => {
    const { page, panel } = await world.visitor('/shop/', { permissions });
    await page.getByRole('button', { name: 'Have us call you' }).click();
    await panel.getByLabel('On my phone').check();
    await panel.getByLabel('Phone number').fill('+353 1 555 0142');
    await panel.getByRole('button', { name: 'Call me back' }).click();
    await panel.getByText('We cannot call this number from here').waitFor();
    await picture(page, 'callback-refused');
  });
  await inWorld(
    async (world) => {
      const visitor = await world.visitor('/shop/', { permissions });
      await open(visitor);
      await askFor(visitor);
      await visitor.panel.getByText('Nobody can call back here at the moment').waitFor();
      await visitor.panel.getByRole('button', { name: 'Write instead' }).click();
      await visitor.panel.getByLabel('Phone number').fill('+353 1 555 0142');
      await visitor.say('Please call me about the sofa.');
      await visitor.hears('Please call me');
    },
    (config) => {
      const { voice: _voice, ...contactCenter } = config.contactCenter as Record<string, unknown>;
      config.contactCenter = contactCenter;
    },
  );
});

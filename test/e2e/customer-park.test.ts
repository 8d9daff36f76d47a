import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent, Visitor } from './support/people';
import { heardOn, hears } from './support/sound';
import { inWorld, type World } from './support/world';

const permissions = ['microphone'];

const call = ({ page }: Agent | Visitor, part: string) =>
  page.locator(`lync-call [part~="call-${part}"]:visible`);
const panel = ({ page }: Agent, part: string) => page.locator(`lync-park-panel [part~="${part}"]`);

/** Jane, whom the shop knows, calls sales and talks to Alice. */
async function customerCall(world: World): Promise<{ alice: Agent; visitor: Visitor }> {
  const alice = await world.agent('alice', { permissions });
  const visitor = await world.visitor('/shop/', { permissions });
  await visitor.page.getByRole('button', { name: 'Sign in' }).click();
  await visitor.page.getByRole('button', { name: 'Jane Doe' }).waitFor();
  await visitor.page.getByRole('button', { name: 'Call us' }).click();
  await alice.toasts.first().waitFor();
  // Nobody has answered: that is the queue's music.
  await hears(visitor.page);
  await alice.accept();
  await alice.card.getByText('Verified by the shop').waitFor();
  await Promise.all([hears(alice.page), hears(visitor.page)]);
  return { alice, visitor };
}

it('plays music to a customer on hold, lets an agent park them, and another pick them up with all that is known', () =>
  inWorld(
    async (world) => {
      const { alice, visitor } = await customerCall(world);
      const bob = await world.agent('bob', { permissions });

      await call(alice, 'hold').click();
      await expect.poll(() => call(alice, 'hold').getAttribute('aria-pressed')).toBe('true');
      await hears(visitor.page);
      await call(alice, 'hold').click();
      await expect.poll(() => call(alice, 'hold').getAttribute('aria-pressed')).toBe('false');
      await Promise.all([hears(alice.page), hears(visitor.page)]);

      await panel(alice, 'park').click();
      await panel(alice, 'parked-call').filter({ hasText: 'Jane Doe' }).waitFor();
      expect(await panel(alice, 'orbit').textContent()).toContain('100');
      const before = await heardOn(alice.page);
      await hears(visitor.page);
      expect(await heardOn(alice.page)).toEqual(before);
      await picture(alice.page, 'customer-parked');
      await picture(visitor.page, 'customer-parked-visitor');

      await panel(bob, 'orbit-field').fill('100');
      await panel(bob, 'orbit-field').press('Enter');
      await bob.card.getByText('Verified by the shop').waitFor();
      await bob.card.getByText('Jane Doe').first().waitFor();
      await Promise.all([hears(bob.page), hears(visitor.page)]);
      await panel(alice, 'parked-call').waitFor({ state: 'detached' });
      await visitor.panel.getByRole('heading', { name: 'Bob' }).waitFor();
      await picture(bob.page, 'customer-retrieved');
      await call(bob, 'end').click();
      await visitor.panel.getByRole('button', { name: 'Start a new chat' }).waitFor();
    },
    (config) => {
      config.callPark = { ...(config.callPark as object), orbits: '100' };
    },
  ));

it('lets an agent ask a colleague first and then put the customer through to them, with all that is known', () =>
  inWorld(async (world) => {
    const { alice, visitor } = await customerCall(world);
    const bob = await world.agent('bob', { permissions });

    await call(alice, 'hold').click();
    await expect.poll(() => call(alice, 'hold').getAttribute('aria-pressed')).toBe('true');
    const form = alice.page.locator('#call-form');
    await form.getByRole('combobox').fill('bob');
    await form.getByRole('button').click();
    await bob.accept();
    await Promise.all([hears(alice.page), hears(bob.page)]);

    const customer = alice.seats.filter({ has: alice.page.getByRole('heading', { name: 'Jane Doe' }) });
    await customer.locator('lync-call [part~="call-transfer"]').click();
    await customer.getByRole('button', { name: /Connect with Bob/ }).click();
    await bob.card.getByText('Verified by the shop').waitFor();
    await Promise.all([hears(bob.page), hears(visitor.page)]);
    await visitor.panel.getByRole('heading', { name: 'Bob' }).waitFor();
    await picture(bob.page, 'customer-transferred');
  }));

import { expect, it } from 'vitest';
import { inWorld } from './support/world';

it('opens the supervisors’ application to a supervisor, in a sandboxed frame with a channel of its own', () =>
  inWorld(async (world) => {
    const carol = await world.agent('carol');
    const visitor = await world.visitor('/shop/service.html');
    await visitor.ask('My stool wobbles.');
    await carol.toasts.filter({ hasText: 'My stool wobbles.' }).waitFor();
    await carol.accept();
    await carol.pane.getByRole('tab', { name: /Insight/ }).click();
    const frame = carol.page.frameLocator('lync-context-pane iframe');
    await frame.getByText('Support', { exact: true }).waitFor();
    await frame.getByText('not proven').waitFor();
    expect(await carol.page.locator('lync-context-pane iframe').getAttribute('sandbox')).not.toContain(
      'allow-same-origin',
    );
    await visitor.page.getByRole('link', { name: 'Repairs' }).click();
    await frame.getByText('topic=repairs').waitFor();
    await frame.getByText('application/vnd.lync-widgets.customer+json').first().waitFor();
    // Two applications, two channels: the card goes on too.
    await carol.pane.getByRole('tab', { name: /Customer/ }).click();
    await carol.card.getByText('Repairs · Contoso Living').waitFor();
  }));

it('does not open it to an agent who is none', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor();
    await visitor.ask('Hello');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.card.getByText('Not signed in').waitFor();
    await expect
      .poll(() => alice.pane.getByRole('tab').allTextContents())
      .toEqual([expect.stringContaining('Customer')]);
    expect(await alice.page.locator('iframe').count()).toBe(0);
  }));

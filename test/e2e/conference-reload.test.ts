import { expect, it } from 'vitest';
import { picture } from './support/browser';
import { inRow, meet, openPeople, part, permissions, rowOf, said } from './support/conference';
import type { Agent } from './support/people';
import { hears } from './support/sound';
import { inWorld } from './support/world';

const people = (agent: Agent): Promise<string[]> =>
  part(agent, 'participant')
    .locator('.name bdi')
    .allTextContents()
    .then((names) => names.map((name) => name.trim()).sort());

it('brings back whose page is loaded again, with voice and transcript, in their own place', async () => {
  await inWorld(async ({ agent }) => {
    const [alice, bob, carol] = await Promise.all(
      (['alice', 'bob', 'carol'] as const).map((user) => agent(user, { permissions })),
    );
    if (!alice || !bob || !carol) throw new Error('Somebody is missing');
    await meet(alice, 'bob, carol');
    await bob.accept();
    await carol.accept();
    await openPeople(alice);
    const everybody = ['Alice Archer', 'Bob Baker', 'Carol Carter'];
    for (const name of everybody) await rowOf(alice, name).locator('.mark.on').nth(1).waitFor();
    await bob.say('Before the reload');
    for (const each of [alice, carol]) await each.hears('Before the reload');

    // Who is looked at while Bob is away: he is never missed.
    const gone: string[] = [];
    await alice.page.exposeFunction('gone', (name: string) => void gone.push(name));
    await alice.page.evaluate(() =>
      document.addEventListener('lync-participant-removed', (event) =>
        (globalThis as unknown as { gone(name: string): void }).gone(
          (event as unknown as { participant: { displayName: string } }).participant.displayName,
        ),
      ),
    );
    await bob.page.reload();
    await said(bob)
      .filter({ hasText: '3 people' })
      .or(said(bob).filter({ hasText: 'is speaking' }))
      .waitFor();
    await bob.hears('Before the reload');
    await bob.seats
      .locator('[part~="notice"]')
      .filter({ hasText: 'The page was loaded again. You are back in the conference.' })
      .waitFor();
    expect(await bob.seats.count()).toBe(1);
    for (const name of everybody) await rowOf(alice, name).locator('.mark.on').nth(1).waitFor();
    expect(await people(alice)).toEqual(everybody);
    await Promise.all([alice, bob, carol].map(({ page }) => hears(page)));
    await picture(bob.page, 'conference-reloaded');

    await bob.say('After the reload');
    for (const each of [alice, carol]) await each.hears('After the reload');
    await alice.say('Welcome back');
    for (const each of [bob, carol]) await each.hears('Welcome back');
    expect(gone).toEqual([]);

    // The place is his also for who presents: muted there, he is not heard, however often he comes back.
    await inRow(alice, 'Bob', 'mute').click();
    await rowOf(alice, 'Bob').filter({ hasText: 'muted by the conference' }).waitFor();
    await bob.page.reload();
    await part(bob, 'people-muted').filter({ hasText: 'You are muted' }).waitFor();
    await rowOf(alice, 'Bob').locator('.mark.on').nth(1).waitFor();
    await rowOf(alice, 'Bob').filter({ hasText: 'muted by the conference' }).waitFor();
    expect(await people(alice)).toEqual(everybody);
    expect(gone).toEqual([]);

    // What is over is not come back to.
    await part(alice, 'end').click();
    await part(alice, 'confirm-end').click();
    await said(bob).filter({ hasText: 'The conference has ended' }).waitFor();
    await bob.page.reload();
    await bob.page.locator('#link-state[data-state="connected"]').waitFor();
    await bob.page.locator('#none:visible, #welcome:visible').first().waitFor();
    expect(await bob.seats.count()).toBe(0);
  });
});

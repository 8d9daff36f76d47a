import { expect, it } from 'vitest';
import { picture } from './support/browser';
import { hummingAgents, inRow, meet, openPeople, part, rowOf, said, TONES } from './support/conference';
import { hearsOnly } from './support/tones';
import { inWorld } from './support/world';

it('a presenter mutes everybody; one is asked to speak, and all may again', async () => {
  await inWorld(async ({ agent }) => {
    const [alice, bob, carol] = await hummingAgents(agent);
    const { alice: a, bob: b, carol: c } = TONES;
    await meet(alice, 'bob, carol');
    await bob.accept();
    await carol.accept();
    for (const each of [alice, bob, carol]) await said(each).waitFor();
    await openPeople(alice);
    for (const name of ['Alice', 'Bob', 'Carol'])
      await rowOf(alice, name).locator('.mark.on').nth(1).waitFor();
    await hearsOnly(alice.page, [b, c], [a]);

    await part(alice, 'mute-all').click();
    await part(alice, 'audience-muted').waitFor();
    await hearsOnly(alice.page, [], [a, b, c]);
    await hearsOnly(bob.page, [a], [b, c]);
    await part(bob, 'people-muted').filter({ hasText: 'You are muted' }).waitFor();
    await openPeople(bob);
    await part(bob, 'muted')
      .filter({ hasText: 'Nobody hears you until a presenter lets you speak' })
      .waitFor();
    expect(await inRow(bob, 'Bob', 'mute').getAttribute('aria-disabled')).toBe('true');
    await picture(bob.page, 'conference-all-muted');
    await picture(alice.page, 'conference-mute-all');

    await inRow(alice, 'Bob', 'mute').click();
    await hearsOnly(carol.page, [a, b], [c]);
    await part(bob, 'muted').waitFor({ state: 'detached' });

    await part(alice, 'mute-all').click();
    await part(alice, 'audience-muted').waitFor({ state: 'detached' });
    await openPeople(carol);
    await part(carol, 'muted').filter({ hasText: 'Unmute yourself to speak' }).waitFor();
    await hearsOnly(alice.page, [b], [a, c]);
    await inRow(carol, 'Carol', 'mute').click();
    await hearsOnly(alice.page, [b, c], [a]);
  });
});

import { expect, it } from 'vitest';
import { picture } from './support/browser';
import { meet, permissions, said } from './support/conference';
import { inWorld } from './support/world';

it('shows the engineer the dialogs of an invitation, in their order and by what each is for', async () => {
  await inWorld(async ({ agent, server }) => {
    const [alice, bob] = await Promise.all([agent('alice', { permissions }), agent('bob', { permissions })]);
    await agent('carol');
    await bob.page.goto(`${server.url}/agent/?user=bob&trace`);
    await bob.page.locator('#link-state[data-state="connected"]').waitFor();
    await bob.page.locator('lync-sip-trace').waitFor();
    await meet(alice, 'bob, carol');
    await bob.accept();
    await said(bob).waitFor();
    const dialogs = bob.page.locator('lync-sip-trace .chip').filter({ hasText: 'Conference' });
    await dialogs.filter({ hasText: 'Conference audio' }).waitFor();
    const purposes = (await dialogs.allTextContents()).map((text) => text.replace(/[\s\d]+/g, ' ').trim());
    // The seed's three dialogs; between them the roster and the chat, which it leaves out.
    const seed = ['Conference invitation', 'Conference focus', 'Conference audio'];
    expect(purposes.filter((purpose) => seed.includes(purpose))).toEqual(seed);

    // One of them alone reads as the seed tells it; what a busy machine sends twice is there twice.
    await dialogs.filter({ hasText: 'Conference invitation' }).click();
    const rows = await bob.page.locator('lync-sip-trace .row .visually-hidden').allTextContents();
    const steps = rows.flatMap((text) => /\b(INVITE|180|200|ACK|BYE)\b/.exec(text)?.[1] ?? []);
    expect([...new Set(steps)]).toEqual(['INVITE', '180', '200', 'ACK', 'BYE']);
    expect(rows[0]).toContain('ms-conf-invite');
    await picture(bob.page, 'conference-trace');
  });
});

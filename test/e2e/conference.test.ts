import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SessionContract } from '../../src/session/contract';
import { picture } from './support/browser';
import { signIn, type CallPage } from './support/caller';
import type { Agent } from './support/people';
import {
  hummingAgents,
  inRow,
  meet,
  openPeople,
  part,
  permissions,
  rowOf,
  said,
  TONES,
} from './support/conference';
import { hearsOnly } from './support/tones';
import { inWorld } from './support/world';

/** In light, in dark, from right to left, and narrow. */
async function pictures(page: Page, name: string, element = 'lync-conversation'): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `${name}-${colorScheme}`);
  }
  const turn = (dir: string, lang: string): Promise<void> =>
    page.evaluate(
      ([direction, language]) => {
        document.documentElement.dir = direction!;
        document.documentElement.lang = language!;
      },
      [dir, lang],
    );
  await turn('rtl', 'ar');
  await page
    .locator(`${element}:state(rtl)`)
    .filter({ hasText: /[\u0620-\u064a]/ })
    .first()
    .waitFor();
  await picture(page, `${name}-rtl`);
  await turn('ltr', 'en');
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 800 });
  await picture(page, `${name}-narrow`);
  await page.setViewportSize(size);
}

const conferenceUri = ({ page }: Agent): Promise<string | undefined> =>
  page.evaluate(
    () =>
      (document.getElementById('session') as unknown as { session: SessionContract }).session.conversations[0]
        ?.conference?.snapshot.uri,
  );

it('three agents meet by invitation, hear and write to each other; one is muted, one removed, it is locked, and ends', async () => {
  await inWorld(async ({ agent, browser, server }) => {
    const [alice, bob, carol] = await hummingAgents(agent);
    await meet(alice, 'bob, carol');
    await bob.toasts.filter({ hasText: 'Invites you to a conference' }).waitFor();
    await pictures(bob.page, 'conference-invited', 'lync-invitations');
    await bob.accept();
    await carol.accept();
    for (const each of [alice, bob, carol]) await said(each).waitFor();
    await openPeople(alice);
    await expect.poll(() => part(alice, 'participant').count()).toBe(3);
    for (const name of ['Alice', 'Bob', 'Carol'])
      await rowOf(alice, name).locator('.mark.on').nth(1).waitFor();

    // N-1: everybody but oneself.
    const { alice: a, bob: b, carol: c } = TONES;
    await hearsOnly(alice.page, [b, c], [a]);
    await hearsOnly(bob.page, [a, c], [b]);
    await hearsOnly(carol.page, [a, b], [c]);
    await said(carol).filter({ hasText: 'is speaking' }).waitFor();
    await pictures(alice.page, 'conference-people');

    await bob.say('Hello, both of you');
    for (const each of [alice, carol]) {
      await each.hears('Hello, both of you');
      await each.seats.locator('.meta .name').filter({ hasText: 'Bob' }).waitFor();
    }
    await carol.say('Good morning');
    for (const each of [alice, bob]) await each.hears('Good morning');
    await pictures(carol.page, 'conference-chat');

    await inRow(alice, 'Bob', 'mute').click();
    await inRow(alice, 'Bob', 'mute').and(alice.page.getByLabel('Unmute Bob Baker')).waitFor();
    await hearsOnly(alice.page, [c], [a, b]);
    await hearsOnly(carol.page, [a], [b, c]);
    // Who is muted goes on hearing the others.
    await hearsOnly(bob.page, [a, c], [b]);
    await openPeople(bob);
    await rowOf(bob, 'Bob').filter({ hasText: 'muted by the conference' }).waitFor();
    await pictures(bob.page, 'conference-attendee');
    // Whoever was muted may speak again when it is their turn.
    await inRow(bob, 'Bob', 'mute').click();
    await hearsOnly(alice.page, [b, c], [a]);

    await rowOf(alice, 'Carol').locator('.one').click();
    await inRow(alice, 'Carol', 'eject').click();
    await pictures(alice.page, 'conference-eject');
    await inRow(alice, 'Carol', 'confirm-eject').click();
    await said(carol).filter({ hasText: 'You were removed from the conference' }).waitFor();
    await expect.poll(() => part(bob, 'participant').count()).toBe(2);
    await pictures(carol.page, 'conference-ejected');

    await part(alice, 'lock').click();
    await part(bob, 'locked').waitFor();
    const contexts: (typeof alice.context)[] = [];
    const dave = await signIn(browser, server.url, 'dave', contexts);
    const refused = await dave.page.evaluate(
      async (uri) => {
        try {
          await (globalThis as unknown as CallPage).session.joinConference(uri!);
          return 'joined';
        } catch (error) {
          return (error as { code?: string }).code;
        }
      },
      await conferenceUri(alice),
    );
    expect(refused).toBe('conference-locked');
    await contexts[0]!.close();
    expect(await part(alice, 'participant').count()).toBe(2);

    await part(alice, 'end').click();
    await part(alice, 'confirm-end').click();
    for (const each of [alice, bob])
      await said(each).filter({ hasText: 'The conference has ended' }).waitFor();
    await pictures(alice.page, 'conference-ended');
  });
});

it('a chat of two becomes a conference of three, and keeps what was written', async () => {
  await inWorld(async ({ agent }) => {
    const alice = await agent('alice', { permissions });
    const bob = await agent('bob', { permissions });
    const carol = await agent('carol', { permissions });
    await alice.page.evaluate(() => {
      const { session } = document.getElementById('session') as unknown as { session: SessionContract };
      session.startConversation('sip:bob@contoso.com', {
        firstMessage: 'Have you seen order 1234?',
        subject: 'Order 1234',
      });
    });
    await bob.accept();
    await bob.hears('Have you seen order 1234?');
    await bob.say('Carol has it');
    await alice.hears('Carol has it');

    await part(alice, 'add-people').click();
    const form = part(alice, 'invite-form');
    await form.getByLabel('Carol Carter').check();
    await pictures(alice.page, 'conference-add-people');
    await form.getByRole('button').first().click();
    await carol.toasts.filter({ hasText: 'Invites you to a conference' }).waitFor();
    await pictures(alice.page, 'conference-invitees');
    await carol.accept();
    for (const each of [alice, bob, carol]) await said(each).filter({ hasText: '3 people' }).waitFor();
    for (const each of [alice, bob]) {
      expect(await each.seats.count()).toBe(1);
      await each.hears('Have you seen order 1234?');
      await each.hears('Carol has it');
    }
    await carol.say('It leaves today');
    for (const each of [alice, bob]) await each.hears('It leaves today');
    await bob.say('Thank you');
    await carol.hears('Thank you');
    await pictures(bob.page, 'conference-escalated');

    // Who made it may go: it goes on.
    await part(alice, 'leave').click();
    await said(alice).filter({ hasText: 'You have left the conference' }).waitFor();
    for (const each of [bob, carol]) await said(each).filter({ hasText: '2 people' }).waitFor();
    await pictures(alice.page, 'conference-left');
    await bob.say('Alice is gone');
    await carol.hears('Alice is gone');

    // And come back, to what she knows of it.
    await part(alice, 'rejoin').click();
    for (const each of [alice, bob, carol]) await said(each).filter({ hasText: '3 people' }).waitFor();
    expect(await alice.seats.count()).toBe(1);
    await alice.hears('Thank you');
    await alice.say('I am back');
    for (const each of [bob, carol]) await each.hears('I am back');
  });
});

it('a call of two becomes a conference of three; who comes without sound writes, and speaks when they like', async () => {
  await inWorld(async ({ agent }) => {
    const [alice, bob, carol] = await hummingAgents(agent);
    const { alice: a, bob: b, carol: c } = TONES;
    await meet(alice, 'bob');
    await bob.accept();
    await hearsOnly(alice.page, [b], [a]);
    await hearsOnly(bob.page, [a], [b]);

    await part(alice, 'add-people').click();
    await part(alice, 'invite-form').getByLabel('Carol Carter').check();
    await part(alice, 'invite-form').getByRole('button').first().click();
    await carol.toasts.locator('[part~="accept-chat"]').click();
    for (const each of [alice, bob]) await part(each, 'active-speaker').waitFor();
    await expect.poll(() => part(alice, 'participant').count()).toBe(3);
    await rowOf(alice, 'Carol').locator('.mark.on').waitFor();
    expect(await rowOf(alice, 'Carol').locator('.mark').last().getAttribute('data-state')).toBe('none');
    await hearsOnly(alice.page, [b], [a, c]);
    await hearsOnly(bob.page, [a], [b, c]);
    await carol.say('I only listen in writing');
    await alice.hears('I only listen in writing');
    await pictures(alice.page, 'conference-without-sound');

    await carol.seats.getByRole('button', { name: 'Call', exact: true }).click();
    await rowOf(alice, 'Carol').locator('.mark.on').nth(1).waitFor();
    await hearsOnly(carol.page, [a, b], [c]);
    await hearsOnly(alice.page, [b, c], [a]);
    await hearsOnly(bob.page, [a, c], [b]);
  });
});

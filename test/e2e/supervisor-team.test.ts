import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent } from './support/people';
import { hears } from './support/sound';
import { inWorld } from './support/world';

const permissions = ['microphone'];
/** Milliseconds without a packet that a customer may not notice. */
const maxGap = 200;

const team = ({ page }: Agent, part: string) => page.locator(`lync-contact-team [part~="${part}"]:visible`);

/**
 * Keeps the longest time between two packets of sound, in milliseconds, until it is asked for: between two looks all but one have come every 20 ms, so
 * the page may be slow to look.
 */
async function measureGaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const own = globalThis as unknown as { peers: Set<RTCPeerConnection>; gap: () => number };
    const before = new Map<string, { packets: number; at: number }>();
    let [longest, stopped] = [0, false];
    own.gap = () => {
      stopped = true;
      return longest;
    };
    const look = async (): Promise<void> => {
      for (const peer of own.peers) {
        for (const entry of (await peer.getStats()).values() as Iterable<Record<string, unknown>>) {
          if (entry.type !== 'inbound-rtp' || !entry.packetsReceived) continue;
          const [id, packets, at] = [
            String(entry.id),
            Number(entry.packetsReceived),
            Number(entry.lastPacketReceivedTimestamp),
          ];
          const last = before.get(id);
          if (last && packets > last.packets)
            longest = Math.max(longest, at - last.at - (packets - last.packets - 1) * 20);
          if (!last || packets > last.packets) before.set(id, { packets, at });
        }
      }
      if (!stopped) setTimeout(() => void look(), 50);
    };
    void look();
  });
  return () => page.evaluate(() => (globalThis as unknown as { gap: () => number }).gap());
}

it('gives a customer’s call a second agent and lets the first leave, without a gap, with the context on the second’s screen', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice', { permissions });
    const visitor = await world.visitor('/shop/', { permissions });
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
    await visitor.page.getByRole('button', { name: 'Jane Doe' }).waitFor();
    await visitor.page.getByRole('button', { name: 'Call us' }).click();
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.card.getByText('Verified by the shop').waitFor();
    await Promise.all([hears(alice.page), hears(visitor.page)]);

    const bob = await world.agent('bob', { permissions });
    // What a busy machine loses while nothing changes is not the matter here.
    const idle = await measureGaps(visitor.page);
    await Promise.all([hears(alice.page), hears(visitor.page)]);
    const usual = await idle();
    const gap = await measureGaps(visitor.page);
    await team(alice, 'summary').click();
    await team(alice, 'colleague').selectOption('sip:bob@contoso.com');
    await team(alice, 'invite').click();
    await team(alice, 'member').filter({ hasText: 'is being asked' }).waitFor();
    await bob.toasts.first().waitFor();
    await bob.accept();
    await bob.card.getByText('Verified by the shop').waitFor();
    await bob.card.getByText('Jane Doe').first().waitFor();
    await Promise.all([hears(alice.page), hears(bob.page), hears(visitor.page)]);
    await expect.poll(() => team(alice, 'member').count()).toBe(2);
    await picture(alice.page, 'team-two');

    await team(alice, 'leave').click();
    await visitor.panel.getByRole('heading', { name: 'Bob' }).waitFor();
    await Promise.all([hears(bob.page), hears(visitor.page)]);
    const longest = await gap();
    console.info(
      `longest gap of the customer's sound: ${Math.round(longest)} ms; before: ${Math.round(usual)} ms`,
    );
    expect(longest).toBeLessThan(Math.max(maxGap, 2 * usual));
    await bob.card.getByText('Jane Doe').first().waitFor();
    await picture(bob.page, 'team-second');
  }));

it('hands a chat over with all that was written', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor();
    await visitor.ask('Where is my order?');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.hears('Where is my order?');
    await alice.say('A colleague will know.');
    await visitor.hears('A colleague will know.');
    const bob = await world.agent('bob');
    await team(alice, 'summary').click();
    await team(alice, 'colleague').selectOption('sip:bob@contoso.com');
    await team(alice, 'hand-over').click();
    await bob.toasts.first().waitFor();
    await bob.accept();
    await bob.hears('Where is my order?');
    await bob.hears('A colleague will know.');
    await visitor.panel.getByRole('heading', { name: 'Bob' }).waitFor();
    await bob.say('It is on its way.');
    await visitor.hears('It is on its way.');
    await team(alice, 'members').waitFor({ state: 'detached' });
  }));

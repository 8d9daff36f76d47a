import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent } from './support/people';
import { inList, inRoom, open, said, say } from './support/rooms';
import { inWorld } from './support/world';

const messages = (agent: Agent): Promise<string[]> =>
  inRoom(agent, 'message').evaluateAll((all) => all.map((each) => each.textContent?.trim() ?? ''));

it('lets two agents talk in a room, tells who is away what is new, and still has it after a reload', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const bob = await world.agent('bob');
    await open(alice, 'Sales floor');
    await open(bob, 'Sales floor');
    await say(alice, 'Who has the key of the stock room?');
    await said(bob, 'Who has the key').waitFor();
    await say(bob, 'Me, coming');
    await said(alice, 'Me, coming').waitFor();
    await inRoom(bob, 'delivery').filter({ hasText: 'Delivered' }).waitFor();

    await bob.page.locator('.close-room').click();
    await say(alice, 'No hurry');
    await inList(bob, 'Sales floor').locator('[part="unread"]').filter({ hasText: '1' }).waitFor();
    await inRoom(alice, 'input').pressSequentially('@bo');
    await inRoom(alice, 'suggestions').filter({ hasText: 'Bob Baker' }).waitFor();
    await inRoom(alice, 'input').press('Enter');
    await inRoom(alice, 'high-toggle').click();
    await inRoom(alice, 'input').pressSequentially('the customer waits');
    await inRoom(alice, 'input').press('Enter');
    await inList(bob, 'Sales floor').locator('[part="mention"]').waitFor();
    await inList(bob, 'Sales floor').locator('[part="alert"]').waitFor();
    await inList(bob, 'Sales floor').locator('[part="unread"]').filter({ hasText: '2' }).waitFor();
    await picture(bob.page, 'rooms-unread');
    await open(bob, 'Sales floor');
    await inRoom(bob, 'new-line').waitFor();
    await said(bob, 'High importance').filter({ hasText: '@Bob Baker' }).waitFor();
    await inList(bob, 'Sales floor').locator('[part="unread"]').waitFor({ state: 'detached' });

    const before = await messages(alice);
    for (const agent of [alice, bob]) {
      await agent.page.reload();
      await open(agent, 'Sales floor');
      await said(agent, 'the customer waits').waitFor();
    }
    const text = (all: string[]): string[] => all.map((each) => each.replace(/\s+/g, ' '));
    expect(text(await messages(alice))).toEqual(text(before));
    expect(await messages(bob)).toHaveLength(4);
  }));

it('is back in its rooms after the server was killed, with every message once', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const bob = await world.agent('bob');
    for (const agent of [alice, bob]) {
      agent.problems.expect(/WebSocket connection to|Failed to load resource/);
      await open(agent, 'Support desk');
    }
    await say(alice, 'First');
    await said(bob, 'First').waitFor();
    await world.server.crash();
    await bob.page.locator('lync-room [part="connection"]').waitFor();
    // Written while nobody is there: it waits.
    await say(bob, 'While it was away');
    await inRoom(bob, 'delivery')
      .filter({ hasText: /Waiting to be sent|Sending/ })
      .waitFor();
    await world.server.start();
    await said(alice, 'While it was away').waitFor({ timeout: 60_000 });
    await inRoom(bob, 'delivery').filter({ hasText: 'Delivered' }).waitFor();
    await say(alice, 'Here again');
    await said(bob, 'Here again').waitFor();
    const bodies = async (agent: Agent): Promise<string[]> =>
      (await messages(agent)).filter((text) => /First|While|Here/.test(text));
    for (const agent of [alice, bob])
      expect(await bodies(agent)).toEqual(['First', 'While it was away', 'Here again']);
  }));

it('posts to the room when a contact waits too long, and takes a question with it', () =>
  inWorld(
    async (world) => {
      const carol = await world.agent('carol');
      const visitor = await world.visitor();
      await visitor.ask('Is anybody there?');
      await inList(carol, 'Sales floor').locator('[part="unread"]').waitFor();
      await open(carol, 'Sales floor');
      await inRoom(carol, 'message').filter({ hasText: 'Somebody has been waiting' }).waitFor();
      await picture(carol.page, 'rooms-bot');
      const alice = await world.agent('alice');
      await alice.accept();
      await alice.hears('Is anybody there?');
      await alice.page.locator('lync-room-share [part="button"]').click();
      await picture(alice.page, 'rooms-share');
      await alice.page.locator('lync-room-share [part="post"]').click();
      await inRoom(carol, 'story').waitFor();
      await inRoom(carol, 'story').locator('summary').click();
      await said(carol, 'Is anybody there?').waitFor();
    },
    (config) => {
      const rooms = config.persistentChat as { waitingAlerts: { afterSeconds: number }[] };
      for (const alert of rooms.waitingAlerts) alert.afterSeconds = 1;
    },
  ));

it('makes a room, invites a colleague, changes it, finds what was said, and closes it down', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const bob = await world.agent('bob');
    await inList(alice, 'Sales floor').waitFor();
    await inList(bob, 'Support desk').waitFor();
    await alice.page.locator('lync-rooms [part="create"]').click();
    const form = alice.page.locator('lync-rooms [part="create-form"]');
    await form.getByLabel('Name', { exact: true }).fill('Returns');
    await form.getByLabel('Members', { exact: true }).pressSequentially('bob');
    await form.getByRole('option', { name: /Bob Baker/ }).waitFor();
    await form.getByLabel('Members', { exact: true }).press('Enter');
    await form.locator('[part="save"]').click();
    await inRoom(alice, 'input').waitFor();

    const toast = bob.page.locator('lync-invitations [part~="room-toast"]');
    await toast.filter({ hasText: 'Returns' }).waitFor();
    await picture(bob.page, 'rooms-invited');
    await toast.locator('[part="accept"]').click();
    await inRoom(bob, 'input').waitFor();
    await say(bob, 'Thank you for the invitation');
    await said(alice, 'Thank you').waitFor();

    await alice.page.locator('lync-room').getByRole('button', { name: 'Manage the room' }).click();
    await inRoom(alice, 'settings').getByLabel('Topic').fill('What came back this week');
    await inRoom(alice, 'save').click();
    await bob.page.locator('lync-room header').filter({ hasText: 'What came back this week' }).waitFor();
    await alice.page.locator('lync-room').getByRole('button', { name: 'Search the history' }).click();
    await inRoom(alice, 'search').getByLabel('Words', { exact: true }).fill('invitation');
    await inRoom(alice, 'search').getByLabel('Words', { exact: true }).press('Enter');
    await inRoom(alice, 'match').click();
    await alice.page.locator('lync-room .message.target').filter({ hasText: 'Thank you' }).waitFor();

    await open(bob, 'Support desk');
    await say(bob, 'A parcel has come back');
    await said(bob, 'A parcel has come back').waitFor();
    await inRoom(alice, 'search').getByLabel('Words', { exact: true }).fill('parcel');
    await inRoom(alice, 'search').getByLabel('Search in').selectOption('All rooms');
    await inRoom(alice, 'search').getByLabel('Words', { exact: true }).press('Enter');
    await inRoom(alice, 'match').filter({ hasText: 'Support desk' }).click();
    await alice.page.locator('lync-room .message.target').filter({ hasText: 'A parcel' }).waitFor();
    expect(await alice.page.locator('lync-room h2').textContent()).toBe('Support desk');
    expect(await inList(alice, 'Support desk').getAttribute('aria-current')).toBe('true');
    await open(alice, 'Returns');
    await open(bob, 'Returns');

    await alice.page.locator('lync-room').getByRole('button', { name: 'Manage the room' }).click();
    await inRoom(alice, 'disable').click();
    await inRoom(alice, 'confirm-disable').click();
    await inRoom(bob, 'gone').waitFor();
    await inRoom(alice, 'join-again').click();
    await inRoom(alice, 'input').waitFor();
  }));

it('brings older pages as one scrolls up, and keeps the place', () =>
  inWorld(
    async (world) => {
      const bob = await world.agent('bob');
      await open(bob, 'Sales floor');
      await bob.page.locator('lync-room').evaluate(async (element) => {
        const { room } = element as unknown as { room: { send: (text: string) => Promise<unknown> } };
        for (let i = 1; i <= 130; i++) await room.send(`Line ${i} ${'and so on '.repeat(i % 9)}`);
      });
      const alice = await world.agent('alice');
      await open(alice, 'Sales floor');
      const scroller = inRoom(alice, 'messages');
      for (const wanted of [/Line 60\b/, /Line 1\b/]) {
        await scroller.evaluate((element) => (element.scrollTop = 0));
        await said(alice, wanted).first().waitFor({ state: 'attached' });
      }
      await inRoom(alice, 'beginning').waitFor({ state: 'attached' });
      expect(await messages(alice)).toHaveLength(130);
      const place = await scroller.evaluate((element) => element.scrollTop);
      expect(place).toBeGreaterThan(0);
      await say(bob, 'The newest');
      await inRoom(alice, 'jump').filter({ hasText: 'new message' }).click();
      await said(alice, 'The newest').waitFor();
    },
    (config) => {
      const rooms = config.persistentChat as { limits?: object };
      rooms.limits = { ...rooms.limits, posts: { perSecond: 1000, burst: 2000 } };
    },
  ));

import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent, Visitor } from './support/people';
import { hears } from './support/sound';
import { inWorld } from './support/world';

const permissions = ['microphone'];

const control = ({ page }: Agent | Visitor, name: string) =>
  page.locator(`lync-call [part~="call-${name}"]:visible`);

/** In words, as somebody sees it. */
const status = ({ page }: Agent | Visitor) => page.locator('lync-call [part~="call-status"]:visible');

const openConnections = ({ page }: Agent | Visitor) =>
  page.evaluate(() => {
    const { peers } = globalThis as unknown as { peers: Set<RTCPeerConnection> };
    return [...peers].filter(({ connectionState }) => connectionState !== 'closed').length;
  });

it('lets a visitor call a queue, wait with music, talk to the agent who accepts, and be hung up on', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice', { permissions });
    const visitor = await world.visitor('/shop/', { permissions });
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
    await visitor.page.getByRole('button', { name: 'Jane Doe' }).waitFor();
    await visitor.page.locator('lync-chat-button').evaluate((button) => button.setAttribute('mode', 'call'));
    await visitor.launcher.click();

    // Nobody has answered: that is the queue's music.
    await alice.toasts.first().waitFor();
    await hears(visitor.page);
    await visitor.hears('Welcome to Contoso');
    await picture(visitor.page, 'visitor-call-waits');

    await alice.accept();
    await visitor.panel.getByRole('heading', { name: 'Alice' }).waitFor();
    // What the shop vouches for comes with the call; what a visitor is asked about before a chat does not.
    await alice.card.getByText('Verified by the shop').waitFor();
    await alice.card.getByText('Jane Doe').first().waitFor();
    expect(await alice.card.textContent()).not.toMatch(/Looks at|autumn/i);
    await Promise.all([hears(alice.page), hears(visitor.page)]);

    await picture(visitor.page, 'visitor-call');
    await picture(alice.page, 'visitor-call-agent');

    await control(alice, 'end').click();
    await expect.poll(() => openConnections(visitor)).toBe(0);
    await expect.poll(() => openConnections(alice)).toBe(0);
    await visitor.panel.getByRole('button', { name: 'Start a new chat' }).waitFor();
    await alice.page.locator('lync-agent-status [part="wrap-up"]').waitFor();
    await picture(visitor.page, 'visitor-call-ended');
  }));

it('lets a visitor call besides the chat, which outlives the call', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice', { permissions });
    const visitor = await world.visitor('/shop/', { permissions });
    await visitor.ask('Is the sofa in stock?');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.hears('Is the sofa in stock?');

    await visitor.panel.locator('header').getByRole('button', { name: 'call', exact: false }).click();
    await control(alice, 'accept').click();
    await status(visitor).waitFor();
    await Promise.all([hears(alice.page), hears(visitor.page)]);

    await control(visitor, 'end').click();
    await expect.poll(() => openConnections(visitor)).toBe(0);
    await expect.poll(() => openConnections(alice)).toBe(0);
    await visitor.say('That was quick.');
    await alice.hears('That was quick.');
  }));

it('lets a caller write besides, and goes on as a chat when the call has ended', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice', { permissions });
    const visitor = await world.visitor('/shop/', { permissions });
    await visitor.page.locator('lync-chat-button').evaluate((button) => button.setAttribute('mode', 'call'));
    await visitor.launcher.click();
    await alice.toasts.first().waitFor();
    await alice.accept();
    await visitor.panel.getByRole('heading', { name: 'Alice' }).waitFor();

    await visitor.say('This is my address.');
    await alice.hears('This is my address.');
    await alice.say('Thank you.');
    await visitor.hears('Thank you.');

    await control(alice, 'end').click();
    await expect.poll(() => openConnections(visitor)).toBe(0);
    await visitor.say('Goodbye, Alice.');
    await alice.hears('Goodbye, Alice.');
  }));

import { expect, it } from 'vitest';
import { inWorld, queueOf } from './support/world';

it('offers a declined conversation to the next agent', () =>
  inWorld(async (world) => {
    const [alice, bob] = await Promise.all([world.agent('alice'), world.agent('bob')]);
    const visitor = await world.visitor();
    await visitor.ask('Anybody there?');
    const [first, second] = await Promise.race([
      alice.toasts
        .first()
        .waitFor()
        .then(() => [alice, bob] as const),
      bob.toasts
        .first()
        .waitFor()
        .then(() => [bob, alice] as const),
    ]);
    await first.toasts.locator('[part="decline"]').click();
    await second.toasts.filter({ hasText: 'Anybody there?' }).waitFor();
    await first.toasts.first().waitFor({ state: 'detached' });
    await second.accept();
    await second.say('Yes!');
    await visitor.hears('Yes!');
    expect(await first.seats.count()).toBe(0);
  }));

it('tells a visitor their place, thanks them for waiting, and gives up in words when nobody comes', () =>
  inWorld(
    async (world) => {
      const [early, late] = await Promise.all([world.visitor(), world.visitor()]);
      await early.ask('First');
      await early.panel.getByText('You are next').waitFor();
      await late.ask('Second');
      await late.panel.getByText('Number 2 in the queue').waitFor();
      await late.hears('You keep your place');
      // What is written while waiting is taken, not lost.
      await late.say('Still here');
      await expect.poll(() => late.panel.getByText('Delivered').count()).toBe(1);
      await early.panel.getByRole('button', { name: 'End chat' }).click();
      await early.panel.getByRole('button', { name: 'End it' }).click();
      await late.panel.getByText('You are next').waitFor();
      await late.hears('Nobody is free right now');
      await late.panel.getByText('The conversation has ended').first().waitFor();
    },
    (config) => {
      const sales = queueOf(config, 'sales');
      sales.hold = { text: 'Thank you for waiting. You keep your place in the queue.', everySeconds: 1 };
      sales.maxWaitSeconds = 8;
    },
  ));

it('hands a support question on to sales when support does not answer', () =>
  inWorld(
    async (world) => {
      const alice = await world.agent('alice');
      const visitor = await world.visitor('/shop/service.html');
      await visitor.ask('It broke.');
      await visitor.hears('Sales will help you meanwhile');
      await alice.toasts.filter({ hasText: 'It broke.' }).waitFor();
      await alice.accept();
      await alice.hears('It broke.');
    },
    (config) => {
      queueOf(config, 'support').maxWaitSeconds = 1;
    },
  ));

it('keeps two visitors of one agent apart, side by side', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const [one, two] = await Promise.all([
      world.visitor('/shop/product.html?item=sofa'),
      world.visitor('/shop/product.html?item=vase'),
    ]);
    await one.ask('I am the sofa.');
    await alice.toasts.filter({ hasText: 'I am the sofa.' }).waitFor();
    await alice.accept();
    await two.ask('I am the vase.');
    await alice.toasts.filter({ hasText: 'I am the vase.' }).waitFor();
    await alice.accept();
    await expect.poll(() => alice.seats.count()).toBe(2);
    const sofa = alice.seats.filter({ hasText: 'I am the sofa.' });
    const vase = alice.seats.filter({ hasText: 'I am the vase.' });
    await alice.say('To the sofa', sofa);
    await alice.say('To the vase', vase);
    await one.hears('To the sofa');
    await two.hears('To the vase');
    expect(await one.messages.filter({ hasText: 'vase' }).count()).toBe(0);
    expect(await two.messages.filter({ hasText: 'sofa' }).count()).toBe(0);
    // The customer shown is that of the conversation in hand.
    await alice.card.getByText('Stoneware vase · Contoso Living').waitFor();
    await alice.page.keyboard.press('Alt+Digit1');
    await alice.card.getByText('Fjord sofa · Contoso Living').waitFor();
    // One ends, the other goes on.
    await one.panel.getByRole('button', { name: 'End chat' }).click();
    await one.panel.getByRole('button', { name: 'End it' }).click();
    await sofa.getByText('The conversation has ended').first().waitFor();
    await two.say('Me, I stay.');
    await alice.hears('Me, I stay.', vase);
  }));

it('gives two agents a visitor each', () =>
  inWorld(async (world) => {
    const [alice, bob] = await Promise.all([world.agent('alice'), world.agent('bob')]);
    const [one, two] = await Promise.all([world.visitor(), world.visitor()]);
    await one.ask('One');
    await two.ask('Two');
    await Promise.all([alice.toasts.first().waitFor(), bob.toasts.first().waitFor()]);
    await Promise.all([alice.accept(), bob.accept()]);
    await Promise.all([alice.say('Alice here'), bob.say('Bob here')]);
    const heard = async (visitor: typeof one) => {
      await visitor.hears('here');
      return visitor.messages.filter({ hasText: 'here' }).textContent();
    };
    expect((await Promise.all([heard(one), heard(two)])).map((text) => text?.trim()).sort()).toEqual([
      'Alice here',
      'Bob here',
    ]);
  }));

import { it } from 'vitest';
import { inWorld } from './support/world';

it('goes on after a reload of the visitor’s page and of the agent’s', () =>
  inWorld(async (world) => {
    const alice = await world.agent('alice');
    const visitor = await world.visitor('/shop/product.html?item=sofa');
    await visitor.ask('Before the reload.');
    await alice.toasts.first().waitFor();
    await alice.accept();
    await alice.say('Hello.');
    await visitor.hears('Hello.');
    await visitor.page.reload();
    await visitor.hears('Before the reload.');
    await visitor.hears('Hello.');
    await visitor.say('I am back.');
    await alice.hears('I am back.');
    await alice.page.reload();
    await alice.hears('Before the reload.');
    await alice.hears('I am back.');
    await alice.card.getByText('Fjord sofa · Contoso Living').waitFor();
    await alice.say('So am I.');
    await visitor.hears('So am I.');
    await visitor.say('Good.');
    await alice.hears('Good.');
  }));

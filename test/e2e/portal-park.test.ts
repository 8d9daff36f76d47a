import { expect, it } from 'vitest';
import { picture } from './support/browser';
import type { Agent } from './support/people';
import { heardOn, hears } from './support/sound';
import { inWorld } from './support/world';

const permissions = ['microphone'];

const call = ({ page }: Agent, part: string) => page.locator(`lync-call [part~="call-${part}"]:visible`);
const panel = ({ page }: Agent, part: string) => page.locator(`lync-park-panel [part~="${part}"]`);

async function talk(caller: Agent, callee: Agent, name: string): Promise<void> {
  const form = caller.page.locator('#call-form');
  await form.getByRole('combobox').fill(name);
  await form.getByRole('button').click();
  await callee.accept();
  await Promise.all([hears(caller.page), hears(callee.page)]);
}

it('rings back on the desk of who has parked, and goes to the fallback when they do not take it', () =>
  inWorld(
    async (world) => {
      const alice = await world.agent('alice', { permissions });
      const bob = await world.agent('bob', { permissions });
      const carol = await world.agent('carol', { permissions });
      await talk(alice, bob, 'bob');

      await panel(alice, 'park').click();
      // The service says when, and nobody has configured it here.
      await panel(alice, 'parked-call')
        .filter({ hasText: /rings back in 0:(0\d|10)/ })
        .waitFor();
      await hears(bob.page);
      await call(alice, 'status').filter({ hasText: 'The parked call comes back to you' }).waitFor();
      await picture(alice.page, 'portal-rings-back');
      await call(alice, 'accept').click();
      await Promise.all([hears(alice.page), hears(bob.page)]);
      await panel(alice, 'parked-call').waitFor({ state: 'detached' });

      await panel(alice, 'park').click();
      await panel(alice, 'parked-call').waitFor();
      await call(alice, 'decline').click();
      await carol.toasts.first().waitFor();
      await carol.accept();
      await Promise.all([hears(bob.page), hears(carol.page)]);
      await panel(alice, 'note').filter({ hasText: 'waited too long and was sent on' }).waitFor();
      await picture(alice.page, 'portal-fallback');
    },
    (config) => {
      config.callPark = {
        ...(config.callPark as object),
        ringBackSeconds: 10,
        fallbackUri: 'sip:carol@contoso.com',
      };
    },
  ));

it('shows everybody what is parked where, and never yields the call that has the orbit now for the one before', () =>
  inWorld(
    async (world) => {
      const alice = await world.agent('alice', { permissions });
      const bob = await world.agent('bob', { permissions });
      const carol = await world.agent('carol', { permissions });
      await talk(alice, bob, 'bob');
      await panel(alice, 'park').click();
      await panel(alice, 'parked-call').waitFor();
      // The page is loaded again: of the call only the orbit is left, and its safe address.
      await alice.page.reload();
      await panel(alice, 'parked-call').filter({ hasText: '100' }).waitFor();

      // Carol sees the lamp and presses it.
      const lamp = panel(carol, 'watched').getByRole('button', { name: 'Pick up the call at 100' });
      await lamp.waitFor();
      await picture(carol.page, 'portal-lamp');
      await lamp.click();
      await Promise.all([hears(bob.page), hears(carol.page)]);
      await lamp.waitFor({ state: 'detached' });
      await panel(carol, 'park').click();
      await panel(carol, 'parked-call').filter({ hasText: '100' }).waitFor();

      const before = await heardOn(alice.page);
      await panel(alice, 'retrieve').click();
      await panel(alice, 'failure').waitFor();
      await picture(alice.page, 'portal-safe-retrieve-refused');
      await hears(bob.page);
      expect(await heardOn(alice.page)).toEqual(before);
      await panel(carol, 'retrieve').click();
      await Promise.all([hears(bob.page), hears(carol.page)]);
    },
    (config) => {
      config.callPark = { ...(config.callPark as object), orbits: '100' };
    },
  ));

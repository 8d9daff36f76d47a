import { expect, it } from 'vitest';
import { establish, startHarness } from './testing/harness';

it('says TCP to whom it could matter: a client with sockets of its own would take UDP for granted', async () => {
  const { connect, register } = await startHarness();
  const [alice, bob] = [await register('alice'), await register('bob')];
  const phone = await connect('carol', 'TCP');
  expect((await phone.register()).status).toBe(200);
  const browsers = await establish(alice, bob);
  expect(browsers.caller.Route).toMatch(/^<sip:[^;>]+@contoso\.com;lr>$/);
  const called = await establish(alice, phone);
  expect(called.caller.Route).toMatch(/^<sip:[^;>]+@contoso\.com;transport=tcp;lr>$/);
  const calling = await establish(phone, bob);
  expect(calling.callee.Route).toBe(calling.caller.Route);
  expect(calling.callee.Route).toContain(';transport=tcp;');
  for (const [client, target, dialog] of [
    [alice, phone, called.caller],
    [bob, phone, calling.callee],
  ] as const) {
    const bye = client.request('BYE', target.contact, dialog);
    client.send(bye);
    target.answer(await target.incoming('BYE'), 200);
    expect((await client.answerTo(bye)).status).toBe(200);
  }
});

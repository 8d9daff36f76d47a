import { expect, it } from 'vitest';
import { silentLog } from '../sip';
import { KnownHosts } from './known-hosts';

it('knows the addresses of the hosts it was told of, however they are written, and no others', async () => {
  const known = new KnownHosts(['127.0.0.1', '[::1]'], silentLog);
  expect(known.has('127.0.0.1')).toBe(false);
  await known.refresh();
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1'])
    expect(known.has(address), address).toBe(true);
  for (const address of ['127.0.0.2', '::ffff:10.0.0.1', '']) expect(known.has(address), address).toBe(false);
});

it('follows names to new addresses, and goes on when one is not known', async () => {
  const names = new Map([['edge.contoso.com', '10.0.0.1']]);
  const find = (host: string): Promise<{ address: string }[]> => {
    const address = names.get(host);
    return address === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve([{ address }]);
  };
  const known = new KnownHosts(['elsewhere.contoso.com', 'edge.contoso.com'], silentLog, find);
  await known.refresh();
  expect([known.has('10.0.0.1'), known.has('10.0.0.2')]).toEqual([true, false]);
  names.set('edge.contoso.com', '10.0.0.2');
  await known.refresh();
  expect([known.has('10.0.0.1'), known.has('10.0.0.2')]).toEqual([false, true]);
});

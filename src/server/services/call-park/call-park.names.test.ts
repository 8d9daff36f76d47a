import { afterEach, describe, expect, it } from 'vitest';
import { parseDialogInfo, type DialogInfo } from '../../../protocol/dialog-info';
import { buildRetrieveUri, parseRingBack, ringBackHeader } from '../../../protocol/call-park';
import { orbitNames } from './orbit-names';
import { parkUri, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  expect(world.errors()).toEqual([]);
  await world.close();
  expect(world.media.open).toEqual([]);
});

describe('names', () => {
  it('has every orbit with and without its sign, unless that is another orbit', () => {
    world = new World();
    expect([...orbitNames(['100', '#101', '#102', '102', '*7'])]).toEqual([
      ['100', '100'],
      ['#101', '#101'],
      ['#102', '#102'],
      ['102', '102'],
      ['*7', '*7'],
      ['#100', '100'],
      ['101', '#101'],
    ]);
  });

  it.each([
    ['100', '#100'],
    ['#100', '100'],
  ])('retrieves from %s what is asked for at %s', async (orbit, name) => {
    world = new World({ config: { orbits: [orbit] } });
    const first = await world.conversation().park();
    expect(first.parked.orbit).toBe(orbit);
    expect(await world.retriever().retrieve(name)).toBe(first);
    const second = await world.conversation().park();
    const { msParkedCall } = second.parked;
    expect(await world.retriever().retrieve(buildRetrieveUri(parkUri, { orbit: name, msParkedCall }))).toBe(
      second,
    );
  });

  it('says when it rings back', async () => {
    world = new World();
    const call = await world.conversation().park();
    expect(parseRingBack(call.control?.inviteResponse?.headers.get(ringBackHeader))).toBe(90);
  });

  it('tells watchers who is parked', async () => {
    world = new World();
    const call = world.conversation();
    call.answerHeaders = [['P-Asserted-Identity', '"Bob \\"B\\" Baker" <sip:bob@contoso.com>']];
    await call.park();
    const heard: DialogInfo[] = [];
    await world.outside.subscribe(parkUri, {
      from: 'sip:carol@contoso.com',
      headers: [['P-Asserted-Identity', '<sip:carol@contoso.com>']],
      event: 'dialog',
      expires: 600,
      accept: 'application/dialog-info+xml',
      onNotify: ({ body }) => void heard.push(parseDialogInfo(body.toString('utf8'))),
      onTerminated: () => undefined,
    });
    await until(() => heard.length > 0, 'NOTIFY');
    expect(heard[0]!.dialogs[0]!.remote).toEqual({
      identity: 'sip:bob@contoso.com',
      displayName: 'Bob "B" Baker',
    });
  });
});

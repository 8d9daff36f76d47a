import { afterEach, describe, expect, it } from 'vitest';
import { startEdgeServer, type EdgeServer } from '../../edge/testing/edge-server';
import { ManualClock, memoryPair } from '../../sip';
import { callParkAddresses } from '.';
import { configuration, settle, until, World } from './testing/world';

let world: World;
let server: EdgeServer;
afterEach(async () => {
  await world.close();
  await server.close();
});

/** Everything goes through a real edge: requests within our dialogs must find us by its routes and our Contact. */
async function behindEdge(orbits: readonly string[]): Promise<void> {
  const clock = new ManualClock(1_700_000_000_000);
  server = await startEdgeServer({ clock });
  const [serviceAtEdge, service] = memoryPair();
  const [peopleAtEdge, people] = memoryPair();
  const config = { ...configuration, orbits };
  server.edge.attach(serviceAtEdge, { kind: 'application', addresses: callParkAddresses(config) });
  server.edge.attach(peopleAtEdge, {
    kind: 'application',
    addresses: ['alice', 'bob', 'carol'].map((name) => `sip:${name}@contoso.com`),
  });
  world = new World({ clock, config, connections: [service, people] });
}

describe('behind the embedded edge', () => {
  it.each(['100', '#100', '*100'])('parks at %s and is retrieved by its address', async (orbit) => {
    await behindEdge([orbit]);
    const call = await world.conversation().park();
    expect(call.parked.orbit).toBe(orbit);
    const carol = world.retriever();
    expect(await carol.retrieve(orbit)).toBe(call);
    await until(() => call.controlEnded !== undefined, 'the end of the control dialog');
    expect(call.notifications).toMatchObject([{ reason: 'retrieval', target: 'sip:carol@contoso.com' }]);
    expect(world.park.snapshot().calls).toEqual([]);
  });

  it('is retrieved by the safe URI, rings back, and hears who hangs up', async () => {
    await behindEdge(['100-102']);
    const first = await world.conversation().park();
    expect(await world.retriever().retrieve(first.safeUri)).toBe(first);
    const second = await world.conversation().park();
    await world.pass(90);
    await until(() => second.parkee?.referTo.length === 1, 'REFER');
    expect(await second.parkee?.report(200)).toBe(200);
    const third = await world.conversation().park();
    await third.hangUp();
    await settle(20);
    expect([second, third].map(({ notifications }) => notifications[0]?.reason)).toEqual([
      'ringback',
      'hang-up',
    ]);
    expect(world.media.open).toEqual([]);
  });
});

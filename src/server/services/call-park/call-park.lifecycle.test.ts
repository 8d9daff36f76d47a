import { afterEach, describe, expect, it } from 'vitest';
import { parseDialogInfo, type DialogInfo } from '../../../protocol/dialog-info';
import { MemoryOrbitStore } from '../../store/memory-orbit-store';
import { StoreError } from '../../store/store-error';
import { failureOf, parkUri, settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  await world.close();
  expect(world.media.open).toEqual([]);
});

/** Subscribes to the dialog events of an address; what it is notified of. */
async function watch(
  w: World,
  uri: string,
  more: { identity?: string; event?: string; accept?: string; expires?: number } = {},
) {
  const heard: DialogInfo[] = [];
  const ends: string[] = [];
  const subscription = await w.outside.subscribe(uri, {
    from: 'sip:carol@contoso.com',
    headers: [['P-Asserted-Identity', `<${more.identity ?? 'sip:carol@contoso.com'}>`]],
    event: more.event ?? 'dialog',
    accept: more.accept ?? 'application/dialog-info+xml',
    expires: more.expires ?? 600,
    onNotify: ({ body }) => void heard.push(parseDialogInfo(body.toString('utf8'))),
    onTerminated: (reason) => void ends.push(reason),
  });
  await settle();
  return { heard, ends, subscription };
}

const brief = ({ state, dialogs }: DialogInfo) => [
  state,
  ...dialogs.map((dialog) => `${dialog.state}${dialog.cause ? ` ${dialog.cause}` : ''}`),
];

describe('draining', () => {
  it('rings parked calls back at once, and ends when they are settled', async () => {
    world = new World({ config: { attempts: 5 } });
    const answered = await world.conversation().park();
    const unanswered = await world.conversation('dave', 'erin').park();
    let drained = false;
    const draining = world.park.drain().then(() => (drained = true));
    await world.pass(0);
    expect(world.park.snapshot()).toMatchObject({ draining: true, calls: [{}, {}] });
    await answered.parkee?.report(200);
    await settle();
    expect(drained).toBe(false);
    await unanswered.parkee?.report(480);
    await settle();
    expect(drained).toBe(true);
    await draining;
    expect([answered, unanswered].map(({ notifications }) => notifications[0]?.reason)).toEqual([
      'ringback',
      'drop',
    ]);
    expect(world.errors()).toEqual([]);
  });

  it('still lets calls be retrieved, and ends what is left after its time', async () => {
    world = new World();
    const taken = await world.conversation().park();
    const left = await world.conversation('dave', 'erin').park();
    const late = world.conversation('frank', 'grace');
    late.replaceStatus = 0;
    const failing = failureOf(late.park());
    await until(() => late.replaceInvites.length === 1, 'INVITE with Replaces');
    const retrieval = world.retriever().retrieve(taken.safeUri);
    const draining = world.park.drain();
    expect(await retrieval).toBe(taken);
    await world.pass(31);
    await draining;
    await settle();
    expect(left.notifications).toMatchObject([{ reason: 'drop' }]);
    expect(left.parkee?.ended).toBe('remote: Service is shutting down');
    expect(await failing).toMatchObject({ status: 504 });
    expect(world.park.snapshot().calls).toEqual([]);
  });
});

describe('a restart', () => {
  it('has lost the calls, says so, and gives their orbits last', async () => {
    const before = new World();
    const call = await before.conversation().park();
    const { safeUri } = call;
    await before.crash();
    world = new World({ store: before.store, clock: before.clock });
    await world.park.ready;
    expect(world.park.snapshot()).toMatchObject({ free: 3, calls: [] });
    expect(world.logged).toContainEqual(expect.objectContaining({ event: 'parked-call-lost', orbit: '100' }));
    const lost = { status: 404, detail: 'the call was lost when the service restarted' };
    expect(await failureOf(world.retriever().call('100'))).toEqual({ ...lost, diagnostics: 35000 });
    expect(await failureOf(world.retriever().call(safeUri))).toEqual({ ...lost, diagnostics: 35010 });
    const guessed = safeUri.replace(/.{4}$/, 'beef');
    expect((await failureOf(world.retriever().call(guessed))).detail).toBeUndefined();
    const { heard } = await watch(world, 'sip:100@contoso.com');
    expect(brief(heard[0]!)).toEqual(['full', 'terminated error']);
    const orbits: string[] = [];
    for (const name of ['a', 'b', 'c'])
      orbits.push((await world.conversation(name, `${name}2`).park()).parked.orbit);
    expect(orbits).toEqual(['101', '102', '100']);
    // The orbit has a call again; the old safe URI is as dead as before, and nothing speaks of a loss any more.
    expect(await failureOf(world.retriever().call(safeUri))).toEqual({
      status: 404,
      diagnostics: 35010,
      detail: undefined,
    });
  });

  it('remembers which orbits were used last', async () => {
    const before = new World();
    await (await before.conversation().park()).hangUp();
    await settle();
    await before.close();
    world = new World({ store: before.store });
    expect((await world.conversation().park()).parked.orbit).toBe('101');
  });
});

describe('a store that fails', () => {
  class FlakyStore extends MemoryOrbitStore {
    fails = new Set<string>();
    override async release(...args: Parameters<MemoryOrbitStore['release']>): Promise<void> {
      this.#check('release');
      return super.release(...args);
    }
    override async all(): ReturnType<MemoryOrbitStore['all']> {
      this.#check('all');
      return super.all();
    }
    override async find(...args: Parameters<MemoryOrbitStore['find']>): ReturnType<MemoryOrbitStore['find']> {
      this.#check('find');
      return super.find(...args);
    }
    #check(method: string): void {
      if (this.fails.has(method)) throw new StoreError('unavailable', 'The disk is full.');
    }
  }

  it('keeps no orbit: what was not written off is cleared up by the next call', async () => {
    const store = new FlakyStore();
    world = new World({ store, config: { orbits: ['1'] } });
    const first = await world.conversation().park();
    store.fails.add('release');
    await first.hangUp();
    await settle();
    store.fails.clear();
    expect((await world.conversation().park()).parked.orbit).toBe('1');
  });

  it('at the start is tried again by whoever parks', async () => {
    const store = new FlakyStore();
    store.fails.add('all');
    world = new World({ store });
    await world.park.ready;
    expect(await failureOf(world.conversation().park())).toMatchObject({ status: 500, diagnostics: 35005 });
    store.fails = new Set(['find']);
    expect(await failureOf(world.retriever().call('101'))).toMatchObject({ status: 500, diagnostics: 35005 });
    store.fails.clear();
    expect((await world.conversation().park()).parked.orbit).toBe('100');
  });
});

describe('watchers', () => {
  it('of an orbit see who is there, and how it left', async () => {
    world = new World();
    const { heard, ends } = await watch(world, 'sip:100@contoso.com');
    const other = await watch(world, 'sip:101@contoso.com');
    const call = await world.conversation().park();
    await settle();
    expect(heard.map(brief)).toEqual([['full'], ['full', 'confirmed']]);
    expect(heard[1]).toMatchObject({
      entity: 'sip:100@contoso.com',
      version: 1,
      dialogs: [
        {
          direction: 'recipient',
          referredBy: 'sip:alice@contoso.com',
          local: { identity: 'sip:100@contoso.com' },
          remote: { identity: 'sip:bob@contoso.com' },
        },
      ],
    });
    await call.hangUp();
    await settle();
    expect(brief(heard[2]!)).toEqual(['full', 'terminated remote-bye']);
    expect(other.heard.map(brief)).toEqual([['full']]);
    expect(ends).toEqual([]);
    await other.subscription.refresh();
    await settle();
    expect(other.heard.map(({ version }) => version)).toEqual([0, 1]);
    // Who knows a dialog's identifiers can take it: watchers are not told.
    const audio = call.parkee!.dialog;
    const written = JSON.stringify(
      world.sent.filter((m) => m.kind === 'request' && m.method === 'NOTIFY').map((m) => m.body.toString()),
    );
    for (const secret of [audio.callId, audio.localTag, audio.remoteTag, call.parked.msParkedCall])
      expect(written).not.toContain(secret);
    expect(world.park.snapshot().watchers).toBe(2);
  });

  it('of the service see all orbits: everything first, then what changes', async () => {
    world = new World();
    const first = await world.conversation().park();
    const { heard } = await watch(world, parkUri);
    await world.pass(10);
    await world.conversation('dave', 'erin').park();
    expect(await world.retriever().retrieve(first.safeUri)).toBe(first);
    await settle();
    expect(heard.map(brief)).toEqual([
      ['full', 'confirmed'],
      ['partial', 'confirmed'],
      ['partial', 'confirmed'],
      ['partial', 'terminated replaced'],
    ]);
    expect(heard[3]?.dialogs[0]).toMatchObject({ id: heard[0]?.dialogs[0]?.id, duration: 10 });
  });

  it('are told of no orbit that there is not, and once if they only ask', async () => {
    world = new World();
    await expect(watch(world, `${parkUri};orbit=999`)).rejects.toMatchObject({ status: 404 });
    await world.conversation().park();
    const { heard, ends } = await watch(world, `${parkUri};orbit=100`, { expires: 0 });
    expect(heard.map(brief)).toEqual([['full', 'confirmed']]);
    expect(heard[0]?.entity).toBe('sip:100@contoso.com');
    expect(ends).toHaveLength(1);
    expect(world.park.snapshot().watchers).toBe(0);
  });

  it.each([
    ['a guest', 403, { identity: 'sip:guest-1@contoso.com' }],
    ['another package', 489, { event: 'presence' }],
    ['another type', 406, { accept: 'application/pidf+xml' }],
  ])('are not: %s', async (_what, status, options) => {
    world = new World();
    await expect(watch(world, 'sip:100@contoso.com', options)).rejects.toMatchObject({ status });
  });

  it('are told to come back when the service ends', async () => {
    world = new World();
    const { ends } = await watch(world, parkUri);
    world.park.close();
    await settle();
    expect(ends).toEqual(['deactivated']);
  });
});

describe('the flow to the edge', () => {
  it('breaks: the calls are over, nothing is left', async () => {
    world = new World();
    await world.conversation().park();
    await world.outside.close();
    await settle();
    expect(world.park.snapshot()).toMatchObject({ free: 3, calls: [] });
  });
});

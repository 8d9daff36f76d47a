import { afterEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { SipFailureError } from '../../sip';
import type { CallParkConfiguration } from '.';
import type { Conversation } from './testing/conversation';
import { configuration, failureOf, parkUri, settle, until, World } from './testing/world';

const orbits = ['100', '101', '102', '103'];

const stepsPerRun = 100;
const runs = 100;

const retrievals = ['take', 'take', 'hang-up', 'fail', 'cancel', 'race'] as const;
type Retrieval = (typeof retrievals)[number];

/** Of a refused INVITE. */
const statusOf = (result: PromiseSettledResult<unknown>): unknown =>
  result.status === 'rejected' && result.reason instanceof SipFailureError && result.reason.status;

/** What happened to the calls, seen from the people; compared with what the service believes. */
class Model {
  world: World;
  /** By orbit: the conversations whose parkee is with the service. */
  readonly parked = new Map<string, Conversation>();
  /** Safe URIs of calls that are parked no longer. */
  readonly old: string[] = [];
  readonly ended: Conversation[] = [];
  readonly #config: CallParkConfiguration;
  #names = 0;

  constructor(attempts: number) {
    this.#config = { ...configuration, orbits: ['100-103'], attempts, fallbackUri: 'sip:desk@contoso.com' };
    this.world = new World({ config: this.#config });
  }

  at(index: number): Conversation | undefined {
    const calls = [...this.parked.values()];
    return calls.length === 0 ? undefined : calls[index % calls.length];
  }

  async park(outcome: 'accept' | 'refuse' | 'cancel'): Promise<void> {
    const name = `p${++this.#names}`;
    const call = this.world.conversation(name, `${name}-peer`);
    if (outcome === 'refuse') call.replaceStatus = 486;
    if (outcome === 'cancel') call.replaceStatus = 0;
    const withdraw = new AbortController();
    const parking = call.park({ signal: withdraw.signal }).catch((error: unknown) => {
      if (!(error instanceof SipFailureError)) throw error;
      return error;
    });
    const full = this.parked.size === orbits.length;
    if (outcome === 'cancel' && !full) {
      await until(() => call.replaceInvites.length === 1, 'INVITE with Replaces');
      // The ring-back of another call must not come in between.
      this.world.clock.advance(200);
      await settle(3);
      withdraw.abort();
    }
    const result = await parking;
    if (full) expect(result).toMatchObject({ status: 480 });
    if (!full && outcome === 'accept') {
      expect(result).toBe(call);
      expect(this.parked.has(call.parked.orbit)).toBe(false);
      this.parked.set(call.parked.orbit, call);
    } else {
      expect(result).toBeInstanceOf(SipFailureError);
    }
  }

  /** Retrieves, by orbit or safely; the retriever, the parkee or a second retriever make of it what `how` says. */
  async retrieve(index: number, safely: boolean, how: Retrieval): Promise<void> {
    const call = this.at(index);
    if (!call) return;
    const target = safely ? call.safeUri : call.parked.orbit;
    if (how === 'cancel') return this.cancelRetrieval(target);
    const callers = how === 'race' ? ['carol', 'dave'] : ['carol'];
    const [first, second] = await Promise.allSettled(
      callers.map((name) => this.world.retriever(name).call(target)),
    );
    // Who comes second finds nobody, or a transfer that is under way; never the call.
    if (second) expect([404, 480]).toContain(statusOf(second));
    if (first?.status !== 'fulfilled') {
      // It is being transferred by the timer just now.
      expect(first && statusOf(first)).toBe(480);
      return;
    }
    const leg = first.value;
    await until(() => leg.referTo.length > 0 || leg.ended !== undefined, 'REFER');
    // Nobody else's call can be behind what the retriever was sent.
    for (const other of this.parked.values()) {
      if (other !== call) expect(other.parkee?.dialog.callId).not.toBe(leg.replaces[0]);
    }
    if (how === 'fail') {
      // The retriever does not get through: the call waits on.
      await leg.report(486);
      return;
    }
    if (how === 'hang-up') await call.hangUp();
    const taken = await call.takeOver(leg.replaces);
    if (leg.ended === undefined) await leg.report(taken ? 200 : 481);
    this.unpark(call);
    await settle(3);
    this.checkNotified(call, taken ? 'retrieval' : 'hang-up');
  }

  /** The retriever gives up while its leg is made: the call waits on. */
  async cancelRetrieval(target: string): Promise<void> {
    const { clock, media } = this.world;
    let go: () => void = () => undefined;
    media.ready = new Promise((resolve) => (go = resolve));
    const withdraw = new AbortController();
    const calling = this.world.retriever().call(target, { signal: withdraw.signal });
    const refused = expect(calling).rejects.toBeInstanceOf(SipFailureError);
    await settle(3);
    clock.advance(200);
    await settle(3);
    withdraw.abort();
    await settle(3);
    go();
    media.ready = Promise.resolve();
    await refused;
  }

  /** Old and guessed capabilities, at the right orbit and at others. */
  async retrieveWrongly(index: number, orbit: string): Promise<void> {
    const capability =
      this.old.length > 0 ? this.old[index % this.old.length]!.split('ms-parked-call=')[1]! : 'f'.repeat(32);
    const uri = `${parkUri};orbit=${orbit};ms-parked-call=${capability}`;
    await expect(this.world.retriever('eve').call(uri)).rejects.toMatchObject({ status: 404 });
  }

  async hangUp(index: number): Promise<void> {
    const call = this.at(index);
    if (!call) return;
    await call.hangUp();
    this.unpark(call);
    await settle(3);
    this.checkNotified(call, 'hang-up');
  }

  async parkerLeaves(index: number): Promise<void> {
    await this.at(index)?.control?.bye();
  }

  /** After a loss, or after they had left: they hear of the call again. */
  async parkerResumes(index: number): Promise<void> {
    const call = this.at(index);
    if (!call) return;
    const before = call.parked;
    await call.resume();
    expect(call.parked).toEqual(before);
  }

  /** After a loss; not while the call is transferred. */
  async parkeeReturns(index: number): Promise<void> {
    const call = this.at(index);
    if (!call) return;
    try {
      await call.return();
      this.#answered.delete(call);
    } catch (error) {
      expect(error).toMatchObject({ status: 480 });
    }
  }

  /** Of a call that is gone nobody hears, whatever is at its orbit now. */
  async parkerResumesInVain(index: number): Promise<void> {
    const call = this.ended[index % (this.ended.length || 1)];
    if (!call || call.world !== this.world) return;
    expect(await failureOf(call.resume())).toMatchObject({ status: 481, diagnostics: 35016 });
  }

  /** Time passes; who is transferred gets through or does not. */
  async pass(seconds: number, succeeds: boolean, fallsBack: boolean): Promise<void> {
    this.world.clock.advance(seconds * 1000);
    await settle(3);
    for (const call of [...this.parked.values()]) {
      const { parkee } = call;
      if (!parkee || parkee.ended !== undefined) continue;
      const asked = parkee.referTo.length;
      if (asked > (this.#answered.get(call) ?? 0)) {
        this.#answered.set(call, asked);
        await parkee.report(succeeds ? 200 : 480);
        await settle(3);
        // A failed last attempt leads to the fallback at once.
        if (!succeeds && parkee.ended === undefined && parkee.referTo.length > asked) {
          this.#answered.set(call, parkee.referTo.length);
          await parkee.report(fallsBack ? 200 : 486);
          await settle(3);
        }
      }
      if (parkee.ended !== undefined) this.unpark(call);
    }
  }

  async restart(): Promise<void> {
    const { world } = this;
    await world.crash();
    for (const call of [...this.parked.values()]) this.unpark(call);
    this.world = new World({ config: this.#config, store: world.store, clock: world.clock });
    await this.world.park.ready;
  }

  readonly #answered = new Map<Conversation, number>();

  /** A parker who has left is told nothing. */
  checkNotified(call: Conversation, reason: string): void {
    const told = call.notifications.map((notification) => notification.reason);
    expect(told).toEqual(call.controlEnded === 'local' ? [] : [reason]);
  }

  unpark(call: Conversation): void {
    this.ended.push(call);
    this.parked.delete(call.parked.orbit);
    this.old.push(call.safeUri);
  }

  async check(): Promise<void> {
    await settle(2);
    const { calls, free } = this.world.park.snapshot();
    // One call per orbit, each of them a real one; and no orbit is lost.
    expect(calls.map(({ orbit, parkeeUri }) => [orbit, parkeeUri]).sort()).toEqual(
      [...this.parked].map(([orbit, call]) => [orbit, call.parkeeUri]).sort(),
    );
    expect(free).toBe(orbits.length - calls.length);
    // A leg per parked call, and none without.
    expect(this.world.media.open).toHaveLength(calls.length);
    const stored = (await this.world.store.all()).filter(({ call }) => call && call.lostAt === undefined);
    expect(stored.map(({ orbit }) => orbit).sort()).toEqual([...this.parked.keys()].sort());
    expect(this.world.errors()).toEqual([]);
  }
}

type Step = readonly [name: string, run: (model: Model) => Promise<void>];

const index = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .constantFrom(
        'accept' as const,
        'accept' as const,
        'accept' as const,
        'refuse' as const,
        'cancel' as const,
      )
      .map((outcome): Step => [`park, ${outcome}`, (model) => model.park(outcome)]),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(index, fc.boolean(), fc.constantFrom(...retrievals))
      .map(([at, safely, how]): Step => [
        `retrieve ${at}${safely ? ' safely' : ''}, ${how}`,
        (model) => model.retrieve(at, safely, how),
      ]),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom(...orbits))
      .map(([at, orbit]): Step => [
        `retrieve ${orbit} wrongly ${at}`,
        (model) => model.retrieveWrongly(at, orbit),
      ]),
  },
  { weight: 2, arbitrary: index.map((at): Step => [`hang up ${at}`, (model) => model.hangUp(at)]) },
  {
    weight: 1,
    arbitrary: index.map((at): Step => [`parker leaves ${at}`, (model) => model.parkerLeaves(at)]),
  },
  {
    weight: 1,
    arbitrary: index.map((at): Step => [`parker resumes ${at}`, (model) => model.parkerResumes(at)]),
  },
  {
    weight: 1,
    arbitrary: index.map((at): Step => [`parkee returns ${at}`, (model) => model.parkeeReturns(at)]),
  },
  {
    weight: 1,
    arbitrary: fc
      .nat()
      .map((at): Step => [`parker resumes in vain ${at}`, (model) => model.parkerResumesInVain(at)]),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 30, 90), fc.nat(2), fc.boolean())
      .map(([seconds, luck, fallsBack]): Step => [
        `pass ${seconds}${luck === 0 ? ', answered' : fallsBack ? ', fallback' : ''}`,
        (model) => model.pass(seconds, luck === 0, fallsBack),
      ]),
  },
  { weight: 1, arbitrary: fc.constant<Step>(['restart', (model) => model.restart()]) },
);

/** So that a failure is printed as a list of names. */
const steps = fc.array(
  step.map(([name, run]) => ({ run, [fc.toStringMethod]: () => name })),
  { minLength: stepsPerRun, maxLength: stepsPerRun, size: 'max' },
);

describe('call park, by 10,000 random steps', () => {
  let model: Model | undefined;
  afterEach(() => model?.world.close());

  it(
    'has one call per orbit, leaks none, and a safe URI never yields another call',
    { timeout: 300_000 },
    async () => {
      let taken = 0;
      const reasons = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(1, 2), steps, async (attempts, list) => {
          model = new Model(attempts);
          for (const { run } of list) {
            await run(model);
            await model.check();
            taken++;
          }
          for (const { reason } of model.ended.flatMap(({ notifications }) => notifications))
            reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
          await model.world.close();
        }),
        { numRuns: runs, endOnFailure: true },
      );
      expect(taken).toBeGreaterThanOrEqual(stepsPerRun * runs);
      // The random walk went everywhere, often.
      for (const reason of ['drop', 'hang-up', 'ringback', 'fallback', 'retrieval'])
        expect([reason, (reasons.get(reason) ?? 0) >= 10]).toEqual([reason, true]);
    },
  );
});

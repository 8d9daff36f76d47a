import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IncomingInvite } from '../../../sip/endpoint';
import { settle, until } from '../testing/world';
import { parkUri, Successor } from './testing/park-peer';
import { isCall, supportUri, VoiceWorld, type Line } from './testing/voice-world';

type Action = 'park' | 'retrieve' | 'hold on' | 'hang up' | 'give up' | 'refer' | 'fall back' | 'stranger';

interface Step {
  readonly action: Action;
  readonly who: 'alice' | 'bob' | 'dave';
  /** Whoever is called takes it. */
  readonly takes: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom<Action>(
    ...(['park', 'retrieve', 'hold on', 'hang up', 'give up', 'refer', 'fall back', 'stranger'] as const),
  ),
  who: fc.constantFrom('alice', 'bob', 'dave'),
  takes: fc.boolean(),
});

/** A customer’s call that goes from hand to hand. Whoever has it, or the service it is parked at, is the last line with a dialog. */
class Model {
  readonly world = new VoiceWorld({ callParkUri: parkUri });
  readonly lines: Line[] = [];
  contact = '';
  takes = true;

  async start(): Promise<void> {
    const { world } = this;
    const { agent } = await world.talker('alice');
    agent.onOffer = this.#answer('alice');
    world.agent('dave').onOffer = this.#answer('dave');
    // In the queue nobody is asked but alice; the others only get what is handed to them.
    (await world.talker('bob', 'away')).agent.onOffer = this.#answer('bob');
    await world.caller();
    await until(() => this.lines.length === 1 && this.holder !== undefined);
    this.contact = /<(sip:contact-[^>]+)>/.exec(agent.offers[0]!.request.headers.get('From')!)![1]!;
  }

  #answer(name: string): (invite: IncomingInvite) => void {
    return (invite) => {
      if (!this.takes || !isCall(invite)) return invite.reject(480);
      const line = new Successor(this.world, name, this.contact);
      this.lines.push(line);
      void line.take(invite);
    };
  }

  /** Who has the call now, or keeps it. */
  get holder(): Line | undefined {
    return this.lines.findLast(({ dialog, ended }) => dialog !== undefined && ended === undefined);
  }

  async run({ action, who, takes }: Step): Promise<void> {
    const { holder, world } = this;
    this.takes = takes;
    const isParked = holder?.uri === parkUri;
    if (action === 'hold on') world.clock.advance(61_000);
    if (!holder?.dialog) return settle(5);
    const succeed = async (name: string, peer: string): Promise<void> => {
      const line = new Successor(world, name, this.contact);
      await line.takeOver(holder.dialog!, peer);
      this.lines.push(line);
      await until(() => holder.ended !== undefined, 'the end of the one before');
    };
    if (action === 'park' && !isParked) await succeed('park', holder.uri);
    if (action === 'retrieve' && isParked) await succeed(who, parkUri);
    if (action === 'hang up' && !isParked) await holder.dialog.bye();
    if (action === 'give up' && isParked) await holder.dialog.bye();
    if (action === 'refer') expect([202, 491]).toContain(await holder.refer(`sip:${who}@contoso.com`));
    if (action === 'fall back') expect(await holder.refer(supportUri)).toBe(202);
    if (action === 'stranger') {
      const stranger = new Successor(world, who, this.contact);
      const ids = { ...holder.dialog, callId: 'guessed', localTag: 'x', remoteTag: 'y' };
      await expect(stranger.takeOver(ids, holder.uri)).rejects.toMatchObject({ status: 481 });
    }
    await settle(15);
  }

  check(visitorHasEnded: boolean): void {
    const { world } = this;
    expect(world.errors()).toEqual([]);
    const { contacts, agents } = world.centre.snapshot();
    expect(contacts).toBe(visitorHasEnded ? 0 : 1);
    // One call has one holder: nobody is left behind in it, and no agent is thought to have what is elsewhere.
    const holding = this.lines.filter(({ dialog, ended }) => dialog !== undefined && ended === undefined);
    expect(holding.length).toBeLessThanOrEqual(1);
    expect(world.media.legs).toBe(visitorHasEnded ? 0 : 1 + holding.length);
    for (const { uri, active } of agents) expect(active).toBe(Number(holding[0]?.uri === uri));
    if (visitorHasEnded) return;
    // Who has nobody to listen to hears music; nobody of these has media that is up.
    expect(world.room.plays('visitor')).toBe(true);
  }
}

it('has one holder at a time, whatever is done with a customer’s call', async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (sequence) => {
      const model = new Model();
      await model.start();
      const visitor = () => model.world.media.legs === 0;
      for (const item of sequence) {
        await model.run(item);
        model.check(visitor());
        steps++;
        if (visitor()) break;
      }
      await model.world.close();
      expect([model.world.media.rooms, model.world.media.legs]).toEqual([0, 0]);
      expect(model.world.errors()).toEqual([]);
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(steps).toBeGreaterThan(200);
}, 60_000);

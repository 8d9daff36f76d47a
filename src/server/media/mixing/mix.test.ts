import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../audio/frame';
import { clip, emptySum, Mixer } from './mix';
import { Routes } from './routes';

const MEMBERS = 5;
const frame = fc
  .array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 4, maxLength: 4 })
  .map((values) => Int16Array.from({ length: FRAME_SAMPLES }, (_, i) => values[i % 4]!));
const speakers = fc
  .array(fc.option(frame, { nil: undefined }), { minLength: MEMBERS, maxLength: MEMBERS })
  .map((frames) => new Map(frames.flatMap((value, member) => (value ? [[member, value] as const] : []))));
const member = fc.nat(MEMBERS - 1);
const rules = fc.array(fc.tuple(member, fc.boolean(), fc.boolean()), { maxLength: 4 });
const routesList = fc.array(fc.tuple(member, member, fc.option(fc.boolean(), { nil: undefined })), {
  maxLength: 6,
});

const everybody = Array.from({ length: MEMBERS }, (_, i) => i);

function mixed(
  routes: Routes<number>,
  says: ReadonlyMap<number, Int16Array>,
): Map<number, number[] | undefined> {
  const out = new Map<number, number[] | undefined>();
  new Mixer(routes).mix(everybody, says, (listener, sum) => out.set(listener, sum && [...sum]));
  return out;
}

describe('Mixer', () => {
  it('gives each the sum of the others: nobody hears himself, nothing is lost', () => {
    fc.assert(
      fc.property(speakers, (says) => {
        const out = mixed(new Routes<number>(), says);
        for (let i = 0; i < 4; i++) {
          let total = 0;
          for (const samples of says.values()) total += samples[i]!;
          for (const listener of everybody) {
            expect(out.get(listener)?.[i] ?? 0).toBe(total - (says.get(listener)?.[i] ?? 0));
          }
        }
      }),
    );
  });

  it('follows any rules and routes', () => {
    fc.assert(
      fc.property(speakers, rules, routesList, (says, ruleList, exceptions) => {
        const routes = new Routes<number>();
        for (const [who, heard, hears] of ruleList) routes.setRule(who, { heard, hears });
        for (const [listener, speaker, heard] of exceptions) routes.set(listener, speaker, heard);
        const out = mixed(routes, says);
        for (const listener of everybody) {
          const expected = [...says].filter(([speaker]) => routes.hears(listener, speaker));
          const sum = out.get(listener);
          if (expected.length === 0) expect(sum ?? [0]).toSatisfy((s: number[]) => s.every((v) => v === 0));
          else {
            for (let i = 0; i < 4; i++) {
              expect(sum![i]).toBe(expected.reduce((total, [, samples]) => total + samples[i]!, 0));
            }
          }
        }
      }),
    );
  });

  it('adds energies of sounds that have nothing to do with each other', () => {
    // Sines of whole periods in a frame are orthogonal: the energy of their sum is the sum of their energies.
    const says = new Map(
      everybody.map((i) => [
        i,
        Int16Array.from({ length: FRAME_SAMPLES }, (_, n) =>
          Math.round(4000 * Math.sin((2 * Math.PI * (i + 3) * n) / FRAME_SAMPLES)),
        ),
      ]),
    );
    const energy = (samples: Iterable<number>): number =>
      [...samples].reduce((sum, value) => sum + value * value, 0);
    for (const [listener, sum] of mixed(new Routes<number>(), says)) {
      const others = everybody.filter((i) => i !== listener).map((i) => energy(says.get(i)!));
      const expected = others.reduce((a, b) => a + b, 0);
      expect(Math.abs(energy(sum!) - expected) / expected).toBeLessThan(0.001);
    }
  });

  it('cuts what is louder than 16 bits, and changes nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -200_000, max: 200_000 }), { maxLength: FRAME_SAMPLES }),
        (values) => {
          const sum = emptySum();
          sum.set(values);
          const out = new Int16Array(FRAME_SAMPLES);
          clip(sum, out);
          values.forEach((value, i) => expect(out[i]).toBe(Math.max(-32_768, Math.min(32_767, value))));
        },
      ),
    );
  });
});

describe('Routes', () => {
  it('forgets a member who left, also what others heard of it', () => {
    const routes = new Routes<string>();
    routes.setRule('supervisor', { heard: false, hears: true });
    routes.set('agent', 'supervisor', true);
    expect(routes.hears('agent', 'supervisor')).toBe(true);
    expect(routes.hears('customer', 'supervisor')).toBe(false);
    routes.remove('supervisor');
    expect(routes.hasExceptions('agent')).toBe(false);
    expect(routes.hears('agent', 'supervisor')).toBe(true); // somebody new of that name is like anybody
    routes.set('agent', 'agent', true);
    expect(routes.hears('agent', 'agent')).toBe(false);
  });
});

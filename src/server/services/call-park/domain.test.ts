import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { callParkAddresses, CallParkConfigurationError, enterprisePolicy, parseOrbitRanges } from '.';
import { capabilityMatches, noCapabilityHash, ParkedCallCapability } from './capability';
import { checkConfiguration } from './configuration';
import { OrbitPool } from './orbit-pool';
import { parkedCallTransitions, transitionOf, type ParkedCallState } from './parked-call-states';
import { configuration } from './testing/world';

describe('parseOrbitRanges', () => {
  it.each([
    [['100-103'], ['100', '101', '102', '103']],
    [
      ['#100-101', '500'],
      ['#100', '#101', '500'],
    ],
    [['*7000-*7002'], ['*7000', '*7001', '*7002']],
    [['008-011'], ['008', '009', '010', '011']],
    [
      [' 1 , 3-4 ', '7'],
      ['1', '3', '4', '7'],
    ],
    [
      ['7', '#7', '*7', '07'],
      ['7', '#7', '*7', '07'],
    ],
  ])('%j', (ranges, orbits) => {
    expect(parseOrbitRanges(ranges)).toEqual(orbits);
  });

  it.each([
    [[]],
    [['']],
    [['100-']],
    [['103-100']],
    [['99-100']],
    [['#100-*101']],
    [['100-#101']],
    [['10x']],
    [['+100']],
    [['100,100']],
    [['100-105', '103']],
    [['1000000000']],
    [['10000-20000']],
  ])('refuses %j', (ranges) => {
    expect(() => parseOrbitRanges(ranges)).toThrow(CallParkConfigurationError);
  });
});

describe('checkConfiguration', () => {
  it.each([
    ['uri', { uri: 'park' }],
    ['uri', { uri: 'sip:contoso.com' }],
    ['uri', { uri: 'sip:park@contoso.com;gruu' }],
    ['orbits', { orbits: ['x'] }],
    ['ringBackSeconds', { ringBackSeconds: 9 }],
    ['ringBackSeconds', { ringBackSeconds: 601 }],
    ['attempts', { attempts: 0 }],
    ['attempts', { attempts: 11 }],
    ['fallbackUri', { fallbackUri: 'tel:+1' }],
    ['fallbackUri', { fallbackUri: 'sip:' }],
  ])('names a wrong %s', (code, wrong) => {
    expect(() => checkConfiguration({ ...configuration, ...wrong })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('knows the addresses an edge has to bring here', () => {
    expect(callParkAddresses({ ...configuration, orbits: ['1', '#2', '*3'] })).toEqual([
      'sip:park@contoso.com',
      'sip:1@contoso.com',
      'sip:%232@contoso.com',
      'sip:%2A3@contoso.com',
      'sip:%231@contoso.com',
      'sip:2@contoso.com',
    ]);
  });
});

describe('OrbitPool', () => {
  it('begins with what was never used, then the longest unused', () => {
    const pool = new OrbitPool(
      ['1', '2', '3', '4'],
      new Map([
        ['1', 20],
        ['3', 10],
        ['9', 5],
      ]),
    );
    expect([pool.reserve(), pool.reserve(), pool.reserve(), pool.reserve(), pool.reserve()]).toEqual([
      '2',
      '4',
      '3',
      '1',
      undefined,
    ]);
    expect(() => pool.release('9')).toThrow(RangeError);
    pool.release('3');
    expect(() => pool.release('3')).toThrow(RangeError);
  });

  it('never gives an orbit twice, loses none, and keeps the order of release', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(9), { nil: undefined }), { maxLength: 200 }), (steps) => {
        const orbits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
        const pool = new OrbitPool(orbits);
        const free = [...orbits];
        const taken: string[] = [];
        for (const step of steps) {
          if (step === undefined) {
            const orbit = pool.reserve();
            expect(orbit).toBe(free.shift());
            if (orbit !== undefined) taken.push(orbit);
          } else if (taken.length > 0) {
            const [orbit] = taken.splice(step % taken.length, 1);
            pool.release(orbit!);
            free.push(orbit!);
          }
          expect(pool.free).toBe(free.length);
        }
      }),
    );
  });
});

describe('the states of a parked call', () => {
  it('know each event once per state, lead everywhere and always to an end', () => {
    const states: ParkedCallState[] = [
      'replacing',
      'parked',
      'retrieving',
      'ringing-back',
      'falling-back',
      'ended',
    ];
    expect(new Set(parkedCallTransitions.map(({ from, on }) => `${from} ${on}`)).size).toBe(
      parkedCallTransitions.length,
    );
    expect(parkedCallTransitions.some(({ from }) => from === 'ended')).toBe(false);
    const reached = new Set<ParkedCallState>(['replacing']);
    for (let size = 0; size < reached.size;) {
      size = reached.size;
      for (const { from, to } of parkedCallTransitions) if (reached.has(from)) reached.add(to);
    }
    expect(reached).toEqual(new Set(states));
    for (const from of states) {
      if (from !== 'ended') expect(transitionOf(from, 'shut-down')?.to).toBe('ended');
    }
  });

  it('tell the parker why, whenever a parked call ends', () => {
    for (const { from, to, reason } of parkedCallTransitions) {
      expect(reason !== undefined).toBe(to === 'ended' && from !== 'replacing');
    }
  });
});

describe('ParkedCallCapability', () => {
  it('has 128 bits, and opens one call', () => {
    const [one, two] = [new ParkedCallCapability(), new ParkedCallCapability()];
    expect(one.text).toMatch(/^[0-9a-f]{32}$/);
    expect(one.matches(one.text)).toBe(true);
    expect(capabilityMatches(one.text, two.hash)).toBe(false);
    expect(capabilityMatches(one.text.toUpperCase(), one.hash)).toBe(false);
    for (const wrong of ['', one.hash, 'x'.repeat(10_000)]) {
      expect(capabilityMatches(wrong, one.hash)).toBe(false);
      expect(capabilityMatches(wrong, noCapabilityHash)).toBe(false);
    }
    expect(capabilityMatches('', '')).toBe(false);
  });
});

describe('enterprisePolicy', () => {
  it('is for the domain without its guests', () => {
    const policy = enterprisePolicy('contoso.com');
    expect(policy.mayRetrieve('sip:carol@contoso.com')).toBe(true);
    for (const outside of [
      'sip:carol@fabrikam.com',
      `sip:guest-${'0'.repeat(32)}@contoso.com`,
      'sip:contoso.com',
      'tel:1',
    ]) {
      expect([policy.mayPark(outside), policy.mayRetrieve(outside), policy.mayWatch(outside)]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });
});

import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { utf8Length } from './base64';
import { buildAgentCommand, buildAgentState, parseAgentCommand, parseAgentState } from './agent-state';
import { buildCustomerCard, fitCustomerCard, parseCustomerCard } from './customer-card';
import { buildQueueStatus, parseQueueStatus } from './queue-status';
import {
  buildVisitorContext,
  fitVisitorContext,
  mergeVisitorContext,
  parseVisitorContext,
} from './visitor-context';
import { WireFormatError } from './wire-format-error';
import type { AgentState } from './agent-state';
import type { CustomerCard } from './customer-card';
import type { VisitorContext } from './visitor-context';

const parsers = {
  parseAgentCommand,
  parseAgentState,
  parseCustomerCard,
  parseQueueStatus,
  parseVisitorContext,
};

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof WireFormatError) return `${error.code} ${error.path}`.trim();
    throw error;
  }
  return 'accepted';
}

const context: VisitorContext = {
  contact: { name: 'Jane Doe', email: 'jane@example.com', segment: 'gold' },
  page: { url: 'https://shop.example/boots?x=1', title: 'Boots', referrer: 'https://search.example/' },
  links: [{ text: 'Sizes', href: 'https://shop.example/sizes', at: 1_700_000_000_000 }],
  cookies: { cart: '42' },
  data: { order: { id: 7, lines: ['a', null, true] } },
  signed: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
};

const card: CustomerCard = {
  contactId: '7f3a',
  queue: { uri: 'sip:sales@contoso.com', name: 'Sales' },
  waitedSeconds: 18,
  browser: {
    contact: context.contact,
    page: context.page,
    links: context.links,
    cookies: context.cookies,
    data: context.data,
  },
  verified: { customer: 'C-1' },
};

const agent: AgentState = {
  state: 'ready',
  readiness: 'ready',
  active: 1,
  capacity: 3,
  missedOffers: 0,
  skills: ['sales'],
  roles: ['agent'],
  queues: [{ uri: 'sip:sales@contoso.com', name: 'Sales', waiting: 2, longestWaitSince: 1_700_000_000_000 }],
};

describe('JSON bodies', () => {
  it('read what was built', () => {
    expect(parseVisitorContext(buildVisitorContext(context))).toEqual(context);
    expect(parseCustomerCard(buildCustomerCard(card))).toEqual(card);
    expect(parseAgentState(buildAgentState(agent))).toEqual(agent);
    const status = { state: 'queued', position: 2, estimatedWait: 30.5, queueName: 'Sales' } as const;
    expect(parseQueueStatus(buildQueueStatus(status))).toEqual(status);
    for (const command of [
      { readiness: 'ready' },
      { readiness: 'not-ready' },
      { readiness: 'not-ready', reason: 'lunch' },
      { wrapUp: 'end' },
      { wrapUp: 'extend', seconds: 60 },
    ] as const) {
      expect(parseAgentCommand(buildAgentCommand(command))).toEqual(command);
    }
  });

  it('throw nothing but WireFormatError, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const parse of Object.values(parsers))
          expect(['accepted', expect.any(String)]).toContainEqual(refusal(() => parse(text)));
      }),
    );
    const keys = fc.constantFrom(
      'contact',
      'page',
      'links',
      'cookies',
      'data',
      'signed',
      'url',
      'href',
      'state',
      'queue',
      'browser',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()))),
        (value) => {
          for (const parse of Object.values(parsers)) refusal(() => parse(JSON.stringify(value)));
        },
      ),
    );
  });

  it.each(Object.entries(parsers))('%s refuses what is no object, too large or too deep', (_name, parse) => {
    expect(refusal(() => parse(''))).toBe('malformed');
    expect(refusal(() => parse('[]'))).toBe('wrong-type');
    expect(refusal(() => parse('null'))).toBe('wrong-type');
    expect(refusal(() => parse(`"${'€'.repeat(30_000)}"`))).toBe('too-large');
    expect(refusal(() => parse('['.repeat(60_000)))).toMatch(/^(malformed|too-large)$/);
  });

  it('drop unknown keys and __proto__', () => {
    const parsed = parseVisitorContext(
      '{"x":1,"__proto__":{"polluted":1},"data":{"__proto__":{"polluted":1},"a":{"__proto__":2}}}',
    );
    expect(parsed).toEqual({ data: { a: {} } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((parsed.data as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('queue status', () => {
  it.each([
    ['{}', 'missing state'],
    ['{"state":"waiting"}', 'invalid-value state'],
    ['{"state":1}', 'wrong-type state'],
    ['{"state":"queued","position":0}', 'invalid-value position'],
    ['{"state":"queued","position":1.5}', 'invalid-value position'],
    ['{"state":"queued","position":"1"}', 'wrong-type position'],
    ['{"state":"queued","estimatedWait":-1}', 'invalid-value estimatedWait'],
    ['{"state":"queued","position":null}', 'accepted'],
  ])('%s: %s', (text, outcome) => {
    expect(refusal(() => parseQueueStatus(text))).toBe(outcome);
  });
});

describe('visitor context', () => {
  it.each([
    [{ page: { url: 'javascript:alert(1)' } }, 'invalid-url page.url'],
    [{ page: { url: 'https://a:b@shop.example/' } }, 'invalid-url page.url'],
    [{ page: {} }, 'missing page.url'],
    [{ page: { url: 'https://a/', referrer: '' } }, 'accepted'],
    [{ links: [{ text: 'x', href: 'data:text/html,x', at: 0 }] }, 'invalid-url links[0].href'],
    [{ links: [{ text: 'x', href: 'https://a/', at: 'now' }] }, 'wrong-type links[0].at'],
    [{ links: Array(65).fill({ text: '', href: 'https://a/', at: 0 }) }, 'too-many links'],
    [{ contact: { name: 5 } }, 'wrong-type contact.name'],
    [{ contact: { name: 'x'.repeat(513) } }, 'too-long contact.name'],
    [{ cookies: ['a'] }, 'wrong-type cookies'],
    [{ data: { a: { b: { c: { d: { e: { f: { g: {} } } } } } } } }, 'accepted'],
    [{ data: { a: [[[[[[[[[]]]]]]]]] } }, 'too-deep data.a[0][0][0][0][0][0][0][0]'],
    [{ signed: 'x' }, 'invalid-value signed'],
    [{ contact: { email: undefined } }, 'accepted'],
  ])('%j: %s', (value, outcome) => {
    expect(refusal(() => parseVisitorContext(JSON.stringify(value)))).toBe(outcome);
    expect(refusal(() => buildVisitorContext(value as unknown as VisitorContext, 1e6))).toBe(outcome);
  });

  it('has 4,096 bytes in an INVITE, more later', () => {
    const large = { data: { text: 'x'.repeat(4096) } };
    expect(refusal(() => buildVisitorContext(large))).toBe('too-large');
    expect(parseVisitorContext(buildVisitorContext(large, 65_536))).toEqual(large);
    expect(refusal(() => parseVisitorContext(JSON.stringify(large), 4096))).toBe('too-large');
  });

  it('fits by leaving out the oldest links', () => {
    const links = Array.from({ length: 100 }, (_, i) => ({
      text: `Link ${i}`,
      href: `https://shop.example/${i}`,
      at: 1000 - i,
    }));
    const fitted = fitVisitorContext({ ...context, links });
    expect(utf8Length(fitted)).toBeLessThanOrEqual(4096);
    const { links: kept = [], ...rest } = parseVisitorContext(fitted);
    expect(kept.at(-1)?.at).toBe(1000);
    expect(kept.length).toBeGreaterThan(30);
    expect(rest).toEqual({ ...context, links: undefined });
    expect(refusal(() => fitVisitorContext({ data: { text: 'x'.repeat(5000) } }))).toBe('too-large');
    expect(refusal(() => fitVisitorContext({ page: { url: 'about:blank' } }))).toBe('invalid-url page.url');
  });

  it('merges by top-level key', () => {
    const newer: VisitorContext = { page: { url: 'https://shop.example/cart' }, data: { cart: 2 } };
    expect(mergeVisitorContext(context, newer)).toEqual({ ...context, page: newer.page, data: { cart: 2 } });
    expect(mergeVisitorContext(context, {})).toEqual(context);
  });
});

describe('customer card', () => {
  it('fits whole, or truncated with the least telling parts left out first', () => {
    const whole = buildCustomerCard(card);
    expect(fitCustomerCard(card, utf8Length(whole))).toBe(whole);
    const smaller = parseCustomerCard(fitCustomerCard(card, utf8Length(whole) - 20));
    expect(smaller).toEqual({ ...card, browser: { ...card.browser, links: undefined }, truncated: true });
    const smallest = parseCustomerCard(fitCustomerCard(card, 130));
    expect(smallest).toEqual({
      contactId: '7f3a',
      queue: card.queue,
      waitedSeconds: 18,
      browser: {},
      truncated: true,
    });
    expect(refusal(() => fitCustomerCard(card, 50))).toBe('too-large');
  });

  it('never exceeds what it is given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 150, max: 3000 }),
        fc.string({ unit: 'grapheme', maxLength: 500 }),
        (maxBytes, text) => {
          const fitted = fitCustomerCard({ ...card, browser: { ...card.browser, data: { text } } }, maxBytes);
          expect(utf8Length(fitted)).toBeLessThanOrEqual(maxBytes);
          expect(parseCustomerCard(fitted).contactId).toBe('7f3a');
        },
      ),
    );
  });

  it('names the place of what is wrong', () => {
    expect(refusal(() => parseCustomerCard('{"contactId":"x"}'))).toBe('missing queue');
    expect(
      refusal(() => parseCustomerCard(JSON.stringify({ ...card, browser: { page: { url: 'x' } } }))),
    ).toBe('invalid-url browser.page.url');
    expect(refusal(() => parseCustomerCard(JSON.stringify({ ...card, waitedSeconds: -1 })))).toBe(
      'invalid-value waitedSeconds',
    );
  });
});

describe('agent state and commands', () => {
  it.each([
    ['{}', 'invalid-value'],
    ['{"readiness":"maybe"}', 'invalid-value readiness'],
    ['{"readiness":"ready","wrapUp":"end"}', 'invalid-value'],
    ['{"wrapUp":"extend"}', 'missing seconds'],
    ['{"wrapUp":"extend","seconds":0}', 'invalid-value seconds'],
    ['{"wrapUp":"extend","seconds":1e9}', 'invalid-value seconds'],
    [`{"readiness":"not-ready","reason":"${'x'.repeat(129)}"}`, 'too-long reason'],
  ])('%s: %s', (text, outcome) => {
    expect(refusal(() => parseAgentCommand(text))).toBe(outcome);
  });

  it('gives a command nothing that does not belong to it', () => {
    expect(parseAgentCommand('{"readiness":"ready","reason":"x","seconds":5}')).toEqual({
      readiness: 'ready',
    });
    expect(refusal(() => parseAgentState(JSON.stringify({ ...agent, state: 'gone' })))).toBe(
      'invalid-value state',
    );
  });
});

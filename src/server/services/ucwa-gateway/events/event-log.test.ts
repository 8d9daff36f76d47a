import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLog, type EventBatch, type EventGroup, type EventPriority } from './event-log';

const delays = { medium: 5_000, low: 15_000 };

function group(name: string, priority: EventPriority = 'high', at = 0, replaces?: string): EventGroup {
  const event = { link: { rel: 'message', href: name }, type: 'completed' } as const;
  const events = [{ sender: { rel: 'conversation', href: '/c' }, event }];
  return { events, priority, at, size: 10, ...(replaces !== undefined && { replaces }) };
}

const names = ({ groups }: EventBatch): string[] =>
  groups.flatMap(({ events }) => events.map(({ event }) => event.link.href));

describe('EventLog', () => {
  it('gives the same batch until the next is asked for', () => {
    const log = new EventLog();
    log.append(group('a'));
    expect(log.acknowledge(1)).toBe(true);
    expect(names(log.form())).toEqual(['a']);
    log.append(group('b'));
    expect(log.acknowledge(1)).toBe(true);
    expect(names(log.form())).toEqual(['a']);
    expect(log.acknowledge(2)).toBe(true);
    expect(names(log.form())).toEqual(['b']);
    for (const wrong of [0, 1, 4, 99]) expect(log.acknowledge(wrong), String(wrong)).toBe(false);
    expect(log.number).toBe(2);
  });

  it('does not take an acknowledgement of what was never given', () => {
    const log = new EventLog();
    log.append(group('a'));
    expect(log.acknowledge(2)).toBe(false);
    expect(names(log.form())).toEqual(['a']);
  });

  it('tells urgent groups one by one, what was aggregated before them together, and a crowd at once', () => {
    const log = new EventLog();
    for (const name of ['l1', 'l2']) log.append(group(name, 'low'));
    log.append(group('h1'));
    log.append(group('h2'));
    const batches: string[][] = [];
    for (let ack = 1; !log.isEmpty; ack++) {
      log.acknowledge(ack);
      batches.push(names(log.form()));
    }
    expect(batches).toEqual([['l1', 'l2'], ['h1'], ['h2']]);
    log.acknowledge(4);
    for (let index = 0; index < 250; index++) log.append(group(String(index)));
    expect(names(log.form())).toHaveLength(100);
  });

  it('knows when something is due', () => {
    const log = new EventLog();
    expect(log.due(delays)).toBeUndefined();
    log.append(group('l', 'low', 1_000));
    expect(log.due(delays)).toBe(16_000);
    log.append(group('m', 'medium', 3_000));
    expect(log.due(delays)).toBe(8_000);
    log.append(group('h', 'high', 4_000));
    expect(log.due(delays)).toBe(4_000);
  });

  it('leaves out what a newer one replaces, while nobody was told', () => {
    const log = new EventLog();
    log.append(group('p1', 'medium', 0, 'presence'));
    log.append(group('x', 'medium'));
    log.append(group('p2', 'medium', 0, 'presence'));
    expect(names(log.form())).toEqual(['x', 'p2']);
    expect(log.size).toBe(20);
  });

  it('loses, repeats and reorders nothing, whatever is asked for and whatever answers get lost', () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom<EventPriority>('high', 'medium', 'low').map((priority) => ({ priority })),
      },
      // The answer arrives, or is lost on the way.
      { weight: 4, arbitrary: fc.boolean().map((arrives) => ({ arrives })) },
      // A stray request: of the past, of the future.
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }).map((ack) => ({ ack })) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const log = new EventLog();
        const [added, acknowledged, shown]: [string[], string[], string[]] = [[], [], []];
        let next = 1;
        let last = 0;
        const poll = (arrives: boolean): void => {
          if (!log.acknowledge(next)) {
            // resync
            next = log.number;
            return;
          }
          if (!log.batch && log.isEmpty) return;
          const batch = log.form();
          if (!arrives) return;
          // A client knows what it has seen by the batch's number.
          if (batch.number > last) shown.push(...names(batch));
          last = Math.max(last, batch.number);
          next = batch.number + 1;
        };
        for (const each of steps) {
          if ('priority' in each) {
            const name = `e${added.length}`;
            added.push(name);
            log.append({
              ...group(name, each.priority),
              onAcknowledged: () => acknowledged.push(name),
            });
          } else if ('arrives' in each) {
            poll(each.arrives);
          } else if (each.ack !== log.number + 1) {
            // Only a request for the batch behind the one given says that this one came.
            const before = log.number;
            log.acknowledge(each.ack);
            expect(log.number).toBe(before);
          }
          expect(shown).toEqual(added.slice(0, shown.length));
          // Nobody is told that something was read before it was.
          expect(acknowledged).toEqual(shown.slice(0, acknowledged.length));
        }
        for (let round = 0; round < 2 * added.length + 4; round++) poll(true);
        expect(shown).toEqual(added);
        expect(acknowledged).toEqual(added);
        expect(log.size).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

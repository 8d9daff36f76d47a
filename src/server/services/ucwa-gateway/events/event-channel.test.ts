import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../sip';
import { UcwaFailure } from '../failure';
import { EventChannel, type PollAnswer, type PollRequest } from './event-channel';
import { renderEvents } from './render-events';
import type { SentEvent } from './event-log';

const event = (href: string, sender = '/c'): SentEvent => ({
  sender: { rel: 'conversation', href: sender },
  event: { link: { rel: 'message', href }, type: 'completed' },
});

function bench() {
  const clock = new ManualClock(1_000_000);
  const presence: boolean[] = [];
  const channel = new EventChannel(clock, (isWaiting) => presence.push(isWaiting));
  const poll = (request: PollRequest) => {
    const answers: PollAnswer[] = [];
    const leave = channel.poll(request, (answer) => answers.push(answer));
    return { answers, leave };
  };
  return { clock, channel, poll, presence };
}

const hrefs = (answer: PollAnswer | undefined): string[] =>
  answer?.kind === 'batch'
    ? answer.batch.groups.flatMap(({ events }) => events.map((each) => each.event.link.href))
    : [`${answer?.kind}`];

describe('EventChannel', () => {
  it('answers at once with what is urgent, and waits with the rest as long as was asked', () => {
    const { channel, clock, poll } = bench();
    const first = poll({ ack: 1, low: 30, medium: 10 });
    channel.publish([event('m')], { priority: 'medium' });
    clock.advance(9_999);
    expect(first.answers).toEqual([]);
    clock.advance(1);
    expect(first.answers.map(hrefs)).toEqual([['m']]);
    const second = poll({ ack: 2 });
    channel.publish([event('l')], { priority: 'low' });
    clock.advance(29_000);
    expect(second.answers).toEqual([]);
    channel.publish([event('h')]);
    expect(second.answers.map(hrefs)).toEqual([['l']]);
    expect(poll({ ack: 3 }).answers.map(hrefs)).toEqual([['h']]);
  });

  it('waits as documented with what is not urgent: 5 and 15 s, and what is asked for between 5 s and half an hour', () => {
    const waited = (priority: 'medium' | 'low', request: Partial<PollRequest>): number => {
      const { channel, clock, poll } = bench();
      const { answers } = poll({ ack: 1, timeout: 1_800, ...request });
      channel.publish([event(priority)], { priority });
      let seconds = 0;
      for (; answers.length === 0; seconds++) clock.advance(1_000);
      expect(answers.map(hrefs)).toEqual([[priority]]);
      return seconds;
    };
    expect([waited('medium', {}), waited('low', {})]).toEqual([5, 15]);
    expect([waited('medium', { medium: 1 }), waited('low', { low: 2 })]).toEqual([5, 5]);
    expect([waited('medium', { medium: 60 }), waited('low', { low: 60 })]).toEqual([60, 60]);
    expect([waited('medium', { low: 60 }), waited('low', { medium: 60 })]).toEqual([5, 15]);
  });

  it('says nothing after the time-out, and the documented default is three minutes', () => {
    const { clock, poll } = bench();
    const first = poll({ ack: 1 });
    clock.advance(179_999);
    expect(first.answers).toEqual([]);
    clock.advance(1);
    expect(first.answers.map(hrefs)).toEqual([[]]);
    const second = poll({ ack: 2, timeout: 1 });
    clock.advance(10_000);
    expect(second.answers).toHaveLength(1);
    // Remembered.
    const third = poll({ ack: 3 });
    clock.advance(10_000);
    expect(third.answers).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps what a client did not get, and gives it again', () => {
    const { channel, poll } = bench();
    const gone = poll({ ack: 1 });
    gone.leave();
    channel.publish([event('a')]);
    expect(gone.answers).toEqual([]);
    expect(hrefs(poll({ ack: 1 }).answers[0])).toEqual(['a']);
    expect(hrefs(poll({ ack: 1 }).answers[0])).toEqual(['a']);
    expect(poll({ ack: 2 }).answers).toEqual([]);
  });

  it('sends who lost their place to the first that is not acknowledged', () => {
    const { channel, poll } = bench();
    channel.publish([event('a')]);
    for (const ack of [0, 2, 7]) expect(poll({ ack }).answers).toEqual([{ kind: 'resync', number: 1 }]);
    expect(hrefs(poll({ ack: 1 }).answers[0])).toEqual(['a']);
    expect(poll({ ack: 1_000 }).answers).toEqual([{ kind: 'resync', number: 1 }]);
  });

  it('lets the newer of two requests wait, unless it has a lower priority', () => {
    const { channel, poll } = bench();
    const [first, second] = [poll({ ack: 1, priority: 1 }), poll({ ack: 1, priority: 0 })];
    expect(second.answers).toMatchObject([
      { kind: 'failed', failure: { subcode: 'PGetReplaced', status: 409 } },
    ]);
    const third = poll({ ack: 1, priority: 2 });
    expect(first.answers).toMatchObject([{ kind: 'failed', failure: { code: 'Conflict' } }]);
    channel.publish([event('a')]);
    expect(hrefs(third.answers[0])).toEqual(['a']);
    // Whoever was replaced and goes away changes nothing for who waits.
    const fourth = poll({ ack: 2, priority: 2 });
    first.leave();
    channel.publish([event('b')]);
    expect(hrefs(fourth.answers[0])).toEqual(['b']);
  });

  it('takes nothing over from a request that it refuses', () => {
    const { channel, clock, poll } = bench();
    const first = poll({ ack: 1, priority: 2, timeout: 300 });
    expect(poll({ ack: 1, priority: 1, timeout: 10, medium: 600 }).answers).toHaveLength(1);
    channel.publish([event('m')], { priority: 'medium' });
    clock.advance(5_000);
    expect(first.answers.map(hrefs)).toEqual([['m']]);
    const second = poll({ ack: 2 });
    expect(poll({ ack: 2, priority: 1 }).answers).toMatchObject([{ failure: { subcode: 'PGetReplaced' } }]);
    clock.advance(299_000);
    expect(second.answers).toEqual([]);
  });

  it('does not take a stray request for somebody who leaves', () => {
    const { channel, clock, poll, presence } = bench();
    poll({ ack: 1 });
    poll({ ack: 7 });
    clock.advance(60_000);
    expect([channel.absence, channel.isWaiting, presence]).toEqual([0, true, [true]]);
  });

  it('tells how long nobody has been there', () => {
    const { channel, clock, poll, presence } = bench();
    clock.advance(5_000);
    expect(channel.absence).toBe(5_000);
    const { leave } = poll({ ack: 1 });
    clock.advance(60_000);
    expect(channel.absence).toBe(0);
    leave();
    clock.advance(7_000);
    expect(channel.absence).toBe(7_000);
    expect(presence).toEqual([true, false]);
  });

  it('tells all who come after the end why', () => {
    const { channel, clock, poll } = bench();
    const { answers } = poll({ ack: 1 });
    const failure = new UcwaFailure('Gone', 'TooManyApplications', 'x');
    channel.close(failure);
    channel.publish([event('late')]);
    expect(answers).toEqual([{ kind: 'failed', failure }]);
    expect(poll({ ack: 1 }).answers).toEqual([{ kind: 'failed', failure }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('renders neighbours of one sender together, and always a list of senders', () => {
    const { channel, clock, poll } = bench();
    channel.publish([event('1'), event('2'), event('3', '/d'), event('4')]);
    const [answer] = poll({ ack: 1 }).answers;
    const rendered = renderEvents('/app', answer as Exclude<PollAnswer, { kind: 'failed' }>, 1);
    expect(rendered._links).toEqual({
      self: { href: '/app/events?ack=1' },
      next: { href: '/app/events?ack=2' },
    });
    expect(rendered.sender.map(({ href, events }) => [href, events.length])).toEqual([
      ['/c', 2],
      ['/d', 1],
      ['/c', 1],
    ]);
    expect(renderEvents('/app', { kind: 'resync', number: 5 }, 9)).toEqual({
      _links: { self: { href: '/app/events?ack=9' }, resync: { href: '/app/events?ack=5' } },
      sender: [],
    });
    const empty = poll({ ack: 2 });
    clock.advance(180_000);
    const silence = renderEvents('/app', empty.answers[0] as Exclude<PollAnswer, { kind: 'failed' }>, 2);
    expect(silence.sender).toEqual([]);
  });
});

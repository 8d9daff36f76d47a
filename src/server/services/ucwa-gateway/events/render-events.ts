import type { UcwaEvent, UcwaEvents } from '../../../../protocol/ucwa';
import type { PollAnswer } from './event-channel';
import type { EventBatch } from './event-log';

/** The link that asks for batch `number`. */
export function eventsHref(application: string, number: number): string {
  return `${application}/events?ack=${number}`;
}

/** The body of an answer to a poll. */
export function renderEvents(
  application: string,
  answer: Exclude<PollAnswer, { kind: 'failed' }>,
  self: number,
): UcwaEvents {
  const link = (number: number) => ({ href: eventsHref(application, number) });
  if (answer.kind === 'resync')
    return { _links: { self: link(self), resync: link(answer.number) }, sender: [] };
  const { batch } = answer;
  return { _links: { self: link(batch.number), next: link(batch.number + 1) }, sender: sendersOf(batch) };
}

/** Neighbours of one sender share an entry: the order of all stays. */
function sendersOf({ groups }: EventBatch): { rel: string; href: string; events: UcwaEvent[] }[] {
  const senders: { rel: string; href: string; events: UcwaEvent[] }[] = [];
  for (const { sender, event } of groups.flatMap(({ events }) => events)) {
    const last = senders.at(-1);
    if (last?.href === sender.href) last.events.push(event);
    else senders.push({ rel: sender.rel, href: sender.href, events: [event] });
  }
  return senders;
}

import type { MessageSnapshot } from '../../src/session/contract';

type Groupable = Pick<MessageSnapshot, 'direction' | 'kind' | 'from' | 'at'>;

/** Messages that stand together: one author, one minute, one kind. */
export interface MessageGroup<M extends Groupable = MessageSnapshot> {
  /** True for the first group of a day. */
  readonly startsDay: boolean;
  readonly direction: M['direction'];
  readonly kind: M['kind'];
  readonly from: M['from'];
  /** Milliseconds since 1970 of the first one. */
  readonly at: number;
  readonly messages: readonly M[];
}

const MINUTE = 60_000;

/** `breaksAt`: a message that begins a group of its own in any case. */
export function groupMessages<M extends Groupable>(
  messages: readonly M[],
  breaksAt?: M,
): readonly MessageGroup<M>[] {
  const groups: (MessageGroup<M> & { messages: M[] })[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last && message !== breaksAt && belongs(last, message)) last.messages.push(message);
    else {
      const { direction, kind, from, at } = message;
      groups.push({
        startsDay: !last || !isSameDay(last.at, at),
        direction,
        kind,
        from,
        at,
        messages: [message],
      });
    }
  }
  return groups;
}

function belongs(group: MessageGroup<Groupable>, message: Groupable): boolean {
  return (
    group.kind === message.kind &&
    group.direction === message.direction &&
    group.from.uri === message.from.uri &&
    group.from.displayName === message.from.displayName &&
    Math.floor(group.at / MINUTE) === Math.floor(message.at / MINUTE)
  );
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

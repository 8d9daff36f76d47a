import type { MessageSnapshot } from '../../src/session/contract';

/** Messages that stand together: one author, one minute, one kind. */
export interface MessageGroup {
  /** True for the first group of a day. */
  readonly startsDay: boolean;
  readonly direction: MessageSnapshot['direction'];
  readonly kind: MessageSnapshot['kind'];
  readonly from: MessageSnapshot['from'];
  /** Milliseconds since 1970 of the first one. */
  readonly at: number;
  readonly messages: readonly MessageSnapshot[];
}

const MINUTE = 60_000;

export function groupMessages(messages: readonly MessageSnapshot[]): readonly MessageGroup[] {
  const groups: (MessageGroup & { messages: MessageSnapshot[] })[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last && belongs(last, message)) last.messages.push(message);
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

function belongs(group: MessageGroup, message: MessageSnapshot): boolean {
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

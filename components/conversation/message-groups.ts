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

/** A short text of an HTML message, for speech and previews only; never put where HTML is read. */
export function plainText(message: Pick<MessageSnapshot, 'body' | 'format'>): string {
  if (message.format === 'text/plain') return message.body;
  return message.body
    .replace(/<(script|style)\b[^]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&amp;/gi, '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The name to show for a participant: the display name, else the user part of the address. */
export function nameOf(participant: { readonly displayName: string; readonly uri: string }): string {
  return participant.displayName || (/^sips?:([^@;?]+)/i.exec(participant.uri)?.[1] ?? '');
}

/** One or two letters for a picture, by what the reader sees as letters; empty for a name without any. */
export function initialsOf(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  // The joiner keeps letters of joined scripts apart.
  return [...first]
    .slice(0, 1)
    .concat([...last].slice(0, 1))
    .join('\u200c')
    .toLocaleUpperCase();
}

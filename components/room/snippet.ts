export interface SnippetPart {
  readonly text: string;
  readonly isHit: boolean;
}

const LENGTH = 180;
const BEFORE = 40;

/** A part of `text` around the first of `words`, cut where they begin and end. */
export function snippet(text: string, words: readonly string[]): readonly SnippetPart[] {
  const flat = text.replace(/\s+/g, ' ').trim();
  const pattern = words.length
    ? new RegExp(`(${words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})`, 'giu')
    : undefined;
  const first = pattern ? Math.max(0, flat.search(pattern)) : 0;
  const start = first > BEFORE ? first - BEFORE : 0;
  const cut = `${start > 0 ? '…' : ''}${flat.slice(start, start + LENGTH)}${flat.length > start + LENGTH ? '…' : ''}`;
  if (!pattern) return [{ text: cut, isHit: false }];
  return cut
    .split(pattern)
    .map((part, index) => ({ text: part, isHit: index % 2 === 1 }))
    .filter((part) => part.text);
}

import { childOf, type XmlElement } from '../xml/read';
import type { XmlOutput } from '../xml/write';
import { childrenOf, compact, count, decimal, flag, listed, optional, required, written } from './attributes';
import { timeOf } from './message';
import type { HistoryBlock } from './types';

/** `bcq`. All but `last` is unverified naming. */
export function readHistory(element: XmlElement): HistoryBlock {
  const child = (name: string): XmlElement | undefined => childOf(element, name);
  const last = child('last');
  const id = child('msgid');
  const date = child('date');
  const text = child('text');
  const limit = child('limit');
  const sort = child('sortby');
  const time = (name: string): string | undefined => {
    const value = date && optional(date, name);
    return value === undefined ? undefined : timeOf(value);
  };
  return compact({
    last: last && count(last, 'cnt'),
    before: id && decimal(id, 'before'),
    after: id && decimal(id, 'after'),
    from: time('from'),
    to: time('to'),
    text: text?.text || undefined,
    matchCase: (text && flag(text, 'matchcase')) || undefined,
    exactPhrase: (text && flag(text, 'exactphrase')) || undefined,
    authors: listed(childrenOf(element, 'author').map((author) => required(author, 'uri'))),
    limit: limit && count(limit, 'cnt'),
    newestFirst: (sort && optional(sort, 'order') === 'desc') || undefined,
  });
}

export function historyElement(query: HistoryBlock): XmlOutput {
  const { last, before, after, from, to, text, matchCase, exactPhrase, authors, limit, newestFirst } = query;
  const children: XmlOutput[] = [];
  if (last !== undefined) children.push(['last', { cnt: String(last) }]);
  if (before !== undefined || after !== undefined) children.push(['msgid', { before, after }]);
  if (from !== undefined || to !== undefined) children.push(['date', { from, to }]);
  if (text !== undefined)
    children.push([
      'text',
      { matchcase: written(matchCase || undefined), exactphrase: written(exactPhrase || undefined) },
      text,
    ]);
  for (const uri of authors ?? []) children.push(['author', { uri }]);
  if (limit !== undefined) children.push(['limit', { cnt: String(limit) }]);
  if (newestFirst) children.push(['sortby', { order: 'desc' }]);
  return ['bcq', {}, ...children];
}

import type { ChatRoomUser } from '../../src/session/contract';
import { nameOf } from '../conversation/names';

/** A name that is being written after an @, up to the caret. */
export interface MentionQuery {
  /** Where the @ stands. */
  readonly start: number;
  readonly text: string;
}

const MAX_WORDS = 3;

/** As in `mentions` of the session: an @ within a word is part of an address. */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const before = text.slice(0, caret);
  const start = before.lastIndexOf('@');
  if (start < 0 || /[\p{L}\p{N}]$/u.test(before.slice(0, start))) return undefined;
  const query = before.slice(start + 1);
  const isName = /^[\p{L}\p{M}\p{N}._' -]*$/u.test(query) && !query.startsWith(' ');
  return isName && query.split(' ').length <= MAX_WORDS ? { start, text: query } : undefined;
}

/** Who may be meant: a word of the name, or the address, begins so. */
export function candidates(
  people: readonly ChatRoomUser[],
  query: string,
  limit = 6,
): readonly ChatRoomUser[] {
  const wanted = query.toLocaleLowerCase();
  const fits = (person: ChatRoomUser): boolean => {
    const name = nameOf(person).toLocaleLowerCase();
    const user = person.uri.replace(/^sips?:/i, '').toLowerCase();
    return name.startsWith(wanted) || name.includes(` ${wanted}`) || user.startsWith(wanted);
  };
  return people.filter(fits).slice(0, limit);
}

/** `text` with the name put in for what was written of it, and where the caret goes. */
export function complete(
  text: string,
  query: MentionQuery,
  person: ChatRoomUser,
): { readonly text: string; readonly caret: number } {
  const name = `@${nameOf(person)} `;
  const rest = text.slice(query.start + 1 + query.text.length).replace(/^ /, '');
  return { text: text.slice(0, query.start) + name + rest, caret: query.start + name.length };
}

export interface TextPart {
  readonly text: string;
  /** The address of who is mentioned here. */
  readonly mention?: string;
}

/** A text cut at the mentions of `people`; the longest name wins. */
export function splitMentions(text: string, people: readonly ChatRoomUser[]): readonly TextPart[] {
  if (!text.includes('@')) return [{ text }];
  const names = people
    .flatMap(({ displayName, uri }) => {
      const address = uri.replace(/^sips?:/i, '');
      return [displayName, address, address.split('@')[0] ?? ''].map((name) => ({
        name: name.toLowerCase(),
        uri,
      }));
    })
    .filter(({ name }) => name)
    .sort((a, b) => b.name.length - a.name.length);
  const lower = text.toLowerCase();
  // A few letters change their length with their case: then nothing would stand where it is looked for.
  if (lower.length !== text.length) return [{ text }];
  const parts: TextPart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at < from || /[\p{L}\p{N}]$/u.test(text.slice(0, at))) continue;
    const found = names.find(
      ({ name }) =>
        lower.startsWith(name, at + 1) &&
        !/^([\p{L}\p{N}_-]|[.@][\p{L}\p{N}])/u.test(text.slice(at + 1 + name.length)),
    );
    if (!found) continue;
    const end = at + 1 + found.name.length;
    parts.push({ text: text.slice(from, at) }, { text: text.slice(at, end), mention: found.uri });
    from = end;
  }
  parts.push({ text: text.slice(from) });
  return parts.filter((part) => part.text);
}

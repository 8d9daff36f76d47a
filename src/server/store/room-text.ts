export interface TextSearch {
  readonly text: string;
  /** As written, letter for letter. */
  readonly matchCase?: boolean;
  /** The words in this order, whole; otherwise in any order, those of three letters and more from their beginning. */
  readonly exactPhrase?: boolean;
}

/** Tokens that must follow each other; with `prefix`, the last may go on. */
export interface Phrase {
  readonly tokens: readonly string[];
  readonly prefix: boolean;
}

/** Scripts without blanks between words: each character is a token, and a word is a run of them. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])[\p{L}\p{N}\p{M}])+/gu;
const maxPhrases = 16;

/** Without case and without accents and Arabic vowel marks, so that people find what they cannot type. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036F\u064B-\u065F\u0670]/g, '')
    .normalize('NFC')
    .toLowerCase();
}

export function tokensOf(text: string): string[] {
  return foldText(text).match(token) ?? [];
}

/** What an index of words is given: tokens with blanks between. */
export function indexText(text: string): string {
  return tokensOf(text).join(' ');
}

/** What a search looks for; empty when the text has no word in it. */
export function phrasesOf({ text, exactPhrase }: TextSearch): readonly Phrase[] {
  if (exactPhrase) {
    const tokens = tokensOf(text);
    return tokens.length ? [{ tokens, prefix: false }] : [];
  }
  return text
    .split(/\s+/u)
    .map((word) => tokensOf(word))
    .filter((tokens) => tokens.length > 0)
    .slice(0, maxPhrases)
    .map((tokens) => ({ tokens, prefix: mayGoOn(tokens.at(-1) ?? '') }));
}

/** What is searched: a story's title too. */
export function searchableText({ text, story }: { text: string; story?: string | null }): string {
  return story === undefined || story === null ? text : `${story}\n${text}`;
}

/** Shorter beginnings are those of half of all words. */
function mayGoOn(word: string): boolean {
  return word.length >= 3 && !unspaced.test(word);
}

/** The part of a search that an index of folded words cannot decide. */
export function matchesCase(body: string, { text, matchCase, exactPhrase }: TextSearch): boolean {
  if (!matchCase) return true;
  const wanted = exactPhrase ? [text.trim()] : text.split(/\s+/u).filter(Boolean);
  return wanted.every((word) => body.includes(word));
}

/** The whole of a search, for stores without an index. */
export function matchesText(body: string, search: TextSearch): boolean {
  const tokens = tokensOf(body);
  const phrases = phrasesOf(search);
  return (
    phrases.length > 0 && phrases.every((phrase) => hasPhrase(tokens, phrase)) && matchesCase(body, search)
  );
}

function hasPhrase(tokens: readonly string[], { tokens: wanted, prefix }: Phrase): boolean {
  return tokens.some((_, start) =>
    wanted.every((word, offset) => {
      const found = tokens[start + offset];
      if (found === undefined) return false;
      return prefix && offset === wanted.length - 1 ? found.startsWith(word) : found === word;
    }),
  );
}

// Namespaces in XML 1.0 section 3: a Name without colon. By Unicode category, as in XML 1.0 up to its fourth edition: stricter
// than the ranges of the fifth, and a tenth of their size.
const ncName = '[\\p{L}_][\\p{L}\\p{M}\\p{N}_.\\-\\xB7]*';

/** Source of a regular expression (flag `u`) for a qualified name, with prefix and local name as two groups. */
export const qualifiedName = `(?:(${ncName}):)?(${ncName})`;

/** What XML 1.0 section 2.2 excludes: most control characters, lone surrogates, U+FFFE and U+FFFF. */
// eslint-disable-next-line no-control-regex -- these are what it looks for
export const invalidCharacter = /[\0-\x08\v\f\x0E-\x1F\uD800-\uDFFF\uFFFE\uFFFF]/u;

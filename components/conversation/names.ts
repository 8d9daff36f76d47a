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

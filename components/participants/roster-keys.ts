interface RosterKeys {
  readonly root: ParentNode;
  /** Mutes or unmutes the person with the focus. */
  readonly mute: (uri: string) => void;
  /** Asks whether to remove them. */
  readonly eject: (uri: string) => void;
  /** Closes what is open; false if nothing is. */
  readonly close: () => boolean;
}

/** Arrows, Home and End go from person to person; M mutes, Delete asks whether to remove, Escape closes what is open. */
export function onRosterKey(event: KeyboardEvent, { root, mute, eject, close }: RosterKeys): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (event.key === 'Escape') {
    if (!close()) return;
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (!(target instanceof Element) || target instanceof HTMLInputElement) return;
  const row = target.closest<HTMLElement>('.roster > .row');
  if (!row) return;
  const people = [...root.querySelectorAll<HTMLElement>('.roster .one')];
  const at = people.findIndex((one) => row.contains(one));
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: people.length - 1 }[event.key];
  const uri = row.dataset.uri ?? '';
  if (next !== undefined) people[next]?.focus();
  else if (event.key.toLowerCase() === 'm') mute(uri);
  else if (event.key === 'Delete') eject(uri);
  else return;
  event.preventDefault();
}

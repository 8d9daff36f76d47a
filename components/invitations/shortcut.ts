interface Shortcut {
  readonly key: string;
  readonly alt: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
}

/** Reads `F6` or `Alt+Shift+I`; undefined for an empty text. */
export function parseShortcut(text: string): Shortcut | undefined {
  const parts = text.split('+').map((part) => part.trim().toLowerCase());
  const key = parts.pop();
  if (!key) return undefined;
  const has = (name: string): boolean => parts.includes(name);
  return { key, alt: has('alt'), ctrl: has('ctrl'), meta: has('meta'), shift: has('shift') };
}

export function isShortcut(event: KeyboardEvent, shortcut: Shortcut | undefined): boolean {
  return (
    shortcut !== undefined &&
    event.key.toLowerCase() === shortcut.key &&
    event.altKey === shortcut.alt &&
    event.ctrlKey === shortcut.ctrl &&
    event.metaKey === shortcut.meta &&
    event.shiftKey === shortcut.shift
  );
}

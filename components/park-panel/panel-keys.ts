/** Arrows go from call to call; digits go into the field for the number. */
export function onPanelKey(event: KeyboardEvent, root: ParentNode): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (target instanceof HTMLInputElement) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const buttons = [...root.querySelectorAll<HTMLElement>('.row .pick')];
    const row = target instanceof Element ? target.closest('.row') : null;
    const at = buttons.findIndex((button) => row?.contains(button));
    const up = at < 0 ? buttons.length - 1 : at - 1;
    const next = buttons[event.key === 'ArrowDown' ? at + 1 : up];
    if (!next) return;
    event.preventDefault();
    next.focus();
  } else if (/^[\d*#]$/.test(event.key)) {
    // The digit that is being typed goes into the field by itself.
    root.querySelector<HTMLElement>('#orbit-field')?.focus();
  }
}

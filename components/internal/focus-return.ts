/** The element that has the focus, looked for through shadow roots. */
export function deepActiveElement(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Remembers where the focus was, and gives it back if that place still exists. */
export class FocusReturn {
  #from: Element | null = null;

  remember(): void {
    this.#from = deepActiveElement();
  }

  /** Focuses the remembered element, else `otherwise`. */
  restore(otherwise?: HTMLElement): void {
    const from = this.#from;
    this.#from = null;
    const target =
      from instanceof HTMLElement && from.isConnected && from !== document.body ? from : otherwise;
    target?.focus();
  }
}

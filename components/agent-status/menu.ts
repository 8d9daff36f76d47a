import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { icons } from '../internal/icons';

export interface MenuItem<V> {
  readonly value: V;
  readonly text: string;
  readonly checked: boolean;
  readonly icon?: TemplateResult;
}

/**
 * A menu of which one item is chosen, below its button, in the top layer. Arrows, Home, End and the first letters move; Escape, Tab
 * or a click elsewhere leave, and the focus goes back to the button.
 */
export class Menu<V> {
  readonly #menu = createRef<HTMLElement>();
  #button: HTMLElement | undefined;
  #typed = '';
  #typedAt = 0;

  constructor(private readonly host: LitElement) {}

  get isOpen(): boolean {
    return this.#menu.value?.matches(':popover-open') ?? false;
  }

  open(button: HTMLElement): void {
    const menu = this.#menu.value;
    if (!menu || this.isOpen) return;
    this.#button = button;
    menu.showPopover();
    this.#place(menu, button);
    (menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? this.#items()[0])?.focus();
  }

  toggle(button: HTMLElement): void {
    if (this.isOpen) this.close();
    else this.open(button);
  }

  close(): void {
    if (!this.isOpen) return;
    this.#menu.value?.hidePopover();
    this.#button?.focus();
  }

  render(label: string, items: readonly MenuItem<V>[], onChoose: (value: V) => void): TemplateResult {
    return html`<div
      class="menu"
      part="menu"
      popover="auto"
      role="menu"
      aria-label=${label}
      ${ref(this.#menu)}
      @toggle=${this.#onToggle}
      @keydown=${this.#onKey}
    >
      ${items.map(
        ({ value, text, checked, icon }) =>
          html`<button
            class="item"
            type="button"
            role="menuitemradio"
            tabindex="-1"
            aria-checked=${checked}
            @click=${() => {
              this.close();
              onChoose(value);
            }}
          >
            ${icon ?? nothing}<span>${text}</span>${checked ? icons.check : nothing}
          </button>`,
      )}
    </div>`;
  }

  #items(): HTMLElement[] {
    return [...(this.#menu.value?.querySelectorAll<HTMLElement>('[role="menuitemradio"]') ?? [])];
  }

  /** Below the button, at its start, and wholly inside the window. Set by script: a strict policy forbids the attribute. */
  #place(menu: HTMLElement, button: HTMLElement): void {
    const at = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    const { innerWidth, innerHeight } = window;
    const start = getComputedStyle(button).direction === 'rtl' ? at.right - width : at.left;
    const below = at.bottom + 4;
    const top = below + height > innerHeight - 8 && at.top - height - 4 > 8 ? at.top - height - 4 : below;
    menu.style.setProperty('left', `${Math.max(8, Math.min(start, innerWidth - width - 8))}px`);
    menu.style.setProperty('top', `${Math.max(8, top)}px`);
  }

  /** Light dismissal closes without us. */
  readonly #onToggle = (): void => this.host.requestUpdate();

  readonly #onKey = (event: KeyboardEvent): void => {
    const items = this.#items();
    const from = items.findIndex((item) => item === this.host.shadowRoot?.activeElement);
    const to = this.#target(event.key, items, from);
    if (event.key === 'Tab' || event.key === 'Escape') {
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
      }
      this.close();
    } else if (to) {
      event.preventDefault();
      to.focus();
    }
  };

  #target(key: string, items: HTMLElement[], from: number): HTMLElement | undefined {
    if (key === 'ArrowDown') return items[(from + 1) % items.length];
    if (key === 'ArrowUp') return items.at(from <= 0 ? -1 : from - 1);
    if (key === 'Home') return items[0];
    if (key === 'End') return items.at(-1);
    if ([...key].length !== 1 || key === ' ') return undefined;
    const now = performance.now();
    this.#typed = (now - this.#typedAt < 700 ? this.#typed : '') + key.toLocaleLowerCase();
    this.#typedAt = now;
    const order = [...items.slice(from + (this.#typed.length > 1 ? 0 : 1)), ...items];
    return order.find((item) => item.textContent?.trim().toLocaleLowerCase().startsWith(this.#typed));
  }
}

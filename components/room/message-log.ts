import { html, type LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

const KEPT = 5;
/** More than this at one time are counted, not read out. */
const BURST = 3;

/** What screen readers hear of new messages: a log beside the list, so that pages of history and moving about in it are never read out. */
export class MessageLog {
  #lines: readonly { readonly id: number; readonly text: string }[] = [];
  #arrived: string[] = [];
  #count = 0;

  constructor(
    private readonly host: LitElement,
    private readonly countText: (count: number) => string,
  ) {}

  add(text: string): void {
    this.#arrived.push(text);
    if (this.#arrived.length === 1) queueMicrotask(() => this.#flush());
  }

  clear(): void {
    this.#lines = [];
  }

  render(label: string): TemplateResult {
    return html`<div class="visually-hidden" role="log" aria-label=${label} aria-live="polite">
      ${repeat(
        this.#lines,
        ({ id }) => id,
        ({ text }) => html`<p>${text}</p>`,
      )}
    </div>`;
  }

  #flush(): void {
    const arrived = this.#arrived.splice(0);
    const texts = arrived.length > BURST ? [this.countText(arrived.length)] : arrived;
    const added = texts.map((text) => ({ id: ++this.#count, text }));
    this.#lines = [...this.#lines, ...added].slice(-KEPT);
    this.host.requestUpdate();
  }
}

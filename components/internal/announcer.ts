import { html, type LitElement, type TemplateResult } from 'lit';

/**
 * A polite live region inside its host. Render it once and always (`${this.announcer.render()}`), then `announce()`; the same text twice
 * is spoken twice.
 */
export class Announcer {
  #text = '';
  #odd = false;

  constructor(private readonly host: LitElement) {}

  announce(text: string): void {
    this.#odd = !this.#odd;
    // A no-break space makes an equal text a new one; screen readers do not speak it.
    this.#text = this.#odd ? text : `${text}\u00a0`;
    this.host.requestUpdate();
  }

  render(): TemplateResult {
    return html`<div class="visually-hidden" role="status" aria-live="polite">${this.#text}</div>`;
  }
}

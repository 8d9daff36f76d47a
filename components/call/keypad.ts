import { html, nothing, type TemplateResult } from 'lit';
import type { CallStrings } from './strings';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
const LETTERS = ['', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ', '', '', ''] as const;

/** The keys of a telephone, by click and by keyboard. `sent`: what the other side has been sent; `asked`: what a menu wants to know. */
export function keypad(
  t: CallStrings,
  sent: string,
  asked: string,
  press: (tone: string) => void,
): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tone = event.key.toUpperCase();
    if (!/^[\dA-D*#]$/.test(tone)) return;
    event.preventDefault();
    press(tone);
  };
  return html`<div class="keypad" role="group" aria-label=${t.keypad} @keydown=${onKey}>
    ${asked ? html`<p class="asked" dir="auto">${asked}</p>` : nothing}
    <p class="digits" dir="ltr" aria-live="polite">
      ${sent ? html`<span class="visually-hidden">${t.sent('')}</span>${sent}` : nothing}
    </p>
    <div class="keys" dir="ltr">
      ${KEYS.map(
        (key, index) =>
          html`<button type="button" class="key" @click=${() => press(key)}>
            <span>${key}</span><small>${LETTERS[index]}</small>
          </button>`,
      )}
    </div>
    ${asked ? nothing : html`<p class="hint">${t.keypadHint}</p>`}
  </div>`;
}

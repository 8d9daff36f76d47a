import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import { copy as copyIcon } from './icons';
import { colourOf, partyName } from './ladder.template';
import type { SipTraceStrings } from './strings/index';
import type { TraceRow } from './trace-log';

export function renderDetails(
  row: TraceRow | undefined,
  texts: SipTraceStrings,
  act: { copy(row: TraceRow): void; close(): void },
): TemplateResult {
  if (!row) return html`<p class="hint" part="details">${texts.choose}</p>`;
  const { dialog } = row;
  return html`<section class="details" part="details" aria-label=${texts.details}>
    <header>
      <p class=${colourOf(dialog.number)}>
        <span class="badge">${dialog.number}</span>
        <strong>${texts.purposes[dialog.purpose]}</strong>
        ${dialog.event ? html`<span dir="ltr">${dialog.event}</span>` : nothing}
        <span class="party" dir="ltr">${partyName(dialog.party, texts)}</span>
      </p>
      <button
        class="icon-button"
        part="copy-one"
        aria-label=${texts.copyOne}
        title=${texts.copyOne}
        @click=${() => act.copy(row)}
      >
        ${copyIcon}
      </button>
      <button
        class="icon-button"
        part="close"
        aria-label=${texts.close}
        title=${texts.close}
        @click=${() => act.close()}
      >
        ${icons.close}
      </button>
    </header>
    <pre dir="ltr" tabindex="0" aria-label=${texts.details}>${renderText(row.text)}</pre>
  </section>`;
}

/** The start line and the names of headers stand out; everything is text. */
function renderText(text: string): TemplateResult {
  const end = text.search(/\r?\n\r?\n/);
  const head = end < 0 ? text : text.slice(0, end);
  const body = end < 0 ? '' : text.slice(end);
  const [startLine = '', ...lines] = head.split(/\r?\n/);
  return html`<b>${startLine}</b>${lines.map((line) => {
      const colon = /^[ \t]/.test(line) ? -1 : line.indexOf(':');
      return colon < 0
        ? `\n${line}`
        : html`${'\n'}<span class="name">${line.slice(0, colon)}</span>${line.slice(colon)}`;
    })}${body.replace(/\r\n/g, '\n')}`;
}

import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import type { ParkPanelStrings } from './strings';

export interface Note {
  readonly key: number;
  /** In the language that is shown now. */
  readonly text: (t: ParkPanelStrings) => string;
  /** Of a failure: why. */
  readonly code?: string;
}

/** What did not work, and what became of calls. Each stays until it was read. */
export function notesView(
  t: ParkPanelStrings,
  reasons: Readonly<Record<string, string>>,
  failure: Note | undefined,
  notes: readonly Note[],
  dismiss: (note: Note) => void,
): TemplateResult {
  const close = (note: Note): TemplateResult =>
    html`<button
      class="icon-button"
      type="button"
      aria-label=${t.dismiss}
      title=${t.dismiss}
      @click=${() => dismiss(note)}
    >
      ${icons.close}
    </button>`;
  return html`${
    failure
      ? html`<div class="banner danger note" part="failure" role="alert">
          ${icons.alert}<span
            ><strong>${failure.text(t)}</strong>
            ${failure.code ? (reasons[failure.code] ?? reasons['server-error']) : nothing}</span
          >${close(failure)}
        </div>`
      : nothing
  }${notes.map(
    (note) =>
      html`<div class="banner note" part="note">
        ${icons.info}<span><bdi>${note.text(t)}</bdi></span
        >${close(note)}
      </div>`,
  )}`;
}

import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import { clear, copy, pause, resume } from './icons';
import { colourOf } from './ladder.template';
import type { SipTraceStrings } from './strings/index';
import type { TraceDialog } from './trace-log';

export interface BarView {
  readonly filter: string;
  readonly isPaused: boolean;
  readonly isEmpty: boolean;
  readonly status: string;
  onFilter(filter: string): void;
  onPause(): void;
  onClear(): void;
  onCopy(): void;
  onDownload(): void;
}

export function renderBar(t: SipTraceStrings, view: BarView): TemplateResult {
  const button = (name: string, icon: TemplateResult, act: () => void, isOff: boolean): TemplateResult =>
    html`<button class="icon-button" aria-label=${name} title=${name} ?disabled=${isOff} @click=${act}>
      ${icon}
    </button>`;
  return html`<div class="bar" part="bar" role="group" aria-label=${t.label}>
    <input
      type="search"
      aria-label=${t.filter}
      placeholder=${t.filterHint}
      spellcheck="false"
      autocomplete="off"
      .value=${view.filter}
      @input=${(event: Event) => view.onFilter((event.target as HTMLInputElement).value)}
    />
    <span class="count">${view.status}</span>
    ${button(view.isPaused ? t.resume : t.pause, view.isPaused ? resume : pause, () => view.onPause(), false)}
    ${button(t.copyAll, copy, () => view.onCopy(), view.isEmpty)}
    ${button(t.download, icons.download, () => view.onDownload(), view.isEmpty)}
    ${button(t.clear, clear, () => view.onClear(), view.isEmpty)}
  </div>`;
}

export function renderDialogs(
  t: SipTraceStrings,
  dialogs: readonly TraceDialog[],
  chosen: number | undefined,
  choose: (number: number | undefined) => void,
): TemplateResult {
  if (dialogs.length === 0) return html`<span></span>`;
  return html`<div class="dialogs" part="dialogs" role="group" aria-label=${t.dialogs}>
    <button class="chip all" aria-pressed=${chosen === undefined} @click=${() => choose(undefined)}>
      ${t.allDialogs}
    </button>
    ${dialogs.map(
      ({ number, purpose, event }) =>
        html`<button
          class="chip ${colourOf(number)}"
          aria-pressed=${chosen === number}
          @click=${() => choose(chosen === number ? undefined : number)}
        >
          <span class="badge">${number}</span> ${t.purposes[purpose]}
          ${event ? html`<small dir="ltr">${event}</small>` : nothing}
        </button>`,
    )}
  </div>`;
}

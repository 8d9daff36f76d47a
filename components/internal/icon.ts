import { html, type TemplateResult } from 'lit';

/** Each drawing is one path, so that all share one template; `flips` mirrors it in right-to-left text. */
export function icon(path: string, flips = false): TemplateResult {
  return html`<svg class=${flips ? 'flip' : ''} viewBox="0 0 24 24" aria-hidden="true">
    <path d=${path}></path>
  </svg>`;
}

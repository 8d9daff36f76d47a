import { html, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import type { SupervisorStrings } from './strings';

/** Instead of the centre: what is known is nothing, and why. */
export function noCentre(
  code: string | undefined,
  isConnected: boolean,
  t: SupervisorStrings,
): TemplateResult {
  if (code !== undefined && isConnected)
    return html`<div class="banner warning" part="not-allowed">
      ${icons.shield}<span><strong>${t.notAllowed}.</strong> ${t.notAllowedHint}</span>
    </div>`;
  if (!isConnected) return offline(t);
  return html`<div class="banner" part="loading">
    <span class="spinner"></span><span>${t.loading}</span>
  </div>`;
}

export function offline(t: SupervisorStrings): TemplateResult {
  return html`<div class="banner warning" part="offline">
    ${icons.offline}<span><strong>${t.notConnected}.</strong> ${t.notConnectedHint}</span>
  </div>`;
}

import { svg, type TemplateResult } from 'lit';
import { html } from 'lit';
import type { PresenceAvailability } from '../../src/session/contract';

/** A shape for each, not a colour alone: a tick, a disc, a bar, hands of a clock, a cross. */
const SHAPES: Record<PresenceAvailability, TemplateResult> = {
  online: svg`<circle class="fill" cx="10" cy="10" r="8" /><path class="cut" d="m6.5 10.3 2.400 2.400 4.600-5" />`,
  busy: svg`<circle class="fill" cx="10" cy="10" r="8" />`,
  'do-not-disturb': svg`<circle class="fill" cx="10" cy="10" r="8" /><path class="cut" d="M6.300 10h7.400" />`,
  'be-right-back': svg`<circle class="fill" cx="10" cy="10" r="8" /><path class="cut" d="M10 5.800V10l2.800 1.800" />`,
  away: svg`<circle class="line" cx="10" cy="10" r="7" /><path class="line" d="M10 6V10l2.600 1.600" />`,
  offline: svg`<circle class="line" cx="10" cy="10" r="7" /><path class="line" d="m7.600 7.600 4.800 4.800m0-4.800-4.800 4.800" />`,
};

export function presenceIcon(availability: PresenceAvailability): TemplateResult {
  return html`<svg class="presence ${availability}" viewBox="0 0 20 20" aria-hidden="true">
    ${SHAPES[availability]}
  </svg>`;
}

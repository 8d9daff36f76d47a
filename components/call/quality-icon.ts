import { html, svg, type TemplateResult } from 'lit';
import type { CallQualityLevel } from '../../src/session/contract';

const BARS: Readonly<Record<CallQualityLevel, number>> = { good: 4, fair: 3, poor: 2, bad: 1 };

/** Four bars; the level stands beside it in words. */
export function qualityIcon(level: CallQualityLevel): TemplateResult {
  return html`<svg class="bars" viewBox="0 0 16 16" aria-hidden="true">
    ${[0, 1, 2, 3].map(
      (index) =>
        svg`<rect class=${index < BARS[level] ? 'on' : 'off'} x=${index * 4} y=${11 - index * 3.4} width="2.6" height=${
          4 + index * 3.4
        } rx="0.8" />`,
    )}
  </svg>`;
}

import { css } from 'lit';

export const sipTraceStyles = css`
  :host {
    --_mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'Liberation Mono', monospace;
    --_lane: 132px;
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-block-size: 260px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    overflow: hidden;
    container-type: inline-size;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    padding: 8px;
    border-block-end: 1px solid var(--_border);
  }
  .bar input {
    flex: 1 1 180px;
    min-inline-size: 0;
    min-block-size: 36px;
    padding: 4px 12px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  .count {
    margin-inline: 8px;
    color: var(--_muted);
    font-size: 0.87em;
    font-variant-numeric: tabular-nums;
  }
  .dialogs {
    display: flex;
    gap: 4px;
    padding: 6px 8px;
    border-block-end: 1px solid var(--_border);
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .chip {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 6px;
    min-block-size: 28px;
    padding-block: 2px;
    padding-inline: 4px 10px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.83em;
    cursor: pointer;
  }
  .chip.all {
    padding-inline: 10px;
  }
  .chip:hover {
    background: var(--_raised);
  }
  .chip[aria-pressed='true'] {
    border-color: var(--_colour, var(--_accent));
    background: color-mix(in srgb, var(--_colour, var(--_accent)) 12%, var(--_surface));
  }
  .badge {
    display: inline-grid;
    place-content: center;
    min-inline-size: 20px;
    block-size: 20px;
    padding-inline: 4px;
    border-radius: 999px;
    background: var(--_colour);
    color: var(--_surface);
    font-size: 11px;
    font-weight: 700;
  }
  .main {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    min-block-size: 0;
  }
  .main:not(.open) {
    grid-template-columns: minmax(0, 1fr);
  }
  .ladder {
    min-block-size: 0;
    overflow: auto;
    text-align: start;
  }
  .heads {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(var(--_lane), 1fr);
    inline-size: max-content;
    min-inline-size: 100%;
    padding-inline-start: 108px;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  .head {
    padding: 6px 4px;
    overflow: hidden;
    font-size: 0.83em;
    font-weight: 600;
    text-align: center;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rows {
    inline-size: max-content;
    min-inline-size: 100%;
  }
  .row {
    display: grid;
    grid-template-columns: 108px minmax(0, 1fr);
    block-size: 40px;
    cursor: pointer;
    content-visibility: auto;
    contain-intrinsic-block-size: 40px;
  }
  .row:hover {
    background: var(--_raised);
  }
  .row[aria-selected='true'] {
    background: color-mix(in srgb, var(--_colour) 14%, var(--_surface));
    box-shadow: inset 3px 0 var(--_colour);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .stamp {
    display: grid;
    align-content: center;
    padding-inline: 10px 6px;
    color: var(--_muted);
    font: 11px/1.35 var(--_mono);
  }
  .stamp small {
    font-size: 10px;
  }
  .lanes {
    position: relative;
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(var(--_lane), 1fr);
  }
  .lane {
    border-inline-end: 1px solid var(--_border);
    margin-inline-end: 50%;
  }
  .arrow {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    overflow: visible;
  }
  .arrow,
  .arrow svg {
    stroke: none;
  }
  .arrow svg {
    inline-size: auto;
    block-size: auto;
    overflow: visible;
  }
  .arrow line {
    stroke: var(--_colour);
    stroke-width: 1.75;
  }
  .provisional .arrow line {
    stroke-dasharray: 5 4;
  }
  .success .arrow line {
    stroke-dasharray: 9 3;
  }
  .tip path {
    fill: var(--_colour);
    stroke: var(--_colour);
    stroke-width: 1;
  }
  .arrow text {
    fill: var(--_text);
    font: 12px var(--_mono);
    text-anchor: middle;
  }
  .failure .arrow text {
    fill: var(--_danger);
    font-weight: 700;
  }
  .failure .arrow line {
    stroke: var(--_danger);
  }
  .failure .tip path {
    fill: var(--_danger);
    stroke: var(--_danger);
  }
  .number circle {
    fill: var(--_colour);
  }
  .arrow .number text {
    fill: var(--_surface);
    font: 700 11px var(--_font);
  }
  .plain {
    display: none;
  }
  .details {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-inline-size: 0;
    min-block-size: 0;
    border-inline-start: 1px solid var(--_border);
    background: var(--_raised);
  }
  .details header {
    display: flex;
    align-items: center;
    padding-block: 4px;
    padding-inline: 12px 4px;
    border-block-end: 1px solid var(--_border);
  }
  .details header p {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    min-inline-size: 0;
    margin: 0;
    font-size: 0.87em;
  }
  .party {
    color: var(--_muted);
  }
  pre {
    margin: 0;
    padding: 12px;
    overflow: auto;
    font: 12px/1.55 var(--_mono);
    text-align: left;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  pre:focus-visible {
    outline-offset: -2px;
  }
  pre .name {
    color: var(--_muted);
  }
  .hint {
    place-self: center;
    max-inline-size: 44ch;
    margin: 0;
    padding: 24px;
    color: var(--_muted);
    text-align: center;
  }
  .colour-0 {
    --_colour: light-dark(#3355d1, #a3b8ff);
  }
  .colour-1 {
    --_colour: light-dark(#9a3b00, #ffb38a);
  }
  .colour-2 {
    --_colour: light-dark(#17693f, #7fd6a4);
  }
  .colour-3 {
    --_colour: light-dark(#8a2a84, #f0a6ea);
  }
  .colour-4 {
    --_colour: light-dark(#006673, #76d7e5);
  }
  .colour-5 {
    --_colour: light-dark(#7a5a00, #e9c65b);
  }
  .colour-6 {
    --_colour: light-dark(#a12a4b, #ffa3b9);
  }
  .colour-7 {
    --_colour: light-dark(#4d5566, #c2cad9);
  }
  @container (inline-size < 720px) {
    .main.open {
      grid-template-rows: minmax(0, 1fr) minmax(0, 1fr);
      grid-template-columns: minmax(0, 1fr);
    }
    .details {
      border-block-start: 1px solid var(--_border);
      border-inline-start: 0;
    }
  }
  /* Lifelines need room; a narrow page reads the same as a list. */
  @container (inline-size < 480px) {
    .heads,
    .lanes {
      display: none;
    }
    .rows {
      inline-size: 100%;
    }
    .row {
      grid-template-columns: 92px minmax(0, 1fr);
    }
    .plain {
      display: flex;
      align-items: center;
      gap: 6px;
      min-inline-size: 0;
      overflow: hidden;
      font-size: 0.83em;
      white-space: nowrap;
    }
    .plain strong {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .failure .plain strong {
      color: var(--_danger);
    }
    .plain small {
      flex: none;
      color: var(--_muted);
    }
  }
  @media (forced-colors: active) {
    .arrow line,
    .tip path {
      stroke: CanvasText;
    }
    .badge,
    .chip[aria-pressed='true'],
    .row[aria-selected='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;

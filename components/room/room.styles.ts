import { css } from 'lit';

export const roomStyles = css`
  .middle {
    position: relative;
    flex: 1;
    display: flex;
    min-block-size: 0;
  }
  .column {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .scroller {
    position: relative;
    overflow-anchor: none;
  }
  /* What is out of sight is neither laid out nor painted; it keeps the height it had, or may have. */
  .group {
    content-visibility: auto;
    contain-intrinsic-size: auto 76px;
    padding: 3px;
    margin: -3px;
  }
  .number {
    font-size: 0.87em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .icon-button.people {
    inline-size: auto;
    gap: 4px;
    padding-inline: 8px;
  }
  .icon-button[aria-expanded='true'] {
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .beginning {
    align-self: center;
    margin: 0 0 12px;
    color: var(--_muted);
    font-size: 0.82em;
  }
  .earlier .spinner {
    inline-size: 12px;
    block-size: 12px;
  }
  .new-line {
    display: flex;
    align-items: center;
    gap: 10px;
    color: var(--_danger);
    font-size: 0.78em;
    font-weight: 650;
  }
  .new-line::before,
  .new-line::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: currentColor;
  }
  .high {
    display: flex;
    align-items: center;
    gap: 4px;
    font-size: 0.78em;
    font-weight: 650;
  }
  .high svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .incoming .high {
    color: var(--_danger);
  }
  .incoming .bubble:has(> .high) {
    background: var(--_danger-soft);
  }
  .incoming .bubble:has(> .mentioned) {
    box-shadow: inset 3px 0 var(--_warning);
    background: var(--_warning-soft);
  }
  :host(:state(rtl)) .incoming .bubble:has(> .mentioned) {
    box-shadow: inset -3px 0 var(--_warning);
  }
  .bubble mark {
    padding: 0 2px;
    border-radius: 4px;
    background: color-mix(in srgb, currentColor 14%, transparent);
    color: inherit;
    font-weight: 600;
  }
  .story summary {
    min-block-size: 24px;
    font-weight: 650;
    cursor: pointer;
  }
  .story[open] summary {
    margin-block-end: 6px;
  }
  .message.target > .bubble {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  .message:focus-visible {
    outline: 0;
  }
  .failed {
    flex-wrap: wrap;
  }
  .reader-note {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0;
    padding: 14px 16px;
    border-block-start: 1px solid var(--_border);
    color: var(--_muted);
    font-size: 0.93em;
  }
  .gone {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 8px;
    padding: 16px;
    border-block-start: 1px solid var(--_border);
    text-align: center;
  }
  .column > .gone {
    flex: 1;
    border: 0;
  }
  .gone p {
    margin: 0;
    color: var(--_muted);
    font-size: 0.93em;
  }
  .foot {
    padding-block-start: 4px;
  }
  .drawer {
    display: flex;
    flex-direction: column;
    inline-size: min(300px, 44%);
    min-block-size: 0;
    border-inline-start: 1px solid var(--_border);
    background: var(--_surface);
  }
  .drawer-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    padding: 8px 8px 0 16px;
  }
  :host(:state(rtl)) .drawer-head {
    padding: 8px 16px 0 8px;
  }
  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: 650;
  }
  .drawer-body {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    display: grid;
    align-content: start;
    gap: 12px;
    padding: 8px 16px 16px;
    scrollbar-width: thin;
    scrollbar-color: var(--_border) transparent;
  }
  .drawer-body > .spinner {
    margin: 16px auto;
  }
  @container (inline-size < 640px) {
    .drawer {
      position: absolute;
      inset: 0;
      z-index: 2;
      inline-size: auto;
      border: 0;
    }
    header {
      padding-inline: 12px;
      gap: 8px;
    }
    .actions {
      gap: 0;
    }
  }
  @container (inline-size < 400px) {
    header {
      flex-wrap: wrap;
      gap: 2px 8px;
    }
    header > .avatar {
      display: none;
    }
    .who {
      flex-basis: 100%;
    }
  }
  .roster,
  .results {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .person {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .words {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .words small {
    display: block;
    color: var(--_muted);
  }
  .invite {
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_border);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
    gap: 12px;
  }
  .match {
    display: grid;
    gap: 2px;
    inline-size: 100%;
    padding: 8px 10px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .match:hover {
    background: var(--_raised);
  }
  .match-head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 8px;
    font-size: 0.82em;
    color: var(--_muted);
  }
  .match-head bdi {
    color: var(--_text);
    font-weight: 600;
  }
  .match-room {
    font-size: 0.82em;
    color: var(--_muted);
  }
  .match-text {
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }
  .match mark {
    background: var(--_warning-soft);
    color: inherit;
    font-weight: 650;
  }
  .disable {
    display: grid;
    gap: 8px;
    justify-items: start;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_border);
    font-size: 0.93em;
  }
  .disable p {
    margin: 0;
  }
  @media (forced-colors: active) {
    .new-line::before,
    .new-line::after {
      background: CanvasText;
    }
    .incoming .bubble:has(> .mentioned) {
      border-inline-start-width: 4px;
    }
  }
`;

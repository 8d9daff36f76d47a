import { css } from 'lit';

/** Tabs, faces and the room an application gets. */
export const contextPaneStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
    background: var(--_surface);
  }
  .tabs {
    display: flex;
    flex: none;
    gap: 4px;
    padding: 0 12px;
    overflow-x: auto;
    border-block-end: 1px solid var(--_border);
    scrollbar-width: thin;
  }
  .tab {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    flex: none;
    max-inline-size: 16em;
    min-block-size: 44px;
    padding: 4px 10px;
    border: 0;
    border-block: 2px solid transparent;
    background: none;
    color: var(--_muted);
    font: inherit;
    font-weight: 550;
    cursor: pointer;
    transition: color var(--_speed);
  }
  .tab:hover {
    color: var(--_text);
  }
  .tab[aria-selected='true'] {
    border-block-end-color: var(--_accent);
    color: var(--_text);
  }
  .tab:focus-visible {
    outline-offset: -3px;
    border-radius: 8px;
  }
  .tab-name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .dot {
    flex: none;
    inline-size: 9px;
    block-size: 9px;
    border: 2px solid var(--_muted);
    border-radius: 50%;
  }
  .dot.live {
    border-color: var(--_success);
    background: var(--_success);
  }
  .dot.establishing,
  .dot.recovering {
    border-color: var(--_warning);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .dot.failed,
  .dot.blocked {
    border-color: var(--_danger);
    border-radius: 2px;
    background: var(--_danger);
    rotate: 45deg;
  }
  .dot.blocked {
    border-color: var(--_warning);
    background: none;
  }
  .dot.ended,
  .dot.none {
    opacity: 0.75;
  }
  .unseen {
    flex: none;
    padding: 0 7px;
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.73em;
    line-height: 1.6;
  }
  @keyframes breathe {
    to {
      opacity: 0.35;
    }
  }
  .panel {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    gap: 12px;
    min-block-size: 0;
    padding: 16px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .panel:focus-visible {
    outline-offset: -2px;
  }
  .panel.bare {
    padding: 0;
    gap: 0;
  }
  .panel.bare > :is(.face, .caution) {
    margin: 12px 12px 0;
  }
  .panel.bare > .caution:last-of-type {
    margin-block-end: 12px;
  }
  .application {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
  }
  .application.small {
    min-inline-size: 300px;
    min-block-size: 200px;
  }
  .application.medium {
    min-inline-size: 400px;
    min-block-size: 600px;
  }
  .application.large {
    min-inline-size: 800px;
    min-block-size: 600px;
  }
  iframe {
    flex: 1 1 auto;
    inline-size: 100%;
    border: 0;
    background: var(--_surface);
  }
  .face,
  .caution {
    display: flex;
    align-items: flex-start;
    gap: 10px;
    padding: 10px 12px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
    font-size: 0.93em;
  }
  .face p,
  .caution p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .face strong,
  .caution strong {
    font-weight: 600;
  }
  .face.recovering,
  .face.establishing,
  .caution {
    background: var(--_warning-soft);
  }
  .face.failed {
    background: var(--_danger-soft);
  }
  .face > svg {
    margin-block-start: 1px;
    color: var(--_muted);
  }
  .face:is(.recovering, .establishing, .blocked) > svg,
  .caution > svg {
    color: var(--_warning);
  }
  .face.failed > svg {
    color: var(--_danger);
  }
  .face-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 8px;
  }
  .face-actions a {
    text-decoration: none;
  }
  .face-actions svg {
    inline-size: 16px;
    block-size: 16px;
  }
  code {
    font:
      0.93em ui-monospace,
      'Cascadia Mono',
      Menlo,
      monospace;
    overflow-wrap: anywhere;
  }
  .empty {
    display: grid;
    flex: 1 1 auto;
    place-content: center;
    justify-items: center;
    gap: 6px;
    padding: 32px 24px;
    color: var(--_muted);
    text-align: center;
  }
  .empty svg {
    inline-size: 32px;
    block-size: 32px;
    margin-block-end: 6px;
    opacity: 0.8;
    stroke-width: 1.4;
  }
  .empty strong {
    color: var(--_text);
    font-weight: 600;
  }
  .empty p {
    max-inline-size: 34ch;
    margin: 0;
    font-size: 0.93em;
    text-wrap: pretty;
  }
  .plain {
    margin: 0;
    padding: 12px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
    font: inherit;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    .tab {
      border-block-color: Canvas;
    }
    .tab[aria-selected='true'] {
      border-block-end-color: Highlight;
    }
    .dot {
      forced-color-adjust: none;
      border-color: CanvasText;
    }
    .dot:is(.live, .failed, .blocked) {
      background: CanvasText;
    }
    .face,
    .caution {
      border: 1px solid CanvasText;
    }
  }
`;

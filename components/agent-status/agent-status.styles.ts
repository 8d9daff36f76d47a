import { css } from 'lit';

export const agentStatusStyles = css`
  :host {
    min-inline-size: 0;
  }
  .status,
  .controls {
    display: grid;
    gap: 12px;
  }
  :host([compact]) .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .presence-button,
  .reason-button {
    justify-content: flex-start;
    min-inline-size: 0;
  }
  .presence-button > span {
    flex: 1 1 auto;
    text-align: start;
  }
  .presence-button[data-pending] > svg.presence {
    animation: breathe 900ms ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.3;
    }
  }
  svg.caret {
    inline-size: 16px;
    block-size: 16px;
    color: var(--_muted);
  }
  svg.presence {
    inline-size: 18px;
    block-size: 18px;
    color: var(--_muted);
  }
  .presence.online {
    color: var(--_success);
  }
  .presence:is(.busy, .do-not-disturb) {
    color: var(--_danger);
  }
  .presence:is(.be-right-back, .away) {
    color: var(--_warning);
  }
  .presence .fill {
    fill: currentColor;
    stroke: none;
  }
  .presence .cut {
    stroke: var(--_surface);
    stroke-width: 2;
  }
  .presence .line {
    stroke-width: 2;
  }
  .menu {
    position: fixed;
    inset: auto;
    min-inline-size: 200px;
    max-inline-size: calc(100vw - 16px);
    margin: 0;
    padding: 6px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  .item {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 10px;
    border: 0;
    border-radius: 6px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .item:hover,
  .item:focus-visible {
    background: var(--_raised);
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item > span {
    flex: 1 1 auto;
  }
  .item > svg:last-child:not(.presence) {
    inline-size: 18px;
    color: var(--_accent);
  }
  .readiness {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  .switch {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    padding: 0;
    border: 0;
    border-radius: 99px;
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 550;
    text-align: start;
    cursor: pointer;
  }
  /* What they say is still true while they cannot be changed, so it stays readable. */
  .presence-button[aria-disabled='true'],
  .reason-button[aria-disabled='true'],
  .switch[aria-disabled='true'] {
    opacity: 1;
    color: var(--_muted);
    cursor: default;
  }
  .presence-button[aria-disabled='true'] > .caret,
  .reason-button[aria-disabled='true'] > .caret {
    visibility: hidden;
  }
  .track {
    position: relative;
    flex: none;
    inline-size: 40px;
    block-size: 24px;
    border: 2px solid var(--_control-border);
    border-radius: 99px;
    background: var(--_raised);
    transition:
      background-color var(--_speed),
      border-color var(--_speed);
  }
  .track::after {
    position: absolute;
    inset-block: 3px;
    inset-inline-start: 3px;
    inline-size: 14px;
    border-radius: 50%;
    background: var(--_control-border);
    content: '';
    transition:
      inset-inline-start var(--_speed) var(--_ease),
      background-color var(--_speed);
  }
  .switch[aria-checked='true'] .track {
    border-color: var(--_success);
    background: var(--_success);
  }
  .switch[aria-checked='true'] .track::after {
    inset-inline-start: 19px;
    background: var(--_surface);
  }
  .hint {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .notice {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    padding: 8px 12px;
    border-radius: var(--_radius-small);
    background: var(--_warning-soft);
    font-size: 0.93em;
  }
  .notice svg {
    color: var(--_warning);
  }
  .notice.failure {
    background: var(--_danger-soft);
  }
  .notice.failure svg {
    color: var(--_danger);
  }
  .wrap-up {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 12px;
    padding: 8px 12px;
    border-radius: var(--_radius-small);
    background: var(--_accent-soft);
  }
  .wrap-up-text {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .wrap-up-text svg {
    color: var(--_accent);
  }
  .wrap-up-text strong {
    font-weight: 600;
  }
  .wrap-up-actions {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .time,
  .count,
  .longest {
    font-variant-numeric: tabular-nums;
  }
  .caption {
    color: var(--_muted);
    font-size: 0.8em;
    font-weight: 650;
    letter-spacing: 0.03em;
  }
  .capacity {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .capacity .count {
    margin-inline-start: auto;
  }
  .seats {
    display: inline-flex;
    gap: 4px;
  }
  .seat {
    inline-size: 18px;
    block-size: 8px;
    border: 1.5px solid var(--_control-border);
    border-radius: 99px;
  }
  .seat.taken {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .queues ul {
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }
  .queue {
    display: flex;
    align-items: baseline;
    gap: 10px;
    padding: 4px 0;
    border-block-end: 1px solid var(--_border);
    color: var(--_muted);
  }
  .queue:last-child {
    border-block-end: 0;
  }
  .queue.some {
    color: var(--_text);
  }
  .queue-name {
    flex: 1 1 auto;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .longest {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .queue .count {
    min-inline-size: 1.6em;
    font-weight: 600;
    text-align: end;
  }
  @media (forced-colors: active) {
    .track,
    .seat {
      border-color: ButtonText;
    }
    .switch[aria-checked='true'] .track,
    .seat.taken {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
    }
    .track::after {
      forced-color-adjust: none;
      background: ButtonText;
    }
    .item:focus-visible {
      background: Highlight;
    }
  }
`;

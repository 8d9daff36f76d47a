import { css } from 'lit';

export const supervisorStyles = css`
  :host {
    min-inline-size: 0;
    background: var(--_surface);
  }
  .centre {
    display: grid;
    gap: 20px;
    padding: 16px;
  }
  h2 {
    margin: 0 0 8px;
    color: var(--_muted);
    font-size: 0.87em;
    font-weight: 600;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .queues {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 150px), 1fr));
    gap: 8px;
  }
  .queue {
    display: grid;
    gap: 2px;
    padding: 10px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_raised);
  }
  .queue-name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .muted {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .time {
    font-variant-numeric: tabular-nums;
  }
  .contacts,
  .agents {
    border-block-start: 1px solid var(--_border);
  }
  .contact,
  .agent {
    border-block-end: 1px solid var(--_border);
  }
  .contact {
    display: grid;
    gap: 8px;
    padding: 12px 0;
  }
  .contact.mine {
    padding-inline: 12px;
    margin-inline: -12px;
    border-radius: var(--_radius-small);
    background: var(--_accent-soft);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }
  .who {
    flex: 1 1 12em;
    min-inline-size: 0;
  }
  .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .kinds {
    display: inline-flex;
    gap: 4px;
    color: var(--_muted);
  }
  .kinds svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .state {
    padding: 1px 10px;
    border-radius: 99px;
    background: var(--_raised);
    color: var(--_text);
    font-size: 0.82em;
    font-weight: 600;
    white-space: nowrap;
  }
  .state.waits {
    background: var(--_warning-soft);
    color: var(--_warning);
  }
  .state.ready,
  .state.connected {
    background: color-mix(in srgb, var(--_success) 12%, var(--_surface));
    color: var(--_success);
  }
  .modes {
    display: inline-flex;
    flex-wrap: wrap;
    padding: 2px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  .mode {
    min-block-size: 32px;
    padding: 2px 12px;
    border: 0;
    border-radius: calc(var(--_radius-small) - 3px);
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 550;
    cursor: pointer;
  }
  .mode:hover {
    background: var(--_raised);
  }
  .mode[aria-checked='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .mode[aria-disabled='true'] {
    cursor: default;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .controls .button {
    min-block-size: 36px;
  }
  .agent {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 8px 0;
  }
  .agent .name {
    flex: 1 1 8em;
    min-inline-size: 0;
  }
  .empty {
    display: grid;
    gap: 4px;
    padding: 16px 0;
  }
  .banner {
    border-radius: var(--_radius-small);
  }
  @media (forced-colors: active) {
    .mode[aria-checked='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .state {
      border: 1px solid;
    }
  }
`;

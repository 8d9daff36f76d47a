import { css } from 'lit';

/** Keypad, devices and transfer. */
export const drawerStyles = css`
  .drawer {
    padding: 12px 16px 16px;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
    animation: open var(--_speed) var(--_ease);
  }
  @keyframes open {
    from {
      opacity: 0;
    }
  }
  .drawer p {
    margin: 0;
  }
  .hint {
    color: var(--_muted);
    font-size: 0.82em;
  }
  .error {
    color: var(--_danger);
    font-size: 0.87em;
  }
  .keypad {
    display: grid;
    justify-items: center;
    gap: 8px;
  }
  .asked {
    inline-size: 100%;
    text-align: center;
    text-wrap: balance;
  }
  .asked + .digits:not(:has(span)) {
    display: none;
  }
  .digits {
    min-block-size: 1.5em;
    max-inline-size: 100%;
    overflow: hidden;
    font-size: 1.15em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    letter-spacing: 0.08em;
    overflow-wrap: anywhere;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, 72px);
    gap: 8px;
  }
  .key {
    display: grid;
    place-content: center;
    justify-items: center;
    min-block-size: 48px;
    padding: 2px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 1.15em;
    font-weight: 600;
    line-height: 1.1;
    cursor: pointer;
  }
  .key:hover {
    background: var(--_raised);
  }
  .key:active {
    background: var(--_accent-soft);
  }
  .key small {
    min-block-size: 1em;
    color: var(--_muted);
    font-size: 0.5em;
    font-weight: 550;
    letter-spacing: 0.1em;
  }
  .devices {
    display: grid;
    gap: 12px;
  }
  .test {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .test p {
    flex-basis: 100%;
  }
  .level {
    flex: 1;
    min-inline-size: 80px;
    inline-size: auto;
    block-size: 8px;
    border-radius: 4px;
    overflow: hidden;
    stroke: none;
  }
  .level .track {
    fill: var(--_border);
  }
  .level .bar {
    fill: var(--_success);
  }
  :host(:state(rtl)) .level {
    transform: scaleX(-1);
  }
  .transfer {
    display: flex;
    align-items: end;
    gap: 8px;
  }
  .transfer .field {
    flex: 1;
    min-inline-size: 0;
  }
  .transfer .button {
    min-block-size: 40px;
  }
  .others {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 12px;
  }
  .others p {
    flex-basis: 100%;
    font-size: 0.87em;
    font-weight: 550;
  }
  @media (forced-colors: active) {
    .level .track {
      fill: GrayText;
    }
    .level .bar {
      fill: Highlight;
    }
  }
`;

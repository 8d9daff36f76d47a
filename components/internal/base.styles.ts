import { css } from 'lit';

/** What every element starts from: box, type, focus, buttons, fields, and the three user preferences. */
export const baseStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
    color: var(--_text);
    font: 400 var(--lync-font-size, 15px) / 1.45 var(--_font);
    -webkit-text-size-adjust: 100%;
    text-align: start;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :host(:state(ltr)) {
    direction: ltr;
  }
  :host(:state(rtl)) {
    direction: rtl;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  svg {
    display: block;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
    flex: none;
  }
  :host(:state(rtl)) svg.flip {
    transform: scaleX(-1);
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
  @media (prefers-reduced-motion: reduce) {
    :host,
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** Buttons: `.button` with `.primary`, `.quiet` or `.danger`; `.icon-button` for a square one with a label for screen readers. */
export const buttonStyles = css`
  .button,
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 36px;
    padding: 6px 14px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-weight: 550;
    line-height: 1.3;
    cursor: pointer;
    transition:
      background-color var(--_speed),
      border-color var(--_speed),
      color var(--_speed),
      opacity var(--_speed);
  }
  .button:hover,
  .icon-button:hover {
    background: var(--_raised);
  }
  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  .button.danger:hover {
    background: var(--_danger-soft);
  }
  .button.quiet,
  .icon-button {
    border-color: transparent;
    background: transparent;
  }
  .button.quiet:hover,
  .icon-button:hover {
    background: color-mix(in srgb, currentColor 9%, transparent);
  }
  .button.small {
    min-block-size: 28px;
    padding: 2px 10px;
    font-size: 0.87em;
  }
  .icon-button {
    inline-size: 36px;
    padding: 0;
    color: var(--_muted);
  }
  .icon-button:hover {
    color: var(--_text);
  }
  .button:disabled,
  .icon-button:disabled,
  .button[aria-disabled='true'],
  .icon-button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }
  @media (forced-colors: active) {
    .button,
    .icon-button,
    .button.quiet {
      border-color: ButtonText;
    }
    .button.primary {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;

/** Labelled text fields: `.field` around a `label` and an `input`, `select` or `textarea`. */
export const fieldStyles = css`
  .field {
    display: grid;
    gap: 4px;
  }
  .field > label {
    font-size: 0.87em;
    font-weight: 550;
  }
  .field > :is(input, select, textarea) {
    min-block-size: 40px;
    inline-size: 100%;
    padding: 8px 12px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  .field > :is(input, select, textarea):focus-visible {
    outline-offset: -1px;
    border-color: var(--_accent);
  }
`;

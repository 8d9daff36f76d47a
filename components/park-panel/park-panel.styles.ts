import { css } from 'lit';

export const panelStyles = css`
  :host {
    min-inline-size: 0;
    container-type: inline-size;
    background: var(--_surface);
  }
  section {
    display: grid;
    gap: 12px;
    padding: 16px;
  }
  h2,
  h3,
  p {
    margin: 0;
  }
  h2 {
    font-size: 1.05em;
    font-weight: 650;
  }
  h3 {
    font-size: 0.87em;
    font-weight: 600;
    color: var(--_muted);
  }
  ul {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .words {
    flex: 1;
    min-inline-size: 0;
    font-size: 0.87em;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
  .words strong {
    color: var(--_text);
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    color: var(--_text);
    font-size: calc(1em / 0.87);
    font-weight: 600;
  }
  .who time {
    color: var(--_muted);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .current {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 12px;
    padding: 12px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
  }
  .current.none {
    color: var(--_muted);
  }
  .current .sign {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_success) 16%, var(--_surface));
    color: var(--_success);
  }
  .current.unavailable {
    align-items: flex-start;
    background: var(--_warning-soft);
  }
  .note {
    border-radius: var(--_radius-small);
    padding: 8px 8px 8px 12px;
    padding-inline: 12px 8px;
    animation: arrive var(--_speed) var(--_ease);
  }
  .note .icon-button {
    flex: none;
    inline-size: 28px;
    min-block-size: 28px;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      translate: 0 -4px;
    }
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 12px;
    padding: 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    animation: arrive var(--_speed) var(--_ease);
  }
  .row .words,
  .current .words {
    flex-basis: 130px;
  }
  .row.back {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .orbit {
    flex: none;
    min-inline-size: 56px;
    padding: 6px 10px;
    border-radius: 8px;
    background: var(--_accent-soft);
    color: color-mix(in srgb, var(--_accent) 75%, var(--_text));
    font-size: 1.2em;
    font-variant-numeric: tabular-nums;
    font-weight: 700;
    line-height: 1.2;
    text-align: center;
  }
  .row.back .orbit {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .left.soon {
    color: var(--_warning);
    font-weight: 600;
  }
  .acts {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .acts .button.small {
    min-block-size: 32px;
  }
  .empty {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 14px;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius-small);
    color: var(--_muted);
    font-size: 0.93em;
  }
  .empty strong {
    display: block;
    color: var(--_text);
    font-weight: 600;
  }
  .by-orbit {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
  }
  .by-orbit .field {
    flex: 1;
    min-inline-size: 100px;
  }
  .by-orbit input {
    font-variant-numeric: tabular-nums;
  }
  :host(:state(rtl)) .by-orbit input {
    text-align: right;
  }
  .by-orbit .button {
    min-block-size: 40px;
  }
  .watched {
    display: grid;
    gap: 8px;
  }
  .watched ul {
    grid-template-columns: repeat(auto-fill, minmax(72px, 1fr));
    gap: 6px;
  }
  .lamp,
  .lamp button {
    display: grid;
    justify-items: center;
    min-inline-size: 0;
    border-radius: 8px;
    font-variant-numeric: tabular-nums;
  }
  .lamp:not(:has(button)),
  .lamp button {
    padding: 5px 4px;
    border: 1px solid var(--_border);
  }
  .lamp {
    color: var(--_muted);
  }
  .lamp button {
    inline-size: 100%;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .lamp small {
    max-inline-size: 100%;
    unicode-bidi: plaintext;
    font-size: 0.75em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .lamp.on,
  .lamp.on button {
    border-color: transparent;
    background: var(--_warning-soft);
    color: var(--_text);
    font-weight: 600;
  }
  .lamp.on button:hover {
    background: color-mix(in srgb, var(--_warning) 20%, var(--_surface));
  }
  @media (forced-colors: active) {
    .orbit {
      border: 1px solid CanvasText;
    }
    .lamp.on {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;

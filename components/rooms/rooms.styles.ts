import { css } from 'lit';

export const roomsStyles = css`
  :host {
    min-inline-size: 0;
    container-type: inline-size;
    background: var(--lync-surface, transparent);
  }
  section {
    display: grid;
    gap: 10px;
    padding: 12px;
  }
  header {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  h2 {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    padding-inline-start: 4px;
    font-size: 1.05em;
    font-weight: 650;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  ul {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .banner {
    flex-wrap: wrap;
    border-radius: var(--_radius-small);
    padding-inline: 12px;
  }
  .entry {
    display: grid;
    grid-template-columns: 20px minmax(0, 1fr) auto;
    gap: 0 8px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 6px 8px;
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    background: transparent;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
    transition: background-color var(--_speed);
  }
  .entry:hover {
    background: var(--_raised);
  }
  .entry[aria-current='true'] {
    background: var(--_accent-soft);
  }
  .mark {
    grid-row: span 2;
    color: var(--_muted);
  }
  /* As wide as its text, so that this stands at the beginning of the line and is cut at its own end, whatever its direction. */
  .name,
  .about {
    min-inline-size: 0;
    max-inline-size: 100%;
    justify-self: start;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .new .name {
    font-weight: 650;
  }
  .entry:has(.about) .name {
    grid-column: 2 / -1;
  }
  .entry:has(.about) .badges {
    grid-area: 2 / 3;
  }
  .about {
    grid-area: 2 / 2;
    color: var(--_muted);
    font-size: 0.84em;
  }
  .entry:not(:has(.about)) .mark {
    grid-row: auto;
  }
  .badges {
    display: flex;
    gap: 4px;
  }
  .badge {
    display: inline-grid;
    place-items: center;
    min-inline-size: 20px;
    block-size: 20px;
    padding: 0 6px;
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 12px;
    font-weight: 700;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }
  .badge.mention,
  .badge.alert {
    padding: 0;
    inline-size: 20px;
    background: var(--_warning-soft);
    color: var(--_warning);
    box-shadow: inset 0 0 0 1px var(--_warning);
  }
  .badge.alert {
    background: var(--_danger-soft);
    color: var(--_danger);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  .badge svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .card {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 10px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  .card.invitation {
    border-color: var(--_accent);
  }
  .card .words {
    flex: 1 1 140px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .card p {
    font-size: 0.87em;
  }
  .tags {
    color: var(--_muted);
  }
  .found {
    gap: 8px;
  }
  .none {
    padding: 4px;
    color: var(--_muted);
    font-size: 0.93em;
  }
  .none strong {
    color: var(--_text);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .badge {
      border: 1px solid CanvasText;
    }
    .entry[aria-current='true'] {
      border-color: Highlight;
    }
  }
`;

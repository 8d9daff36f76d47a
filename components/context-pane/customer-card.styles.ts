import { css } from 'lit';

export const customerCardStyles = css`
  .card {
    display: grid;
    gap: 18px;
    min-inline-size: 0;
    container-type: inline-size;
  }
  .card p,
  .card h3,
  .card dl,
  .card dd,
  .card ol {
    margin: 0;
    padding: 0;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-weight: 650;
    letter-spacing: 0.02em;
  }
  .who-text {
    min-inline-size: 0;
  }
  .who-name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    font-size: 1.13em;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .who-about,
  .hint,
  .address {
    color: var(--_muted);
    font-size: 0.87em;
    font-weight: 400;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 8px;
    border-radius: 99px;
    font-size: 12px;
    font-weight: 600;
    line-height: 1.6;
    white-space: nowrap;
  }
  .badge svg {
    inline-size: 13px;
    block-size: 13px;
    stroke-width: 2.2;
  }
  .badge.verified {
    background: color-mix(in srgb, var(--_success) 12%, var(--_surface));
    color: var(--_success);
  }
  .badge.claimed {
    background: var(--_raised);
    color: var(--_muted);
  }
  .section {
    display: grid;
    gap: 6px;
    min-inline-size: 0;
  }
  .section > h3,
  .section > summary {
    color: var(--_muted);
    font-size: 0.8em;
    font-weight: 650;
    letter-spacing: 0.03em;
  }
  .section > h3 .hint,
  .section > summary .hint {
    font-size: 1em;
    letter-spacing: 0;
  }
  .section > h3 .hint::before,
  .section > summary .hint::before {
    content: '· ';
  }
  summary {
    min-block-size: 24px;
    padding-block: 2px;
    border-radius: 4px;
    cursor: pointer;
  }
  .rest > summary {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .facts {
    display: grid;
    gap: 2px;
  }
  .fact {
    display: grid;
    grid-template-columns: minmax(5.5em, 26%) 1fr;
    gap: 2px 12px;
    padding: 3px 8px;
    margin-inline: -8px;
    border-radius: 6px;
  }
  .fact dt,
  th {
    color: var(--_muted);
    font-weight: 400;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .fact dd,
  td {
    overflow-wrap: anywhere;
  }
  .contradiction {
    display: flex;
    align-items: flex-start;
    gap: 5px;
    color: var(--_warning);
    font-size: 0.87em;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .contradiction svg {
    inline-size: 15px;
    block-size: 15px;
    margin-block-start: 2px;
  }
  .page {
    padding: 6px 8px;
    margin-inline: -8px;
    border-radius: 6px;
  }
  .page p {
    overflow-wrap: anywhere;
  }
  .page .address {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
  :host(:state(rtl)) .page .address {
    text-align: right;
  }
  a:not(.button) {
    color: var(--_accent);
    text-underline-offset: 2px;
    text-decoration-thickness: 1px;
  }
  .timeline {
    display: grid;
    list-style: none;
  }
  .timeline li {
    position: relative;
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 12px;
    min-block-size: 28px;
    padding-block: 3px;
    padding-inline: 28px 8px;
    margin-inline: -8px;
    border-radius: 6px;
  }
  .timeline li::before {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 13px;
    inline-size: 1px;
    background: var(--_border);
    content: '';
  }
  .timeline li:first-child::before {
    inset-block-start: 14px;
  }
  .timeline li:last-child::before {
    inset-block-end: calc(100% - 14px);
  }
  .timeline li::after {
    position: absolute;
    inset-block-start: 11px;
    inset-inline-start: 10px;
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: var(--_control-border);
    content: '';
  }
  .timeline li:first-child::after {
    background: var(--_accent);
  }
  .link-text {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  time {
    flex: none;
    color: var(--_muted);
    font-size: 0.87em;
    font-variant-numeric: tabular-nums;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  th,
  td {
    padding: 5px 0;
    border-block-end: 1px solid var(--_border);
    vertical-align: top;
  }
  th {
    inline-size: 36%;
    padding-inline-end: 12px;
  }
  tr:last-child > * {
    border-block-end: 0;
  }
  .mark {
    margin-inline-start: 2px;
    color: var(--_accent);
    font-size: 12px;
    font-weight: 600;
    white-space: nowrap;
  }
  .changed {
    animation: settle 4s var(--_ease);
  }
  @keyframes settle {
    from,
    40% {
      background: var(--_accent-soft);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .changed {
      background: var(--_accent-soft);
    }
  }
  @media (forced-colors: active) {
    .avatar,
    .badge {
      border: 1px solid CanvasText;
    }
    .changed {
      outline: 1px solid Highlight;
    }
  }
  @container (inline-size < 260px) {
    .fact {
      grid-template-columns: 1fr;
    }
  }
`;

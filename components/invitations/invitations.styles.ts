import { css } from 'lit';

export const invitationsStyles = css`
  :host {
    min-inline-size: 0;
  }
  :host([floating]) {
    position: fixed;
    inset-block-start: 0;
    inset-inline-end: 0;
    z-index: var(--lync-invitations-z-index, 1000);
    inline-size: min(360px + 2 * var(--lync-invitations-inset, 16px), 100vw);
    max-block-size: 100dvh;
    /* The distance is padding, so that shadows have room before they are clipped. */
    padding: var(--lync-invitations-inset, 16px);
    padding-block-end: 48px;
    overflow-y: auto;
    pointer-events: none;
  }
  :host([floating]) .toast,
  :host([floating]) .more {
    pointer-events: auto;
  }
  :host([floating]) .toast {
    box-shadow: var(--_shadow);
  }
  ul {
    display: grid;
    gap: 10px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  ul + ul {
    margin-block-start: 10px;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .toast {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    padding: 14px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    animation: arrive var(--_speed) var(--_ease);
  }
  .toast.high,
  .toast.urgent {
    border-color: var(--_warning);
  }
  .toast.urgent {
    border-color: var(--_danger);
    background: var(--_danger-soft);
  }
  .toast.gone,
  .toast.context {
    background: var(--_raised);
    box-shadow: none;
  }
  .toast.gone .who {
    color: var(--_muted);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      translate: 0 -6px;
    }
  }
  .body {
    display: grid;
    flex: 1 1 auto;
    gap: 2px;
    min-inline-size: 0;
  }
  .ring {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-size: 0.87em;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .gone .ring,
  .context .ring {
    inline-size: 24px;
    block-size: 24px;
    background: none;
    color: var(--_muted);
  }
  .ring:has(circle.left) {
    background: none;
  }
  .ring > svg:has(.track) {
    position: absolute;
    inset: 0;
    inline-size: 40px;
    block-size: 40px;
    stroke-width: 3;
    rotate: -90deg;
  }
  .track {
    stroke: var(--_border);
  }
  .left {
    transition: stroke-dashoffset 1s linear;
  }
  .ring.soon {
    color: var(--_danger);
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    font-weight: 650;
  }
  .call {
    font-size: 0.93em;
    font-weight: 550;
  }
  .call .about {
    display: block;
    font-weight: 400;
  }
  .about {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .text {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    line-clamp: 3;
  }
  .reason {
    color: var(--_muted);
    font-size: 0.93em;
  }
  .importance {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--_muted);
    font-size: 12px;
    font-weight: 600;
  }
  .importance.high {
    color: var(--_warning);
  }
  .importance.emergency {
    color: var(--_danger);
  }
  .importance svg,
  .failure svg {
    inline-size: 15px;
    block-size: 15px;
  }
  .failure {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--_danger);
    font-size: 0.87em;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 10px;
  }
  .actions .button {
    flex: 1 1 auto;
  }
  .toast > .icon-button {
    inline-size: 28px;
    min-block-size: 28px;
    margin: -4px;
  }
  .more {
    inline-size: 100%;
    margin-block-start: 10px;
    background: var(--_surface);
  }
  .empty {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 14px;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    color: var(--_muted);
    font-size: 0.93em;
  }
  .empty strong {
    display: block;
    color: var(--_text);
    font-weight: 600;
  }
  .empty.offline {
    border-style: solid;
    background: var(--_warning-soft);
  }
  .empty.offline svg {
    color: var(--_warning);
  }
  @media (forced-colors: active) {
    .left {
      stroke: Highlight;
    }
    .toast.urgent {
      border-width: 3px;
    }
  }
`;

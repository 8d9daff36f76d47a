import { css } from 'lit';

/** How the call stands, its pictures, and its controls. */
export const callStyles = css`
  :host {
    container-type: inline-size;
    /* In a low window it gives way to the composer, and scrolls. */
    flex: 0 1 auto;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  section {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    border-block-end: 1px solid var(--_border);
    background: var(--_raised);
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .face {
    display: flex;
    align-items: center;
    gap: 10px 12px;
    padding: 10px 16px;
    min-block-size: 60px;
  }
  .sign {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .face.good .sign {
    background: color-mix(in srgb, var(--_success) 16%, var(--_surface));
    color: var(--_success);
  }
  .face.waiting .sign {
    background: color-mix(in srgb, var(--_warning) 18%, var(--_surface));
    color: var(--_warning);
  }
  .face.bad .sign {
    background: color-mix(in srgb, var(--_danger) 16%, var(--_surface));
    color: var(--_danger);
  }
  .face.over .sign {
    background: var(--_border);
    color: var(--_text);
  }
  .incoming .sign,
  .ringing .sign {
    animation: ring 1.1s ease-in-out infinite;
  }
  @keyframes ring {
    0%,
    60%,
    100% {
      rotate: 0deg;
    }
    10%,
    30% {
      rotate: -14deg;
    }
    20%,
    40% {
      rotate: 14deg;
    }
  }
  .words {
    flex: 1;
    min-inline-size: 0;
  }
  .words strong {
    display: block;
    font-weight: 650;
    line-height: 1.3;
  }
  .words p {
    margin: 0;
    color: var(--_muted);
    font-size: 0.87em;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  .words .warn {
    color: var(--_warning);
  }
  .timer {
    flex: none;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  .quality {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--_muted);
    font-size: 0.8em;
  }
  .quality.poor {
    color: var(--_warning);
  }
  .quality.bad {
    color: var(--_danger);
  }
  .bars {
    inline-size: 14px;
    block-size: 14px;
    stroke: none;
    fill: currentColor;
  }
  .bars .off {
    opacity: 0.3;
  }
  section > * {
    flex: none;
  }
  .controls {
    display: flex;
    justify-content: center;
    gap: 4px;
    padding: 2px 8px 12px;
    /* Whatever has to be scrolled: who wants to end the call can. */
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    background: var(--_raised);
  }
  .control {
    display: grid;
    justify-items: center;
    align-content: start;
    gap: 4px;
    flex: 0 1 68px;
    min-inline-size: 0;
    padding: 4px 1px;
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: var(--_text);
    font: inherit;
    font-size: 0.78em;
    line-height: 1.25;
    cursor: pointer;
  }
  .control .label {
    max-inline-size: 100%;
    overflow-wrap: break-word;
    hyphens: auto;
    text-align: center;
  }
  .round {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border: 1px solid var(--_control-border);
    border-radius: 50%;
    background: var(--_surface);
    transition:
      background-color var(--_speed),
      color var(--_speed);
  }
  svg.bold {
    stroke-width: 2.8;
  }
  .control:hover .round {
    background: color-mix(in srgb, var(--_accent) 10%, var(--_surface));
  }
  .control:is([aria-pressed='true'], [aria-expanded='true']) .round {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .control.end .round {
    border-color: transparent;
    background: light-dark(#b3261e, #d3453b);
    color: #fff;
  }
  .control.go .round {
    border-color: transparent;
    background: light-dark(#17693f, #1d7a4b);
    color: #fff;
  }
  .control:is(.end, .go):hover .round {
    filter: brightness(0.92);
  }
  .control[aria-busy='true'] {
    cursor: progress;
  }
  .control[aria-busy='true'] .round {
    animation: wait 1.2s ease-in-out infinite;
  }
  @keyframes wait {
    50% {
      opacity: 0.45;
    }
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 0 16px 12px;
    padding-inline-start: 64px;
  }
  .banner .icon-button {
    flex: none;
    inline-size: 28px;
    min-block-size: 28px;
    color: inherit;
  }
  .pictures {
    position: relative;
    display: grid;
    margin-inline: 16px;
    margin-block-end: 10px;
    border-radius: var(--_radius-small);
    overflow: hidden;
    background: #0b0d12;
    aspect-ratio: 16 / 9;
    max-block-size: min(320px, 42vh);
  }
  video {
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 0;
    object-fit: contain;
  }
  .local {
    position: absolute;
    inset-block-end: 10px;
    inset-inline-end: 10px;
    inline-size: 26%;
    block-size: auto;
    aspect-ratio: 4 / 3;
    border-radius: 8px;
    object-fit: cover;
    transform: scaleX(-1);
    box-shadow: 0 0 0 2px rgb(255 255 255 / 70%);
  }
  .own-only .local {
    position: static;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
    box-shadow: none;
  }
  @container (max-width: 479px) {
    .controls {
      flex-wrap: wrap;
      row-gap: 8px;
    }
    .control {
      flex: 0 0 calc(25% - 3px);
    }
  }
  /* What a visitor has fits into one row. */
  @container (min-width: 360px) and (max-width: 479px) {
    .controls:has(> :nth-child(5):last-child) > .control {
      flex-basis: calc(20% - 4px);
    }
  }
  @container (max-width: 340px) {
    .face {
      flex-wrap: wrap;
    }
    .words {
      flex-basis: 110px;
    }
    .quality {
      order: 3;
      flex-basis: 100%;
      margin-inline-start: 48px;
    }
    .answers {
      padding-inline-start: 16px;
    }
  }
  @media (forced-colors: active) {
    .round {
      border-color: ButtonText;
    }
    .control:is([aria-pressed='true'], [aria-expanded='true'], .end, .go) .round {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .bars {
      fill: CanvasText;
    }
  }
  .transfer-prompt {
    flex-wrap: wrap;
  }
  .banner.transfer-prompt > span:not(.spinner) {
    flex: 1 1 190px;
  }
  .transfer-prompt > span > span {
    display: block;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
`;

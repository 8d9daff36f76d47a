import { css } from 'lit';

/** The panel: a card in the corner, a sheet on narrow screens. It is a popover, so that nothing of the page lies above it. */
export const panelStyles = css`
  :host {
    position: fixed;
    inset: auto;
    inset-block-end: var(--lync-offset, 20px);
    inset-inline-end: var(--lync-offset, 20px);
    inline-size: 392px;
    block-size: min(660px, 100dvh - 40px);
    max-inline-size: calc(100vw - 40px);
    margin: 0;
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow: hidden;
  }
  :host(:popover-open) {
    display: flex;
    flex-direction: column;
    animation: rise var(--_speed) var(--_ease);
  }
  :host(:not(:popover-open)) {
    display: none;
  }
  :host([placement='start']) {
    inset-inline: var(--lync-offset, 20px) auto;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 12px;
    }
  }
  @media (max-width: 480px) {
    :host,
    :host([placement='start']) {
      inset: 0;
      inline-size: 100vw;
      max-inline-size: none;
      block-size: 100dvh;
      border: 0;
      border-radius: 0;
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding-block: 12px;
    padding-inline: 16px 8px;
    border-block-end: 1px solid var(--_border);
  }
  .face {
    position: relative;
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: color-mix(in srgb, var(--_accent) 80%, var(--_text));
    font-size: 14px;
    font-weight: 650;
  }
  .face svg {
    inline-size: 22px;
    block-size: 22px;
  }
  .face.live::after {
    content: '';
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: 0;
    inline-size: 11px;
    block-size: 11px;
    border: 2px solid var(--_surface);
    border-radius: 50%;
    background: var(--_success);
  }
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  .title h2,
  .title p {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .title h2 {
    font-size: 1.06em;
    font-weight: 650;
    line-height: 1.3;
  }
  .title p {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .tools {
    display: flex;
  }
  .queue {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 10px 16px;
    background: var(--_accent-soft);
    font-size: 0.9em;
  }
  .queue strong {
    font-weight: 600;
  }
  .queue .wait {
    margin-inline-start: auto;
    color: var(--_muted);
    white-space: nowrap;
  }
  .pulse {
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_accent);
    animation: pulse 1.6s ease-out infinite;
  }
  @keyframes pulse {
    from {
      box-shadow: 0 0 0 0 color-mix(in srgb, var(--_accent) 50%, transparent);
    }
    to {
      box-shadow: 0 0 0 8px transparent;
    }
  }
  .banner.good > svg {
    color: var(--_success);
  }
  .conversation {
    flex: 1;
    min-block-size: 0;
  }
`;

/** What stands in the place of the messages before there are any. */
export const startStyles = css`
  .start {
    display: grid;
    gap: 20px;
    padding-block: 12px 8px;
  }
  .hello h3 {
    margin: 0 0 6px;
    font-size: 1.45em;
    font-weight: 680;
    letter-spacing: -0.012em;
    line-height: 1.2;
    text-wrap: balance;
  }
  .hello p {
    margin: 0;
    color: var(--_muted);
    text-wrap: pretty;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
    gap: 12px;
  }
  .field small {
    color: var(--_muted);
    font-size: 1em;
    font-weight: 400;
  }
  .field .missing {
    margin: 0;
    color: var(--_danger);
    font-size: 0.85em;
  }
  .share {
    display: grid;
    gap: 4px;
    padding: 12px 14px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    font-size: 0.92em;
  }
  .share label {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    font-weight: 550;
    cursor: pointer;
  }
  .share input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    margin: 1px 0 0;
    accent-color: var(--_accent);
  }
  .share p,
  .share details {
    margin: 0;
    padding-inline-start: 28px;
    color: var(--_muted);
  }
  .share summary {
    min-block-size: 24px;
    padding-block: 2px;
    inline-size: fit-content;
    color: var(--_text);
    text-decoration: underline;
    text-underline-offset: 3px;
    cursor: pointer;
    border-radius: 4px;
  }
  .share dl {
    display: grid;
    gap: 8px;
    margin: 8px 0 2px;
    font-size: 0.95em;
  }
  .share dt {
    color: var(--_text);
    font-weight: 550;
  }
  .share dd {
    margin: 0;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .share.off dl {
    text-decoration: line-through;
    opacity: 0.7;
  }
  .after {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    margin-block-start: 8px;
    font-size: 0.93em;
  }
`;

/** What the button needs only after the panel was loaded; added to its own sheet. Plain text. */
export const launcherStyles = `button:hover{filter:brightness(1.1)}
button[aria-expanded=true]{visibility:hidden}
:host([placement=inline]) button{position:relative}
i:not(:empty){position:absolute;inset-block-start:-6px;inset-inline-end:-4px;min-width:22px;padding:0 6px;box-sizing:border-box;border-radius:11px;background:#b3261e;color:#fff;font:600 13px/22px system-ui,sans-serif;text-align:center}
b{position:absolute;clip-path:inset(50%);width:1px;overflow:hidden;white-space:nowrap}`;

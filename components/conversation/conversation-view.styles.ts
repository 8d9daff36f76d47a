import { css } from 'lit';

/** Header, and the lines around the messages. */
export const aroundStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 12px 16px;
    border-block-end: 1px solid var(--_border);
  }
  .who {
    flex: 1;
    min-inline-size: 0;
  }
  /* Cut at their own end, whatever their direction. */
  .who > * {
    inline-size: fit-content;
    max-inline-size: 100%;
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who h2 {
    font-size: 1.05em;
    font-weight: 650;
    line-height: 1.3;
  }
  .who p {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .chip {
    display: inline-block;
    padding: 1px 8px;
    margin-inline-end: 6px;
    border-radius: 99px;
    background: var(--_danger-soft);
    color: var(--_danger);
    font-weight: 600;
  }
  .chip.high {
    background: var(--_warning-soft);
    color: var(--_warning);
  }
  .actions {
    display: flex;
    gap: 4px;
  }
  .avatar {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: color-mix(in srgb, var(--_accent) 80%, var(--_text));
    font-size: 12px;
    font-weight: 650;
    letter-spacing: 0.02em;
  }
  .avatar svg {
    inline-size: 18px;
    block-size: 18px;
  }
  header .avatar {
    inline-size: 40px;
    block-size: 40px;
    font-size: 14px;
  }
  .ask {
    flex-wrap: wrap;
    justify-content: space-between;
  }
  .ask > div {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .typing {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 24px;
    margin: 0;
    padding-inline: 16px;
    color: var(--_muted);
    font-size: 0.85em;
  }
  .dots {
    display: inline-flex;
    gap: 3px;
  }
  .dots i {
    inline-size: 5px;
    block-size: 5px;
    border-radius: 50%;
    background: currentColor;
    animation: breathe 1.2s ease-in-out infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes breathe {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
    }
  }
  .jump {
    position: absolute;
    inset-block-end: calc(100% + 8px);
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    border-radius: 99px;
    border-color: var(--_border);
    box-shadow: var(--_shadow);
    font-size: 0.87em;
  }
  .ended {
    display: grid;
    gap: 4px;
    padding: 12px 16px 16px;
    border-block-start: 1px solid var(--_border);
    text-align: center;
  }
  .ended p {
    margin: 0;
    color: var(--_muted);
    font-size: 0.9em;
  }
  .ended .title {
    color: var(--_text);
    font-weight: 600;
  }
`;

/** The messages. */
export const messageStyles = css`
  ol {
    list-style: none;
    margin: auto 0 0;
    padding: 0;
    display: flex;
    flex-direction: column;
    gap: 14px;
  }
  .earlier {
    align-self: center;
    margin-block-end: 12px;
  }
  .day,
  .notice {
    align-self: center;
    text-align: center;
    color: var(--_muted);
    font-size: 0.82em;
    max-inline-size: 34em;
    text-wrap: balance;
  }
  .day {
    margin-block: 4px;
    font-weight: 600;
  }
  .day span {
    display: inline-block;
  }
  .day span::first-letter {
    text-transform: uppercase;
  }
  .group {
    display: flex;
    gap: 8px;
    max-inline-size: min(88%, 40em);
  }
  .group.outgoing {
    align-self: flex-end;
  }
  .stack {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 3px;
    min-inline-size: 0;
  }
  .group.outgoing .stack {
    align-items: flex-end;
  }
  .group.incoming .avatar {
    margin-block-start: 20px;
  }
  .meta {
    display: flex;
    gap: 8px;
    margin: 0 0 1px;
    padding-inline: 4px;
    font-size: 0.78em;
    color: var(--_muted);
  }
  .meta .name {
    color: var(--_text);
    font-weight: 600;
  }
  .message {
    display: flex;
    flex-direction: column;
    gap: 2px;
    max-inline-size: 100%;
  }
  .outgoing > .stack > .message {
    align-items: flex-end;
  }
  .bubble {
    padding: 8px 13px;
    border-radius: 18px;
    background: var(--lync-bubble-incoming, var(--_raised));
    overflow-wrap: anywhere;
    max-inline-size: 100%;
    animation: arrive var(--_speed) var(--_ease);
  }
  .incoming .message:first-of-type .bubble {
    border-start-start-radius: 6px;
  }
  .outgoing .bubble {
    background: var(--lync-bubble-outgoing, var(--_accent));
    color: var(--lync-on-bubble-outgoing, var(--_on-accent));
  }
  .outgoing .message:last-of-type .bubble {
    border-end-end-radius: 6px;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
  .failed .bubble {
    background: var(--_danger-soft);
    color: var(--_text);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  .text {
    white-space: pre-wrap;
  }
  .bubble a,
  .notice a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .outgoing :focus-visible {
    outline-color: currentColor;
  }
  .html > :is(p, ul, ol, pre, blockquote) {
    margin: 0 0 0.4em;
  }
  .html > :last-child {
    margin-block-end: 0;
  }
  .html :is(ul, ol) {
    display: block;
    list-style: revert;
    padding-inline-start: 1.4em;
  }
  .html :is(pre, code) {
    font-family: ui-monospace, monospace;
    font-size: 0.92em;
    white-space: pre-wrap;
  }
  .html blockquote {
    padding-inline-start: 10px;
    border-inline-start: 3px solid currentColor;
  }
  .delivery {
    display: flex;
    align-items: center;
    gap: 4px;
    margin: 0;
    padding-inline: 4px;
    color: var(--_muted);
    font-size: 0.76em;
  }
  .delivery svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .delivery.error {
    color: var(--_danger);
  }
  .message .button {
    margin-block-start: 2px;
  }
  .message .button svg {
    inline-size: 14px;
    block-size: 14px;
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }
  }
`;

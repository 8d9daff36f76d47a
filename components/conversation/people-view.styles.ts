import { css } from 'lit';

/** The line with the people of a conference, and what it opens. */
export const peopleStyles = css`
  /* Gives way before the call and the messages do, and scrolls. */
  .people {
    display: flex;
    flex: 0 1000 auto;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 45px;
    max-block-size: 55%;
    border-block-end: 1px solid var(--_border);
  }
  .people:has(> .people-panel) {
    min-block-size: min(200px, 45%);
  }
  .strip {
    display: flex;
    flex: none;
    align-items: center;
    gap: 10px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 6px 16px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.9em;
    text-align: start;
    cursor: pointer;
  }
  .strip:hover {
    background: var(--_raised);
  }
  .strip:focus-visible {
    outline-offset: -2px;
  }
  .strip.over {
    background: var(--_raised);
  }
  .faces {
    display: flex;
    flex: none;
    color: var(--_muted);
  }
  .faces .avatar {
    inline-size: 28px;
    block-size: 28px;
    border: 2px solid var(--_surface);
    font-size: 11px;
  }
  .faces .avatar + .avatar {
    margin-inline-start: -5px;
  }
  .faces .speaking {
    border-color: var(--_success);
    z-index: 1;
  }
  .faces .more {
    background: var(--_raised);
    color: var(--_muted);
  }
  .said {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .lock,
  .muted {
    color: var(--_warning);
  }
  .muted {
    display: flex;
    flex: none;
    gap: 4px;
    font-weight: 600;
  }
  .muted svg,
  .lock svg,
  .fold svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .fold {
    color: var(--_muted);
    transition: rotate var(--_speed);
  }
  [aria-expanded='true'] > .fold {
    rotate: 180deg;
  }
  .people-panel {
    min-block-size: 0;
    overflow: auto;
  }
  .strip + .people-panel {
    border-block-start: 1px solid var(--_border);
  }
  /* In a narrow place one thing at a time: the call's buttons are back when the people are closed. */
  @container (max-width: 420px) {
    .people:has(> .people-panel) {
      max-block-size: none;
    }
    .people:has(> .people-panel) ~ [part='call'] {
      display: none;
    }
  }
`;

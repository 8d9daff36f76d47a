import { css } from 'lit';

export const contactTeamStyles = css`
  :host {
    min-inline-size: 0;
    background: var(--_surface);
  }
  .team {
    display: grid;
    gap: 8px;
    padding: 10px 12px;
  }
  h2 {
    margin: 0;
    color: var(--_muted);
    font-size: 0.82em;
    font-weight: 600;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  ul {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .member {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    min-block-size: 32px;
  }
  .name {
    flex: 1 1 6em;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .muted {
    color: var(--_muted);
    font-size: 0.87em;
  }
  summary {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 32px;
    inline-size: fit-content;
    border-radius: var(--_radius-small);
    font-size: 0.9em;
    font-weight: 600;
    cursor: pointer;
  }
  summary svg {
    inline-size: 18px;
    block-size: 18px;
  }
  summary::after {
    inline-size: 6px;
    block-size: 6px;
    margin-inline-start: 2px;
    border: solid currentColor;
    border-width: 0 1.5px 1.5px 0;
    rotate: 45deg;
    translate: 0 -2px;
    content: '';
  }
  details[open] > summary::after {
    rotate: 225deg;
    translate: 0 2px;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
    padding-block: 6px 4px;
  }
  .field {
    flex: 1 1 100%;
    min-inline-size: 0;
  }
  .field > select {
    min-block-size: 36px;
    padding: 4px 8px;
  }
  .note {
    font-size: 0.9em;
  }
  .banner {
    border-radius: var(--_radius-small);
  }
`;

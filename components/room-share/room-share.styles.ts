import { css } from 'lit';

export const roomShareStyles = css`
  :host {
    display: inline-block;
  }
  dialog {
    inline-size: min(400px, 100vw - 24px);
    max-block-size: calc(100dvh - 24px);
    padding: 20px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow-y: auto;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
  h2,
  p {
    margin: 0;
  }
  h2 {
    font-size: 1.1em;
  }
  p {
    color: var(--_muted);
    font-size: 0.93em;
  }
  .check {
    align-items: flex-start;
  }
`;

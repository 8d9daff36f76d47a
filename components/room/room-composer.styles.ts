import { css } from 'lit';

export const roomComposerStyles = css`
  :host {
    position: relative;
  }
  .row {
    display: flex;
    align-items: flex-end;
    gap: 2px;
  }
  .field-around {
    flex: 1;
    min-inline-size: 0;
  }
  .toggle {
    flex: none;
    margin-block-end: 5px;
    border-radius: 50%;
  }
  .toggle[aria-pressed='true'] {
    background: var(--_accent-soft);
    color: var(--_accent);
    border-color: var(--_accent);
  }
  .toggle[part='high-toggle'][aria-pressed='true'] {
    background: var(--_danger-soft);
    color: var(--_danger);
    border-color: var(--_danger);
  }
  .title {
    display: block;
    margin-block-end: 6px;
  }
  .title input {
    inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 14px;
    border: 1px solid var(--_control-border);
    border-radius: 18px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-weight: 600;
  }
  .title input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .suggestions {
    inset-block-end: calc(100% - 4px);
    margin-inline: 12px;
  }
`;

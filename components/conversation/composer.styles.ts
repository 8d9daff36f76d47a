import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    padding: 8px 12px 12px;
  }
  form {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 4px;
    padding-inline-start: 14px;
    border: 1px solid var(--_control-border);
    border-radius: 22px;
    background: var(--_surface);
    transition: border-color var(--_speed);
  }
  form:focus-within {
    border-color: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }
  form.over {
    border-color: var(--_danger);
    box-shadow: 0 0 0 1px var(--_danger);
  }
  /* The hidden copy of the text gives the field its height: no script, no style attribute. */
  .grow {
    flex: 1;
    display: grid;
    min-inline-size: 0;
    max-block-size: 9em;
    overflow: auto;
    padding-block: 7px;
    align-self: center;
  }
  .grow::after {
    content: attr(data-value);
    visibility: hidden;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .grow::after,
  textarea {
    grid-area: 1 / 1;
    font: inherit;
    line-height: 1.4;
  }
  textarea {
    inline-size: 100%;
    padding: 0;
    border: 0;
    resize: none;
    overflow: hidden;
    background: transparent;
    color: inherit;
  }
  /* The whole field shows the focus. */
  textarea:focus-visible {
    outline: 0;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    cursor: pointer;
    transition:
      background-color var(--_speed),
      color var(--_speed);
  }
  .send[aria-disabled] {
    background: transparent;
    color: var(--_muted);
    cursor: default;
  }
  .hint {
    margin: 6px 14px 0;
    color: var(--_muted);
    font-size: 0.8em;
  }
  .hint.error {
    color: var(--_danger);
  }
  @media (forced-colors: active) {
    .send {
      border-color: ButtonText;
    }
  }
`;

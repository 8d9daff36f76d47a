import { css } from 'lit';

/** Of `shareForm()`, and of the small texts around it. */
export const shareStyles = css`
  .error {
    flex-basis: 100%;
    color: var(--_danger);
    font-size: 0.87em;
  }
  .hint {
    color: var(--_muted);
    font-size: 0.82em;
  }
  .share-form {
    flex-basis: 100%;
    display: grid;
    gap: 10px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_border);
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 6px;
    font-size: 0.87em;
    font-weight: 550;
  }
  .person {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 2px 12px 2px 8px;
    padding-inline: 8px 12px;
    border: 1px solid var(--_control-border);
    border-radius: 99px;
    font-size: 0.93em;
    cursor: pointer;
  }
  .person:has(:checked) {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .person input {
    accent-color: var(--_accent);
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
  }
  .share-form .acts {
    gap: 8px;
  }
`;

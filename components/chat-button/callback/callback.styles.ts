import { css } from 'lit';

export const callbackStyles = css`
  .callback .missing {
    flex-basis: 100%;
    margin: 0;
    color: var(--_danger);
    font-size: 0.9em;
  }
  .callback .after {
    justify-content: start;
    margin: 0;
  }
  /* What all of it is for stays in sight while the rest scrolls. */
  form.callback .after {
    position: sticky;
    /* The list's own padding lies beneath. */
    inset-block-end: -4px;
    margin-block-end: -8px;
    margin-inline: -16px;
    padding: 12px 16px;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
  }
  .places {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  .places legend {
    padding: 0;
    margin-block-end: 6px;
    font-size: 0.9em;
    font-weight: 550;
  }
  .places label {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    padding: 10px 12px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius-small);
    cursor: pointer;
  }
  .places label:has(:checked) {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .places input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    margin: 2px 0 0;
    accent-color: var(--_accent);
  }
  .places small {
    display: block;
    color: var(--_muted);
    font-size: 0.87em;
  }
  .places :checked + span small {
    color: var(--_text);
  }
  .waiting .hello {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding-block-start: 32px;
    text-align: center;
  }
  .waiting .after {
    justify-content: center;
  }
  .waiting .sign {
    display: grid;
    place-items: center;
    inline-size: 64px;
    block-size: 64px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    animation: pulse 2s ease-out infinite;
  }
  .waiting .sign.bad {
    background: var(--_danger-soft);
    color: var(--_danger);
    animation: none;
  }
  .waiting .sign svg {
    inline-size: 30px;
    block-size: 30px;
  }
`;

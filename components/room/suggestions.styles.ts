import { css } from 'lit';

/** The host positions the list: it stands above or below its field. */
export const suggestionsStyles = css`
  .suggestions {
    position: absolute;
    z-index: 3;
    inset-inline: 0;
    display: grid;
    margin: 0;
    padding: 4px;
    max-block-size: 15em;
    overflow-y: auto;
    list-style: none;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .suggestions li {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
    min-block-size: 32px;
    padding: 5px 10px;
    border-radius: 6px;
    cursor: pointer;
  }
  .suggestions li[aria-selected='true'] {
    background: var(--_accent-soft);
    outline: 1px solid var(--_accent);
    outline-offset: -1px;
  }
  .suggestions li:hover {
    background: var(--_raised);
  }
  .suggestions small {
    color: var(--_muted);
  }
`;

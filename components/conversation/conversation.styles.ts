import { css } from 'lit';

/** The frame, and what stands in it before the first message. */
export const frameStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
    background: var(--_surface);
    container-type: inline-size;
    position: relative;
  }
  .foot {
    position: relative;
  }
  .scroller {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 12px 16px 4px;
    display: flex;
    flex-direction: column;
    scrollbar-width: thin;
    scrollbar-color: var(--_border) transparent;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  .empty {
    display: grid;
    place-items: center;
    align-content: center;
    gap: 4px;
    flex: 1;
    padding: 24px 16px;
    color: var(--_muted);
    text-align: center;
  }
  .empty strong {
    color: var(--_text);
  }
  .empty > svg {
    inline-size: 40px;
    block-size: 40px;
    stroke-width: 1.2;
    margin-block-end: 8px;
  }
`;

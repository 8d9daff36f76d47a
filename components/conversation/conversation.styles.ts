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
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 4px;
    flex: 1;
    min-block-size: 0;
    padding: 8px 16px;
    color: var(--_muted);
    text-align: center;
  }
  .empty strong {
    color: var(--_text);
  }
  .empty > svg {
    flex: 0 1 48px;
    inline-size: 40px;
    min-block-size: 0;
    padding-block-end: 8px;
    stroke-width: 1.2;
  }
`;

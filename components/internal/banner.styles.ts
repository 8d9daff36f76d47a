import { css } from 'lit';

/** One line that says how things stand: `.banner`, with `.warning` or `.danger`, an icon or `.spinner`, a text and perhaps a button. */
export const bannerStyles = css`
  .banner {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px 16px;
    background: var(--_raised);
    color: var(--_text);
    font-size: 0.9em;
    line-height: 1.35;
  }
  .banner > span:not(.spinner) {
    flex: 1;
    min-inline-size: 0;
  }
  .banner.warning {
    background: var(--_warning-soft);
  }
  .banner.warning > svg {
    color: var(--_warning);
  }
  .banner.danger {
    background: var(--_danger-soft);
  }
  .banner.danger > svg {
    color: var(--_danger);
  }
  .banner .button {
    flex: none;
  }
  .spinner {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    border: 2px solid var(--_border);
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    animation: spin 0.8s linear infinite;
  }
  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }
`;

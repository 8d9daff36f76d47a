import { css } from 'lit';
import { suggestionsStyles } from './suggestions.styles';

/** Forms and lists of drawers, and of the list of rooms. */
export const panelStyles = [
  suggestionsStyles,
  css`
    form {
      display: grid;
      gap: 12px;
    }
    .hint,
    .count {
      margin: 0;
      color: var(--_muted);
      font-size: 0.87em;
    }
    .hint:empty,
    .count:empty {
      display: none;
    }
    .field > :is(input, select) {
      min-inline-size: 0;
    }
    .check {
      display: flex;
      align-items: center;
      gap: 10px;
      min-block-size: 24px;
      font-size: 0.93em;
    }
    .check input {
      flex: none;
      inline-size: 18px;
      block-size: 18px;
      margin: 0;
      accent-color: var(--_accent);
    }
    .form-actions {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
    }
    .form-actions > span {
      color: var(--_success);
      font-size: 0.9em;
    }
    .failure {
      display: flex;
      align-items: center;
      gap: 8px;
      margin: 0;
      padding: 8px 12px;
      border-radius: var(--_radius-small);
      background: var(--_danger-soft);
      font-size: 0.9em;
    }
    .failure > svg {
      color: var(--_danger);
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .chip-item {
      display: inline-flex;
      align-items: center;
      gap: 2px;
      max-inline-size: 100%;
      padding-inline-start: 10px;
      border-radius: 99px;
      background: var(--_raised);
      font-size: 0.9em;
      overflow-wrap: anywhere;
    }
    .chip-item .icon-button {
      flex: none;
      inline-size: 26px;
      min-block-size: 26px;
      border-radius: 50%;
    }
    .chip-item svg {
      inline-size: 14px;
      block-size: 14px;
    }
    .around-suggestions {
      position: relative;
    }
    @media (forced-colors: active) {
      .chip-item {
        border: 1px solid CanvasText;
      }
    }
  `,
];

import { css } from 'lit';

export const participantsStyles = css`
  :host {
    min-inline-size: 0;
    container-type: inline-size;
    background: var(--_surface);
  }
  .panel {
    display: grid;
    gap: 12px;
    padding: 16px;
  }
  h2,
  h3,
  p {
    margin: 0;
  }
  h2 {
    font-size: 1.05em;
    font-weight: 650;
  }
  h3 {
    margin-block-end: 4px;
    color: var(--_muted);
    font-size: 0.87em;
    font-weight: 600;
  }
  header,
  .tools,
  .acts,
  .chip {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .tools {
    gap: 4px;
    margin-inline-start: auto;
  }
  .tools .icon-button[aria-expanded='true'] {
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .count {
    color: var(--_muted);
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .chip {
    gap: 4px;
    padding: 1px 10px;
    padding-inline: 6px 10px;
    border-radius: 99px;
    background: var(--_warning-soft);
    color: var(--_warning);
    font-size: 0.82em;
    font-weight: 600;
  }
  .chip svg {
    inline-size: 15px;
    block-size: 15px;
  }
  .panel ul {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    animation: arrive var(--_speed) var(--_ease);
  }
  .row.two,
  .row.invitee {
    flex-wrap: nowrap;
    gap: 10px;
    padding: 6px 8px;
  }
  .row.open {
    border-color: var(--_border);
    background: var(--_raised);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      translate: 0 -4px;
    }
  }
  .one {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 10px;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 4px 8px;
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .one:hover {
    background: color-mix(in srgb, currentColor 7%, transparent);
  }
  .one:focus-visible {
    outline-offset: -2px;
  }
  .avatar {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: color-mix(in srgb, var(--_accent) 80%, var(--_text));
    font-size: 12px;
    font-weight: 650;
  }
  .avatar svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .speaking .avatar {
    outline: 2px solid var(--_success);
    outline-offset: 2px;
    animation: speak 1.1s ease-in-out infinite alternate;
  }
  @keyframes speak {
    to {
      outline-color: color-mix(in srgb, var(--_success) 35%, transparent);
    }
  }
  .words {
    flex: 1;
    display: grid;
    min-inline-size: 0;
    line-height: 1.3;
  }
  .name,
  .about {
    overflow-wrap: anywhere;
  }
  .name {
    font-weight: 600;
  }
  .you {
    color: var(--_muted);
    font-weight: 400;
  }
  .about {
    color: var(--_muted);
    font-size: 0.82em;
  }
  .about.failed {
    color: var(--_danger);
  }
  .marks {
    flex: none;
    display: flex;
    gap: 6px;
  }
  .mark {
    color: var(--_muted);
    opacity: 0.45;
  }
  .mark svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .mark.on {
    color: var(--_success);
    opacity: 1;
  }
  .mark:is(.pending, .dialing-out, .dialing-in, .alerting) {
    animation: wait 0.9s ease-in-out infinite alternate;
  }
  .mark.on-hold {
    color: var(--_warning);
    opacity: 1;
  }
  @keyframes wait {
    to {
      opacity: 0.9;
    }
  }
  .muted {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
  }
  .mute.on,
  .muted {
    color: var(--_danger);
  }
  .details {
    display: grid;
    flex-basis: 100%;
    gap: 10px;
    padding: 0 10px 10px 50px;
    padding-inline: 50px 10px;
  }
  .details ul {
    color: var(--_muted);
    font-size: 0.87em;
  }
  .address {
    overflow-wrap: anywhere;
  }
  :host(:state(rtl)) .address {
    text-align: right;
  }
  .details .button.small,
  footer .button.small {
    min-block-size: 32px;
  }
  footer {
    display: grid;
    gap: 8px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_border);
  }
  footer .acts .button:last-child {
    margin-inline-start: auto;
  }
  footer.question .acts .button:last-child {
    margin: 0;
  }
  .question {
    display: grid;
    gap: 8px;
  }
  .stale .avatar,
  .stale .marks {
    filter: grayscale(1);
  }
  .panel > .share-form {
    padding: 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
  }
  .note {
    flex-wrap: wrap;
    padding: 8px 8px 8px 12px;
    padding-inline: 12px 8px;
    border-radius: var(--_radius-small);
  }
  .note .icon-button {
    flex: none;
    inline-size: 28px;
    min-block-size: 28px;
  }
  .empty,
  .ended {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    padding: 14px;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius-small);
    color: var(--_muted);
    font-size: 0.93em;
  }
  .ended {
    border-style: solid;
    background: var(--_raised);
  }
  .ended.bad {
    background: var(--_warning-soft);
  }
  .ended.bad > svg {
    color: var(--_warning);
  }
  .ended.bad > div {
    color: var(--_text);
  }
  .ended p {
    margin-block-start: 10px;
  }
  .empty strong,
  .ended strong {
    display: block;
    color: var(--_text);
    font-weight: 600;
  }
  @container (max-width: 300px) {
    .details {
      padding-inline: 10px;
    }
  }
  @media (forced-colors: active) {
    .mark.on {
      color: Highlight;
      forced-color-adjust: none;
    }
    .mark:not(.on) {
      color: GrayText;
    }
  }
`;

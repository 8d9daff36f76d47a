import { css, html, nothing, type TemplateResult } from 'lit';
import type { ConversationSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { strings } from '../supervisor/strings';
import type { LyncConversation } from './conversation';

interface SupervisionNoteHost {
  readonly element: LyncConversation;
  readonly lang: () => string;
}

/** Beside the composer of a supervisor: who reads what is written there, and hears what is said. Comes with the first contact that is listened in on. */
export class SupervisionNote {
  constructor(private readonly host: SupervisionNoteHost) {
    const { styleSheet } = noteStyles;
    if (styleSheet) (host.element.renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
  }

  render({ state, supervision }: ConversationSnapshot): TemplateResult | typeof nothing {
    if (!supervision || state === 'terminating' || state === 'terminated') return nothing;
    return html`<p class="supervision" part="supervision" role="note">
      ${icons.headset}<span>${strings.get(this.host.lang()).hint[supervision]}</span>
    </p>`;
  }
}

const noteStyles = css`
  .supervision {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0;
    padding: 8px 16px;
    border-block-start: 1px solid var(--_border);
    background: var(--_raised);
    color: var(--_muted);
    font-size: 0.87em;
  }
  .supervision svg {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
  }
  .supervision span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
`;
